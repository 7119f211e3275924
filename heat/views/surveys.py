"""Questionnaires: made, sent, entered for whoever calls, and what came back by area and question."""

from __future__ import annotations

import random
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat.papers import workbook
from heat.queries import surveys as queries
from heat.queries import ticket_kinds
from heat.queries.surveys import Asked, Round, Survey
from heat.rules import surveys as rules
from heat.rules.surveys import Stratum
from heat.services import surveys
from heat.services.surveys import Sample
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.own_values import typed
from heat.views.page import page
from heat.words import Missing, Moved, Refused

pages = Blueprint("surveys", __name__, url_prefix="/surveys")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
@needs("survey.enter", "survey")
def index() -> Any:
    return _index()


def _index(status: int = 200, error: str = "") -> Any:
    found = queries.all_surveys()
    rounds = [one for survey in found for one in queries.rounds(gate.actor(), survey.id)] if found else []
    typed_again = {name: request.form.get(name, "") for name in ("title", "intro")}
    return page(
        "surveys/index.html", status, surveys=found, rounds=rounds, error=error, typed=typed_again, kinds=rules.KINDS
    )


@pages.post("")
@needs("survey.run", "survey")
def create() -> Any:
    try:
        survey_id = surveys.create(gate.actor(), request.form.get("title", ""), request.form.get("intro", ""))
    except Refused as problem:
        return _index(422, said(problem.say))
    return redirect(url_for("surveys.one", survey_id=survey_id), 303)


@pages.get("/<int:survey_id>")
@needs("survey.run", "survey")
def one(survey_id: int) -> Any:
    return _one(survey_id)


def _found(survey_id: int) -> Survey:
    survey = queries.one(survey_id)
    if survey is None:
        abort(404)
    return survey


def _one(survey_id: int, status: int = 200, **parts: Any) -> Any:
    survey = _found(survey_id)
    shown: dict[str, Any] = {"error": "", "failed": "", "typed": {}, "strata": None, "chosen": []} | parts
    return page(
        "surveys/one.html",
        status,
        survey=survey,
        questions=queries.published(survey),
        rounds=queries.rounds(gate.actor(), survey_id),
        ticket_kinds=[(kind.code, _(kind.name)) for kind in ticket_kinds.offered("desk")],
        areas=[(str(row_id), name) for row_id, name in queries.names().items()],
        names=queries.names(),
        kinds=rules.KINDS,
        lives=rules.LIVES_DAYS,
        seed=random.randrange(1000, 1_000_000),  # noqa: S311 - a proposal anybody may change, not a secret
        **shown,
    )


@pages.post("/<int:survey_id>/change")
@needs("survey.run", "survey")
def change(survey_id: int) -> Any:
    told = request.form
    try:
        surveys.change(gate.actor(), survey_id, told.get("title", ""), told.get("intro", ""), told.getlist("kinds"))
    except Missing:
        raise
    except Refused as problem:
        again = {"title": told.get("title", ""), "intro": told.get("intro", ""), "kinds": told.getlist("kinds")}
        return _one(survey_id, 422, error=said(problem.say), failed="change", typed=again)
    flash(_("已保存"), "ok")
    return redirect(url_for("surveys.one", survey_id=survey_id), 303)


@pages.post("/<int:survey_id>/close")
@needs("survey.run", "survey")
def close(survey_id: int) -> Any:
    _found(survey_id)
    surveys.close(gate.actor(), survey_id)
    flash(_("问卷已结束，链接不能再填，结果留着"), "ok")
    return redirect(url_for("surveys.one", survey_id=survey_id), 303)


@pages.post("/<int:survey_id>/sample")
@needs("survey.run", "survey")
def sample(survey_id: int) -> Any:
    """Count whom a sample would ask, or draw it and send it when that button was pressed."""
    told = request.form
    again = {name: told.get(name, "") for name in ("title", "size", "seed")}
    chosen = [one for one in told.getlist("areas") if whole(one) is not None]
    try:
        asked = Sample(
            rules.size_of(again["size"]), rules.seed_of(again["seed"]), tuple(whole(one) or 0 for one in chosen)
        )
        if "count" in told:
            strata = surveys.preview(gate.actor(), asked)[1]
            return _one(survey_id, typed=again, failed="sample", strata=strata, chosen=chosen, sums=_sums(strata))
        round_id = surveys.issue(gate.actor(), survey_id, asked, again["title"])
    except Missing:
        raise
    except Refused as problem:
        status = 409 if isinstance(problem, Moved) else 422
        return _one(survey_id, status, error=said(problem.say), failed="sample", typed=again, chosen=chosen)
    flash(_("已发放，短信正在发出"), "ok")
    return redirect(url_for("surveys.results", round_id=round_id), 303)


