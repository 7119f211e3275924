"""The audit chain: whole as written, broken by any change, closed to all."""

import pytest

from heat import db
from heat.rules.permissions import SYSTEM
from heat.services import audit
from tests import make


def test_a_written_chain_is_whole(office):
    make.ticket(office.actor("agent"))

    assert audit.broken_links() == []


@pytest.mark.parametrize("verb", ["UPDATE audit SET code = 'x'", "DELETE FROM audit"])
def test_nobody_changes_a_line(office, verb):
    with pytest.raises(Exception, match="append-only"):
        db.run(verb)


@pytest.mark.parametrize(
    "column", ["code = 'staff.fired'", "subject_id = 99", "at = at + 1", "after = '{}'", "by_id = 7"]
)
def test_a_change_behind_the_guards_breaks_the_chain(office, column):
    make.ticket(office.actor("agent"))
    db.run("DROP TRIGGER audit_fixed_update")
    victim = db.value("SELECT max(id) - 2 FROM audit")
    db.run(f"UPDATE audit SET {column} WHERE id = ?", victim)

    assert victim in audit.broken_links()


def test_a_line_taken_out_breaks_the_chain(office):
    db.run("DROP TRIGGER audit_fixed_delete")
    db.run("DELETE FROM audit WHERE id = (SELECT max(id) - 1 FROM audit)")

    assert len(audit.broken_links()) == 1


def test_a_refused_act_leaves_no_line(office):
    before = db.value("SELECT count(*) FROM audit")
    with pytest.raises(RuntimeError), db.writing():
        audit.record(SYSTEM, "office.decided", "setting")
        raise RuntimeError

    assert db.value("SELECT count(*) FROM audit") == before


def test_a_setting_keeps_what_it_was(office):
    from heat.services import office as verbs

    verbs.decide(office.actor("admin"), {"company.name": "暖城供热"})
    line = db.row("SELECT before, after FROM audit ORDER BY id DESC LIMIT 1")

    assert "供热公司" in line[0]
    assert "暖城供热" in line[1]
