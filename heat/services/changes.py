"""Changing area, price, state and owner by hand: at once before the bill, by request and a second person after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.models import Attachment, ChangeRequest, Contact
from heat.queries import change_requests, visible
from heat.queries import households as known_households
from heat.queries.change_requests import Request
from heat.queries.households import Known
from heat.rules import changes as rules
from heat.rules.accounts import STATES
from heat.rules.cells import OTHERS, RESIDENTS
from heat.rules.cells import VACANT as VACANT_WORDS
from heat.rules.fields import Area, Choice, Filled, Text, fill
from heat.rules.households import VACANT
from heat.rules.money import yuan
from heat.rules.permissions import Actor
from heat.rules.rates import price_text
from heat.rules.written import decimal_of
from heat.services import audit, household_changes, proposals, recharging, search_keys
from heat.services.household_opening import Book
from heat.services.places import Places
from heat.services.recharging import Recharge
from heat.services.traces import Trace
from heat.words import N_, Missing, Moved, Refused, Say

FORM = (
    Text("owner", N_("户主"), required=False, most=100),
    Area("charge_m2", N_("收费面积"), required=False),
    Area("gross_m2", N_("建筑面积"), required=False),
    Area("usable_m2", N_("使用面积"), required=False),
    Area("inner_m2", N_("套内面积"), required=False),
    Choice("use_class", N_("用热性质"), options=[(RESIDENTS, RESIDENTS), (OTHERS, OTHERS)]),
    Text("price", N_("协议单价"), required=False, most=12),
    Choice("state", N_("供热状态"), options=[(code, name) for code, name in STATES.items()]),
    Text("reason", N_("原因"), required=False, most=200),
)


@dataclass(frozen=True)
class Drawn:
    """A change as a form has it: the household, what would differ, whether it must be asked for, and the money."""

    known: Known
    book: Book
    filled: Filled
    after: dict[str, Any]
    guarded: bool
    recharges: dict[str, Recharge]


def seen(by: Actor, household_id: int) -> tuple[Known, Book]:
    """The household as it stands, for the form. Missing when it is not theirs to see or has been merged."""
    scope = visible.households(by)
    row = db.row(
        f"SELECT h.account_no FROM household h WHERE h.id = ? AND h.merged_into_id IS NULL AND {scope.sql}",
        household_id,
        *scope.values,
    )
    if row is None:
        raise Missing(Say(N_("没有这一户，或不在您负责的范围")))
    book = Book.of("", Places(by.org_ids[0] if by.org_ids else 1))
    return next(known_households.known([row[0]], book.season_id, book.today)), book


def guarded(household_id: int) -> bool:
    """Whether a change must be asked for, because a bill of today's season is out. One query."""
    return proposals.guarded(household_id)


def as_typed(known: Known, book: Book) -> dict[str, str]:
    """What the form shows before anything is typed; a price only where it is the household's own."""
    facts = known.facts
    own = facts.get("price") if book.override(facts) is not None else None
    areas = {name: "" if facts.get(name) is None else f"{facts[name]:.2f}" for name in rules.KINDS["area"]}
    owner = "" if facts.get("owner") in (None, VACANT) else facts["owner"]
    use_class = facts.get("use_class") or RESIDENTS
    state = facts["state"]
    return {
        "owner": owner,
        **areas,
        "use_class": use_class,
        "price": price_text(own) if own else "",
        "state": state,
        "reason": "",
    }


def draw(by: Actor, household_id: int, typed: Mapping[str, str]) -> Drawn:
    """What a form would do: the facts that differ and the money; writes nothing. About fifteen queries."""
    known, book = seen(by, household_id)
    filled = fill(FORM, typed)
    price = _price(filled)
    after = _differing(known, book, filled, price) if filled.ok else {}
    if filled.ok and not after:
        filled.errors["owner"] = Say(N_("没有改动任何一项，请先修改再提交。"))
    must_ask = proposals.guarded(household_id)
    if filled.ok and must_ask and not filled["reason"]:
        filled.errors["reason"] = Say(N_("本季账单已出，请写明变更原因，审批的人要看。"))
    parts = rules.by_kind(after) if must_ask else {}
    recharges = {kind: recharging.of(known, facts, book) for kind, facts in parts.items()}
    return Drawn(known, book, filled, after, must_ask, recharges)


