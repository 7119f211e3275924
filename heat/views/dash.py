"""The manager's page (经营看板): how the day goes, what is late, what has come in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from heat import clock
from heat.queries import dashboard
from heat.rules.permissions import Actor
from heat.views import gate
from heat.views.gate import needs
from heat.views.page import page
from heat.words import N_

pages = Blueprint("dash", __name__, url_prefix="/dash")
PERIODS = {"today": N_("今日"), "week": N_("近 7 天"), "month": N_("近 30 天")}
_DAYS = {"today": 1, "week": 7, "month": 30}


@pages.get("")
@needs("dash.view")
def index() -> Any:
    period = request.args.get("period", "today")
    period = period if period in PERIODS else "today"
    last = clock.today()
    first = last - timedelta(days=_DAYS[period] - 1)
    return page("dash/index.html", period=period, periods=PERIODS, **_figures(gate.actor(), first, last))


def _figures(actor: Actor, first: date, last: date) -> dict[str, Any]:
    """What this person may see: who has nothing to do with tickets finds the money alone, no row of noughts."""
    season = dashboard.season_of(last)
    told: dict[str, Any] = {
        "head": None,
        "season": season[1] if season else "",
        "collection": dashboard.collection(season[0]) if season else [],
    }
    return told | (_work(actor, first, last) if actor.may("ticket.view") or actor.may("ticket.work") else {})


def _work(actor: Actor, first: date, last: date) -> dict[str, Any]:
    trend = dashboard.trend(actor, last)
    kinds = dashboard.kinds(actor, first, last)
    areas = dashboard.areas(actor)
    return {
        "head": dashboard.head(actor, first, last),
        "states": dashboard.states(actor),
        "kinds": kinds,
        "areas": areas,
        "teams": dashboard.teams(actor, last - timedelta(days=29), last),
        "trend": trend,
        "charts": {
            "trend": {
                "days": [f"{day.on:%m-%d}" for day in trend],
                "series": [
                    {"name": _("今年"), "data": [day.n for day in trend]},
                    {"name": _("去年同期"), "data": [day.year_before for day in trend]},
                ],
            },
            "kinds": {"total": sum(k.n for k in kinds), "label": _("件"), "data": [[_(k.name), k.n] for k in kinds]},
            "areas": {"names": [area.name for area in areas], "data": [area.n for area in areas]},
        },
    }
