"""A session that ends while somebody types: they sign in over the page, or the form is kept until they have."""

from __future__ import annotations

import json

from flask import render_template, request
from flask.wrappers import Response

from heat.views import page
from heat.views.language import gettext as _

_MOST = 100_000  # signs of a form that are kept; a longer one was no typing
_SECRET = ("password", "old", "csrf_token")

Pairs = list[tuple[str, str]]


def over_the_page(login: str = "", error: str = "", status: int = 401) -> Response:
    """A small sign-in over the page whose part was asked for; what is typed behind it stays."""
    response = Response(render_template("login/over.html", typed=login, error=error), status)
    response.headers["HX-Retarget"] = "#over"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def typed() -> Pairs:
    """What the form of this request says, [] when it says nothing or holds files, which no page can keep."""
    pairs = [(name, text) for name, text in request.form.items(multi=True) if name not in _SECRET]
    if request.files or sum(len(name) + len(text) for name, text in pairs) > _MOST:
        return []
    return pairs


def keeping(kept: Pairs) -> Response:
    """The sign-in page, with the form that was sent folded into it."""
    return page.page(
        "login/login.html",
        401,
        typed="",
        error="",
        hint=_("登录已过期。请重新登录，刚才填写的内容还在。"),
        next=None,
        company="",
        resume=request.full_path.rstrip("?"),
        kept=json.dumps(kept, ensure_ascii=False),
    )


def resumed(address: str) -> Response | None:
    """After signing in: the form that was kept, to be sent with one click; None when nothing was kept."""
    kept = _read(request.form.get("kept", ""))
    return page.page("login/resume.html", address=address, kept=kept) if kept else None


def _read(text: str) -> Pairs:
    try:
        found = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    well = isinstance(found, list) and all(isinstance(one, list) and len(one) == 2 for one in found)
    return [(_whole(name), _whole(value)) for name, value in found] if well else []


def _whole(told: object) -> str:
    """A text without halves of characters, which no page can hold."""
    return str(told).encode("utf-8", "ignore").decode()


def back_in(staff_id: int | None) -> Response:
    """The answer to a sign-in over the page: the small form goes, a word says what to do.

    It says who came in: where that is another person than the page was drawn for, the browser draws it anew.
    """
    response = page.toast(_("已重新登录。请再点一次刚才的按钮，填写的内容还在。"))
    response.headers["HX-Trigger"] = json.dumps({"signed-in": {"me": staff_id}})
    return response