def _sums(strata: list[Stratum]) -> tuple[int, int, int]:
    return sum(one.homes for one in strata), sum(one.silent for one in strata), sum(one.drawn for one in strata)


def _round(round_id: int) -> Round:
    found = queries.round_of(gate.actor(), round_id)
    if found is None:
        abort(404)
    return found


@pages.get("/rounds/<int:round_id>")
@needs("survey.run", "survey")
def results(round_id: int) -> Any:
    made, actor = _round(round_id), gate.actor()
    areas = queries.areas(actor, round_id)
    area = next((one for one in areas if one.code == request.args.get("area", "")), None)
    return page(
        "surveys/results.html",
        made=made,
        areas=areas,
        area=area,
        results=queries.results(actor, made, area),
        ways=queries.by_way(actor, round_id),
        way_names=rules.WAYS,
        kinds=rules.KINDS,
        few=rules.FEW,
    )


@pages.get("/rounds/<int:round_id>/results.xlsx")
@needs("survey.run", "survey")
def export(round_id: int) -> Any:
    """Every question from everywhere, then from each branch and community where enough answered."""
    made, actor = _round(round_id), gate.actor()
    headers = [_("范围"), _("发放"), _("交回"), _("问题"), _("回答"), _("选项"), _("份数"), _("占比 %"), _("平均")]
    lines = _lines(_("全部"), made.asked, made.answered, queries.results(actor, made))
    for area in queries.areas(actor, round_id):
        lines += _lines(area.name, area.asked, area.answered, queries.results(actor, made, area))
    surveys.exported(actor, made)
    answer = Response(workbook.export_workbook(made.title, headers, lines), mimetype=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="survey-{round_id}.xlsx"'
    return answer


def _lines(area: str, asked: int, answered: int, results: list[rules.Result]) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for one in results:
        head = [area, asked, answered, one.name, one.n]
        if one.few:
            lines.append([*head, _("不足 %(n)s 份，不显示", n=rules.FEW), None, None, None])
        elif one.choices:
            lines += [[*head, label, n, one.percent(n), None] for label, n in one.choices]
        elif one.mean is not None:
            lines.append([*head, "", None, None, one.mean])
        else:
            lines += [[*head, text, None, None, None] for text in one.texts]
    return lines


@pages.get("/rounds/<int:round_id>/calls")
@needs("survey.enter", "survey")
def calls(round_id: int) -> Any:
    """Whom to call: those who have not answered, or the one who stands at the counter, by number."""
    made, number = _round(round_id), request.args.get("no", "").strip()[:40].replace("\0", "")
    after = whole(request.args.get("after", "")) or 0
    found = queries.waiting(gate.actor(), round_id, number, after)
    shown = found[: queries.PAGE]
    more = shown[-1].id if len(found) > queries.PAGE else 0
    return page("surveys/calls.html", made=made, rows=shown, more=more, no=number)


@pages.post("/tickets/<int:ticket_id>")
@needs("survey.enter", "survey")
def for_ticket(ticket_id: int) -> Any:
    answer_id = surveys.for_ticket(gate.actor(), ticket_id)
    return redirect(url_for("surveys.enter", answer_id=answer_id), 303)


def _asked(answer_id: int) -> Asked:
    found = queries.asked(gate.actor(), answer_id)
    if found is None:
        abort(404)
    return found


@pages.get("/answers/<int:answer_id>")
@needs("survey.enter", "survey")
def enter(answer_id: int) -> Any:
    return _enter(answer_id)


def _enter(answer_id: int, status: int = 200, **parts: Any) -> Any:
    asked = _asked(answer_id)
    shown: dict[str, Any] = {"error": "", "texts": {}, "errors": {}, "via": "call"} | parts
    return page("surveys/enter.html", status, asked=asked, questions=queries.questions(asked.version_id), **shown)


@pages.post("/answers/<int:answer_id>")
@needs("survey.enter", "survey")
def keep(answer_id: int) -> Any:
    asked, via = _asked(answer_id), request.form.get("via", "")
    texts = typed(queries.questions(asked.version_id))
    try:
        filled = surveys.answer_by_staff(gate.actor(), answer_id, texts, via)
    except Moved as problem:
        return _enter(answer_id, 409, error=said(problem.say), texts=texts, via=via)
    except Refused as problem:
        return _enter(answer_id, 422, error=said(problem.say), texts=texts, via=via)
    if not filled.ok:
        errors = {code: said(say) for code, say in filled.errors.items()}
        return _enter(answer_id, 422, texts=texts, errors=errors, via=via)
    flash(_("已记下，谢谢"), "ok")
    return redirect(url_for("surveys.calls", round_id=asked.round_id), 303)
