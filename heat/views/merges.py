"""Files that may be one household: the pairs, two files side by side, merging them and taking that back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import duplicates as pairs
from heat.queries import merges as queries
from heat.queries.merges import Done, Side
from heat.rules import changes, households, merging, similarity
from heat.rules.accounts import STATES
from heat.rules.merging import GONE, KEPT
from heat.services import duplicates, merge_moves, merges, proposals
from heat.services.merges import Chosen
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import N_, Missing, Refused

pages = Blueprint("merges", __name__, url_prefix="/customers")
NAMES = {
    "place": N_("房号"),
    "address": N_("联系地址"),
    "tenant": N_("租户"),
    "circuit": N_("换热站回路"),
    "note": N_("备注"),
    **changes.FACTS,
}


@pages.get("/duplicates")
@needs("household.merge")
def index() -> Any:
    found = pairs.waiting(gate.actor())
    return _pair(found[0].a_id, found[0].b_id, found) if found else _page(found)


@pages.post("/duplicates/compare")
@needs("household.merge")
def compare() -> Any:
    n = duplicates.compare(gate.actor())
    flash(_("比对完毕，疑似 %(n)s 对", n=n), "ok")
    return redirect(url_for("merges.index"), 303)


@pages.get("/merge/<int:kept_id>/<int:gone_id>")
@needs("household.merge")
def pair(kept_id: int, gone_id: int) -> Any:
    return _pair(kept_id, gone_id, pairs.waiting(gate.actor()), as_asked=bool(request.args.get("main")))


@pages.post("/merge/<int:kept_id>/<int:gone_id>")
@needs("household.merge")
def merge(kept_id: int, gone_id: int) -> Any:
    form = request.form
    of = {fact: form[fact] for fact in merging.CHOSEN if form.get(fact) in (KEPT, GONE)}
    versions = (form.get("kept_version", 0, int), form.get("gone_version", 0, int))
    try:
        merge_id = merges.merge(gate.actor(), kept_id, gone_id, Chosen(of, versions))
    except Refused as problem:
        if isinstance(problem, Missing):
            raise
        return _pair(kept_id, gone_id, pairs.waiting(gate.actor()), as_asked=True, status=422, error=said(problem.say))
    done = queries.one(gate.actor(), merge_id)
    flash(
        _(
            "%(gone)s 已并入 %(kept)s，可在合并记录里撤销",
            gone=done.gone if done else "",
            kept=done.kept if done else "",
        ),
        "ok",
    )
    return redirect(url_for("merges.index"), 303)


@pages.post("/merge/<int:one_id>/<int:other_id>/different")
@needs("household.merge")
def different(one_id: int, other_id: int) -> Any:
    duplicates.tell_apart(gate.actor(), one_id, other_id)
    flash(_("已记住：不是同一户"), "ok")
    return redirect(url_for("merges.index"), 303)


@pages.post("/merge/<int:one_id>/<int:other_id>/same-owner")
@needs("household.merge")
def same_owner(one_id: int, other_id: int) -> Any:
    merges.same_owner(gate.actor(), one_id, other_id)
    flash(_("已记住：同一个人的两户，可在合并记录里撤销"), "ok")
    return redirect(url_for("merges.index"), 303)


@pages.post("/merges/persons/<int:merge_id>/undo")
@needs("household.merge")
def undo_same_owner(merge_id: int) -> Any:
    merges.undo_same_owner(gate.actor(), merge_id)
    flash(_("已撤销"), "ok")
    return redirect(url_for("merges.done"), 303)


@pages.get("/merges")
@needs("household.merge")
def done() -> Any:
    return page("merges/done.html", merges=queries.done(gate.actor()), persons=queries.persons(gate.actor()))


@pages.get("/merges/<int:merge_id>")
@needs("household.merge")
def one(merge_id: int) -> Any:
    return _one(merge_id)


@pages.post("/merges/<int:merge_id>/undo")
@needs("household.merge")
def undo(merge_id: int) -> Any:
    try:
        stayed = merges.undo(gate.actor(), merge_id)
    except Refused as problem:
        if isinstance(problem, Missing):
            raise
        return _one(merge_id, 422, said(problem.say))
    flash(
        _("已撤销，有 %(n)s 项留在原处", n=len(stayed)) if stayed else _("已撤销，全部退回"), "warn" if stayed else "ok"
    )
    return redirect(url_for("merges.one", merge_id=merge_id), 303)


def _one(merge_id: int, status: int = 200, error: str = "") -> Response:
    found = queries.one(gate.actor(), merge_id)
    if found is None:
        abort(404)
    return page(
        "merges/one.html",
        status,
        merge=found,
        since=queries.since(found) if found.undone_at is None else [],
        moved=_counted(found),
        stayed=[_(merges.reason(code)) for code in found.moved.get("stayed", ())],
        error=error,
    )


_COUNTED = {
    "household_party": N_("人员"),
    "party_phone": N_("电话"),
    "ticket": N_("工单"),
    "contact": N_("日志"),
    "household_terms": N_("计费条件"),
    "supply_period": N_("供热状态"),
    "tag": N_("标签"),
    "device_fit": N_("设备"),
    "contract": N_("合同"),
    "message": N_("短信"),
    "hall_binding": N_("网厅绑定"),
    "attachment": N_("附件"),
    "change_request": N_("变更申请"),
}


def _counted(found: Done) -> list[tuple[str, int]]:
    """How many rows of each sort were moved."""
    rows = {(step[1], str(step[2])) for step in found.moved["steps"]}
    counted = [(_(name), sum(table == one for one, _row in rows)) for table, name in _COUNTED.items()]
    return [(name, n) for name, n in [*counted, (_("账目"), len(found.moved["txns"]))] if n]


def _pair(
    kept_id: int, gone_id: int, found: list[pairs.Pair], *, as_asked: bool = False, status: int = 200, error: str = ""
) -> Response:
    one, other = queries.side(gate.actor(), kept_id), queries.side(gate.actor(), gone_id)
    if one is None or other is None or kept_id == gone_id:
        abort(404)
    kept, gone = (one, other) if as_asked or merging.main_first(one.weight, other.weight) else (other, one)
    return _page(found, status, error=error, **_beside(kept, gone))


def _page(found: list[pairs.Pair], status: int = 200, **context: Any) -> Response:
    actor = gate.actor()
    blank = {"kept": None, "gone": None, "error": ""}
    lists = {"pairs": found, "n": pairs.count(actor), "week": queries.week(actor), "reasons": similarity.REASONS}
    levels = {"certain": similarity.CERTAIN, "likely": similarity.LIKELY}
    return page("merges/pair.html", status, **{**blank, **lists, **levels, **context})


def _beside(kept: Side, gone: Side) -> dict[str, Any]:
    """All that the comparison of two files shows."""
    ours, theirs = kept.known.facts, gone.known.facts
    differ = merging.differing(ours, theirs)
    records = {one.id: one for one in pairs.records((kept.id, gone.id))}
    alike = similarity.likeness(records[kept.id], records[gone.id])
    effect = merging.effect(kept.purse, gone.purse)
    return {
        "kept": kept,
        "gone": gone,
        "likeness": alike,
        "aspects": [(_(name), alike.aspects[code]) for code, (name, _w) in similarity.ASPECTS.items()],
        "differing": [(fact, _(NAMES[fact]), _worded(fact, ours), _worded(fact, theirs)) for fact in differ],
        "chosen": {
            **merging.preselected(ours, theirs, differ),
            **{f: v for f, v in request.form.items() if f in differ},
        },
        "same": [(_(NAMES[fact]), _worded(fact, ours)) for fact in merging.alike(ours, theirs)],
        "effect": effect,
        "told": [said(one) for one in merging.told(effect)],
        "one_owner": merge_moves.one_person(kept.known, gone.known),
        "guarded": proposals.guarded(kept.id) and any(fact in changes.GUARDED for fact in differ),
    }


def _worded(fact: str, facts: dict[str, Any]) -> str:
    """A fact as people read it; '' when the file does not tell it."""
    text = households.worded(facts.get(fact))
    if fact == "state":
        return _(STATES.get(text, text))
    unit = changes.UNITS.get(fact, "")
    return f"{text} {unit}" if text and unit else text
