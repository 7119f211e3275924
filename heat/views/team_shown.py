"""Which team a page about teams shows: the one asked for, and of a crowd nobody asked for one's own."""

from __future__ import annotations

from flask import request

from heat.queries.board import Team
from heat.views import gate

_CROWD = 20  # people whose work is read together; more are a wall


def asked(teams: list[Team]) -> Team | None:
    """The team of `?team=`, None for all of them, which is what `?team=0` asks for; of a crowd one's own."""
    typed = request.values.get("team", type=int)
    if typed is None and crowded(teams):
        return next((one for one in teams if one.id in gate.actor().team_ids), None)
    return next((one for one in teams if one.id == typed), None)


def crowded(teams: list[Team]) -> bool:
    """Whether so many people work today that nobody reads them all at once."""
    return sum(len(one.members) for one in teams) > _CROWD
