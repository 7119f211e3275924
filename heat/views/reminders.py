"""Reminding people to pay (缴费提醒): rehearsed with reasons, then sent; what went out stands below."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat import clock, settings
from heat.queries import office
from heat.queries import reminders as queries
from heat.queries.memory import until_next_act
from heat.rules import masking
from heat.rules import reminders as rules
from heat.rules.permissions import Actor
from heat.services import outbox, reminders, wake
from heat.views import gate
from heat.views.gate import needs
from heat.views.numbers import pair
from heat.views.page import page
from heat.words import N_, Refused, Say

pages = Blueprint("reminders", __name__, url_prefix="/reminders")
STATES = {
    "": N_("全部"),
    "waiting": N_("待发送"),
    "sent": N_("已发送"),
    "failed": N_("发送失败"),
    "dropped": N_("已撤回"),
}
_SHOWN = 20


@pages.get("")
@needs("reminder.send")
def index() -> Any:
    on = _day(request.args.get("on"), clock.today() + timedelta(days=1))
    # without what differs from request to request, so that the answer is found again
    plan = _rehearsed(on, replace(gate.actor(), ip="", request=""))
    state = request.args.get("state", "")
    listed = queries.messages(
        gate.actor(), state=state if state in STATES else "", before=pair(request.args.get("before", ""))
    )
    return page(
        "reminders/index.html",
        on=on,
        today=clock.today(),
        plan=plan,
        going=plan.going[:_SHOWN],
        skipped=plan.skipped[:_SHOWN],
        reasons=rules.REASONS,
        days=office.setting("reminder.days"),
        window=rules.window(on, office.setting("reminder.days")),
        sample=_sample(plan),
        state=state,
        states=STATES,
        messages=listed[:50],
        more=listed[50] if len(listed) > 50 else None,
        by_file=not settings.text("HEAT_SMS_URL"),
        no_hotline="{{热线}}" in office.setting("reminder.text") and not office.setting("company.hotline"),
    )


@pages.post("/send")
@needs("reminder.send")
def send() -> Any:
    """Send today's reminders now instead of at nine in the morning."""
    plan = reminders.remind(clock.today(), gate.actor())
    wake.ring()
    flash(
        _(
            "已提醒 %(n)s 户，此前已提醒 %(already)s 户，跳过 %(skipped)s 户",
            n=len(plan.going),
            already=plan.already,
            skipped=len(plan.skipped),
        ),
        "ok",
    )
    return redirect(url_for("reminders.index", on=clock.today()), 303)


@pages.post("/<int:message_id>/retry")
@needs("reminder.send")
def retry(message_id: int) -> Any:
    outbox.retry(gate.actor(), message_id)
    wake.ring()
    flash(_("已放回待发送"), "ok")
    return redirect(url_for("reminders.index", state="failed"), 303)


@until_next_act()
def _rehearsed(on: date, by: Actor) -> reminders.Rehearsal:
    # a town whose bills fall due on one day takes a second or two to go through
    return reminders.rehearse(on, by)


def _sample(plan: reminders.Rehearsal) -> str:
    """The words of the first message, its addressee by masked name as in the list below."""
    if not plan.going:
        return ""
    debt = plan.going[0].debt
    words = office.settings()
    return rules.message(words["reminder.text"], replace(debt, name=masking.name(debt.name)), words)


def _day(typed: str | None, default: date) -> date:
    if not typed:
        return default
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(Say(N_("日期“{day}”看不懂，请写成 2026-11-21"), day=typed[:20])) from None
