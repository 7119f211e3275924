"""The list of the desk: its tabs with their counts, what it can be narrowed to, and its lines by deadline."""

from __future__ import annotations

from typing import Any

from flask import request

from heat.queries import board, memory, ticket_kinds, visible
from heat.queries import tickets as queries
from heat.rules import tickets as life
from heat.rules.permissions import Actor
from heat.views import gate
from heat.views.language import gettext
from heat.views.numbers import pair
from heat.views.page import address, drawn, kept
from heat.words import N_

VIEWS = {
    "mine": N_("未完结"),
    "new": N_("待派单"),
    "soon": N_("即将超时"),
    "call-back": N_("待回访"),
    "today": N_("今日新增"),
    "all": N_("全部"),
}
# acts that no line, count or filter of the list can show; a code that is not named here draws it anew
BESIDE = (
    "article.",
    "contract.",
    "message.",
    "paper.",
    "payment.",
    "phone.",
    "receipt.",
    "session.",
    "shift.",
    "view.",
)


def told() -> dict[str, Any]:
    """What the list draws of the question in the address, for whoever asks; all of it is remembered between acts."""
    actor, view = gate.actor(), request.args.get("view", "mine")
    view = view if view in VIEWS else "mine"
    kind = request.args.get("kind", "")
    team = request.args.get("team", type=int)
    scope = visible.tickets(actor)
    heads = queries.heads(
        scope, view, kind=kind[:40].replace("\0", ""), team_id=team, after=pair(request.args.get("after", ""))
    )
    shown = heads[: queries.PAGE]
    last = shown[-1] if len(heads) > queries.PAGE else None
    counts = queries.counts(scope)
    kinds, teams = _narrowings(Actor("staff", org_ids=gate.actor().org_ids))
    return {
        "view": view,
        "head": kept(
            "desk/_head.html",
            tabs=tuple(_tab(code, view, counts) for code in VIEWS),
            view=view,
            kind=kind,
            kinds=kinds,
            team=team,
            teams=tuple(sorted(teams, key=lambda one: one[0] not in actor.team_ids)),
            keys=bool(shown),
            may_assign=actor.may("ticket.assign"),
            may_call=actor.may("ticket.call-back"),
        ),
        "columns": kept("desk/_columns.html"),
        "total": _many(counts.get(view)) if not kind and not team else None,
        "kind": kind,
        "team": team,
        "rows": drawn("tickets/_row.html", shown, queries.lines) if shown else "",
        "n": len(shown),
        "more": f"{last.order},{last.id}" if last else "",
        "after": request.args.get("after", "")[:40],
    }


@memory.until_next_act(beside=memory.WORK)
def _narrowings(of: Actor) -> tuple[tuple[life.Kind, ...], tuple[tuple[int, str], ...]]:
    """What the list can be narrowed to: the kinds taken at the desk, and the teams by id with their names."""
    return (
        tuple(life.Kind(one.code, one.name, one.icon, one.tone) for one in ticket_kinds.offered("desk")),
        tuple((one.id, one.name) for one in board.teams(of)),
    )


def _tab(code: str, current: str, counts: dict[str, int]) -> tuple[str, str, bool, int | None, str]:
    tone = "bad" if code == "soon" and counts[code] else ""
    return gettext(VIEWS[code]), address("desk.index", view=code), code == current, _many(counts.get(code)), tone


def _many(n: int | None) -> int | str | None:
    """A count as a tab shows it: 999+ where it was not counted any further."""
    return f"{queries.MANY - 1}+" if n == queries.MANY else n
