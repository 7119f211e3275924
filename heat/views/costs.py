"""What repairs cost, by team, person, community or kind, beside what was charged; as a page and as a workbook."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.papers import workbook
from heat.queries import costs as queries
from heat.queries.costs import CostRow
from heat.rules.costs import Sum
from heat.rules.money import yuan
from heat.services import costs, exports, tickets
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import N_, Missing, Refused

pages = Blueprint("costs", __name__, url_prefix="/costs")
GROUPS = {
    "team": N_("班组"),
    "person": N_("维修工"),
    "community": N_("小区"),
    "kind": N_("问题类型"),
    "ticket": N_("工单"),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 200  # lines on the page; the workbook has all of them


@pages.get("")
@needs("cost.view", "stock")
def index() -> Any:
    group, first, last = _asked()
    rows = queries.by(gate.actor(), group, first, last)
    return page(
        "costs/index.html",
        rows=rows[:_MOST],
        n=len(rows),
        whole=_whole(rows),
        groups=GROUPS,
        group=group,
        first=first,
        last=last,
    )


@pages.get("/export.xlsx")
@needs("cost.view", "stock")
def export() -> Any:
    group, first, last = _asked()
    rows = queries.by(gate.actor(), group, first, last)
    exports.costs_handed_out(gate.actor(), len(rows), f"{group} {first} {last}")
    heads = [
        _("单数"),
        _("上门"),
        _("材料"),
        _("人工"),
        _("成本合计"),
        _("向客户收费"),
        _("质保成本"),
        _("质保占比 %"),
        _("返工率 %"),
    ]
    book = workbook.export_workbook(_("维修成本"), [_(GROUPS[group]), *heads], (_line(row) for row in rows))
    answer = Response(book, mimetype=_XLSX)
    name = f"{_('维修成本')}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


def _line(row: CostRow) -> list[Any]:
    one = row.sum
    money = [one.material_fen, one.labour_fen, one.cost_fen, one.charged_fen, one.warranty_fen]
    amounts = [Decimal(fen) / 100 for fen in money]
    return [_name(row), one.tickets, one.visits, *amounts, one.warranty_percent, one.rework_percent]


def _name(row: CostRow) -> str:
    return _(row.name) if row.name else _("没有")


def _asked() -> tuple[str, date, date]:
    """The group and the days of a request; without days the last thirty."""
    group = request.args.get("by", "team")
    last = _day("last") or clock.today()
    first = _day("first") or last - timedelta(days=29)
    return group if group in GROUPS else "team", min(first, last), max(first, last)


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _whole(rows: list[CostRow]) -> Sum:
    made = Sum()
    for row in rows:
        for name in ("tickets", "visits", "material_fen", "labour_fen", "warranty_fen", "charged_fen", "reworked"):
            setattr(made, name, getattr(made, name) + getattr(row.sum, name))
    return made


@pages.post("/rates/<int:staff_id>")
@needs("staff.edit", "stock")
def rate(staff_id: int) -> Any:
    try:
        costs.rate(gate.actor(), staff_id, request.form.get("hourly", ""))
        flash(_("工时成本已更新，今后的上门按新的算"), "ok")
    except Missing:
        raise
    except Refused as problem:
        flash(said(problem.say), "bad")
    return redirect(url_for("admin.staff"), 303)


@pages.post("/tickets/<int:ticket_id>/warranty")
@needs("cost.view", "stock")
def warranty(ticket_id: int) -> Any:
    """A reopened ticket counts as warranty: what the customer was charged is taken back."""
    ticket = tickets.find(gate.actor(), ticket_id)
    try:
        fen = costs.to_warranty(gate.actor(), ticket.id, request.form.get("reason", ""))
        flash(_("已冲正维修费 %(money)s 元，缴过的转为预存", money=yuan(fen)), "ok")
    except Refused as problem:
        flash(said(problem.say), "bad")
    return redirect(url_for("tickets.show", number=ticket.number), 303)
