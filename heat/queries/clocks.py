"""The clocks of tickets and the promise they run by: policies, the phase of a day, and how an instant was reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from heat import clock, db
from heat.queries import office
from heat.queries.accounts import as_day
from heat.rules import sla
from heat.rules import tickets as life
from heat.rules.calendar import MINUTE, Phase, phase_of
from heat.rules.sla import Case, Limit, Pause, Policy, Segment

CODE = "repair"  # the design of the office's promise
_NOTICE_IN = 11  # the month in which the holidays of the next year are published


def policy(version_id: int) -> Policy:
    """The policy of a version; published ones never change and are read once a process."""
    found = db.row("SELECT published_at FROM design_version WHERE id = ?", version_id)
    if found and found[0]:
        return _published(str(db.database.obj.database), version_id)
    return sla.read(body(version_id))


def body(version_id: int) -> dict[str, Any]:
    """What a version says, as it is stored; LookupError without such a version."""
    found = db.row("SELECT body FROM design_version WHERE id = ?", version_id)
    if found is None:
        raise LookupError(f"no design version {version_id}")
    return dict(db.unpacked(found[0]))


@lru_cache(maxsize=50)
def _published(_database: str, version_id: int) -> Policy:
    return sla.read(body(version_id))


def current() -> tuple[int, Policy]:
    """The version that counts for new tickets, and its policy. LookupError before the office was installed."""
    version_id = db.value("SELECT current_id FROM design WHERE kind = 'sla' AND code = ?", CODE)
    if version_id is None:
        raise LookupError("the promise of the office is not published")
    return int(version_id), policy(version_id)


def season_of(day: date, circuit_id: int | None = None) -> tuple[date | None, date | None]:
    """First and last day of heating around a day: of the circuit's substation before the office's; one query."""
    found = db.row(
        "SELECT k.first_on, k.last_on FROM season_calendar k WHERE k.first_on <= ? AND k.last_on >= ? "
        "AND (k.org_id = 1 OR k.substation_id = (SELECT c.substation_id FROM circuit c WHERE c.id = ?)) "
        "ORDER BY CASE WHEN k.substation_id IS NULL THEN 1 ELSE 0 END, k.first_on LIMIT 1",
        day.isoformat(),
        day.isoformat(),
        circuit_id or 0,
    )
    return (as_day(found[0]), as_day(found[1])) if found else (None, None)


def case(policy: Policy, kind: str, priority: int, at: int, circuit_id: int | None = None) -> Case:
    """What decides the limits of work that begins at an instant: kind, priority, phase, the office's own hours."""
    settings = office.settings()
    hours = life.hours_for(priority, hours=settings["repair.hours"], urgent_hours=settings["repair.urgent_hours"])
    day = clock.day_of(at)
    return Case(kind, priority, phase_of(day, *season_of(day, circuit_id), policy.first_days), hours)


@dataclass(frozen=True)
class Clock:
    """One clock of a ticket: what was promised, how it stands, and every segment of the reckoning."""

    goal: str
    version: int
    start_at: int
    due_at: int
    paused_at: int | None
    paused_s: int
    met_at: int | None
    why: dict[str, Any]
    segments: list[Segment]

    @property
    def name(self) -> str:
        """The word for the goal."""
        return sla.goal_name(self.goal, str(self.why.get("kind", "")))

    @property
    def limit(self) -> Limit:
        """The limit it runs by."""
        return limit_of(self.why)

    @property
    def in_time(self) -> bool | None:
        """Whether the goal was met in time; None while it is not met."""
        return None if self.met_at is None else self.met_at <= self.due_at

    @property
    def late(self) -> bool:
        """Not met, not on hold and past its instant."""
        return self.met_at is None and self.paused_at is None and clock.now() > self.due_at

    @property
    def took(self) -> int | None:
        """Milliseconds from its beginning until it was met, without the pauses; None while it is not met."""
        return None if self.met_at is None else max(0, self.met_at - self.start_at - self.paused_s * clock.SECOND)


def kinds() -> dict[str, str]:
    """The sorts of work in use by code, with their names; one query."""
    return dict(db.rows("SELECT code, name FROM ticket_kind WHERE retired_at IS NULL ORDER BY id"))


