"""The storekeeper's verbs: name and price an item, receive, move, count, and what a visit takes out of the van."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from heat import clock, db
from heat.models import Item, StockMove
from heat.queries import stock as queries
from heat.rules import costs as rules
from heat.rules.money import Fen
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say


@dataclass(frozen=True)
class Named:
    """An item as the storekeeper types it; `kinds` are the ticket kinds in whose kit it is offered first."""

    kind: str
    code: str
    name: str
    unit: str
    price_fen: Fen
    kinds: tuple[str, ...] = ()


def name(by: Actor, named: Named) -> int:
    """Write an item down, or change its name, price or kit from today on; the id of the row in force."""
    if named.kind not in rules.KINDS:
        raise Refused(Say(N_("请选择是材料还是收费项目")))
    today = clock.today()
    row = {"name": named.name, "unit": named.unit, "price_fen": named.price_fen, "kit": list(named.kinds) or None}
    with db.writing():
        db.chain_lock(f"item-{named.kind}-{named.code}")
        held = Item.get_or_none(_in_force(today) & (Item.kind == named.kind) & (Item.code == named.code))
        before = {"price_fen": held.price_fen, "name": held.name} if held else None
        if held and _day(held.valid_from) == today:
            Item.update(**row).where(Item.id == held.id).execute()
            item_id = int(held.id)
        else:
            if held:
                Item.update(valid_to=today).where(Item.id == held.id).execute()
            item_id = int(Item.insert(kind=named.kind, code=named.code, valid_from=today, **row).execute())
        audit.record(by, "item.named", "item", item_id, before=before, after={"code": named.code, **row})
    return item_id


def _in_force(day: date) -> object:
    return (Item.valid_from <= day) & (Item.valid_to > day)


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def receive(by: Actor, item_id: int, place: str, quantity_milli: int, *, once_key: str) -> None:
    """Take goods into a place at the item's price of today."""
    item, where = _material(item_id), _place(place)
    with db.writing():
        if _write(by, item, where, quantity_milli, f"in:{once_key}"):
            audit.record(by, "stock.received", "item", item.id, after={"place": where, "milli": quantity_milli})


def transfer(by: Actor, item_id: int, source: str, target: str, quantity_milli: int, *, once_key: str) -> None:
    """Move goods from one place to another; Refused when the source does not hold that much."""
    item, from_, to = _material(item_id), _place(source), _place(target)
    if from_ == to:
        raise Refused(Say(N_("调出和调入是同一个地方，请重新选择")))
    with db.writing():
        db.chain_lock("stock")
        if StockMove.get_or_none(StockMove.once_key == f"out:{once_key}"):
            return
        there = queries.held(item.code, from_)
        if there < quantity_milli:
            held = {"name": item.name, "held": rules.shown(there), "unit": item.unit}
            raise Refused(Say(N_("“{name}”那里只有 {held} {unit}，调不出这么多；数目不对请先盘点"), **held))
        _write(by, item, from_, -quantity_milli, f"out:{once_key}")
        _write(by, item, to, quantity_milli, f"to:{once_key}")
        after = {"from": from_, "to": to, "milli": quantity_milli}
        audit.record(by, "stock.moved", "item", item.id, after=after)


def count(by: Actor, item_id: int, place: str, counted_milli: int, reason: str, *, once_key: str) -> int:
    """Write down what was counted; the difference in thousandths, which needs a reason unless it is none."""
    item, where = _material(item_id), _place(place)
    with db.writing():
        db.chain_lock("stock")
        if StockMove.get_or_none(StockMove.once_key == f"count:{once_key}"):
            return 0
        difference = counted_milli - queries.held(item.code, where)
        if difference and not reason.strip():
            raise Refused(Say(N_("盘点和账上差 {n} {unit}，请写明原因"), n=rules.shown(difference), unit=item.unit))
        if difference:
            _write(by, item, where, difference, f"count:{once_key}", reason=reason.strip()[:200])
        after = {"place": where, "counted": counted_milli, "difference": difference, "reason": reason.strip()[:200]}
        audit.record(by, "stock.counted", "item", item.id, after=after)
    return difference


def use(by: Actor, visit_id: int, staff_id: int, parts: Mapping[int, int]) -> Fen:
    """Take what a visit used out of the technician's van at the price of today; the sum of its lines in fen.

    The van may fall below zero: the part is in the wall, and the count will show it. Inside the caller's transaction.
    """
    total = 0
    for item_id, quantity_milli in parts.items():
        item = _item(item_id)
        place = rules.WORK if item.kind == "labour" else rules.van(staff_id)
        _write(by, item, place, -quantity_milli, f"use:{visit_id}:{item.id}", visit_id=visit_id)
        total += rules.line_fen(quantity_milli, item.price_fen)
    return total


def _item(item_id: int) -> Item:
    """The row in force of an item, also when an older row of it is named."""
    today = clock.today()
    named = Item.get_or_none(Item.id == item_id)
    found = named and Item.get_or_none(_in_force(today) & (Item.kind == named.kind) & (Item.code == named.code))
    if found is None:
        raise Missing(Say(N_("没有这种材料，请刷新后重选")))
    return found


def _material(item_id: int) -> Item:
    item = _item(item_id)
    if item.kind != "material":
        raise Refused(Say(N_("“{name}”是收费项目，没有库存"), name=item.name))
    return item


def _place(place: str) -> str:
    if place not in {one.code for one in queries.places()}:
        raise Refused(Say(N_("请选择库房或维修工的车")))
    return place


def _write(
    by: Actor,
    item: Item,
    place: str,
    quantity_milli: int,
    once_key: str,
    *,
    visit_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """One movement; False when it was written before."""
    if StockMove.get_or_none(StockMove.once_key == once_key):
        return False
    StockMove.insert(
        item_id=item.id,
        place=place,
        quantity_milli=quantity_milli,
        price_fen=item.price_fen,
        visit_id=visit_id,
        at=clock.now(),
        by_id=by.id,
        reason=reason,
        once_key=once_key,
    ).execute()
    return True
