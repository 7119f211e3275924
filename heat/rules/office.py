"""What an office may decide for itself: each setting with its kind, its default and the sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat.rules.shapes import shape_of
from heat.words import N_, Refused, Say


@dataclass(frozen=True)
class OfficeSetting:
    """One decision of the office; `kind` is text, long, int, shape or modules."""

    key: str
    name: str
    kind: str
    default: Any
    meaning: str


# modules beyond the three nouns (客户 报修 缴费提醒): each says what it adds; off means no menu entry
MODULES = {
    "board": N_("派单台和维修工手机页：班组派单、接单、到场、完工"),
    "charge": N_("收费：热价、出账、账单、收费台、收据"),
    "incident": N_("停热事件：登记一次停热，通知受影响的用户，报修自动并入，恢复后逐户复核"),
    "partner": N_("协同单位：12345 等来单和答复，物业、外包单位用链接或账号办理"),
    "knowledge": N_("知识库：常见问题的文章，受理时边输入边提示，网厅里也能查"),
    "phone": N_("电话：来电弹出用户档案，通话记录，未接来电回拨"),
    "stock": N_("备件和成本：物料价格、库房和随车库存、用料、向客户收费、成本统计"),
    "plant": N_("设备台账：泵、换热器、锅炉、仪表的档案和二维码，保养到期自动派单，设备完好率"),
    "survey": N_("满意度问卷：画问卷，办结后或按小区抽样发短信链接，电话和营业厅代填，看结果"),
    "valve": N_("阀门：开阀、关阀、查验工单，铅封号和照片为凭，账户和阀门不一致的名单"),
    "patrol": N_("巡检：路线、检查项和上下限，按时开出工单，隐患开维修单并复查"),
    "inspection": N_("稽查：举报、阀门对不上和随机抽查的任务，取证、判定、追缴和黑名单"),
    "hall": N_("自助网厅：用户自己查账单、报修、看进度"),
}

SETTINGS = (
    OfficeSetting("company.name", N_("公司名称"), "text", "供热公司", N_("印在账单、收据、工单和短信上")),
    OfficeSetting("company.hotline", N_("服务热线"), "text", "", N_("印在单据上，网厅里可以直接拨打")),
    OfficeSetting("company.address", N_("营业厅地址"), "text", "", N_("印在账单上，告诉用户到哪里缴费")),
    OfficeSetting("modules", N_("模块"), "modules", [], N_("打开后菜单里多出对应的功能，关上不会丢失数据")),
    OfficeSetting("reminder.days", N_("提前几天提醒缴费"), "int", 3, N_("截止日前几天发送第一次提醒")),
    OfficeSetting(
        "reminder.text",
        N_("提醒短信"),
        "long",
        "【{{公司}}】{{称呼}}：{{地址}}热费尚欠{{金额}}元，请于{{截止日}}前缴纳。咨询电话{{热线}}。",
        N_("可用：{{公司}} {{称呼}} {{户号}} {{地址}} {{金额}} {{截止日}} {{热线}}"),
    ),
    OfficeSetting("repair.hours", N_("普通报修时限（小时）"), "int", 24, N_("从受理算起，工单应当办完的时间")),
    OfficeSetting("repair.urgent_hours", N_("紧急报修时限（小时）"), "int", 2, N_("漏水、爆管等紧急工单的时限")),
    OfficeSetting("labour.yuan", N_("工时成本（元/小时）"), "int", 60, N_("没有单独写工时成本的维修工按这个算")),
    OfficeSetting(
        "calibration.days", N_("提前几天提醒检定"), "int", 30, N_("到期前几天告诉管设备的人，也从这时算“检定到期”")
    ),
    OfficeSetting("stock.stores", N_("主库以外的库房"), "long", "", N_("一行一个名字；主库和维修工的车不用写")),
    OfficeSetting(
        "account.shape", N_("户号规则"), "shape", "", N_("# 代表数字，@ 代表字母，例如 31########；不填不检查")
    ),
    OfficeSetting("tag.repairs", N_("几次算重复报修"), "int", 2, N_("同一类问题在下面的天数内报修几次就算重复")),
    OfficeSetting("tag.days", N_("重复报修的天数"), "int", 30, N_("往前数多少天；过了这些天没有再报，标签自己去掉")),
    OfficeSetting("neighbour.households", N_("邻里提示户数"), "int", 2, N_("同单元 24 小时内几户报不热时提示关联")),
)
SETTING = {setting.key: setting for setting in SETTINGS}


def read(key: str, typed: str | list[str]) -> Any:
    """The value of what was typed for a setting; Refused with the reason."""
    setting = SETTING[key]
    if setting.kind == "modules":
        chosen = typed if isinstance(typed, list) else [typed]
        return [code for code in MODULES if code in chosen]
    text = (typed if isinstance(typed, str) else "".join(typed)).replace("\r\n", "\n").strip()
    if "\x00" in text or len(text) > 500:
        raise Refused(Say(N_("“{name}”最多 500 个字，不能有控制字符"), name=setting.name))
    if setting.kind == "shape":
        return shape_of(text)
    if setting.kind == "int":
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
            raise Refused(Say(N_("“{name}”要填 1 到 1000 的整数，现在是“{text}”"), name=setting.name, text=text))
        return int(text)
    return text
