"""Calls: who rings at my extension now, and the list of those that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import visible
from heat.rules import calls as rules
from heat.rules.permissions import Actor

PAGE = 50
# a call that was never hung up (the exchange lost it) does not ring for ever
RINGS = 2 * clock.HOUR


@dataclass(frozen=True)
class CallRow:
    """One call; household, name and address only where they may be seen by whoever asks."""

    id: int
    phone: str
    at: int
    answered_at: int | None
    ended_at: int | None
    result: str | None
    settled_at: int | None
    staff: str | None
    settled_by: str | None
    ticket: str | None
    household_id: int | None
    name: str
    address: str

    @property
    def lasted(self) -> tuple[int, int] | None:
        """Minutes and seconds; None while it rings or when nobody took it."""
        return rules.lasted(self.answered_at, self.ended_at)

    @property
    def open(self) -> bool:
        """Missed, and nobody has called back yet."""
        return self.result == "missed" and self.settled_at is None


_SELECT = """
SELECT c.id, c.phone, c.at, c.answered_at, c.ended_at, c.result, c.settled_at, s.name, d.name, t.number, h.id,
       coalesce(p.name, ''), coalesce(h.address, '')
FROM call c LEFT JOIN staff s ON s.id = c.staff_id LEFT JOIN staff d ON d.id = c.settled_by_id
LEFT JOIN ticket t ON t.id = c.ticket_id LEFT JOIN household h ON h.id = c.household_id AND {scope}
LEFT JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' AND o.rank = 0 AND o.valid_to = '9999-12-31'
LEFT JOIN party p ON p.id = o.party_id
"""


def listed(actor: Actor, *, missed: bool = False, after: tuple[int, int] | None = None) -> list[CallRow]:
    """The newest calls, or those missed that nobody has settled; fifty and one more. One query."""
    where, values = ["1 = 1"], list[Any]()
    if missed:
        where.append("c.result = 'missed' AND c.settled_at IS NULL")
    if after:
        where.append("(c.at, c.id) < (?, ?)")
        values += after
    return _rows(actor, f"{' AND '.join(where)} ORDER BY c.at DESC, c.id DESC LIMIT {PAGE + 1}", values)


def ringing(actor: Actor) -> list[CallRow]:
    """The calls at this person's extension that have not ended, the newest first; one query."""
    condition = "c.staff_id = ? AND c.ended_at IS NULL AND c.at > ? ORDER BY c.at DESC, c.id DESC LIMIT 3"
    return _rows(actor, condition, [actor.id, clock.now() - RINGS])


def one(actor: Actor, call_id: int) -> CallRow | None:
    """One call; one query."""
    return next(iter(_rows(actor, "c.id = ?", [call_id])), None)


def missed() -> int:
    """How many missed calls nobody has settled, of the last seven days; one query."""
    since = clock.now() - 7 * clock.DAY
    return int(
        db.value("SELECT count(*) FROM call WHERE at > ? AND result = 'missed' AND settled_at IS NULL", since) or 0
    )


def _rows(actor: Actor, condition: str, values: list[Any]) -> list[CallRow]:
    scope = visible.households(actor)
    return [
        CallRow(*found)
        for found in db.rows(f"{_SELECT.format(scope=scope.sql)} WHERE {condition}", *scope.values, *values)
    ]


def household_of(phone: str) -> int | None:
    """The one household of whoever has this number today; None for none or for several. One query."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT r.household_id FROM party_phone f JOIN household_party r ON r.party_id = f.party_id "
        "WHERE f.phone = ? AND f.dead_at IS NULL AND r.valid_from <= ? AND ? < r.valid_to LIMIT 2",
        phone,
        today,
        today,
    )
    return found[0][0] if len(found) == 1 else None


def extension(staff_id: int) -> str:
    """The extension a person sits at, '' for none; one query."""
    prefs = db.unpacked(db.value("SELECT prefs FROM staff WHERE id = ?", staff_id)) or {}
    return str(prefs.get("extension", ""))
