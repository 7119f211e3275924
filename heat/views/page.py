"""One template, two answers: the whole page, or the block of it that htmx asked for."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

from flask import current_app, make_response, render_template, request, url_for
from flask.wrappers import Response
from markupsafe import Markup

from heat import clock, db
from heat.queries import memory
from heat.views import htmx

_kept: OrderedDict[Hashable, bytes] = OrderedDict()
_MOST_KEPT = 64
_lines: OrderedDict[Hashable, str] = OrderedDict()
_MOST_LINES = 4000
_WHOLE = ("body", "main")  # the page itself, which needs what its template says before the first block


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render `template`, or only the block named by the target: #ticket-rows is {% block ticket_rows %}.

    A partial request that names no block raises in tests; in production it gets the whole page into the body.
    """
    if not htmx.wants_part():
        return _answer(render_template(template, **context), status)
    block = htmx.target().replace("-", "_")
    if block not in _WHOLE and block in current_app.jinja_env.get_template(template).blocks:
        return _answer(_block(template, block, context), status)
    if current_app.testing:
        raise LookupError(f"{template} has no block {block!r} for HX-Target of {request.path}")
    response = _answer(render_template(template, **context), status)
    response.headers["HX-Retarget"] = "body"
    return response


def fragment(template: str, block: str, status: int = 200, event: str = "", **context: Any) -> Response:
    """Render one block after an action; `event` (ticket-changed) tells other parts of the page what happened."""
    response = _answer(_block(template, block, context), status)
    if event:
        response.headers["HX-Trigger"] = json.dumps({event: True})
    return response


def remembered(
    template: str, seen: Hashable, told: Callable[[], dict[str, Any]], beside: tuple[str, ...] = ()
) -> Response:
    """The block that htmx asked for, kept until somebody does something or the minute ends: for parts that poll.

    Acts whose code starts with one of `beside` change nothing on it.
    `seen` holds all that decides what is drawn: the question asked, the rights and scope of who asks, and what is kept
    from this one person. So the block knows only what it is `told`, and nothing of the page around it: neither who
    asks nor a token for forms, which belongs to one session.
    """
    key = (memory.moment(beside), clock.now() // clock.MINUTE, template, htmx.target(), seen)
    html = _kept.get(key)  # other threads throw out what is old meanwhile
    if html is None:
        html = _kept[key] = _drawn(template, htmx.target().replace("-", "_"), told()).encode()
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return _answer(html, 200)


def toast(message: object, status: int = 200, tone: str = "ok") -> Response:
    """A short notice in the corner, whatever the target was: the page itself stays as it is."""
    response = _answer(render_template("errors/toast.html", message=str(message), tone=tone), status)
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def entered(response: Response, where: str) -> Response:
    """The same answer under an address of its own in the browser's bar: Back leads to what stood there before."""
    if not htmx.stands_at(where):  # asked for twice it is still one step back
        response.headers["HX-Push-Url"] = where
    return response


def beside(response: Response, target: str, html: str, swap: str = "innerHTML") -> Response:
    """The same answer with one more piece for another place of the page: a toast, a row that changed meanwhile."""
    piece = f'<hx-partial hx-target="{target}" hx-swap="{swap}">{html}</hx-partial>'
    response.set_data(response.get_data(as_text=True) + piece)
    return response


def with_toast(response: Response, message: object, *, tone: str = "ok", undo: str = "") -> Response:
    """The same answer with a short notice in the corner; `undo` is an address that takes the act back."""
    html = render_template("errors/toast.html", message=str(message), tone=tone, undo=undo)
    return beside(response, "#toasts", html, "beforeend")


def conflict(message: object, target: str, template: str, block: str, **context: Any) -> Response:
    """409: the sentence in the corner, and the fresh state of what somebody else has changed in its place."""
    return beside(toast(message, 409, tone="bad"), target, _block(template, block, context))


def _block(template: str, block: str, context: dict[str, Any]) -> str:
    current_app.update_template_context(context)
    return _drawn(template, block, context)


def _drawn(template: str, block: str, context: dict[str, Any]) -> str:
    found = current_app.jinja_env.get_template(template)
    return "".join(found.blocks[block](found.new_context(context)))


def _answer(html: str | bytes, status: int) -> Response:
    response = make_response(html, status)
    response.headers["Vary"] = htmx.VARY
    return response


@lru_cache(maxsize=20_000)
def address(endpoint: str, **values: Any) -> str:
    """The address of a page, remembered: a list of fifty rows asks for the same few hundred again and again."""
    return url_for(endpoint, **values)


@lru_cache(maxsize=500)
def kept(template: str, **told: Hashable) -> Markup:
    """A piece that shows nothing but what it is told, drawn once for the same facts."""
    return Markup(current_app.jinja_env.get_template(template).render(**told))  # noqa: S704 - our own templates


@lru_cache(maxsize=4000)
def _piece(template: str, row: Hashable, chosen: bool, _minute: int) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render(row=row, chosen=chosen))  # noqa: S704 - our own templates


def piece(template: str, row: Hashable, chosen: bool = False) -> Markup:
    """A card that shows nothing but its row, drawn once a minute for the same facts: a board has four hundred."""
    return _piece(template, row, chosen, clock.now() // clock.MINUTE)


def drawn(template: str, heads: Sequence[tuple[Any, ...]], lines: Callable[[list[int]], dict[int, Any]]) -> Markup:
    """The lines of a list, each by the macro `line(row, chosen)` of a template; `chosen` is the first of the list.

    A head is (id, versions of all the line is made of): a line drawn in this minute for the same head is taken as it
    was, and only the others are asked for with `lines`. Fifty lines cost ten times what the rest of a list does, and
    of fifty, forty-nine were drawn a moment ago.
    """
    base = (str(db.database.obj.database), template, clock.now() // clock.MINUTE)
    keys = [(base, head, place == 0) for place, head in enumerate(heads)]
    made = [_lines.get(key) for key in keys]  # in hand: other threads throw out what is old meanwhile
    missing = [key for key, html in zip(keys, made, strict=True) if html is None]
    found = lines([key[1][0] for key in missing])
    line = current_app.jinja_env.get_template(template).module.line  # type: ignore[attr-defined]
    fresh = {key: line(found[key[1][0]], key[2]) for key in missing}
    _lines.update(fresh)
    while len(_lines) > _MOST_LINES + len(keys):
        _lines.popitem(last=False)
    return Markup("".join([html or fresh[key] for key, html in zip(keys, made, strict=True)]))  # noqa: S704 - our own templates
