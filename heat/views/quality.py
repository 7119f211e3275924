"""The state of the data: what is missing, invalid or contradictory in each community, and the households to mend."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat.queries import quality as queries
from heat.rules.quality import FAULT, FAULTS, KINDS
from heat.services import quality
from heat.views import gate
from heat.views.gate import needs
from heat.views.page import page

pages = Blueprint("quality", __name__, url_prefix="/quality")
_SHOWN = 200
_WIDE, _HIGH = 76, 22  # of the small trend line


@pages.get("")
@needs("household.view")
def index() -> Any:
    states = queries.communities(gate.actor())
    return page(
        "quality/index.html",
        states=states,
        kinds=KINDS,
        faults=FAULTS,
        by_kind={kind: sum(state.of_kind(kind) for state in states) for kind in KINDS},
        households=sum(state.households for state in states),
        counted_on=max((state.counted_on for state in states if state.counted_on), default=None),
        lines={state.id: _line(state.trend) for state in states},
    )


def _line(trend: list[int]) -> str:
    """The points of a trend over its days, the most at the top; '' for a single day."""
    if len(trend) < 2:
        return ""
    most, step = max(trend) or 1, _WIDE / (len(trend) - 1)
    return " ".join(f"{at * step:.1f},{_HIGH - 2 - n * (_HIGH - 4) / most:.1f}" for at, n in enumerate(trend))


@pages.post("/count")
@needs("household.edit")
def count() -> Any:
    community_id = request.form.get("community", type=int)
    n = quality.count(gate.actor(), community_id)
    flash(_("检查完毕，共 %(n)s 处问题", n=n), "ok")
    back = url_for("quality.one", community_id=community_id) if community_id else url_for("quality.index")
    return redirect(back, 303)


@pages.get("/<int:community_id>")
@needs("household.view")
def one(community_id: int) -> Any:
    name = queries.name_of(gate.actor(), community_id)
    if name is None:
        abort(404)
    rows = queries.of_community(community_id)
    code = request.args.get("fault", "")
    chosen = [row for row in rows if code in row.faults] if code in FAULT else rows
    return page(
        "quality/one.html",
        community_id=community_id,
        name=name,
        rows=chosen[:_SHOWN],
        n=len(chosen),
        shown=_SHOWN,
        faults=[(fault, sum(fault.code in row.faults for row in rows)) for fault in FAULTS],
        fault=FAULT.get(code),
        named=FAULT,
    )
