"""The promise of a repair (时限): how soon a ticket is answered, reached, done and called about, and how it is counted.

A policy is a design of kind `sla`; a published version never changes and a clock stays on the version it began with:

    {"lines": [{"kind": "leak", "priority": 1, "phase": "season", "first": "15分钟", "finish": "4小时"}, …],
     "week": ["08:30-12:00 13:30-17:30", …], "days": [["2026-10-01", "2026-10-07", false, "国庆节"], …],
     "first_days": 10, "warn": 80, "runs_on": ["无法修复"]}

A limit a line leaves out comes from the next more general line; a finish nobody names is the office's own setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from heat.rules.calendar import ALWAYS, MINUTE, OFFICE_WEEK, PHASES, Calendar, Phase, Range, read_spans, written
from heat.rules.holidays import PUBLISHED
from heat.words import N_, Refused, Say

GOALS = {"first": N_("首次响应"), "arrive": N_("到场"), "finish": N_("完工"), "call_back": N_("回访")}
# a goal that has a clock from intake on; the call-back begins when the work is done
FROM_INTAKE = ("first", "arrive", "finish")
# nobody is sent to a complaint: its work is done when it is answered
ANSWERED_KINDS = ("complaint",)
_ALL = tuple(GOALS)
# which goals an act of the flow reaches
MEETS: Mapping[str, tuple[str, ...]] = {
    "assign": ("first",),
    "reassign": ("first",),
    "accept": ("first",),
    "arrive": ("first", "arrive"),
    "resume": ("first", "arrive"),  # a hold ends at the door
    "finish": FROM_INTAKE,
    "enter": FROM_INTAKE,
    "answer": FROM_INTAKE,
    "close": _ALL,
}
MOST = 1000 * 60  # minutes: six weeks of the clock
_LIMIT = re.compile(r"(\d{1,5})\s*(个)?(工作)?(分钟|分|小时|天)")
_UNITS = {"分钟": 1, "分": 1, "小时": 60, "天": 1440}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many minutes, of working time or of the clock."""

    minutes: int
    working: bool = False

    def __str__(self) -> str:
        work = "工作" if self.working else ""
        if self.minutes % 60:
            return f"{self.minutes} {work}分钟"
        return f"{self.minutes // 60} {work}小时"


def read_limit(text: str) -> Limit | None:
    """'30分钟', '2 小时', '4工作小时', '1天'; None for nothing. Refused with the ways it can be written."""
    typed = text.strip()
    if not typed:
        return None
    found = _LIMIT.fullmatch(typed)
    if found is None or (found[3] and found[4] == "天"):
        raise Refused(Say(N_("“{text}”看不懂，请写成 30分钟、2小时、4工作小时、1天"), text=typed[:20]))
    minutes = int(found[1]) * _UNITS[found[4]]
    if not 1 <= minutes <= MOST:
        raise Refused(Say(N_("“{text}”不在 1 分钟到 1000 小时之间"), text=typed[:20]))
    return Limit(minutes, bool(found[3]))


def from_intake(kind: str) -> tuple[str, ...]:
    """The goals whose clocks run from intake on for such a sort of ticket."""
    return tuple(goal for goal in FROM_INTAKE if goal != "arrive" or kind not in ANSWERED_KINDS)


def goal_name(goal: str, kind: str = "") -> str:
    """What people call a goal: the finish of what is answered is its answer."""
    return N_("答复") if goal == "finish" and kind in ANSWERED_KINDS else GOALS[goal]


@dataclass(frozen=True)
class Line:
    """Limits for a sort of work, a priority and a phase; '' and 0 stand for any."""

    kind: str
    priority: int
    phase: str
    limits: Mapping[str, Limit]

    @property
    def weight(self) -> tuple[bool, bool, bool]:
        """The more a line names, the earlier it is asked: kind before priority before phase."""
        return bool(self.kind), bool(self.priority), bool(self.phase)

    def fits(self, case: Case) -> bool:
        """Whether it speaks about such a ticket."""
        return (
            self.kind in ("", case.kind) and self.priority in (0, case.priority) and self.phase in ("", case.phase.code)
        )


