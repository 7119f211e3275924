"""The tags that rules give, kept in step with what the office knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import FOREVER
from heat.queries import office, tag_facts
from heat.rules import tags
from heat.rules.permissions import SYSTEM
from heat.rules.tags import Given, Limits
from heat.services import audit

_CHUNK = 5_000  # rows in one transaction: the write gate is held for a tenth of a second


def refresh(household_ids: Sequence[int] | None = None) -> int:
    """Bring the tags of the rules in step with the facts, of a few households or of the whole office; how many changed.

    Called every night, and within the acts that move a fact. A tag that goes on keeps its first day.
    """
    today, found = clock.today(), office.settings()
    limits = Limits(found["tag.repairs"], found["tag.days"])
    facts = tag_facts.of(household_ids, today, limits)
    wanted = {(home, one.code): one for home, own in facts.items() for one in tags.given(own, limits)}
    ended, changed = list[tuple[str, int]](), list[tuple[str, str, int]]()
    for row_id, home, code, reason, valid_from, valid_to in _there(household_ids, today):
        one = wanted.pop((home, code), None)
        # a clock that was set back finds tags of days to come: such a one ends before it began, which no row may
        until = max(str(valid_from), _until(one) if one else today.isoformat())
        if one is None:
            ended.append((until, row_id))
        elif (one.reason, until) != (reason, str(valid_to)):
            changed.append((one.reason, until, row_id))
    fresh = [_row(home, one, today) for (home, _code), one in wanted.items()]
    _write("UPDATE tag SET valid_to = ? WHERE id = ?", ended)
    _write("UPDATE tag SET reason = ?, valid_to = ? WHERE id = ?", changed)
    _write(
        "INSERT INTO tag (household_id, code, reason, source, valid_from, valid_to) VALUES (?, ?, ?, 'rule', ?, ?)",
        fresh,
    )
    n = len(ended) + len(changed) + len(fresh)
    if household_ids is None and n:
        with db.writing():
            audit.record(SYSTEM, "tag.refreshed", "tag", None, after={"n": n})
    return n


def _there(household_ids: Sequence[int] | None, today: date) -> list[tuple[Any, ...]]:
    few = "1 = 1" if household_ids is None else f"household_id IN ({','.join('?' * len(household_ids))})"
    return db.rows(
        "SELECT id, household_id, code, reason, valid_from, valid_to FROM tag "
        f"WHERE source = 'rule' AND household_id IS NOT NULL AND valid_to > ? AND {few}",
        today.isoformat(),
        *(household_ids or ()),
    )


def _until(one: Given) -> str:
    return one.until.isoformat() if one.until else FOREVER


def _row(home: int, one: Given, today: date) -> tuple[Any, ...]:
    return home, one.code, one.reason, today.isoformat(), _until(one)


def _write(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        with db.writing():
            db.many(sql, rows[start : start + _CHUNK])
