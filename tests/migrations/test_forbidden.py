"""Every forbidden write is refused by the database itself."""

import pytest
from peewee import DatabaseError

from heat import db
from heat.services import verify
from tests import forbidden


@pytest.fixture
def books(office) -> forbidden.Books:
    """An office with bills and payments."""
    return forbidden.books(office)


@pytest.mark.parametrize("write", forbidden.WRITES, ids=lambda write: write.name.replace(" ", "-"))
def test_a_forbidden_write_is_refused_and_leaves_the_books_whole(books, write: forbidden.Write) -> None:
    with pytest.raises(DatabaseError), db.writing():
        for sql in forbidden.statements(write, books):
            db.run(sql)

    assert verify.ledger() == []


def test_what_the_refused_writes_are_made_of_is_right_when_they_are_right(books) -> None:
    """The building blocks themselves are accepted: what is refused above is refused for its one fault."""
    with db.writing():
        for sql in (
            forbidden._entry("{txn} + 1", 1, 100),
            forbidden._entry("{txn} + 1", 2, -100, 11),
            forbidden._seal("{txn} + 1", "right"),
        ):
            db.run(sql.format(txn=books.txn))


@pytest.mark.parametrize("table", ["charge", "txn", "season_account", "audit"])
def test_a_row_is_not_replaced_either(books, table: str) -> None:
    columns = [column.name for column in db.database.get_columns(table)]
    names = ", ".join(columns)

    with pytest.raises(DatabaseError):
        db.run(f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = 1")
