"""Answers remembered until somebody does something: every act leaves an audit line, so its newest id tells.

The newest id tells all only because lines are seen in the order of their ids: a line takes its id when its transaction
has its turn to write (`db.writing`), and the next one has its turn when that line can be seen. A sequence of PostgreSQL
alone promises no such order. tests/dialects/test_turns.py holds two transactions against each other.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from itertools import takewhile
from typing import Any, ParamSpec, TypeVar

from heat import clock, db

P = ParamSpec("P")
T = TypeVar("T")
Acts = list[tuple[int, str, bytes]]  # id, code, and the hash that hangs on every line before it
_MOST = 8
_READ = 500  # acts that are looked through; after more than these everything may be different
_NOTHING = object()
# acts of the daily work: none changes who may do what, teams, places, sorts of tickets, flows or settings. A code that
# is not named here counts as one that does; tests/house/test_memory.py holds the two apart
WORK = (
    "call.",
    "clock.breached",
    "clock.warned",
    "contract.",
    "inbox.",
    "message.",
    "paper.",
    "payment.",
    "phone.",
    "receipt.",
    "reminder.",
    "session.opened",
    "session.refused",
    "shift.",
    "ticket.",
    "view.",
)
_newest: dict[str, Acts] = {}  # of each database, newest first
_copies: dict[str, int] = {}  # how often a record was no continuation of what had been read of it
_loud: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}  # looked through up to, and the newest that matters


class _Here(threading.local):
    """What this thread is about: whether it only reads, and the record as it first read it then."""

    reads = False
    acts: Acts | None = None


_here = _Here()


def moment(beside: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """What changes with every act and every day, and differs between databases; one small query, see `reading`.

    Acts whose code starts with one of `beside` change nothing that the caller shows, and are passed over.
    """
    name = str(db.database.obj.database)
    if db.database.in_transaction():  # its own acts may yet be taken back: nothing of them is kept
        return name, db.value("SELECT coalesce(max(id), 0) FROM audit"), clock.today()
    acts = _here.acts if _here.acts is not None else _read(name)
    if _here.reads:
        _here.acts = acts
    return name, _copies.get(name, 0), _last(name, beside, acts), clock.today()


def reading(only: bool) -> None:
    """Whether this thread only reads from now on, as a page does that is asked for: then it looks at the record once.

    All that is remembered is then as true as when it looked; an act of its own ends it (`services.audit`).
    """
    _here.reads, _here.acts = only, None


def _read(name: str) -> Acts:
    """The newest acts; what was read before is not read again.

    The hash of the newest line known tells a continuation from a restored copy that has reached the same number since.
    """
    known = _newest.get(name, [])
    since = known[0][0] if known else 0
    asked = db.steady("SELECT id, code, hash FROM audit WHERE id >= ? ORDER BY id DESC LIMIT ?")
    found: Acts = db.rows(asked, since, _READ)
    if found == known[:1]:
        return known
    if found[-1:] == known[:1]:
        found = (found + known[1:])[:_READ]
    elif known:  # shorter than it was, or of other lines: a restored copy; or more has happened than is read
        _another(name)
        found = found or _read(name)
    _newest[name] = found
    return found


def _another(name: str) -> None:
    """Nothing that is remembered of this database holds for what now stands in its place."""
    _newest.pop(name, None)
    _copies[name] = _copies.get(name, 0) + 1
    for key in [one for one in list(_loud) if one[0] == name]:  # another thread may be at the same
        _loud.pop(key, None)


def _last(name: str, beside: tuple[str, ...], acts: Acts) -> int:
    """The newest act that is not `beside`."""
    newest = acts[0][0] if acts else 0
    seen, loud = _loud.get((name, beside), (0, 0))
    if seen > newest:
        seen = loud = 0
    if seen < newest:
        fresh = (act for act, code, _hash in takewhile(lambda one: one[0] > seen, acts) if not code.startswith(beside))
        whole = acts[-1][0] <= seen  # else more has happened than was read
        loud = next(fresh, loud if whole else newest)
        _loud[name, beside] = newest, loud
    return loud


def until_next_act(most: int = _MOST, beside: tuple[str, ...] = ()) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember the answers of a slow question, per database and arguments, until the next act or the next day.

    The `most` newest answers are kept; acts `beside` (see `moment`) change none. Within a transaction, whose acts
    nobody else can see yet, it is always asked.
    """

    def decorate(ask: Callable[P, T]) -> Callable[P, T]:
        kept: OrderedDict[Any, T] = OrderedDict()

        @wraps(ask)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            if db.database.in_transaction():
                return ask(*args, **kwargs)
            key = (moment(beside), args, tuple(sorted(kwargs.items())))
            answer: Any = kept.get(key, _NOTHING)
            if answer is _NOTHING:
                answer = kept[key] = ask(*args, **kwargs)
                while len(kept) > most:
                    kept.popitem(last=False)
            return answer  # type: ignore[no-any-return]

        remembered.cache_clear = kept.clear  # type: ignore[attr-defined]
        return remembered

    return decorate