@dataclass(frozen=True, slots=True)
class Case:
    """What decides the limits of a ticket; `hours` is the office's own limit for the finish."""

    kind: str
    priority: int
    phase: Phase
    hours: int


@dataclass(frozen=True)
class Policy:
    """The whole promise of an office, ready to be asked."""

    lines: tuple[Line, ...]
    calendar: Calendar
    first_days: int = 10
    warn: int = 80
    runs_on: frozenset[str] = frozenset()

    def limit(self, goal: str, case: Case) -> tuple[Limit, Line | None]:
        """The limit of a goal and the line that said it; None for the office's own hours."""
        for line in sorted(self.lines, key=lambda line: line.weight, reverse=True):
            if goal in line.limits and line.fits(case):
                return line.limits[goal], line
        return Limit(case.hours * 60), None

    def pauses(self, reason: str) -> bool:
        """Whether work on hold for this reason stops the clocks."""
        return reason not in self.runs_on

    def days(self, limit: Limit) -> Calendar:
        """The calendar a limit is counted by: the office's, or every hour of every day."""
        return self.calendar if limit.working else ALWAYS


@dataclass(frozen=True)
class Due:
    """One promised instant and all that made it; `capped` when the finish falls due earlier."""

    goal: str
    start_at: int
    due_at: int
    warn_at: int
    limit: Limit
    line: Line | None
    case: Case
    capped: bool = False

    def why(self) -> dict[str, Any]:
        """What the clock keeps of it, so that it can be explained after years."""
        told: dict[str, Any] = {
            "from": self.start_at,
            "minutes": self.limit.minutes,
            "working": self.limit.working,
            "phase": self.case.phase.code,
            "day": self.case.phase.day,
            "kind": self.line.kind if self.line else "",
            "priority": self.line.priority if self.line else self.case.priority,
            "line_phase": self.line.phase if self.line else "",
            "own": self.line is None,
        }
        return told | ({"capped": True} if self.capped else {})


def promise(policy: Policy, case: Case, start: int, goals: Iterable[str] = FROM_INTAKE) -> dict[str, Due]:
    """When each goal falls due for work that begins at `start`. Nobody is promised to come after it is done."""
    made = {goal: _due(policy, case, goal, start) for goal in goals}
    if finish := made.get("finish"):
        for goal, one in made.items():
            if one.due_at > finish.due_at and goal != "call_back":
                made[goal] = Due(goal, start, finish.due_at, finish.warn_at, one.limit, one.line, case, capped=True)
    return made


