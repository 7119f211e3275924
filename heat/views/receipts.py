"""One receipt: what it says, printing it, printing it again, taking the payment back the same day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from heat import clock
from heat.papers.paper import Words
from heat.queries import accounts, receipts
from heat.rules.accounts import KINDS
from heat.rules.tender import METHOD
from heat.services import payments, prints
from heat.services import receipts as slips
from heat.views import gate, paper
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Moved, Refused

pages = Blueprint("receipts", __name__, url_prefix="/receipts")
WORDS = Words(_, ngettext)


@pages.get("/<int:receipt_id>")
@needs("ledger.view")
def one(receipt_id: int) -> Any:
    return _page(receipt_id)


@pages.get("/<int:receipt_id>.pdf")
@needs("ledger.view")
def pdf(receipt_id: int) -> Any:
    found = _found(receipt_id)
    return paper.pdf(prints.receipt_paper(gate.actor(), receipt_id, WORDS), found.number)


@pages.post("/<int:receipt_id>/reprint")
@needs("payment.take")
def reprint(receipt_id: int) -> Any:
    slips.reprint(gate.actor(), receipt_id)
    return redirect(url_for("receipts.pdf", receipt_id=receipt_id), 303)


@pages.post("/<int:receipt_id>/void")
@needs("payment.void")
def void(receipt_id: int) -> Any:
    reason = request.form.get("reason", "")
    try:
        payments.void(gate.actor(), receipt_id, reason)
    except Moved:
        raise
    except Refused as problem:
        return _page(receipt_id, 422, said(problem.say), reason)
    flash(_("收据已作废，账上记了一笔冲正。"), "ok")
    return redirect(url_for("receipts.one", receipt_id=receipt_id), 303)


def _page(receipt_id: int, status: int = 200, error: str = "", reason: str = "") -> Response:
    found = _found(receipt_id)
    return page(
        "counter/receipt.html",
        status,
        receipt=found,
        kinds=KINDS,
        method=METHOD,
        new="new" in request.args,
        open_fen=accounts.open_fen(found.household_id),
        today=clock.today(),
        may_void=found.void_at is None and found.received_on == clock.today() and gate.actor().may("payment.void"),
        may_print=gate.actor().may("payment.take"),
        error=error,
        reason=reason,
    )


def _found(receipt_id: int) -> receipts.Receipt:
    found = receipts.one(gate.actor(), receipt_id)
    if found is None:
        abort(404)
    return found
