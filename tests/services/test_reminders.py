"""Reminders: once a household and due day, never to those who have paid, whatever is killed or run twice."""

import json
from datetime import date

import pytest

from heat import clock, db
from heat.services import outbox, reminders
from tests import make

BEFORE, FIRST, LAST, DUE = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def owing(office) -> int:
    """刘奶奶 owes 892.40, due on 1 December."""
    home = make.household(account_no="300501")
    make.old_debt(home, "892.40", season="2026-2027", due_on=DUE)
    return home


@pytest.mark.parametrize(("on", "n"), [(BEFORE, 0), (FIRST, 1), (LAST, 1), (DUE, 0)])
def test_the_reminder_goes_out_from_three_days_before_until_the_day_before(owing, on, n):
    assert len(reminders.rehearse(on).going) == n


def test_a_branch_reminds_nobody_of_another_branch(owing):
    clerk = make.clerk(make.branch(), "agent")

    assert reminders.remind(FIRST, clerk).going == []
    assert db.value("SELECT count(*) FROM message") == 0


def test_a_household_is_reminded_once_of_a_due_day(owing):
    reminders.remind(FIRST)
    again = reminders.remind(LAST)

    assert (len(again.going), again.already) == (0, 1)
    assert db.value("SELECT count(*) FROM message") == 1


def test_all_seasons_stand_in_one_message(owing):
    make.old_debt(owing, "1000.00", season="2025-2026", due_on=date(2025, 12, 1))

    plan = reminders.remind(FIRST)

    assert len(plan.going) == 1
    assert "1,892.40" in plan.going[0].text  # 892.40 + 1000.00


def test_who_has_paid_gets_no_message(owing, office):
    make.paid(office.actor("cashier"), owing, "892.40")

    plan = reminders.remind(FIRST)

    assert (len(plan.going), plan.paid) == (0, 1)


def test_who_pays_after_the_rehearsal_gets_no_message(owing, office):
    plan = reminders.rehearse(FIRST)
    make.paid(office.actor("cashier"), owing, "892.40")
    reminders.remind(FIRST)

    assert len(plan.going) == 1
    assert db.value("SELECT count(*) FROM message") == 0


def test_a_household_without_a_phone_is_skipped_with_the_reason(office):
    make.old_debt(make.household(account_no="300502", phone=""), "100.00", season="2026-2027", due_on=DUE)

    plan = reminders.remind(FIRST)

    assert [(debt.account_no, reason) for debt, reason in plan.skipped] == [("300502", "no_phone")]


def test_the_rehearsal_writes_nothing(owing):
    reminders.rehearse(FIRST)

    assert db.value("SELECT count(*) FROM message") + db.value("SELECT count(*) FROM firing") == 0


def test_the_message_lands_in_the_file_once_even_when_the_worker_died_before_noting_it(owing, data):
    reminders.remind(FIRST)
    outbox.pump()
    db.run("UPDATE message SET state = 'leased', lease_until = ?", clock.now() - 1)
    outbox.pump()

    lines = (data / "outbox" / "sms.jsonl").read_text().splitlines()
    assert [json.loads(line)["to"] for line in lines] == ["13800000501"]


def test_half_a_line_left_by_a_power_cut_is_mended(owing, data):
    (data / "outbox").mkdir()
    (data / "outbox" / "sms.jsonl").write_text('{"to": "1380')
    reminders.remind(FIRST)
    outbox.pump()

    lines = (data / "outbox" / "sms.jsonl").read_text().splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["once_key"] == f"remind:{owing}:2026-12-01"
