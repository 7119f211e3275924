"""How many statements a piece of work sends to the database, as the database itself hears them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heat import db


def queries_of(work: Callable[[], Any]) -> int:
    """The number of statements; a list that grows must not ask more often."""
    heard: list[str] = []
    connection = db.database.connection()
    connection.set_trace_callback(heard.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    return len(heard)
