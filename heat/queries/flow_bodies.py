"""The flows of published versions, read once a process: a published version never changes."""

from __future__ import annotations

from functools import lru_cache

from heat import db
from heat.models import DesignVersion
from heat.rules import flows
from heat.rules.flows import Flow


def flow(version_id: int) -> Flow:
    """The flow of a published version; no query after the first time."""
    return _flow(str(db.database.obj.database), version_id)


@lru_cache(maxsize=200)
def _flow(_database: str, version_id: int) -> Flow:
    return flows.read(DesignVersion.get_by_id(version_id).body)
