"""Bills and notices of many households as one file: what it will hold, how far it is, the file."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from flask_babel import gettext as _

from heat import clock
from heat.queries import bills, seasons
from heat.queries import print_batches as queries
from heat.services import print_batches, prints, wake
from heat.views import gate, htmx
from heat.views.bills import PAID_OR_NOT, chosen_of, only_here
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("prints", __name__, url_prefix="/prints")


@pages.get("")
@needs("bill.print", "charge")
def index() -> Any:
    return _index()


@pages.post("")
@needs("bill.print", "charge")
def start() -> Any:
    """Ask for a batch; the worker sets it and the page shows how far it is."""
    form = request.form
    season, chosen = form.get("season", ""), chosen_of(form)
    try:
        print_batches.ask(gate.actor(), form.get("kind", ""), season, chosen, form.get("key", ""))
    except Refused as problem:
        return _index(422, said(problem.say))
    wake.ring()
    # what is printed next is mostly the other paper of the same households
    narrowed = {"community": chosen.community_id, "state": chosen.state or None, "q": chosen.text or None}
    return redirect(url_for("prints.index", season=season, **narrowed), 303)


def _index(status: int = 200, error: str = "") -> Any:
    actor, asked = gate.actor(), request.values
    season, chosen = asked.get("season", ""), chosen_of(asked)
    every = [one.code for one in seasons.seasons() if one.billed]
    season = season if season in every else (every[0] if every else "")
    polled = htmx.wants_part() and htmx.target() == "batches"  # how far it is needs no counting of households
    return page(
        "prints/index.html",
        status,
        error=error,
        season=season,
        seasons=every,
        chosen=chosen,
        states=PAID_OR_NOT,
        communities=bills.communities(actor),
        counts=print_batches.counted(actor, season, chosen) if season and not polled else {},
        kinds=print_batches.KINDS,
        most=prints.MOST,
        batches=queries.batches(actor, clock.now() - print_batches.KEPT),
        key=secrets.token_urlsafe(12),
        only_here=only_here(),
    )


@pages.get("/<int:batch_id>.pdf")
@needs("bill.print", "charge")
def pdf(batch_id: int) -> Any:
    path, batch = print_batches.file_of(gate.actor(), batch_id)
    asked = batch.asked
    name = " ".join(filter(None, (_(print_batches.KINDS[asked["kind"]]), asked["season"], asked["where"])))
    answer = send_file(path, mimetype="application/pdf", download_name=f"{name}.pdf", max_age=0)
    answer.headers["Cache-Control"] = "no-store"
    return answer
