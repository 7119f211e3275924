"""The order in which a technician walks through a day: what burns first, then place after place without going back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heat.rules.tickets import URGENT


@dataclass(frozen=True)
class Stop:
    """A ticket as a place to go to; `building_sort` is the building's place in its community, `due_at` an instant."""

    ticket_id: int
    priority: int
    due_at: int
    community_id: int
    building_sort: int
    building_id: int
    entrance: str
    floor: int
    room: str


def walk(stops: Sequence[Stop]) -> list[int]:
    """The ids in walking order: urgent ones by deadline; then each community once, the one with the earliest deadline
    first, in it building after building, entrance after entrance, from the top floor down.
    """
    urgent = sorted((stop for stop in stops if stop.priority == URGENT), key=lambda stop: (stop.due_at, stop.ticket_id))
    rest = [stop for stop in stops if stop.priority != URGENT]
    first: dict[int, int] = {}
    for stop in rest:
        first[stop.community_id] = min(stop.due_at, first.get(stop.community_id, stop.due_at))

    def place(stop: Stop) -> tuple[object, ...]:
        house = (stop.building_sort, stop.building_id, stop.entrance)
        return (first[stop.community_id], stop.community_id, *house, -stop.floor, stop.room, stop.ticket_id)

    return [stop.ticket_id for stop in (*urgent, *sorted(rest, key=place))]
