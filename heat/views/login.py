"""The door: signing in and out, the first run, one's own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import calls, office
from heat.rules.permissions import Actor
from heat.services import people, sessions
from heat.services.throttle import TooMany
from heat.views import gate, htmx, menu, reentry
from heat.views.filters import said
from heat.views.gate import PUBLIC, SIGNED_IN, local, needs, with_cookie
from heat.views.page import page
from heat.words import N_, Refused

pages = Blueprint("login", __name__)
_NOBODY_YET = N_("这里还没有员工。请用启动程序的窗口里打印的“首次使用”链接建立第一个账号；找不到就重新启动程序。")
# what a browser remembers of its owner's taste; the first of each is the default
TASTES = {"theme": ("auto", "light", "dark"), "keys": ("on", "off")}


@pages.get("/login")
@needs(PUBLIC)
def form() -> Any:
    if gate.actor().kind == "staff":
        return redirect(home(gate.actor()))
    return _login()


@pages.post("/login")
@needs(PUBLIC)
def sign_in() -> Any:
    try:
        token = people.sign_in(
            request.form.get("login", ""),
            request.form.get("password", ""),
            ip=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except TooMany:
        raise
    except Refused as problem:
        return _login(problem, 422)
    actor = sessions.who(token) or Actor()
    return with_cookie(_entered(actor), token, sessions.kind_for(actor.roles))


def _entered(actor: Actor) -> Any:
    """Where a person who has signed in goes on: at the page behind, at the form that was kept, or at home."""
    if htmx.wants_part():
        return reentry.back_in(actor.id)
    if resume := local(request.form.get("resume")):
        return reentry.resumed(resume) or redirect(resume, 303)
    return redirect(local(request.args.get("next")) or home(actor), 303)


@pages.post("/logout")
@needs(PUBLIC)
def sign_out() -> Any:
    sessions.end(gate.token(), gate.actor())
    answer = redirect(url_for("login.form"), 303)
    gate.drop_cookie(answer)
    # what a phone has not sent yet must outlive the session of whoever did it
    answer.headers["Clear-Site-Data"] = '"cache"' if request.form.get("keep") else '"cache", "storage"'
    return answer


@pages.get("/")
@needs(PUBLIC)
def front() -> Any:
    who = gate.actor()
    if who.kind == "staff":
        return redirect(home(who))
    return redirect(url_for("my.home" if who.kind == "hall" else "login.form"))


def home(actor: Actor) -> str:
    """The page that greets this member of staff."""
    return menu.home(actor, office.modules())


@pages.get("/setup")
@needs(PUBLIC)
def set_up_form() -> Any:
    if not people.may_set_up(request.args.get("token", "")):
        abort(404)
    return _set_up(request.args["token"])


@pages.post("/setup")
@needs(PUBLIC)
def set_up() -> Any:
    token = request.args.get("token", "")
    if not people.may_set_up(token):
        abort(404)
    filled = people.set_up(token, request.form, ip=request.remote_addr or "")
    if not filled.ok:
        return _set_up(token, 422, typed=filled.typed, wrong={name: said(say) for name, say in filled.errors.items()})
    signed_in = people.sign_in(filled["login"], filled["password"], ip=request.remote_addr or "")
    return with_cookie(redirect("/customers", 303), signed_in, "desk")


def _set_up(token: str, status: int = 200, **told: Any) -> Any:
    return page("login/setup.html", status, **({"token": token, "typed": {}, "wrong": {}} | told))


@pages.get("/me")
@needs(SIGNED_IN)
def me() -> Any:
    return _me()


def _me(status: int = 200, **told: Any) -> Any:
    me = gate.actor()
    phone = "phone" in office.modules() and me.may("ticket.take")
    extension = calls.extension(me.id or 0) if phone else None
    stranded = home(me) == url_for("login.me")  # their role's pages belong to modules that are closed
    return page(
        "login/me.html", status, **({"error": "", "done": "", "extension": extension, "stranded": stranded} | told)
    )


@pages.post("/me/password")
@needs(SIGNED_IN)
def change_password() -> Any:
    try:
        people.change_password(gate.actor(), request.form.get("old", ""), request.form.get("password", ""))
    except TooMany:
        raise
    except Refused as problem:
        return _me(422, error=said(problem.say))
    flash(_("密码已改好，各处的登录都已退出，请用新密码登录"), "ok")
    return redirect(url_for("login.form"), 303)


@pages.post("/look")
@needs(PUBLIC)
def look() -> Any:
    answer = redirect(gate.came_from(), 303)
    for name, known in TASTES.items():
        if chosen := request.form.get(name):
            value = chosen if chosen in known else known[0]
            answer.set_cookie(name, value, max_age=31_536_000, samesite="Lax", path="/")
    return answer


@pages.get("/password")
@needs(PUBLIC)
def password_form() -> Any:
    return page("login/password.html", token=request.args.get("token", ""), error="")


@pages.post("/password")
@needs(PUBLIC)
def set_password() -> Any:
    token = request.form.get("token", "")
    try:
        people.use_password_link(token, request.form.get("password", ""))
    except Refused as problem:
        return page("login/password.html", 422, token=token, error=said(problem.say))
    flash(_("密码已设好，请用登录名和新密码登录"), "ok")
    return redirect(url_for("login.form"), 303)


def _login(problem: Refused | None = None, status: int = 200) -> Response:
    error, typed = said(problem.say) if problem else "", request.form.get("login", "")
    if htmx.wants_part():
        return reentry.over_the_page(typed, error, status)
    return page(
        "login/login.html",
        status,
        error=error,
        typed=typed,
        resume=local(request.form.get("resume")) or "",
        kept=request.form.get("kept", ""),
        next=local(request.args.get("next")) or "",
        company=office.setting("company.name"),
        hint=_("请输入登录名和密码") if people.any_staff() else _(_NOBODY_YET),
    )
