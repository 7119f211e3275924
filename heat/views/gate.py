"""Who may open which door: every route names its permission, or PUBLIC, SIGNED_IN, HALL."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_login import UserMixin, current_user

from heat import settings
from heat.queries import office
from heat.rules.permissions import CODES, HALL, PROGRAM, PUBLIC, SIGNED_IN, Actor
from heat.services import sessions, tokens
from heat.views import errors, htmx, reentry

COOKIE = "sid"
SECURE_COOKIE = "__Host-sid"
__all__ = [
    "HALL",
    "PUBLIC",
    "SIGNED_IN",
    "actor",
    "came_from",
    "drop_cookie",
    "local",
    "needs",
    "needs_token",
    "token",
    "with_cookie",
]


class SignedIn(UserMixin):
    """Flask-Login's view of an actor; the session itself lives in our table."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.id = str(actor.id)


def load() -> SignedIn | None:
    """Whoever the cookie of this request stands for."""
    found = sessions.who(token(), ip=request.remote_addr or "", request=request.environ.get("heat.request_id", ""))
    return SignedIn(found) if found else None


def token() -> str:
    """The session token of this request, '' when there is none.

    Over https the plain cookie counts for nothing: a neighbouring site of the same domain could have set it.
    """
    return request.cookies.get(cookie_name(), "")


def actor() -> Actor:
    """Who acts in this request; an actor without any right when nobody is signed in."""
    # the object behind flask_login's proxy, fetched once: templates ask a dozen times
    user = current_user._get_current_object()
    return user.actor if user.is_authenticated else Actor("nobody", ip=request.remote_addr or "")


def needs(permission: str, module: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only those in who hold `permission`; strangers are sent to the sign-in page, others get 403.

    While the office has `module` switched off, the page says so and how to switch it on.
    """
    if permission not in CODES | {PUBLIC, SIGNED_IN, HALL}:
        raise ValueError(f"{permission} is not in heat/rules/permissions.py")

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not _open(permission):
                return _turn_away(permission)
            return (module and errors.closed(module, actor().may("setting.edit"))) or view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def needs_token(scope: str, module: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only programs in whose token (Authorization: Bearer …) has this scope; the view gets the holder as `by`.

    Others get 401 and one sentence; while the office has the module switched off, 404.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            kind, _space, token = request.headers.get("Authorization", "").partition(" ")
            by = tokens.holder(token.strip(), scope) if kind.lower() == "bearer" and token.strip() else None
            if by is None:
                return {"error": _("令牌不对或已停用：请管理员在“设置 → 接口令牌”里新建一个")}, 401
            if module not in office.modules():
                return {"error": _("这项功能还没有打开：请管理员在“设置 → 公司设置和模块”里打开")}, 404
            return view(*args, by=by, **kwargs)

        guarded.permission = PROGRAM  # type: ignore[attr-defined]
        return guarded

    return decorate


def _open(permission: str) -> bool:
    if permission == PUBLIC:
        return True
    who = actor()
    if permission in (SIGNED_IN, HALL):
        return who.kind == ("staff" if permission == SIGNED_IN else "hall")
    return who.kind == "staff" and who.may(permission)


def _turn_away(permission: str) -> Any:
    wanted = "hall" if permission == HALL else "staff"
    if actor().kind == wanted:
        abort(403)
    # the page that was asked for opens again after signing in
    back = request.full_path.rstrip("?") if request.method == "GET" and not htmx.wants_part() else None
    door = url_for("my.enter" if wanted == "hall" else "login.form", next=back)
    if wanted == "staff" and htmx.wants_part():
        return reentry.over_the_page()
    if wanted == "staff" and request.method == "POST" and (kept := reentry.typed()):
        return reentry.keeping(kept)
    if htmx.wants_part():
        return "", 401, {"HX-Redirect": door}
    return redirect(door, 303)


def local(address: str | None) -> str | None:
    """The address when it stays on this site, else None: a sign-in link must not lead elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc or "\\" in address or "\n" in address else address


def came_from() -> str:
    """The page of ours this request was sent from, '/' when it came from elsewhere."""
    parts = urlsplit(request.referrer or "")
    back = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return (local(back) if parts.netloc == request.host else None) or "/"


def with_cookie(answer: Any, token: str, kind: str) -> Response:
    """Hand the session token to the browser."""
    secure = settings.base_url().startswith("https://")
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=sessions.LIFE[kind][1] // 1000,
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/",
    )
    return answer


def drop_cookie(answer: Any) -> None:
    """Take the session token from the browser."""
    answer.delete_cookie(cookie_name(), path="/", secure=cookie_name() == SECURE_COOKIE, httponly=True, samesite="Lax")


def cookie_name() -> str:
    return SECURE_COOKIE if settings.base_url().startswith("https://") else COOKIE
