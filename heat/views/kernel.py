"""Builds the Flask application: templates, sign-in, CSRF, languages, every page family."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from heat import paths, settings, views
from heat.queries import flow_designs, flow_steps, inbox, office
from heat.rules.permissions import PROGRAM, ROLE, Actor
from heat.services import secret_key
from heat.views import alarms, answers, compiled, errors, filters, gate, htmx, language, live, menu, page
from heat.views.language import gettext
from heat.views.routes import Site

MEGABYTE = 1024 * 1024


def build(*, testing: bool = False) -> Flask:
    """The application with everything but a server around it."""
    app = Site("heat", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.config.update(
        TESTING=testing,
        SECRET_KEY=secret_key.web(),
        SESSION_COOKIE_NAME="hd",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url().startswith("https://"),
        MAX_CONTENT_LENGTH=60 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,  # Origin is checked for every answer in heat/views/answers.py
    )
    _templates(app)
    htmx.init(app)
    answers.init(app)
    errors.init(app)
    csrf = CSRFProtect(app)
    language.init(app)
    live.init(app)
    LoginManager(app).request_loader(lambda _: gate.load())
    for pages in _page_families():
        app.register_blueprint(pages)
    for view in app.view_functions.values():
        if getattr(view, "permission", "") == PROGRAM:  # no browser sends a bearer token by itself
            csrf.exempt(view)
    if hops := settings.number("HEAT_PROXIES"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _page_families() -> list[Any]:
    names = sorted(module.name for module in pkgutil.iter_modules(views.__path__))
    modules = [importlib.import_module(f"heat.views.{name}") for name in names]
    return [module.pages for module in modules if hasattr(module, "pages")]


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.bytecode_cache = compiled.kept(settings.data_dir())
    filters.init(app)
    app.jinja_env.globals.update(csrf_token=generate_csrf, asset=_asset, url_for=page.address, piece=page.piece)
    app.context_processor(_shell)
    # a block rendered alone skips the imports at the head of its file, so macros are one global
    app.before_request(lambda: _macros(app))
    app.before_request(live.note_act)


def _macros(app: Flask) -> None:
    if "ui" not in app.jinja_env.globals:
        app.jinja_env.globals["ui"] = app.jinja_env.get_template("ui.html").module


def _shell() -> dict[str, Any]:
    actor = gate.actor()
    modules = office.modules() if actor.kind == "staff" else frozenset()
    if actor.kind == "staff" and not htmx.wants_part() and flow_designs.any_drawn():
        modules |= {"drawn"}
    return {
        "actor": actor,
        "act": g.get("act", 0),
        "me": {"name": actor.name, "role": "、".join(gettext(ROLE[code].name) for code in actor.roles if code in ROLE)},
        "menu": [] if htmx.wants_part() else _menu(actor, modules),
        "open_modules": modules,
        "alarms": alarms.ringing() if actor.kind == "staff" and not htmx.wants_part() else [],
        "theme": _theme(),
        "keys": "off" if request.cookies.get("keys") == "off" else "on",
        "plain_http": _plain_http(),
    }


def _menu(actor: Actor, modules: frozenset[str]) -> list[tuple[str, str, str, int, bool]]:
    """The rail, which parts of a page do not have: what waits for this person, while something does, and the pages."""
    waiting = inbox.count(actor)
    first = [("/inbox", "bell", gettext("待办"), waiting, request.path.startswith("/inbox"))] if waiting else []
    return first + [
        (e.url, e.icon, gettext(e.label), flow_steps.count(actor) if e.url == menu.STEPS else 0, menu.is_active(e))
        for e in menu.entries(actor, modules)
    ]


def _theme() -> str:
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in ("light", "dark") else "auto"


def _plain_http() -> bool:
    return not request.is_secure and request.remote_addr not in ("127.0.0.1", "::1")


@lru_cache(maxsize=256)
def _digest(path: str) -> str:
    return hashlib.sha256((paths.STATIC / path).read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=256)
def _asset(path: str) -> str:
    """The address of a static file that changes when its content does, so that browsers may keep it for ever."""
    if path.startswith("vendor/"):
        return url_for("static", filename=path)
    return url_for("static", filename=path, v=_digest(path))
