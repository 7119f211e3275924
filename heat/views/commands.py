"""Commands of the search box: the pages a person may open, by their names, other words for them, or pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass

from heat.rules.permissions import Actor
from heat.words import N_

MOST = 4


@dataclass(frozen=True)
class Command:
    """One page: what it is called, what else people type for it, where it lies, the right and module it needs."""

    label: str
    words: str
    url: str
    icon: str
    permission: str
    module: str = ""


COMMANDS = (
    Command(N_("新建工单"), "报修 受理 来电 xjgd bx sl", "/desk#caller", "plus", "ticket.take"),
    Command(N_("打开坐席台"), "工单列表 报修 zxt", "/desk", "headset", "ticket.view"),
    Command(N_("打开派单台"), "派工 班组 pdt", "/board", "layout-kanban", "ticket.assign", "board"),
    Command(N_("回访队列"), "满意度 hf", "/callbacks", "phone-call", "ticket.call-back"),
    Command(N_("打开知识库"), "文章 常见问题 怎么答 zsk", "/knowledge", "file-text", "article.read", "knowledge"),
    Command(N_("补录纸质单"), "短码 完工 bl", "/orders/enter", "clipboard-check", "ticket.take"),
    Command(N_("设备台账"), "泵 换热器 锅炉 仪表 保养 sbtz", "/machines", "qrcode", "machine.view", "plant"),
    Command(N_("打开收费台"), "缴费 收款 sft sf", "/counter", "currency-yuan", "payment.take", "charge"),
    Command(N_("收据查询"), "作废 重打 sj", "/receipts", "receipt", "ledger.view", "charge"),
    Command(N_("出账和账单"), "应收 zd", "/bills", "file-invoice", "season.bill", "charge"),
    Command(N_("批量打印账单"), "缴费通知单 pldy dy", "/prints", "printer", "bill.print", "charge"),
    Command(N_("缴费提醒"), "短信 催缴 欠费 tx", "/reminders", "bell", "reminder.send"),
    Command(N_("导入住户"), "Excel 名单 dr", "/import/new?kind=households", "file-spreadsheet", "household.import"),
    Command(N_("新建住户"), "开户 建档 xjzh", "/customers/new", "user-plus", "household.edit"),
    Command(N_("全部住户"), "客户列表 导出 kh", "/customers", "users", "household.view"),
    Command(N_("数据质量"), "缺电话 缺面积 sjzl", "/quality", "shield-check", "household.view"),
    Command(N_("打开经营看板"), "驾驶舱 统计 kb jykb", "/dash", "layout-dashboard", "dash.view"),
    Command(N_("自定义字段"), "表单 设计 zd", "/admin/fields", "list", "field.design"),
    Command(N_("系统设置"), "公司 热线 模块 sz", "/admin/settings", "settings", "setting.edit"),
    Command(N_("员工和岗位"), "账号 密码 yg", "/admin/staff", "users", "staff.edit"),
    Command(N_("操作日志"), "审计 记录 rz", "/admin/log", "history", "audit.view"),
)


def named(actor: Actor, modules: frozenset[str], text: str) -> list[Command]:
    """The commands that what was typed may mean, as far as this person may give them; the name before other words."""
    asked = text.strip().lower()
    if not asked or len(asked) > 12:
        return []
    mine = [one for one in COMMANDS if actor.may(one.permission) and (not one.module or one.module in modules)]
    by_name = [one for one in mine if asked in one.label]
    by_word = [one for one in mine if any(word.lower().startswith(asked) for word in one.words.split())]
    return list(dict.fromkeys((*by_name, *by_word)))[:MOST]
