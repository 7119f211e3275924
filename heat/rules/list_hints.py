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
    "opening": {
        "account_no": _ACCOUNT,
        "season": Hint(N_("欠的是哪一季，不写就是上一季"), "2025-2026"),
        "amount": Hint(N_("到现在还欠的金额，元"), "1830.30"),
    },
    "payments": {
        "account_no": _ACCOUNT,
        "paid_on": Hint(N_("缴费的日子"), "2026-10-28"),
        "amount": Hint(N_("收到的金额，元"), "2410.00"),
        "method": Hint(N_("怎么缴的，没有就空着"), "微信", ("现金", "微信", "支付宝", "刷卡", "转账")),
        "number": Hint(N_("票号或流水号，有号的同一笔不会重复导入"), "A0012345"),
        "note": Hint(N_("备注，没有就空着")),
    },
    "contacts": {
        "account_no": _ACCOUNT,
        "name": Hint(N_("姓名或单位名称"), "刘晓"),
        "phone": _PHONE,
        "role": Hint(N_("不写就是联系人"), "联系人", ("户主", "联系人", "租户", "缴费人", "开发商")),
    },
    "tickets": {
        "number": Hint(N_("旧系统里的工单号，不能重复"), "BX20251120003"),
        "account_no": Hint(N_("没有户号就写地址"), "031020875501"),
        "address": Hint(N_("和系统里的住户对得上，就记在那一户的档案里"), "幸福里3-2-501"),
        "kind": Hint(N_("不写或不认识的算其他"), "不热", ("不热", "漏水", "咨询", "投诉", "测温", "其他")),
        "opened_at": Hint(N_("哪天受理，可以带时刻"), "2025-11-20 08:30"),
        "closed_at": Hint(N_("哪天办结，不写就与受理同时"), "2025-11-20 15:00"),
        "summary": Hint(N_("用户说了什么"), "客厅暖气片不热"),
        "result": Hint(N_("怎么处理的"), "放气后恢复"),
        "phone": _PHONE,
    },
    "official": {
        "number": Hint(N_("必填。来单单位的编号，不能重复"), "S20261120001"),
        "sender": Hint(N_("只有一个来单单位时不用写"), "12345 热线"),
        "account_no": Hint(N_("没有户号就写地址"), "031020875501"),
        "address": Hint(N_("户号和地址至少写一样"), "幸福里3-2-501"),
        "kind": Hint(N_("不写就按内容判断"), "不热"),
        "text": Hint(N_("必填。要办的是什么事"), "家里暖气不热，请尽快处理"),
        "received_at": Hint(N_("来单时间，不写就是今天"), "2026-11-20 09:00"),
        "due_at": Hint(N_("对方要求的答复时限，可以带时刻"), "2026-11-21 18:00"),
        "phone": _PHONE,
    },
    "equipment": {
        "account_no": _ACCOUNT,
        "kind": Hint(N_("必填"), "热量表", ("入户阀门", "热量表", "室温采集器", "散热器", "地暖", "换热器", "温控器")),
        "serial": Hint(N_("设备上的编号，同一种设备里不能重复"), "RB20260001"),
        "maker": Hint(N_("厂家，没有就空着"), "恒通仪表"),
        "fitted_on": Hint(N_("哪天装的，不写就是今天"), "2026-10-15"),
        "start_value": Hint(N_("热量表的起始读数，kWh"), "12.5"),
    },
    "machines": {
        "number": Hint(N_("必填，全公司不重复，印在标签上"), "1Z-XHB-01"),
        "name": Hint(N_("必填"), "1# 循环泵"),
        "kind": Hint(N_("不写就按名称认"), "水泵", ("水泵", "换热器", "锅炉", "除污器", "阀门", "仪表", "其他设备")),
        "station": Hint(N_("必填，换热站或热源的名称，要先在“小区和热网”里建好"), "1# 换热站"),
        "circuit": Hint(N_("机组名称，没有就空着"), ""),
        "spot": Hint(N_("站里的什么位置"), "一层泵房"),
        "maker": Hint(N_("厂家，没有就空着"), "恒通泵业"),
        "model": Hint(N_("型号"), "ISG80-160"),
        "serial": Hint(N_("铭牌上的出厂编号"), "HT2601"),
        "installed_on": Hint(N_("哪天装的"), "2026-09-15"),
        "warranty_until": Hint(N_("质保到哪天"), "2028-09-14"),
        "calibration_due": Hint(N_("仪表下次检定的日子"), "2027-09-15"),
        "state": Hint(N_("在用或备用，不写就是在用"), "在用", ("在用", "备用")),
    },
    "readings": {
        "account_no": _ACCOUNT,
        "serial": Hint(N_("设备号；不写就是这一户的室温采集器或唯一的热量表"), "RB20260001"),
        "kind": Hint(N_("不写就是室温采集器"), "室温采集器", ("室温采集器", "热量表")),
        "read_at": Hint(N_("什么时候读的"), "2026-11-20 08:30"),
        "value": Hint(N_("室温写 ℃，热量写 kWh"), "19.5"),
    },
}
