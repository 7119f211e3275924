"""Bills of a season: try the run, run it, find a bill, see why it is this much, print it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from heat import clock
from heat.papers import press
from heat.papers.paper import Words
from heat.queries import billing as prices
from heat.queries import bills, office, seasons
from heat.queries.bill import bill as one_bill
from heat.queries.bills import Filter
from heat.rules import calculation
from heat.rules.accounts import BASES, KINDS, STATES, TONES, bill_number
from heat.rules.billing import REASONS
from heat.rules.tender import METHOD
from heat.services import billing, prints, wake
from heat.views import alarms, errors, gate, htmx, paper
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_

pages = Blueprint("bills", __name__, url_prefix="/bills")
WORDS = Words(_, ngettext)
PAID_OR_NOT = {"": N_("全部"), "open": N_("未缴清"), "paid": N_("已缴清")}


@pages.get("")
@needs("season.bill", "charge")
def index() -> Any:
    every = seasons.seasons()
    wanted = request.args.get("season", "")
    season = next((one for one in every if one.code == wanted), None) or _billed_or_newest(every)
    chosen = chosen_of(request.args)
    actor = gate.actor()
    rows = bills.listing(actor, season.id, chosen, request.args.get("after", 0, type=int)) if season else []
    run = seasons.last_run(season.code) if season else None
    answer = page(
        "bills/index.html",
        season=season,
        seasons=every,
        priced=seasons.any_tariff(),
        run=run,
        totals=bills.totals(actor, season.id) if season else None,
        communities=bills.communities(actor),
        chosen=chosen,
        states=PAID_OR_NOT,
        rows=rows[: bills.PAGE],
        after=request.args.get("after", 0, type=int),
        may_print=actor.may("bill.print"),
        more=len(rows) > bills.PAGE,
        reasons=REASONS,
        own=prices.own_prices(actor, clock.today()),
        key=secrets.token_urlsafe(12),
        only_here=only_here(),
    )
    if htmx.wants_part() and not (run and run.going):
        answer.headers["HX-Refresh"] = "true"  # the run has ended while the page was watching: all figures are new
    return answer


def only_here() -> str:
    """What is wrong with the address that the codes of bills lead to; '' while no code stands on them."""
    return alarms.address() if "hall" in office.modules() else ""


def chosen_of(asked: Mapping[str, str]) -> Filter:
    """What a list of bills is narrowed to, as an address or a form says."""
    state = asked.get("state", "")
    return Filter(
        whole(asked.get("community", "")), state if state in bills.STATES else "", asked.get("q", "").strip()[:40]
    )


@pages.get("/page.pdf")
@needs("bill.print", "charge")
def print_page() -> Any:
    """The bills of one page of the list as one file, in its order: what lies in a printer's tray."""
    season = next((one for one in seasons.seasons() if one.code == request.args.get("season")), None)
    after = request.args.get("after", 0, type=int)
    rows = bills.listing(gate.actor(), season.id, chosen_of(request.args), after)[: bills.PAGE] if season else []
    if season is None or not rows:
        return errors.answer(404, _("没有要打印的账单"), _("请回到账单列表，换一个条件再打印"))
    try:
        content = paper.joined([prints.bill_paper(gate.actor(), row.id, WORDS) for row in rows])
    except press.Unavailable as problem:
        return errors.answer(503, said(problem.say))
    return paper.shown(content, _("账单 %(season)s", season=season.code))


def _billed_or_newest(every: list[seasons.SeasonRow]) -> seasons.SeasonRow | None:
    """The season whose bills people ask for: the newest one that is billed, else the newest."""
    return next((one for one in every if one.billed), every[0] if every else None)


@pages.post("/run")
@needs("season.bill", "charge")
def run() -> Any:
    """Try a billing run or start it; the worker does it and the page shows how far it is."""
    season = request.form.get("season", "")
    billing.ask(gate.actor(), season, request.form.get("key", ""), check="check" in request.form)
    wake.ring()
    return redirect(url_for("bills.index", season=season), 303)


@pages.get("/<int:account_id>")
@needs("ledger.view", "charge")
def one(account_id: int) -> Any:
    found = one_bill(gate.actor(), account_id)
    if found is None:
        abort(404)
    return page(
        "bills/bill.html",
        bill=found,
        number=bill_number(found.season.code, found.id),
        explained={line.id: calculation.rows(line.tree, _) for line in found.charges if line.tree},
        right={line.id: calculation.recompute(line.tree) == line.fen for line in found.charges if line.tree},
        kinds=KINDS,
        bases=BASES,
        states=STATES,
        tones=TONES,
        method=METHOD,
        may_print=gate.actor().may("bill.print"),
        may_take=gate.actor().may("payment.take"),
        may_list=gate.actor().may("season.bill"),
    )


@pages.get("/<int:account_id>.pdf")
@needs("bill.print", "charge")
def pdf(account_id: int) -> Any:
    found = one_bill(gate.actor(), account_id)
    if found is None:
        abort(404)
    html = prints.bill_paper(gate.actor(), account_id, WORDS)
    return paper.pdf(html, bill_number(found.season.code, account_id))
