"""The flows of published versions, read once a process: a published version never changes."""

from __future__ import annotations

from functools import lru_cache

from heat import db
from heat.models import DesignVersion
from heat.queries.memory import WORK, until_next_act
from heat.rules import flows
from heat.rules.flows import Flow

FINISHED = "finished"  # the state of the repair in which the household is called


def flow(version_id: int) -> Flow:
    """The flow of a published version; no query after the first time."""
    return _flow(str(db.database.obj.database), version_id)


def called_back(version_id: int) -> tuple[str, ...]:
    """The states of a flow in which the household is called."""
    return flow(version_id).called_back


@until_next_act(beside=WORK)
def to_be_called(alias: str = "t") -> tuple[str, tuple[int | str, ...]]:
    """Which tickets wait for their call-back, as their flows say: a condition and its values. One small query."""
    found = db.rows(
        "SELECT v.id FROM design_version v JOIN design d ON d.id = v.design_id "
        "WHERE d.kind = 'flow' AND v.published_at IS NOT NULL ORDER BY v.id"
    )
    own = {version_id: [code for code in called_back(version_id) if code != FINISHED] for (version_id,) in found}
    every = [FINISHED, *dict.fromkeys(code for states in own.values() for code in states)]
    parts, values = [f"{alias}.state = ?"], list[int | str]([*every, FINISHED])
    for version_id, states in own.items():
        if states:
            parts.append(f"({alias}.flow_version_id = ? AND {alias}.state IN ({','.join('?' * len(states))}))")
            values += [version_id, *states]
    # the states alone first: an index leads to those few, and only they are looked at
    return f"({alias}.state IN ({','.join('?' * len(every))}) AND ({' OR '.join(parts)}))", tuple(values)


@lru_cache(maxsize=200)
def _flow(_database: str, version_id: int) -> Flow:
    return flows.read(DesignVersion.get_by_id(version_id).body)
