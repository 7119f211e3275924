"""How to fill in an empty list: one sentence, an example and the choices of each column of the templates."""

from __future__ import annotations

from typing import NamedTuple

from heat.words import N_


class Hint(NamedTuple):
    """What a template says of a column."""

    says: str
    example: str = ""
    choices: tuple[str, ...] = ()


_ACCOUNT = Hint(N_("必填。每户一个，不能重复；前面的 0 会保留"), "031020875501")
_PHONE = Hint(N_("手机或带区号的座机；一格里可以写几个，用 / 隔开，第一个最常用"), "13800000501")

HINTS: dict[str, dict[str, Hint]] = {
    "households": {
        "account_no": _ACCOUNT,
        "community": Hint(N_("小区名称，没有的会自动建立"), "幸福里"),
        "building": Hint(N_("楼号，写 3 或 3号楼 都行"), "3"),
        "entrance": Hint(N_("单元，没有就空着"), "2"),
        "room": Hint(N_("房号"), "501"),
        "name": Hint(N_("户主姓名或单位名称；没人住写 空置房"), "刘奶奶"),
        "phone": _PHONE,
        "gross_m2": Hint(N_("建筑面积，平方米"), "96.40"),
        "charge_m2": Hint(N_("收费面积，与建筑面积相同时可以空着"), "96.40"),
        "use_class": Hint(N_("不写就是居民"), "居民", ("居民", "非居民")),
        "price": Hint(N_("元/㎡，只有与热价不同的才写")),
        "state": Hint(N_("不写就是正常"), "正常", ("正常", "报停", "强制停供", "未开户")),
        "substation": Hint(N_("换热站，没有就空着")),
        "circuit": Hint(N_("机组或高低区，没有就空着")),
        "note": Hint(N_("置顶备注，来电时显示")),
    },
    "dues": {
        "account_no": _ACCOUNT,
        "season": Hint(N_("采暖季，不写就是本季"), "2026-2027"),
        "owed": Hint(N_("应缴金额，元"), "2410.00"),
        "paid": Hint(N_("已缴金额，元，没有就空着"), "1517.60"),
        "due_on": Hint(N_("缴费截止日"), "2026-12-31"),
        "name": Hint(N_("户主姓名，系统里没有这一户时用来建档"), "刘奶奶"),
        "phone": _PHONE,
        "address": Hint(N_("地址，系统里没有这一户时用来建档"), "幸福里3-2-501"),
    },
}
