"""A season that is billed anew after a change: what it would come to, and the reversing and new charges for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries.dues import LIST
from heat.queries.households import Known
from heat.rules import changes as rules
from heat.rules.accounts import REPAIR_PART
from heat.rules.billing import REASONS, Fee
from heat.rules.ledger import NewCharge, Posting
from heat.rules.money import Fen
from heat.rules.permissions import Actor
from heat.rules.seasons import season_code
from heat.services import billing, corrections, ledger
from heat.services.corrections import Stood
from heat.services.household_opening import Book
from heat.words import N_, Refused, Say

REASON = "变更申请"


@dataclass(frozen=True)
class Recharge:
    """What a change does to the bill of today's season: the lines that stand, and the fees in their place.

    `why` tells why there is no fee: nothing is owed, or, where `fees` is None, none can be computed. Without `moves`
    the bill stays as it is.
    """

    season_id: int
    stood: tuple[Stood, ...] = ()
    fees: tuple[Fee, ...] | None = ()
    why: Say | None = None
    moves: bool = False

    @property
    def old_fen(self) -> Fen:
        """What is charged today."""
        return sum(one.line.fen for one in self.stood)

    @property
    def new_fen(self) -> Fen | None:
        """What would be charged; None when that cannot be computed."""
        if not self.moves:
            return self.old_fen
        return None if self.fees is None else sum(fee.fen for fee in self.fees)

    @property
    def effect_fen(self) -> Fen | None:
        """What the household owes more, or below zero less."""
        return None if self.new_fen is None else self.new_fen - self.old_fen


def accounts(household_id: int) -> list[tuple[int, int, str]]:
    """The accounts of today's season: id, season, area basis; empty while the household has no bill. One query."""
    return db.rows(
        "SELECT a.id, a.season_id, a.area_basis FROM season_account a JOIN season s ON s.id = a.season_id "
        "WHERE a.household_id = ? AND s.code = ? AND a.part < ? ORDER BY a.part, a.id",
        household_id,
        season_code(clock.today()),
        REPAIR_PART,
    )


def of(known: Known, after: Mapping[str, Any], book: Book) -> Recharge:
    """What these facts would do to the bill of today's season; writes nothing."""
    billed = accounts(known.id)
    if not billed:
        return Recharge(book.season_id)
    stood = tuple(one for account_id, *_ in billed for one in corrections.standing(account_id, "heat"))
    season_id = billed[0][1]
    if after.keys() <= {"owner"} or all(basis == LIST for *_, basis in billed):
        return Recharge(season_id, stood)
    facts = rules.settled(known.facts, after, book.prices)
    try:
        found = billing.fees_of(
            season_code(clock.today()), known.id, lambda home: rules.altered(home, after, book.override(facts))
        )
    except Refused as problem:
        return Recharge(season_id, stood, None, problem.say, moves=True)
    if isinstance(found, str):
        owes_nothing = found in rules.NOTHING_OWED
        return Recharge(season_id, stood, () if owes_nothing else None, Say(REASONS[found]), moves=True)
    return Recharge(season_id, stood, tuple(found), moves=True)


def carry_out(asked_by_id: int, approved_by_id: int | None, known: Known, recharge: Recharge, key: str) -> int | None:
    """Take the lines that stand back and charge the new fees; the txn's id, None when the bill stays the same.

    The books name who asked and who approved. What was paid follows, what is too much is kept ahead. Inside the
    caller's transaction. Refused when the new fee cannot be computed.
    """
    if recharge.fees is None:
        raise Refused(Say(N_("现在算不出新的热费：{why}。"), why=recharge.why or ""))
    old = [(one.line.fen, one.line.price) for one in recharge.stood]
    if not recharge.moves or old == [(fee.fen, fee.quote.price) for fee in recharge.fees]:
        return None
    undone = [one.undone(key) for one in recharge.stood]
    new = [_charge(known, recharge, fee, key) for fee in recharge.fees]
    if not undone and not new:
        return None
    by = Actor(kind="staff", id=asked_by_id)
    posting = Posting("charge", key, charges=(*undone, *new), approved_by_id=approved_by_id, reason=REASON)
    txn_id = ledger.post(by, posting)
    made = corrections.charges_of(txn_id)[len(undone) :]
    corrections.follow(by, f"{key}:paid", [one.id for one in recharge.stood], made, known.id)
    return txn_id


def _charge(known: Known, recharge: Recharge, fee: Fee, key: str) -> NewCharge:
    """The new line of one part, on the account that was opened for it; debtor and due day stay those of the old one."""
    billed = dict(db.rows(
        "SELECT part, id FROM season_account WHERE household_id = ? AND season_id = ?", known.id, recharge.season_id
    ))  # fmt: skip
    account_id = billed.get(fee.part) or min(billed.values())
    debtor_id = db.value("SELECT debtor_id FROM season_account WHERE id = ?", account_id)
    old = recharge.stood[0].line if recharge.stood else None
    return NewCharge(
        account_id=account_id,
        household_id=known.id,
        season_id=recharge.season_id,
        debtor_id=old.debtor_id if old else debtor_id,
        kind="heat",
        fen=fee.fen,
        once_key=f"{key}:new:{fee.part}",
        due_on=old.due_on if old else fee.rate.due_on,
        qty=f"{fee.area_m2 // 100}.{fee.area_m2 % 100:02d}",
        price=fee.quote.price,
        calc=fee.quote.tree,
    )
