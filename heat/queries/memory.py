"""Answers remembered until somebody does something: every act leaves an audit line, so its newest id tells."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from heat import clock, db

P = ParamSpec("P")
T = TypeVar("T")
_MOST = 8


def moment() -> tuple[Any, ...]:
    """What changes with every act and every day, and differs between databases; one small query."""
    head = db.value("SELECT coalesce(max(id), 0) FROM audit")
    return str(db.database.obj.database), head, clock.today()


def until_next_act(ask: Callable[P, T]) -> Callable[P, T]:
    """Remember the answers of a slow question, per database and arguments, until the next act or the next day."""
    kept: OrderedDict[Any, T] = OrderedDict()

    @wraps(ask)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (moment(), args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = ask(*args, **kwargs)
            while len(kept) > _MOST:
                kept.popitem(last=False)
        return kept[key]

    return remembered
