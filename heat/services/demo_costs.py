"""What the repairs of the demo town use and who bears them, told as a technician's phone would tell it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from heat.queries import stock as queries
from heat.rules import costs as rules
from heat.rules.permissions import Actor
from heat.services import costs, stock
from heat.services.demo_stock import ITEMS

KINDS = ("no_heat", "leak", "temperature")  # what a technician drives out for
_BUILT_IN = {
    "户内堵塞": ("GLW",),
    "过滤网脏堵": ("GLW", "SLD"),
    "系统有气": ("PQ20",),
    "阀门故障": ("QF20", "SLD"),
    "管道漏水": ("HJ20", "PPR20", "WT20"),
    "用户自行改动": ("PPR20", "HJ20"),
}
_OWN_FAULT, _CALL_OUT = "用户自行改动", "SM"
_FEES = {named.code: named.price_fen for named in ITEMS}
_LEAST, _FULL, _STOCKED = 3_000, 6_000, 60_000


def rates(by: Actor, technicians: Sequence[int]) -> None:
    """What an hour of the two who have been longest with the office costs; the others have the office's rate."""
    for staff_id, yuan in zip(technicians, ("52", "48"), strict=False):
        costs.rate(by, staff_id, yuan)


def told(dice: random.Random, kind: str, cause: str, items: Mapping[str, int], *, recent: bool) -> dict[str, Any]:
    """Parts, bearer and quote of one repair; nothing for one in five and for a year ago: not booked."""
    if not recent or kind not in KINDS or dice.random() < 0.2:
        return {}
    used = {code: dice.choice((1, 1, 2)) for code in _BUILT_IN.get(cause, ())}
    chance = dice.random()
    if used and (cause == _OWN_FAULT or chance < 0.12):
        used[_CALL_OUT] = 1
        quoted = sum(_FEES[code] * n for code, n in used.items())
        said: dict[str, Any] = {"borne_by": rules.CUSTOMER, "quoted_fen": quoted, "consent": "spoken"}
    else:
        said = {"borne_by": rules.WARRANTY if used and chance > 0.88 else rules.COMPANY}
    return said | {"parts": {str(items[code]): n * 1000 for code, n in used.items()}}


def known() -> dict[str, int]:
    """The id of each item by its code."""
    return {one.code: one.id for one in queries.items()}


def refill(keeper: Actor, technicians: Sequence[int]) -> None:
    """The vans are loaded again where little is left, out of a store that was filled up; one shelf is counted."""
    items = known()
    for named in ITEMS:
        if named.kind != "material":
            continue
        low = [(one, queries.held(named.code, rules.van(one))) for one in technicians if named.kinds]
        low = [(staff_id, held) for staff_id, held in low if held < _LEAST]
        if low:
            stock.receive(keeper, items[named.code], rules.STORE, _STOCKED, once_key=f"demo-again-{named.code}")
        for staff_id, held in low:
            key = f"demo-again-{named.code}-{staff_id}"
            stock.transfer(keeper, items[named.code], rules.STORE, rules.van(staff_id), _FULL - held, once_key=key)
    held = queries.held("FMT", rules.STORE)
    stock.count(keeper, items["FMT"], rules.STORE, held - 2_000, "盘点少两个，旧箱破损", once_key="demo-count")
