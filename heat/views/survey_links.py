"""The public page of a questionnaire: a household answers by its one-time link, once, without signing in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from heat.queries import office
from heat.queries import surveys as queries
from heat.services import surveys
from heat.services.survey_sending import MODULE
from heat.services.throttle import TooMany
from heat.views.filters import said
from heat.views.gate import PUBLIC, needs
from heat.views.link_page import link_page
from heat.views.own_values import typed
from heat.words import N_, Missing, Moved, Refused, Say

pages = Blueprint("survey_links", __name__, url_prefix="/q")


def _page(token: str, status: int = 200, **parts: Any) -> Any:
    shown: dict[str, Any] = {"asked": None, "questions": [], "done": False, "error": "", "texts": {}, "errors": {}}
    return link_page("surveys/answer.html", token, status, **(shown | parts))


def _opened(token: str) -> Any:
    if MODULE not in office.modules():
        raise Missing(Say(N_("这份问卷已经填过或过期了。谢谢您。")))
    return surveys.opened(token, ip=request.remote_addr or "")


@pages.get("/<string:token>")
@needs(PUBLIC)
def one(token: str) -> Any:
    try:
        asked = _opened(token)
    except Missing as problem:
        return _page(token, 404, error=said(problem.say))
    return _page(token, asked=asked, questions=queries.questions(asked.version_id))


@pages.post("/<string:token>")
@needs(PUBLIC)
def answer(token: str) -> Any:
    try:
        asked = _opened(token)
        questions = queries.questions(asked.version_id)
        texts = typed(questions)
        filled = surveys.answer_by_link(token, texts, ip=request.remote_addr or "")
    except (Missing, Moved) as problem:
        return _page(token, 409, error=said(problem.say))
    except TooMany:
        raise
    except Refused as problem:
        return _page(token, 422, asked=asked, questions=questions, texts=texts, error=said(problem.say))
    if not filled.ok:
        errors = {code: said(say) for code, say in filled.errors.items()}
        return _page(token, 422, asked=asked, questions=questions, texts=texts, errors=errors)
    return _page(token, done=True)
