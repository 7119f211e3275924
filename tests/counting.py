"""How many statements a piece of work sends to the database, as the database itself hears them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heat import db
from heat.queries import flow_bodies
from heat.services import sessions


def queries_of(work: Callable[[], Any], *, known: bool = False) -> int:
    """The number of statements; a list that grows must not ask more often.

    Published flows have been read, as in any process that works; who asks is `known` from a moment ago, or not.
    """
    for (version_id,) in db.rows("SELECT current_id FROM design WHERE kind = 'flow' AND current_id > 0"):
        flow_bodies.flow(version_id)
    if not known:
        sessions._remembered.cache_clear()
        flow_bodies.standing.cache_clear()
    heard: list[str] = []
    connection = db.database.connection()
    connection.set_trace_callback(heard.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    return len(heard)


def page_costs_the_same(client: Any, path: str, grow: Callable[[int], Any], times: int = 5) -> bool:
    """Whether a page asks as often after `grow(0) … grow(times - 1)` as before."""
    client.get(path)
    before = queries_of(lambda: client.get(path))
    for n in range(times):
        grow(n)
    return queries_of(lambda: client.get(path)) == before