_LONGEST_PRICE = 20


def _price(filled: Filled) -> Decimal | None:
    """The agreed price, None where the tariff's holds."""
    text = (filled.values.get("price") or "").strip()
    if not text:
        return None
    price = decimal_of(text) if len(text) <= _LONGEST_PRICE else None
    if price is None or not 0 < price < 10_000 or price != price.quantize(Decimal("0.0001")):
        filled.errors["price"] = Say(N_("“{price}”不是单价，请只填数字，例如 25.00；按热价收就留空。"), price=text)
        return None
    return price


def _differing(known: Known, book: Book, filled: Filled, price: Decimal | None) -> dict[str, Any]:
    """The facts of the form that differ from what is known; an emptied area stays, since a bill may stand on it."""
    facts = known.facts
    wanted = {name: filled[name] for name in rules.KINDS["area"] if filled[name]}
    wanted |= {"use_class": filled["use_class"], "state": filled["state"]}
    owner = filled["owner"] or VACANT
    wanted["owner"] = VACANT if owner in VACANT_WORDS else owner
    wanted["price"] = price if price is not None else book.prices.get(filled["use_class"])
    if wanted["owner"] == VACANT and facts.get("owner") is None:
        wanted.pop("owner")
    return {name: value for name, value in wanted.items() if not rules.same({name: value}, {name: facts.get(name)})}


def change(by: Actor, household_id: int, version: int, typed: Mapping[str, str], scans: Sequence[int] = ()) -> Drawn:
    """Write a change of hand, or ask for it once a bill is out; what was drawn, with its errors.

    Moved when somebody else changed the household since the form was opened.
    """
    with db.writing():
        drawn = draw(by, household_id, typed)
        if drawn.known.version != version:
            raise Moved(Say(N_("这一户刚被别人改过，请看过新内容再改。")))
        if not drawn.filled.ok:
            return drawn
        if drawn.guarded:
            _ask(by, drawn, scans)
        else:
            _write(by, drawn)
    return drawn


def _ask(by: Actor, drawn: Drawn, scans: Sequence[int]) -> None:
    trace = Trace()
    ids = proposals.propose(trace, by, drawn.book, drawn.known, drawn.after, drawn.filled["reason"])
    for made in ChangeRequest.select().where(ChangeRequest.id.in_(ids)):
        for blob_id in scans:
            where = {"subject": "household", "subject_id": drawn.known.id, "kind": "change"}
            who = {"by_kind": by.kind, "by_id": by.id, "at": clock.now()}
            Attachment.insert(blob_id=blob_id, name=f"{made.number}.jpg", **where, **who).execute()
        _tell(by, drawn.known.id, Say(N_("申请{kind} {number}"), kind=rules.NAMES[made.kind], number=made.number))
        audit.record(by, "change.asked", "household", drawn.known.id, before=made.before, after=_told(made))


def _told(made: ChangeRequest) -> dict[str, Any]:
    return {"number": made.number, **made.after, **({"fen": made.effect_fen} if made.effect_fen else {})}


def _write(by: Actor, drawn: Drawn) -> None:
    known = drawn.known
    with search_keys.following([known.id]):
        household_changes.write_household(drawn.book, known, drawn.after, drawn.after)
    before = rules.written({name: known.facts.get(name) for name in drawn.after})
    audit.record(by, "household.changed", "household", known.id, before=before, after=rules.written(drawn.after))


def effect_now(by: Actor, request: Request) -> Recharge:
    """What an open request would do to the money if it were approved now."""
    known, book = seen(by, request.household_id)
    return recharging.of(known, request.after, book)


