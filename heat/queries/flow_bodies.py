"""The flows of published versions, read once a process: a published version never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from heat import db
from heat.models import DesignVersion
from heat.queries.memory import WORK, until_next_act
from heat.rules import flow_reading
from heat.rules.flows import Flow

Condition = tuple[str, tuple[int | str, ...]]


def flow(version_id: int) -> Flow:
    """The flow of a published version; no query after the first time."""
    return _flow(str(db.database.obj.database), version_id)


def called_back(version_id: int) -> tuple[str, ...]:
    """The states of a flow in which the household is called."""
    return flow(version_id).called_back


@until_next_act(beside=WORK)
def to_be_called(alias: str = "t") -> Condition:
    """Which tickets wait for their call-back, as their flows say: a condition and its values. One small query."""
    return _in_states(alias, lambda one: one.called_back)


@until_next_act(most=64, beside=WORK)
def standing(*stages: str, alias: str = "t") -> Condition:
    """Which tickets stand at one of these stages of field work (rules.flows), as their flows say.

    A condition and its values. One small query.
    """
    return _in_states(alias, lambda one: [code for code in one.states if one.stage(code) in stages])


def _in_states(alias: str, states_of: Callable[[Flow], Iterable[str]]) -> Condition:
    """Tickets in the states that each flow names.

    A code that means the same in all flows that have it is asked for alone, so that an index leads there; where the
    office has drawn a step of that code for something else, the flow is asked as well.
    """
    found = db.rows(
        "SELECT v.id FROM design_version v JOIN design d ON d.id = v.design_id "
        "WHERE d.kind = 'flow' AND v.published_at IS NOT NULL ORDER BY v.id"
    )
    wanted = {version_id: tuple(states_of(flow(version_id))) for (version_id,) in found}
    others = {code for version_id, codes in wanted.items() for code in flow(version_id).states.keys() - set(codes)}
    every = tuple(dict.fromkeys(code for codes in wanted.values() for code in codes))
    if not every:
        return "1 = 0", ()
    plain = tuple(code for code in every if code not in others)
    own = {version_id: [code for code in codes if code in others] for version_id, codes in wanted.items()}
    parts, values = [f"{alias}.state IN ({_marks(plain)})"] if plain else [], [*plain]
    for version_id, codes in own.items():
        if codes:
            parts.append(f"({alias}.flow_version_id = ? AND {alias}.state IN ({_marks(codes)}))")
            values += [version_id, *codes]  # type: ignore[list-item]
    if len(parts) == 1:
        return parts[0], tuple(values)
    # the states alone first: an index leads to those few, and only they are looked at
    return f"({alias}.state IN ({_marks(every)}) AND ({' OR '.join(parts)}))", (*every, *values)


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


@lru_cache(maxsize=200)
def _flow(_database: str, version_id: int) -> Flow:
    return flow_reading.read(DesignVersion.get_by_id(version_id).body)
