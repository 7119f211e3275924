"""The cashier's counter (收费台): find the household, see what is owed, take the money; all of it by keyboard."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.wrappers import Response

from heat import clock
from heat.queries import accounts, counter, receipts
from heat.rules.accounts import KINDS, STATES, TONES
from heat.rules.money import parse_yuan, plain_yuan
from heat.rules.tender import CASH, COUNTER, METHOD, PREPAID, Handed
from heat.services import payments
from heat.services.payments import Paid
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Moved, Refused, Say

pages = Blueprint("counter", __name__, url_prefix="/counter")
MIXED = "mixed"


@pages.get("")
@needs("payment.take", "charge")
def index() -> Any:
    text = request.args.get("q", "").strip()[:100]
    household_id = request.args.get("household", type=int)
    if household_id is not None:
        return _counter(household_id)
    hits = counter.find(gate.actor(), text, clock.today()) if text else []
    if len(hits) == 1:
        return redirect(url_for("counter.index", household=hits[0].id))
    return page("counter/index.html", home=None, text=text, hits=hits, **_day())


@pages.post("/<int:household_id>")
@needs("payment.take", "charge")
def take(household_id: int) -> Any:
    try:
        receipt_id = payments.take(gate.actor(), household_id, _paid(), once_key=request.form.get("once_key", ""))
    except Moved as problem:
        # what is owed has changed meanwhile: the fresh lines, a fresh key, and the reason
        return _counter(household_id, problem, 409)
    except Refused as problem:
        return _counter(household_id, problem, 422, typed=request.form)
    return redirect(url_for("receipts.one", receipt_id=receipt_id, new=1), 303)


def _paid() -> Paid:
    """What the form says: one road with the amount that was handed over, or several with one amount each."""
    form = request.form
    method = form.get("method", "")
    if method == MIXED:
        typed = [(code, form.get(f"part-{code}", "").strip()) for code in METHOD]
        handed = tuple(Handed(code, parse_yuan(text), _trade_no(code)) for code, text in typed if text)
    else:
        if not form.get("given", "").strip():
            raise Refused(Say(N_("请填写收到的金额。")))
        handed = (Handed(method, parse_yuan(form["given"]), form.get("trade_no", "").strip() or None),)
    chosen = tuple(one for one in map(whole, form.getlist("charge")) if one is not None)
    if not chosen and form.get("lines"):
        raise Refused(Say(N_("请至少勾选一项应缴项目。")))
    return Paid(handed, chosen, keep_rest="keep_rest" in form)


def _trade_no(method: str) -> str | None:
    return request.form.get(f"no-{method}", "").strip() or None


def _counter(household_id: int, problem: Refused | None = None, status: int = 200, typed: Any = None) -> Response:
    today = clock.today()
    home = counter.desk(gate.actor(), household_id, today)
    if home is None:
        abort(404)
    lines = counter.owed(household_id, today)
    chosen = [line for line in lines if typed is None or str(line.charge_id) in typed.getlist("charge")]
    due = sum(line.open_fen for line in chosen)
    prepaid = accounts.prepaid_fen(household_id)
    return page(
        "counter/index.html",
        status,
        home=home,
        text=home.account_no,
        hits=[],
        lines=lines,
        chosen={line.charge_id for line in chosen},
        total=sum(line.open_fen for line in lines),
        due=due,
        prepaid=prepaid,
        methods=[one for one in COUNTER if one.code != PREPAID or prepaid > 0],
        cash=CASH,
        mixed=MIXED,
        typed=_typed(typed, due),
        error=said(problem.say) if problem else "",
        once_key=(typed or {}).get("once_key") or secrets.token_urlsafe(16),
        recent=receipts.of_household(household_id),
        kinds=KINDS,
        states=STATES,
        tones=TONES,
        **_day(),
    )


def _typed(form: Any, due: int) -> dict[str, str]:
    """What stands in the fields of the till: as it was typed, at first cash of the whole amount."""
    names = ["method", "given", "trade_no", "keep_rest"] + [
        f"{sort}-{code}" for sort in ("part", "no") for code in METHOD
    ]
    if form is None:
        return {**dict.fromkeys(names, ""), "method": CASH, "given": plain_yuan(due) if due > 0 else ""}
    return {name: form.get(name, "")[:64] for name in names}


def _day() -> dict[str, Any]:
    """What this cashier has taken today."""
    actor, today = gate.actor(), clock.today()
    takings = counter.takings(actor.id or 0, today)
    return {
        "takings": takings,
        "taken_n": counter.payments_of(actor.id or 0, today),
        "taken_fen": sum(one.fen for one in takings if one.method != PREPAID),
        "slips": receipts.of_cashier(actor.id or 0, today, limit=12),
        "method": METHOD,
    }
