"""What a sheet of paper says of its visit: who of today's teams went, and at which instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from heat import clock
from heat.models import Ticket
from heat.queries import board, field
from heat.rules import sheet_times
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say


def when(ticket: Ticket, hours: Mapping[str, str]) -> dict[str, int]:
    """The instants (`arrived_at`, `done_at`) that the hours of a form mean, as far as they are filled in; two queries.

    Refused for hours before the ticket was taken, or opened again, for those yet to come, and as sheet_times.read for
    work that was done before the phone says anybody came.
    """
    begun = max(ticket.opened_at, field.reopened_at(ticket.id) or 0)  # its clocks began again then
    now, phone = _on_the_wall(clock.now()), field.under_way_since(ticket.id)
    said = sheet_times.read(hours, _minute(begun), now, _minute(phone) if phone else None)
    told = {"arrived_at": said.arrived, "done_at": said.done}
    return {
        name: clock.start_of(one.date()) + (one.hour * 60 + one.minute) * clock.MINUTE
        for name, one in told.items()
        if one
    }


def _on_the_wall(at: int) -> datetime:
    return clock.local(at).replace(tzinfo=None)


def _minute(at: int) -> datetime:
    return _on_the_wall(at).replace(second=0, microsecond=0)


def who(by: Actor, hours: Mapping[str, str]) -> int | None:
    """The one of today's teams whom a sheet names, None for nobody; Refused for anybody else, or of other branches.

    One query.
    """
    typed = hours.get("who", "")
    if not typed:
        return None
    crew = {str(staff_id): staff_id for team in board.teams(by) for staff_id, _name in team.members}
    if typed not in crew:
        raise Refused(Say(N_("没有这位维修工，请重新选择")))
    return crew[typed]
