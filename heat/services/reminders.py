"""Reminding people to pay: rehearsed first, then one message a household and due day, however often it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from heat import clock, db
from heat.models import Contact, Firing
from heat.queries import office
from heat.queries import reminders as queries
from heat.rules import reminders as rules
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.reminders import Debt, Notice
from heat.services import audit, designs, outbox

_CHUNK = 200  # messages in one transaction: the write gate is held for a few hundredths of a second


@dataclass
class Rehearsal:
    """What a run on a day does or would do."""

    on: date
    going: list[Notice] = field(default_factory=list)
    skipped: list[tuple[Debt, str]] = field(default_factory=list)
    already: int = 0
    paid: int = 0

    @property
    def pieces(self) -> int:
        """How many single messages the provider charges."""
        return sum(rules.pieces(notice.text) for notice in self.going)

    @property
    def fen(self) -> int:
        """The money the messages speak of."""
        return sum(notice.debt.all_fen for notice in self.going)

    @property
    def reasons(self) -> dict[str, int]:
        """How many are skipped for which reason."""
        counted: dict[str, int] = {}
        for _, reason in self.skipped:
            counted[reason] = counted.get(reason, 0) + 1
        return counted


def rehearse(on: date, by: Actor = SYSTEM) -> Rehearsal:
    """Who of this person's households would be reminded on a day, with the words; writes nothing."""
    settings = office.settings()
    days, template = settings["reminder.days"], settings["reminder.text"]
    result = Rehearsal(on, paid=queries.paid(by, on, days))
    for debt, reminded in queries.due(by, on, days):
        if reminded:
            result.already += 1
        elif reason := rules.why_not(debt):
            result.skipped.append((debt, reason))
        else:
            result.going.append(Notice(debt, rules.message(template, debt, settings)))
    return result


def remind(on: date, by: Actor = SYSTEM) -> Rehearsal:
    """Write the messages of a day into the outbox, each household once a due day; what was done.

    Safe to run again at any time, also after a kill in the middle: what was written is found, the rest follows.
    """
    plan = rehearse(on, by)
    rule = designs.current("rule", "remind-due")
    written: list[Notice] = []
    for start in range(0, len(plan.going), _CHUNK):
        with db.writing():
            chunk = [n for n in plan.going[start : start + _CHUNK] if _fire(n, rule.design_id, rule.id, by)]
            if chunk:
                audit.record(by, "reminder.sent", "reminder", None, after={"on": on.isoformat(), "n": len(chunk)})
        written += chunk
    plan.already += len(plan.going) - len(written)
    plan.going = written
    return plan


def _fire(notice: Notice, rule_id: int, version_id: int, by: Actor) -> bool:
    """Write firing, message and log line of one notice; False when another run was faster or it was just paid."""
    debt = notice.debt
    still = db.value(
        "SELECT coalesce(sum(open_fen), 0) FROM open_charge WHERE household_id = ? AND due_on = ?",
        debt.household_id,
        debt.due_on.isoformat(),
    )
    key = (rule_id, "household", debt.household_id, "before-due", debt.due_on.isoformat())
    fired = db.row(
        "SELECT 1 FROM firing WHERE rule_id = ? AND subject = ? AND subject_id = ? AND step = ? AND period = ?", *key
    )
    if (
        fired
        or still <= 0
        or not outbox.write(
            rules.once_key(debt), debt.phone or "", notice.text, household_id=debt.household_id, party_id=debt.party_id
        )
    ):
        return False
    Firing.insert(
        rule_id=rule_id,
        subject="household",
        subject_id=debt.household_id,
        step="before-due",
        period=debt.due_on.isoformat(),
        at=clock.now(),
        version_id=version_id,
        outcome="message",
    ).execute()
    Contact.insert(
        household_id=debt.household_id,
        party_id=debt.party_id,
        at=clock.now(),
        kind="message",
        direction="out",
        text=notice.text,
        by_id=by.id if by.kind == "staff" else None,
        subject="reminder",
    ).execute()
    return True
