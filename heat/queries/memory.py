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
_READ = 500  # acts that are looked through; after more than these everything may be different
_NOTHING = object()
_loud: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}


def moment(beside: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """What changes with every act and every day, and differs between databases; one small query.

    Acts whose code starts with one of `beside` change nothing that the caller shows, and are passed over.
    """
    name = str(db.database.obj.database)
    if not beside or db.database.in_transaction():
        return name, db.value("SELECT coalesce(max(id), 0) FROM audit"), clock.today()
    seen, loud = _loud.get((name, beside), (0, 0))
    found = db.rows("SELECT id, code FROM audit WHERE id >= ? ORDER BY id DESC LIMIT ?", seen, _READ)
    if not found and seen:  # a record that is shorter than it was: a restored copy, counted from the start
        del _loud[name, beside]
        return moment(beside)
    whole = bool(found) and found[-1][0] == seen  # else more has happened than was read
    fresh = (act for act, code in found if act > seen and not code.startswith(beside))
    loud = next(fresh, loud if whole or not found else found[0][0])
    _loud[name, beside] = (found[0][0] if found else 0), loud
    return name, loud, clock.today()


def until_next_act(most: int = _MOST) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember the answers of a slow question, per database and arguments, until the next act or the next day.

    The `most` newest answers are kept. Within a transaction, whose acts nobody else can see yet, it is always asked.
    """

    def decorate(ask: Callable[P, T]) -> Callable[P, T]:
        kept: OrderedDict[Any, T] = OrderedDict()

        @wraps(ask)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            if db.database.in_transaction():
                return ask(*args, **kwargs)
            key = (moment(), args, tuple(sorted(kwargs.items())))
            answer: Any = kept.get(key, _NOTHING)
            if answer is _NOTHING:
                answer = kept[key] = ask(*args, **kwargs)
                while len(kept) > most:
                    kept.popitem(last=False)
            return answer  # type: ignore[no-any-return]

        remembered.cache_clear = kept.clear  # type: ignore[attr-defined]
        return remembered

    return decorate
