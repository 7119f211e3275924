"""What the office has decided: settings in force today."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.rules.office import SETTING


def setting(key: str) -> Any:
    """The value of a setting in force today, its default when the office never decided; one query."""
    found = db.row(
        "SELECT value FROM setting WHERE org_id = 1 AND key = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1",
        key,
        clock.today().isoformat(),
    )
    return SETTING[key].default if found is None else db.unpacked(found[0])


def settings() -> dict[str, Any]:
    """All settings in force today; one query."""
    decided = db.rows(
        "SELECT key, value FROM setting WHERE org_id = 1 AND valid_from <= ? ORDER BY valid_from",
        clock.today().isoformat(),
    )
    return {key: entry.default for key, entry in SETTING.items()} | {
        key: db.unpacked(value) for key, value in decided if key in SETTING
    }


def modules() -> frozenset[str]:
    """The modules that are switched on."""
    return frozenset(setting("modules"))
