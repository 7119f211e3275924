"""Parts and what work is charged at: prices, what lies where, receiving, moving, counting."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import stock as queries
from heat.queries import ticket_kinds as kinds_known
from heat.rules import costs as rules
from heat.services import stock
from heat.services.stock import Named
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("stock", __name__, url_prefix="/stock")


@pages.get("")
@needs("stock.keep", "stock")
def index() -> Any:
    return _shown()


def _shown(status: int = 200, failed: str = "", error: str = "") -> Response:
    items = queries.items()
    return page(
        "stock/index.html",
        status,
        materials=[item for item in items if item.kind == "material"],
        charges=[item for item in items if item.kind == "labour"],
        places=queries.places(),
        moves=queries.moves(),
        item_kinds=[(code, _(name)) for code, name in rules.KINDS.items()],
        ticket_kinds=[(kind.code, _(kind.name)) for kind in kinds_known.offered("desk")],
        shown=rules.shown,
        failed=failed,
        error=error,
        typed=request.form,
        once_key=secrets.token_hex(8),
    )


@pages.post("/items")
@needs("stock.keep", "stock")
def name() -> Any:
    def act() -> str:
        form = request.form
        told = {one.name: one.read(form.get(one.name, "")) for one in rules.ITEM}
        kinds = tuple(kind for kind in form.getlist("kinds") if kinds_known.of(kind))
        named = Named(form.get("kind", ""), told["code"], told["name"], told["unit"], told["price"], kinds)
        stock.name(gate.actor(), named)
        return _("已保存“%(name)s”，今天起按新的价格", name=named.name)

    return _done("name", act)


@pages.post("/receive")
@needs("stock.keep", "stock")
def receive() -> Any:
    def act() -> str:
        stock.receive(gate.actor(), _item(), _place("place"), _quantity(), once_key=_key())
        return _("已入库")

    return _done("receive", act)


@pages.post("/transfer")
@needs("stock.keep", "stock")
def transfer() -> Any:
    def act() -> str:
        stock.transfer(gate.actor(), _item(), _place("source"), _place("target"), _quantity(), once_key=_key())
        return _("已调拨")

    return _done("transfer", act)


@pages.post("/count")
@needs("stock.keep", "stock")
def count() -> Any:
    def act() -> str:
        counted = rules.milli(rules.COUNTED.read(request.form.get("counted", "")))
        reason = request.form.get("reason", "")
        difference = stock.count(gate.actor(), _item(), _place("place"), counted, reason, once_key=_key())
        return _("已盘点，差异 %(n)s", n=rules.shown(difference)) if difference else _("已盘点，账实相符")

    return _done("count", act)


def _done(name: str, act: Callable[[], str]) -> Any:
    try:
        flash(act(), "ok")
    except Refused as problem:
        return _shown(422, name, said(problem.say))
    return redirect(url_for("stock.index"), 303)


def _item() -> int:
    return whole(request.form.get("item", "")) or 0


def _place(name: str) -> str:
    return request.form.get(name, "")[:40]


def _quantity() -> int:
    return rules.milli(rules.QUANTITY.read(request.form.get("quantity", "")))


def _key() -> str:
    return request.form.get("once_key", "")[:64] or secrets.token_hex(8)