def approve(by: Actor, number: str, effect_fen: int | None) -> Request:
    """Approve and carry out a request in one transaction: dated rows, reversing and new charges, log and audit.

    `effect_fen` is what the person saw. Refused for one's own request or when the fee cannot be computed; Moved when
    the file or the money is no longer what was asked about.
    """
    with db.writing():
        db.chain_lock("txn")
        request = _open(by, number)
        known, book = seen(by, request.household_id)
        if not rules.same(request.before, {fact: known.facts.get(fact) for fact in request.before}):
            raise Moved(Say(N_("申请之后这一户的资料又变了，请驳回，让申请人重新提交。")))
        recharge = recharging.of(known, request.after, book)
        if recharge.effect_fen != effect_fen:
            raise Moved(Say(N_("金额与您看到的不同了，请看过新的计算再批准。")))
        with search_keys.following([known.id]):
            touched = household_changes.write_household(book, known, request.after, request.after)
        for step in touched.steps:
            if step[:2] == ["+", "household_terms"]:
                db.run("UPDATE household_terms SET change_id = ? WHERE id = ?", request.id, step[2])
        txn_id = recharging.carry_out(request.asked_by_id, by.id, known, recharge, f"change:{request.id}")
        _decide(by, request, "approved", "", effect_fen=recharge.effect_fen, txn_id=txn_id, applied_at=clock.now())
        kind, effect = rules.NAMES[request.kind], yuan(recharge.effect_fen or 0)
        say = Say(N_("批准{kind} {number}，本季金额变动 {fen} 元"), kind=kind, number=number, fen=effect)
        _tell(by, known.id, say)
        after = {"number": number, "fen": recharge.effect_fen, **rules.written(request.after)}
        audit.record(by, "change.approved", "household", known.id, before=rules.written(request.before), after=after)
    return request


def refuse(by: Actor, number: str, note: str) -> Request:
    """Turn a request down with a reason, which the asker reads."""
    why = note.strip()[:200]
    if not why:
        raise Refused(Say(N_("请写明驳回原因，申请人要看。")))
    with db.writing():
        request = _open(by, number)
        _decide(by, request, "refused", why)
        kind = rules.NAMES[request.kind]
        _tell(by, request.household_id, Say(N_("驳回{kind} {number}：{why}"), kind=kind, number=number, why=why))
        after = {"number": number, "reason": why}
        audit.record(by, "change.refused", "household", request.household_id, after=after)
    return request


def withdraw(by: Actor, number: str) -> Request:
    """Take one's own request back. Refused for somebody else's."""
    with db.writing():
        request = _open(by, number, own=True)
        ChangeRequest.update(verdict="withdrawn", decided_at=clock.now()).where(
            ChangeRequest.id == request.id
        ).execute()
        _tell(by, request.household_id, Say(N_("撤回{kind} {number}"), kind=rules.NAMES[request.kind], number=number))
        audit.record(by, "change.withdrawn", "household", request.household_id, after={"number": number})
    return request


def _open(by: Actor, number: str, *, own: bool = False) -> Request:
    """A request that waits; a second person decides it, only the asker takes it back."""
    request = change_requests.one(by, number)
    if request is None:
        raise Missing(Say(N_("没有这份申请，或不在您负责的范围")))
    if request.verdict != "open":
        raise Moved(Say(N_("{number} 已经处理过了。"), number=number))
    if own and request.asked_by_id != by.id:
        raise Refused(Say(N_("只有申请人自己能撤回。")))
    if not own and request.asked_by_id == by.id:
        raise Refused(Say(N_("自己的申请要由另一个人审批。")))
    return request


def _decide(by: Actor, request: Request, verdict: str, note: str, **more: Any) -> None:
    decided = {"verdict": verdict, "decided_by_id": by.id, "decided_at": clock.now(), "note": note or None}
    done = ChangeRequest.update(**decided, **more).where(
        (ChangeRequest.id == request.id) & ChangeRequest.verdict.is_null()
    )
    if not done.execute():
        raise Moved(Say(N_("{number} 已经处理过了。"), number=request.number))
    if verdict != "approved":  # an import that asked for it may not take a decided request back
        db.run("UPDATE household SET version = version + 1 WHERE id = ?", request.household_id)


def _tell(by: Actor, household_id: int, say: Say) -> None:
    line = {"household_id": household_id, "at": clock.now(), "kind": "change", "direction": "internal"}
    Contact.insert(**line, text=str(say), by_id=by.id).execute()
