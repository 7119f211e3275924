"""What the demo town has in store and in its vans: parts and charges for work, made by the keeper's own acts."""

from __future__ import annotations

from collections.abc import Sequence

from heat.rules.costs import STORE, van
from heat.rules.permissions import Actor
from heat.services import stock
from heat.services.stock import Named

_COLD, _WET = ("no_heat", "temperature"), ("leak",)
ITEMS = (
    Named("material", "PQ20", "排气阀 DN20", "个", 1800, _COLD),
    Named("material", "GLW", "过滤网", "个", 1200, _COLD),
    Named("material", "QF20", "球阀 DN20", "个", 3200, (*_COLD, *_WET)),
    Named("material", "SLD", "生料带", "卷", 250, (*_COLD, *_WET)),
    Named("material", "HJ20", "活接 DN20", "个", 950, _WET),
    Named("material", "PPR20", "PPR 管 DN20", "米", 780, _WET),
    Named("material", "WT20", "弯头 DN20", "个", 350, _WET),
    Named("material", "FMT", "封堵头", "个", 180),
    Named("material", "WKF", "温控阀", "个", 6800),
    Named("material", "JRF", "锁闭阀", "个", 8600),
    Named("labour", "SM", "上门费", "次", 3000),
    Named("labour", "FS", "放水补水", "次", 5000),
)


def fill(keeper: Actor, technicians: Sequence[int]) -> None:
    """Name everything, fill the store, and give each van a few of what it needs most."""
    for named in ITEMS:
        item_id = stock.name(keeper, named)
        if named.kind != "material":
            continue
        stock.receive(keeper, item_id, STORE, 120_000, once_key=f"demo-{named.code}")
        for staff_id in technicians if named.kinds else ():
            stock.transfer(keeper, item_id, STORE, van(staff_id), 6_000, once_key=f"demo-{named.code}-{staff_id}")
