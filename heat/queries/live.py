"""What has happened since an act: the newest act of the record, and the sorts of things that were acted upon."""

from __future__ import annotations

from heat import db

_MOST = 500  # more than this at once, and everything is said to have changed
EVERYTHING = frozenset({"everything"})


def head() -> int:
    """The number of the newest act, 0 before the first; one small query."""
    return int(db.value("SELECT coalesce(max(id), 0) FROM audit"))


def since(act: int) -> tuple[int, frozenset[str]]:
    """The newest act, and the sorts of things (ticket, household, payment …) that acts after `act` were done to.

    One query along the key; no act comes to be seen later with a smaller number, see `memory`. An act that was never
    there (another database, a restored backup) means everything.
    """
    found = db.rows("SELECT id, subject FROM audit WHERE id > ? ORDER BY id LIMIT ?", act, _MOST + 1)
    if len(found) > _MOST or (not found and act > head()):
        return head(), EVERYTHING
    return (found[-1][0] if found else act), frozenset(subject for _, subject in found)
