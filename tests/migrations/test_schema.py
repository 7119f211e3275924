"""The migrations make exactly the tables that the program knows, and can be run twice."""

import pytest

from heat import clock, db, schema
from heat.models import ALL_TABLES
from heat.services import migrations
from heat.words import Refused


def test_every_table_has_the_columns_of_its_class(office):
    for table in ALL_TABLES:
        found = {column.name: column.null for column in db.database.get_columns(table._meta.table_name)}
        declared = {field.column_name: field.null for field in table._meta.sorted_fields}
        assert found.keys() == declared.keys(), table
        assert all(found[name] == null for name, null in declared.items() if name != "id"), table


def test_every_key_of_a_class_is_a_key_of_the_file(office):
    from heat.tables.fields import Ref

    for table in ALL_TABLES:
        name = table._meta.table_name
        keys = {(row[3], row[2]) for row in db.rows(f"PRAGMA foreign_key_list({name})")}
        for field in table._meta.sorted_fields:
            if isinstance(field, Ref):
                assert (field.column_name, field.table) in keys, f"{name}.{field.column_name}"


def test_no_table_points_at_a_table_that_is_not_there(office):
    assert db.rows("PRAGMA foreign_key_check") == []


def test_migrating_twice_does_nothing(office):
    assert migrations.migrate() == []
    assert migrations.pending() == []


def test_a_database_newer_than_the_program_is_refused(office):
    db.run("INSERT INTO migration (name, at) VALUES ('9999_from_the_future', 0)")

    with pytest.raises(Refused, match="9999_from_the_future"):
        migrations.migrate()


def test_a_money_column_refuses_a_float(office):
    with pytest.raises(Exception, match="cannot store REAL"):
        db.run("INSERT INTO throttle (bucket, slot, n) VALUES ('x', 1, 1.5)")


@pytest.mark.parametrize(("month", "day", "code"), [(6, 30, "2025-2026"), (7, 1, "2026-2027"), (11, 21, "2026-2027")])
def test_the_first_season_is_the_one_of_the_day_it_is_installed(tmp_path, month, day, code):
    from datetime import date

    on = date(2026, month, day)
    with clock.stopped(on):
        db.use(db.sqlite_database(tmp_path / "new.db", synchronous="off"))
        migrations.migrate(on)
        found = db.value("SELECT code FROM season")
        db.close_database()

    assert found == code


def test_a_line_that_is_no_column_is_named():
    with pytest.raises(ValueError, match="not a column"):
        schema.read("table\n  this is nothing at all")
