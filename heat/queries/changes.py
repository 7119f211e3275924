"""What was changed of a household and by whom, as the audit has it."""

from __future__ import annotations

from heat import db
from heat.queries.as_of import AsOf
from heat.queries.customer_file import LOOKS
from heat.queries.log import Line

PAGE = 50


def of(household_id: int, seen: AsOf, before: int | None = None) -> list[Line]:
    """Up to 51 recorded acts on the household, newest first, older than the line `before`; one query along an index."""
    found = db.rows(
        "SELECT a.id, a.at, a.by_kind, s.name, a.ip, a.code, a.subject, a.subject_id, a.before, a.after FROM audit a "
        "LEFT JOIN staff s ON s.id = a.by_id AND a.by_kind = 'staff' WHERE a.subject = 'household' "
        f"AND a.subject_id = ? AND a.at < ? AND a.code NOT IN ({','.join('?' * len(LOOKS))}) AND a.id < ? "
        f"ORDER BY a.id DESC LIMIT {PAGE + 1}",
        household_id,
        seen.end,
        *LOOKS,
        before or 1 << 62,
    )
    return [Line(*row[:8], db.unpacked(row[8]) or {}, db.unpacked(row[9]) or {}) for row in found]
