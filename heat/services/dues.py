"""Dues told by a list (应缴, 已缴, 截止日): booked without tariff or billing run, changed by the next list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import accounts
from heat.queries import dues as queries
from heat.queries.dues import Due, Home
from heat.rules.ledger import Account, Line, NewCharge, Part, Posting, Taking
from heat.rules.money import Fen
from heat.rules.permissions import Actor
from heat.rules.tender import IMPORTED
from heat.services import ledger, outbox, seasons, tariffs
from heat.services.import_kinds import Touched


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line asks for: the amounts a household is to be down for in a season, by charges of a kind."""

    account_no: str
    season: str
    owed_fen: Fen
    paid_fen: Fen
    due_on: date
    kind: str = "heat"


def apply(by: Actor, wanted: Sequence[Wanted]) -> list[Touched]:
    """Let households be down for what is wanted: only differences are posted, in the order given.

    Charges that differ are reversed and charged anew, what was paid follows them; more paid is one more payment. All
    must be of one kind.
    Inside the caller's transaction; every household must be there.
    """
    db.chain_lock("txn")
    homes = queries.homes([one.account_no for one in wanted], clock.today())
    season_ids = {code: seasons.ensure(code) for code in dict.fromkeys(one.season for one in wanted)}
    lines = [(homes[one.account_no], season_ids[one.season], one) for one in wanted]
    _open_accounts(by, [(home, season_id) for home, season_id, _ in lines])
    known = _known(lines)
    steps: list[list[Any]] = [[] for _ in lines]
    _post(by, steps, [_charged(home, known[home.id, season], one) for home, season, one in lines])
    known = _known(lines)
    _post(by, steps, [_moved(home, known[home.id, season]) for home, season, _ in lines])
    _post(by, steps, [_paid(home, known[home.id, season], one.paid_fen) for home, season, one in lines])
    for household_id in dict.fromkeys(home.id for home, _, _ in lines):
        if accounts.open_fen(household_id) <= 0:
            outbox.drop_waiting(household_id)
    return [Touched(home.id, 0, own) for (home, _, _), own in zip(lines, steps, strict=True)]


def _known(lines: Iterable[tuple[Home, int, Wanted]]) -> dict[tuple[int, int], Due]:
    there = list(lines)
    kind = there[0][2].kind if there else "heat"
    found = queries.dues(list({home.id for home, *_ in there}), kind)
    return {(due.household_id, due.season_id): due for due in found}


def _post(by: Actor, steps: list[list[Any]], postings: Sequence[Posting | None]) -> None:
    """Post what there is to post, in one go, and write each txn down as a step of its line."""
    there = [(own, posting) for own, posting in zip(steps, postings, strict=True) if posting]
    for (own, posting), txn_id in zip(there, ledger.post_all(by, [one for _, one in there]), strict=True):
        own.append([posting.kind, txn_id])


def _open_accounts(by: Actor, wanted: Iterable[tuple[Home, int]]) -> None:
    """Season accounts without area and price for those who have none yet."""
    every = dict.fromkeys(wanted)
    there = {(due.household_id, due.season_id) for due in queries.dues(list({home.id for home, _ in every}))}
    missing = [(home, season_id) for home, season_id in every if (home.id, season_id) not in there]
    tariff_id, now = tariffs.for_lists(by), clock.now()
    db.many(
        f"INSERT INTO season_account (id, {ledger.SNAPSHOT}) VALUES ({', '.join('?' * 15)})",
        [
            (
                *(id_, home.id, 0, season_id, home.community_id, home.debtor_id, tariff_id, None),
                *(queries.LIST, 0, 0, home.use_class, queries.LIST, "supplied", now),
            )
            for id_, (home, season_id) in zip(db.take_ids("season_account", len(missing)), missing, strict=True)
        ],
    )


def _charged(home: Home, due: Due, wanted: Wanted) -> Posting | None:
    """The charge that is wanted, after the reversal of one that says something else; None when it stands already."""
    same_day = wanted.due_on == due.due_on or not due.owed_fen
    if wanted.owed_fen == due.owed_fen and same_day:
        return None
    n = int(db.value("SELECT count(*) FROM charge WHERE account_id = ?", due.account_id))
    key = f"list:{due.account_id}:{n}"

    def line(fen: Fen, no: int, reverses_id: int | None = None) -> NewCharge:
        own = (due.account_id, home.id, due.season_id, home.debtor_id, wanted.kind, fen, f"{key}:{no}", wanted.due_on)
        return NewCharge(*own, reverses_id=reverses_id)

    back = [line(-due.owed_fen, 0, due.charge_id)] if due.charge_id else []
    new = [line(wanted.owed_fen, 1)] if wanted.owed_fen else []
    return Posting("charge", key, charges=(*back, *new)) if back or new else None


def _moved(home: Home, due: Due) -> Posting | None:
    """What was paid on a reversed line, moved to the one in force; what that one does not need is kept ahead."""
    left = dict(
        db.rows(
            "SELECT charge_id, open_fen FROM open_charge WHERE household_id = ? AND season_id = ? AND open_fen < 0",
            home.id,
            due.season_id,
        )
    )
    if not left:
        return None
    free = -sum(left.values())
    still = db.value("SELECT open_fen FROM open_charge WHERE charge_id = ?", due.charge_id or 0) or 0
    part = min(free, still)
    where = (home.id, due.season_id)
    back = [Line(Account.RECEIVABLE, -fen, *where, charge_id) for charge_id, fen in left.items()]
    on = [Line(Account.RECEIVABLE, -part, *where, due.charge_id)] if part else []
    ahead = [Line(Account.PREPAID, part - free, *where)] if free > part else []
    return Posting("move", f"list-move:{due.account_id}:{_entries(home, due)}", (*back, *on, *ahead))


def _paid(home: Home, due: Due, paid_fen: Fen) -> Posting | None:
    """The payment that the list knows of and the books do not; more than is owed is kept ahead."""
    more = paid_fen - due.paid_fen
    if more <= 0:
        return None
    still = db.value("SELECT open_fen FROM open_charge WHERE charge_id = ?", due.charge_id or 0) or 0
    part = max(0, min(more, still))
    where = (home.id, due.season_id)
    on = [Line(Account.RECEIVABLE, -part, *where, due.charge_id)] if part else []
    ahead = [Line(Account.PREPAID, part - more, *where)] if more > part else []
    taking = Taking(home.debtor_id, IMPORTED, more, (Part(IMPORTED, more, more),))
    lines = (Line(Account.IMPORTED, more), *on, *ahead)
    return Posting("payment", f"list-paid:{due.account_id}:{_entries(home, due)}", lines, taking=taking)


def _entries(home: Home, due: Due) -> int:
    """How often anything was booked on a household and season: a number that grows with each posting, for its key."""
    return int(db.value("SELECT count(*) FROM entry WHERE household_id = ? AND season_id = ?", home.id, due.season_id))


def take_back(by: Actor, steps: Sequence[Sequence[Any]]) -> None:
    """Take what a line posted back, the last posting first: reversed, since the books forget nothing."""
    for kind, txn_id in reversed(steps):
        if kind == "charge":
            ledger.uncharge(by, txn_id, once_key=f"list-undo:{txn_id}", reason="撤销导入")
        else:
            ledger.reverse(by, txn_id, once_key=f"list-undo:{txn_id}", kind="undo", reason="撤销导入")
