"""The money of two files that become one: by reversal and new lines only, and back again the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from heat import db
from heat.models import SeasonAccount
from heat.queries import accounts
from heat.rules.calculation import written
from heat.rules.ledger import Account, Line, NewCharge, Posting
from heat.rules.merging import Effect, Standing
from heat.rules.permissions import Actor
from heat.services import corrections, ledger
from heat.services.corrections import Stood

REASON, BACK = "合并重复档案", "撤销合并"


def move(by: Actor, effect: Effect, key: str, kept_id: int, gone_id: int) -> list[int]:
    """Carry out what the effect says; the ids of the txns, oldest first. Inside the caller's transaction."""
    txns: list[int | None] = []
    freed: list[int] = []
    for account in effect.moved:
        txns += _carry(by, account, f"{key}:{account.account_id}", kept_id)
    for account in effect.doubled:
        own = f"{key}:{account.account_id}"
        stood = corrections.standing(account.account_id)
        charges = tuple(one.undone(own) for one in stood)
        txns.append(ledger.post(by, Posting("charge", own, charges=charges, reason=REASON)))
        freed += [one.id for one in stood]
    txns.append(corrections.follow(by, f"{key}:freed", freed, corrections.owed(kept_id), kept_id))
    if effect.prepaid_fen > 0:
        ahead = Line(Account.PREPAID, effect.prepaid_fen, gone_id)
        lines = (ahead, *corrections.spent(effect.prepaid_fen, corrections.owed(kept_id), kept_id))
        txns.append(ledger.post(by, Posting("move", f"{key}:ahead", lines, reason=REASON)))
    return [txn for txn in txns if txn is not None]


def _carry(by: Actor, account: Standing, key: str, kept_id: int) -> list[int | None]:
    """One season account to the other file: taken back there, charged here, and what was paid follows."""
    stood = corrections.standing(account.account_id)
    target = _account_of(account.account_id, kept_id)
    tree = accounts.calculation(account.account_id)
    undone = [one.undone(key) for one in stood]
    new = [_here(one, key, target, written(tree)[0] if tree else None) for one in stood]
    txn_id = ledger.post(by, Posting("charge", key, charges=(*undone, *new), reason=REASON))
    made = corrections.charges_of(txn_id)[len(undone) :]
    return [txn_id, corrections.follow(by, f"{key}:paid", [one.id for one in stood], made, kept_id)]


def _here(one: Stood, key: str, target: SeasonAccount, tree: str | None) -> NewCharge:
    where = {"account_id": target.id, "household_id": target.household_id, "once_key": f"{key}:new:{one.id}"}
    return replace(one.line, **where, calc=tree if one.line.kind == "heat" else None)


def _account_of(account_id: int, household_id: int) -> SeasonAccount:
    """The same season's account of the other file; where it has none, a copy. The charge brings its calculation."""
    own: Any = SeasonAccount.select().where(SeasonAccount.id == account_id).dicts().get()
    same = {"household_id": household_id, "season_id": own["season_id"], "part": own["part"]}
    if (there := SeasonAccount.get_or_none(**same)) is not None:
        return there
    community_id = db.value("SELECT community_id FROM household WHERE id = ?", household_id)
    return SeasonAccount.create(**{**own, **same, "id": None, "community_id": community_id})


def touched(txns: Sequence[int], kept_id: int) -> int | None:
    """The first later txn that stands on what was moved, or that spent the prepayment; None when nothing does."""
    if not txns:
        return None
    marks = ",".join("?" * len(txns))
    later = db.value(
        f"SELECT min(e.txn_id) FROM entry e WHERE e.txn_id > ? AND e.charge_id IN (SELECT x.charge_id FROM entry x "
        f"WHERE x.txn_id IN ({marks}) AND x.charge_id IS NOT NULL)",
        max(txns),
        *txns,
    )
    ahead = db.value(
        f"SELECT coalesce(-sum(fen), 0) FROM entry WHERE account_id = ? AND household_id = ? AND txn_id IN ({marks})",
        int(Account.PREPAID),
        kept_id,
        *txns,
    )
    if later is None and ahead > accounts.prepaid_fen(kept_id):
        later = db.value(
            "SELECT min(txn_id) FROM entry WHERE account_id = ? AND household_id = ? AND fen > 0 AND txn_id > ?",
            int(Account.PREPAID),
            kept_id,
            max(txns),
        )
    return None if later is None else int(later)


def take_back(by: Actor, txns: Sequence[int], key: str) -> None:
    """Undo the moves, the last one first; nothing may stand on them. Inside the caller's transaction."""
    for txn_id in reversed(txns):
        own = f"{key}:{txn_id}"
        if not corrections.charges_of(txn_id):
            ledger.reverse(by, txn_id, once_key=own, kind="undo", reason=BACK)
            continue
        again = ledger.uncharge(by, txn_id, once_key=own, reason=BACK)
        for account_id, household_id in db.rows(
            "SELECT DISTINCT account_id, household_id FROM charge WHERE txn_id = ? ORDER BY account_id", again
        ):
            stood = [one.id for one in corrections.standing(account_id)]
            before = [charge for (charge,) in db.rows("SELECT id FROM charge WHERE account_id = ?", account_id)]
            corrections.follow(by, f"{own}:{account_id}", before, stood, household_id)
