"""Who is on duty (值班): written into the roster day by day, taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heat import clock, db
from heat.models import Duty
from heat.queries import board
from heat.rules.fields import Clock
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

KINDS = {"day": N_("白班"), "night": N_("夜班"), "holiday": N_("节假日")}
MOST = 62  # days in one go


@dataclass(frozen=True)
class Turn:
    """A stretch of days in which people take turns, one a day; `end` not later than `begin` means the next morning."""

    team_id: int
    staff_ids: Sequence[int]
    first: date
    last: date
    begin: str
    end: str
    kind: str


def add(by: Actor, turn: Turn) -> int:
    """Write a turn into the roster; how many shifts. Whoever is on duty already at that hour is not written twice."""
    begin, end = (int(Clock("time", N_("时间")).read(text)) for text in (turn.begin, turn.end))
    days = (turn.last - turn.first).days + 1
    if not 1 <= days <= MOST:
        raise Refused(Say(N_("日期要从早到晚，一次最多排 {n} 天"), n=MOST))
    if turn.kind not in KINDS:
        raise Refused(Say(N_("请选择班次")))
    with db.writing():
        _must_belong(by, turn.team_id, turn.staff_ids)
        made = 0
        for n in range(days):
            start = clock.start_of(turn.first + timedelta(days=n))
            length = (end - begin if end > begin else end - begin + 1440) * clock.MINUTE
            made += _write(turn, turn.staff_ids[n % len(turn.staff_ids)], start + begin * clock.MINUTE, length)
        after = {"team": turn.team_id, "n": made, "first_on": turn.first.isoformat(), "last_on": turn.last.isoformat()}
        audit.record(by, "duty.planned", "team", turn.team_id, after=after)
    return made


def _write(turn: Turn, staff_id: int, start: int, length: int) -> int:
    meets = "SELECT 1 FROM duty WHERE staff_id = ? AND start_at < ? AND end_at > ?"
    if db.row(meets, staff_id, start + length, start):
        return 0
    row = {"team_id": turn.team_id, "staff_id": staff_id, "kind": turn.kind}
    Duty.insert(start_at=start, end_at=start + length, **row).execute()
    return 1


def _must_belong(by: Actor, team_id: int, staff_ids: Sequence[int]) -> None:
    if not staff_ids:
        raise Refused(Say(N_("请选择值班的人")))
    members = {staff_id for team in board.crews(by) if team.id == team_id for staff_id, _name in team.members}
    if not set(staff_ids) <= members:
        raise Refused(Say(N_("有的人不在这个班组，请刷新后重新选择")))


def remove(by: Actor, duty_id: int) -> None:
    """Take one shift out of the roster. Missing when it is gone already."""
    with db.writing():
        mine = [team.id for team in board.crews(by)] or [0]
        gone = db.rows(
            f"DELETE FROM duty WHERE id = ? AND team_id IN ({','.join('?' * len(mine))}) "
            "RETURNING team_id, staff_id, start_at",
            duty_id,
            *mine,
        )
        if not gone:
            raise Missing(Say(N_("这一班已经删掉了，请刷新")))
        team_id, staff_id, start = gone[0]
        after = {"assignee": staff_id, "on": clock.day_of(start).isoformat()}
        audit.record(by, "duty.removed", "team", team_id, after=after)
