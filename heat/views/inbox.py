"""What waits for me: late work and warnings, each leading to its ticket."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from heat.queries import inbox as queries
from heat.services import inbox
from heat.views import gate
from heat.views.gate import SIGNED_IN, needs
from heat.views.page import page

pages = Blueprint("inbox", __name__, url_prefix="/inbox")


@pages.get("")
@needs(SIGNED_IN)
def index() -> Any:
    actor = gate.actor()
    return page("inbox/index.html", items=queries.items(actor), total=queries.count(actor))


@pages.post("/<int:item_id>/done")
@needs(SIGNED_IN)
def done(item_id: int) -> Any:
    inbox.done(gate.actor(), item_id)
    return redirect(url_for("inbox.index"), 303)


@pages.post("/done")
@needs(SIGNED_IN)
def all_done() -> Any:
    flash(_("已处理 %(n)s 条", n=inbox.all_done(gate.actor())), "ok")
    return redirect(url_for("inbox.index"), 303)
