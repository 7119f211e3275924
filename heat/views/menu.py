"""The rail: what this person may open, in the order of a working day."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from heat.rules.permissions import SIGNED_IN, Actor, homes_of
from heat.words import N_


@dataclass(frozen=True)
class Entry:
    """One line of the rail and the pages that belong to it; `module` names the switch that must be on, if any."""

    url: str
    icon: str
    label: str
    permission: str
    module: str = ""
    also: tuple[str, ...] = ()


STEPS = "/steps"  # the page of which the rail says how much waits there
ENTRIES = (
    Entry("/customers", "users", N_("客户"), "household.view", also=("/buildings", "/quality", "/import", "/search")),
    Entry("/changes", "arrows-exchange", N_("变更审批"), "change.approve", "charge"),
    Entry("/desk", "headset", N_("报修"), "ticket.view", also=("/tickets", "/callbacks", "/complaints", "/orders")),
    Entry("/surveys", "mood-smile", N_("问卷"), "survey.enter", "survey"),
    Entry("/calls", "phone", N_("来电"), "ticket.take", "phone"),
    Entry("/incidents", "speakerphone", N_("停热事件"), "ticket.view", "incident"),
    Entry("/partners", "building", N_("协同单位"), "partner.keep", "partner"),
    Entry("/knowledge", "file-text", N_("知识库"), "article.read", "knowledge"),
    Entry(STEPS, "clipboard-list", N_("等我办理"), SIGNED_IN, "drawn"),
    Entry("/board", "layout-kanban", N_("派单台"), "ticket.assign", "board"),
    Entry("/m", "tool", N_("我的工单"), "ticket.work", "board"),
    Entry("/valves", "key", N_("阀门"), "ticket.view", "valve"),
    Entry("/inspections", "shield-check", N_("稽查"), "inspection.view", "inspection"),
    Entry("/patrols", "clipboard-check", N_("巡检"), "ticket.view", "patrol"),
    Entry("/stock", "package", N_("备件"), "stock.keep", "stock"),
    Entry("/costs", "chart-bar", N_("维修成本"), "cost.view", "stock"),
    Entry("/machines", "qrcode", N_("设备台账"), "machine.view", "plant"),
    Entry("/reminders", "bell", N_("缴费提醒"), "reminder.send"),
    Entry("/counter", "currency-yuan", N_("收费台"), "payment.take", "charge"),
    Entry("/bills", "file-invoice", N_("账单"), "season.bill", "charge", also=("/prints",)),
    Entry("/dash", "layout-dashboard", N_("看板"), "dash.view"),
    Entry("/admin", "settings", N_("设置"), "setting.edit"),
)


def entries(actor: Actor, modules: frozenset[str]) -> list[Entry]:
    """The lines this person sees, with `modules` switched on; "drawn" stands for an office with a flow of its own."""
    return [
        e
        for e in ENTRIES
        if (e.permission == SIGNED_IN or actor.may(e.permission)) and (not e.module or e.module in modules)
    ]


def home(actor: Actor, modules: frozenset[str]) -> str:
    """The page that greets this person: the first of their roles' homes that is open, else whatever is, else their own.

    A cashier's counter is closed while nothing is charged: who signs in must not land on a page that says so.
    """
    pages = [entry.url for entry in entries(actor, modules)]
    return next((url for url in (*homes_of(actor.roles), *pages) if url in pages), "/me")


def is_active(entry: Entry) -> bool:
    """Whether the page now open belongs to the entry."""
    return any(request.path == url or request.path.startswith(url + "/") for url in (entry.url, *entry.also))