def simulated(version_id: int, kind: str, priority: int, at: int) -> list[Clock]:
    """The four clocks of a ticket that would be taken at an instant and finished in the last moment. Four queries."""
    asked = policy(version_id)
    version = db.value("SELECT version FROM design_version WHERE id = ?", version_id)
    made = sla.simulated(asked, case(asked, kind, priority, at), at)
    return [
        Clock(
            goal, version, due.start_at, due.due_at, None, 0, None, due.why(), _reckoned(asked, due.start_at, due.why())
        )
        for goal, due in made.items()
    ]


def to_come(ticket_id: int) -> Limit | None:
    """How soon after the work the household is called, while that clock has not begun; None when it has."""
    found = db.row(
        "SELECT c.policy_id, c.start_at, k.code, t.priority, t.circuit_id FROM sla_clock c "
        "JOIN ticket t ON t.id = c.ticket_id JOIN ticket_kind k ON k.id = t.kind_id "
        "WHERE c.ticket_id = ? AND c.goal = 'finish' AND c.met_at IS NULL AND t.closed_at IS NULL",
        ticket_id,
    )
    if found is None:
        return None
    policy_id, start_at, kind, priority, circuit_id = found
    asked = policy(policy_id)
    return asked.limit("call_back", case(asked, kind, priority, start_at, circuit_id))[0]


def of(ticket_id: int) -> list[Clock]:
    """The clocks of a ticket in the order they fall due; two queries."""
    found = db.rows(
        "SELECT c.goal, c.policy_id, v.version, c.start_at, c.due_at, c.paused_at, c.paused_s, c.met_at, c.why "
        "FROM sla_clock c JOIN design_version v ON v.id = c.policy_id WHERE c.ticket_id = ?",
        ticket_id,
    )
    made = {row[0]: _clock(row) for row in found}
    return [made[goal] for goal in sla.GOALS if goal in made]


def _clock(row: tuple[Any, ...]) -> Clock:
    goal, policy_id, version, start_at, due_at, paused_at, paused_s, met_at, why = row
    told = db.unpacked(why) or {}
    segments = _reckoned(policy(policy_id), start_at, told)
    return Clock(goal, version, start_at, due_at, paused_at, paused_s, met_at, told, segments)


def _reckoned(asked: Policy, start_at: int, why: dict[str, Any]) -> list[Segment]:
    limit = limit_of(why)
    pauses = [Pause(*one) for one in why.get("pauses", ())]
    return sla.segments(asked.days(limit), start_at, limit.minutes * MINUTE, pauses)


def limit_of(why: dict[str, Any]) -> Limit:
    """The limit a clock keeps; clocks of before kept whole hours."""
    return Limit(why.get("minutes", why.get("hours", 0) * 60), bool(why.get("working")))


def phase(why: dict[str, Any]) -> Phase:
    """The phase a clock began in."""
    return Phase(why.get("phase", ""), why.get("day", 0))


@dataclass(frozen=True)
class Drawing:
    """The promise as it is being edited: the draft, or what is published while there is none."""

    version_id: int
    version: int
    draft: bool
    body: dict[str, Any]
    versions: list[tuple[int, int, str]]

    @property
    def policy(self) -> Policy:
        """It ready to be asked."""
        return sla.read(self.body)


def drawing() -> Drawing:
    """What /admin/clocks shows; `versions` are (number, published, by), newest first. Two queries."""
    found = db.rows(
        "SELECT v.id, v.version, v.published_at, coalesce(s.name, ''), v.id = d.current_id, v.body "
        "FROM design_version v JOIN design d ON d.id = v.design_id LEFT JOIN staff s ON s.id = v.by_id "
        "WHERE d.kind = 'sla' AND d.code = ? ORDER BY v.version DESC",
        CODE,
    )
    shown = next((row for row in found if row[2] is None), None) or next(row for row in found if row[4])
    published = [(version, at, by) for _, version, at, by, _, _ in found if at is not None]
    told = sla.DEFAULT | dict(db.unpacked(shown[5]))
    return Drawing(shown[0], shown[1], shown[2] is None, told, published)


def unknown_years(known: Policy) -> list[int]:
    """Years whose holidays are missing: this one, and from November on the next, when its notice is out."""
    today = clock.today()
    wanted = [today.year, today.year + 1] if today.month >= _NOTICE_IN else [today.year]
    return [year for year in wanted if year not in known.calendar.years]