def _due(policy: Policy, case: Case, goal: str, start: int) -> Due:
    limit, line = policy.limit(goal, case)
    days, whole = policy.days(limit), limit.minutes * MINUTE
    return Due(goal, start, days.later(start, whole), days.later(start, whole * policy.warn // 100), limit, line, case)


def simulated(policy: Policy, case: Case, start: int) -> dict[str, Due]:
    """All four instants of a ticket that is finished in the last moment."""
    made = promise(policy, case, start, from_intake(case.kind))
    return made | promise(policy, case, made["finish"].due_at, ("call_back",))


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch on hold that stopped the clock."""

    start: int
    end: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of the explanation; `counted` milliseconds of it use the limit, `why` says why the others do not.

    `kind` is work, rest or pause; rests that follow each other are one line with all their reasons.
    """

    start: int
    end: int
    counted: int
    kind: str
    why: tuple[str, ...] = ()


def segments(days: Calendar, start: int, length: int, pauses: Iterable[Pause] = ()) -> list[Segment]:
    """The way from `start` until `length` milliseconds have counted: what counts, what does not, and why.

    The counted parts sum to the length exactly and the last one ends at the deadline.
    """
    made: list[Segment] = []
    left, at = length, start
    for pause in sorted(pauses, key=lambda one: one.start):
        until = days.later(at, left)
        if pause.start >= until:
            break
        if pause.start > at:
            made += (before := _counted(days, at, pause.start))
            left -= sum(one.counted for one in before)
        made.append(Segment(max(at, pause.start), max(at, pause.end), 0, "pause", (pause.reason,)))
        at = max(at, pause.end)
    return made + _counted(days, at, days.later(at, left))


def _counted(days: Calendar, start: int, end: int) -> list[Segment]:
    made: list[Segment] = []
    for one in days.pieces(start, end):
        if one.counts:
            made.append(Segment(one.start, one.end, one.end - one.start, "work"))
        elif made and made[-1].kind == "rest":
            made[-1] = Segment(made[-1].start, one.end, 0, "rest", tuple(dict.fromkeys((*made[-1].why, one.why))))
        else:
            made.append(Segment(one.start, one.end, 0, "rest", (one.why,)))
    return made


def moved(days: Calendar, due: int, paused_at: int, now: int) -> tuple[int, int]:
    """The deadline after a pause from `paused_at` to `now`, and the whole seconds it moved by in counted time."""
    stood = days.between(paused_at, now) // 1000
    return days.later(due, stood * 1000), stood


DEFAULT: dict[str, Any] = {
    "lines": [
        {"kind": "", "priority": 0, "phase": "", "first": "1小时", "arrive": "12小时", "call_back": "24小时"},
        {"kind": "", "priority": 1, "phase": "", "first": "15分钟", "arrive": "1小时", "call_back": "4小时"},
        # 威海 and others: a complaint is answered within three days
        {"kind": "complaint", "priority": 0, "phase": "", "first": "2工作小时", "finish": "3天", "call_back": "2天"},
        {"kind": "complaint", "priority": 1, "phase": "", "first": "30分钟", "finish": "1天", "call_back": "1天"},
    ],
    "week": [written(spans) for spans in OFFICE_WEEK],
    "days": [[one.first.isoformat(), one.last.isoformat(), one.works, one.name] for one in PUBLISHED],
    "first_days": 10,
    "warn": 80,
    "runs_on": ["无法修复"],
}


def read(body: Mapping[str, Any]) -> Policy:
    """A policy from its stored form; what an older version does not say is as we ship it. Refused names the fault."""
    told = {**DEFAULT, **body}
    lines = tuple(_line(one) for one in told["lines"])
    base = next((line for line in lines if line.weight == (False, False, False)), None)
    if base is None or any(goal not in base.limits for goal in GOALS if goal != "finish"):
        raise Refused(Say(N_("“所有工单”一行的首次响应、到场、回访时限都要填，其余各行留空时按它算")))
    _must_differ(lines)
    week = tuple(read_spans(text) for text in told["week"])
    policy = Policy(lines, Calendar(week, read_days(told["days"])), told["first_days"], told["warn"])
    if not (1 <= policy.first_days <= 60 and 30 <= policy.warn <= 99):
        raise Refused(Say(N_("供暖初期要填 1 到 60 天，预警要填 30 到 99（时限用去的百分比）")))
    return Policy(lines, policy.calendar, policy.first_days, policy.warn, frozenset(told["runs_on"]))


def read_days(rows: Iterable[Any]) -> tuple[Range, ...]:
    """Holidays and make-up days from their stored form, in order."""
    found = (
        Range(date.fromisoformat(first), date.fromisoformat(last), works, name) for first, last, works, name in rows
    )
    return tuple(sorted(found, key=lambda one: one.first))


def _line(told: Mapping[str, Any]) -> Line:
    limits = {goal: limit for goal in GOALS if (limit := read_limit(told.get(goal) or ""))}
    if told["phase"] and told["phase"] not in PHASES:
        raise Refused(Say(N_("没有“{phase}”这个时期，请重新选择"), phase=told["phase"]))
    return Line(told["kind"], int(told["priority"]), told["phase"], limits)


def _must_differ(lines: Iterable[Line]) -> None:
    seen = set()
    for line in lines:
        key = (line.kind, line.priority, line.phase)
        if key in seen:
            raise Refused(Say(N_("有两行的类型、优先级和时期完全一样，请合成一行")))
        seen.add(key)
