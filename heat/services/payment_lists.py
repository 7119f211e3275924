"""Payments of former times as a kind of import: booked once, never silently taken for one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from heat import clock, db
from heat.queries import accounts
from heat.queries import dues as homes_queries
from heat.queries import payment_lists as queries
from heat.queries.dues import Home
from heat.queries.payment_lists import Booked
from heat.rules.allocation import OpenLine, allocate
from heat.rules.columns import Layout
from heat.rules.intake import Checked
from heat.rules.ledger import Account, Line, Part, Posting, Taking
from heat.rules.lists import PAYMENTS
from heat.rules.money import plain_yuan, yuan
from heat.rules.payment_list import PaymentLine, check_payments
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.rules.tender import IMPORTED
from heat.services import ledger, outbox
from heat.services.import_kinds import Finding, Imported, InUse, Reading, Shown, Touched, Written, offered
from heat.services.list_homes import homes_of
from heat.words import N_, Say

SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("paid_on", N_("缴费日期"), ("paid_on",)),
    Shown("fen", N_("缴费金额"), ("amount",), right=True),
    Shown("method", N_("缴费方式"), ("method",)),
    Shown("number", N_("票号"), ("number",)),
)


@dataclass
class _Standing:
    """The payments that stand, and those of the list that were recognised among them so far."""

    by_amount: dict[tuple[int, date, int], list[Booked]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def same(self, home: Home, line: PaymentLine) -> bool:
        """Whether the line is a payment of an earlier import: by its number, or by standing in the same row."""
        prefix = _prefix(home.id, line)
        there = [one for one in self._like(home, line) if one.once_key.startswith(prefix)]
        if not line.number:
            return bool(there)
        self.seen[prefix] += 1
        return len(there) >= self.seen[prefix]

    def other(self, home: Home, line: PaymentLine) -> bool:
        """Whether a payment of the same day and amount stands that may be this one; another number is another one."""
        return any(not line.number or not _number_of(one) for one in self._like(home, line))

    def _like(self, home: Home, line: PaymentLine) -> list[Booked]:
        return self.by_amount.get((home.id, line.paid_on, line.fen), [])


def _prefix(household_id: int, line: PaymentLine) -> str:
    """What the key of a payment begins with; without a number of its own the row of the list stands for one."""
    own = f"no:{line.number}" if line.number else f"row:{line.row}"
    return f"list-pay:{household_id}:{line.paid_on}:{line.fen}:{own}:"


def _number_of(one: Booked) -> str:
    _, mark, rest = one.once_key.partition(":no:")
    return rest.rpartition(":")[0] if mark else ""


def check(sheet: Sheet, layout: Layout) -> Checked[PaymentLine | None]:
    """The lines of a list cleaned; nobody has paid tomorrow."""
    return check_payments(sheet, layout, today=clock.today())


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the payments that stand; a handful of queries for five hundred lines."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    homes, standing = homes_of(reading, by), _Standing()
    for one in queries.booked(homes.ids):
        if one.stands:
            standing.by_amount.setdefault((one.household_id, one.received_on, one.fen), []).append(one)
    for entry in entries:
        line: PaymentLine = entry.value
        home = homes.get(line.account_no)
        same = bool(home and standing.same(home, line))
        said = {name: getattr(line, name) for name in ("paid_on", "fen", "method", "number")}
        finding = Finding(entry, said, known=line if same else None, after={} if same else said)
        finding.problems = homes.problems(line.row, line.account_no)
        if home and not same and not finding.problems:
            finding.problems = tuple(_questions(reading, line, home, standing))
        yield finding


def _questions(reading: Reading, line: PaymentLine, home: Home, standing: _Standing) -> Iterator[Problem]:
    """What only people can tell of a line, unless they have told it."""
    if line.row in reading.sheet.meant:
        return
    header = reading.layout.header_of("amount")
    if line.twin:
        yield Problem(line.row, header, "equal_row", line.account_no, str(line.twin))
    elif standing.other(home, line):
        yield Problem(line.row, header, "payment_known", plain_yuan(line.fen), line.paid_on.isoformat())


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Book the payments, the oldest first, each on what is open then; the rest is kept ahead. No receipts are issued.

    Inside the caller's transaction. A payment keeps its day, its money stands on the account of the lists.
    """
    db.chain_lock("txn")
    lines: list[PaymentLine] = [finding.entry.value for finding in findings]
    homes = homes_queries.homes([line.account_no for line in lines], clock.today())
    ids = [home.id for home in homes.values()]
    keys = Counter(one.once_key.rpartition(":")[0] + ":" for one in queries.booked(ids))
    lines_open = queries.open_lines(ids)
    txn_ids: dict[int, int] = {}
    for day, group in groupby(sorted(lines, key=lambda one: (one.paid_on, one.row)), key=lambda one: one.paid_on):
        todays = list(group)
        postings = [_posting(homes[one.account_no], one, lines_open, keys) for one in todays]
        txn_ids |= dict(zip((one.row for one in todays), ledger.post_all(by, postings, on=day), strict=True))
    for household_id in dict.fromkeys(ids):
        if accounts.open_fen(household_id) <= 0:
            outbox.drop_waiting(household_id)
    return Written([Touched(homes[one.account_no].id, 0, [["payment", txn_ids[one.row]]]) for one in lines])


def _posting(
    home: Home, line: PaymentLine, lines_open: dict[int, dict[int, tuple[int, OpenLine]]], keys: Counter[str]
) -> Posting:
    """The posting of one payment; what it settles is open no longer for the next one."""
    there = lines_open.get(home.id, {})
    allocation = allocate(line.fen, [one for _, one in there.values()])
    booked = [Line(Account.IMPORTED, line.fen)]
    for charge_id, fen in allocation.parts:
        season_id, one = there[charge_id]
        there[charge_id] = (season_id, replace(one, open_fen=one.open_fen - fen))
        booked.append(Line(Account.RECEIVABLE, -fen, home.id, season_id, charge_id))
    if allocation.prepaid_fen:
        booked.append(Line(Account.PREPAID, -allocation.prepaid_fen, home.id))
    prefix = _prefix(home.id, line)
    key = f"{prefix}{keys[prefix]}"
    keys[prefix] += 1
    taking = Taking(home.debtor_id or None, IMPORTED, line.fen, (Part(IMPORTED, line.fen, line.fen),))
    said = " ".join(one for one in (line.method, line.number, line.note) if one)
    return Posting("payment", key, tuple(booked), taking=taking, reason=said[:200] or None)


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {name: yuan(value) if isinstance(value, int) else str(value or "") for name, value in facts.items()}


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Payments whose lines or prepayment have moved since they were imported, by row of the sheet."""
    last = max((one.touched.steps[0][1] for one in imported), default=0)
    return {
        one.row: Say(N_("导入后这一户又缴过费，或改过账"))
        for one in imported
        if queries.moved_since(one.touched.subject_id, one.touched.steps[0][1], last)
    }


def take_back(imported: Sequence[Imported], by: Actor) -> None:
    """Reverse payments, the last one first; InUse when what one left as prepayment has been spent."""
    for one in reversed(imported):
        txn_id = one.touched.steps[0][1]
        ledger.reverse(by, txn_id, once_key=f"list-undo:{txn_id}", kind="undo", reason="撤销导入")
        if accounts.prepaid_fen(one.touched.subject_id) < 0:
            raise InUse


IMPORTS = offered(PAYMENTS, "season.bill", globals())
