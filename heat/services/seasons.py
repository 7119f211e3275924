"""Heating seasons of the office: planned before they are billed, made on first use where a list names them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from heat import clock, db
from heat.models import Season as SeasonTable
from heat.models import SeasonCalendar
from heat.rules import seasons as rules
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.seasons import Season
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

ROOT = 1
_FIRST, _LAST, _DUE = "11-15", "03-15", (12, 31)


@dataclass(frozen=True)
class Dates:
    """When a season heats, whether its last day is paid for, and the last day to pay."""

    first_on: date
    last_on: date
    due_on: date
    last_counts: bool = True


def id_of(code: str) -> int:
    """The id of a season by its code such as 2026-2027; Missing when the office has none of that name."""
    found = db.value("SELECT id FROM season WHERE code = ?", code.strip())
    if found is None:
        raise Missing(Say(N_("没有采暖季“{code}”，请先在“热价”页添加，写法如 2026-2027。"), code=code.strip()[:20]))
    return int(found)


def plan(by: Actor, code: str, dates: Dates) -> int:
    """Write down when a season heats and when it is due, office-wide; the season is made when it is new.

    Bills that are out keep their dates: the plan counts for bills made afterwards.
    """
    rules.season_of(code, _FIRST, _LAST)  # refuses a code that is no season
    Season(dates.first_on, dates.last_on)
    if not dates.first_on - timedelta(days=366) <= dates.due_on <= dates.last_on + timedelta(days=366):
        raise Refused(Say(N_("截止日 {day} 离采暖季太远，请核对年份。"), day=dates.due_on))
    with db.writing():
        season_id = db.value("SELECT id FROM season WHERE code = ?", code) or _add(code)
        changed = SeasonCalendar.update(**asdict(dates)).where(
            (SeasonCalendar.season_id == season_id) & (SeasonCalendar.org_id == ROOT)
        )
        if not changed.execute():
            SeasonCalendar.insert(season_id=season_id, org_id=ROOT, **asdict(dates)).execute()
        after = {"code": code, **{name: str(value) for name, value in asdict(dates).items()}}
        audit.record(by, "season.planned", "season", season_id, after=after)
    return int(season_id)


def ensure(code: str = "", by: Actor = SYSTEM) -> int:
    """The season of this code, of today without one, made with the dates of the newest season moved to its years."""
    code = code or rules.season_code(clock.today())
    found = db.value("SELECT id FROM season WHERE code = ?", code)
    return int(found) if found else plan(by, code, _like_the_newest(code))


def _like_the_newest(code: str) -> Dates:
    newest = db.row(
        "SELECT k.first_on, k.last_on, k.last_counts FROM season_calendar k JOIN season s ON s.id = k.season_id "
        "WHERE k.org_id = ? ORDER BY s.code DESC LIMIT 1",
        ROOT,
    )
    first, last, counts = (str(newest[0])[5:], str(newest[1])[5:], bool(newest[2])) if newest else (_FIRST, _LAST, True)
    season = rules.season_of(code, first, last, last_counts=counts)
    return Dates(season.first, season.last, date(season.first.year, *_DUE), counts)


def _add(code: str) -> int:
    return int(SeasonTable.insert(code=code, name=f"{code} 采暖季").execute())
