"""The office writes its promise (时限): a draft that is edited piece by piece, tried, and published as a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion
from heat.queries import clocks
from heat.rules import sla
from heat.rules import tickets as life
from heat.rules.calendar import Range, read_spans, written
from heat.rules.fields import Text, Whole
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Moved, Refused, Say

_NAME = Text("name", N_("名称"), most=20)
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
MOST_LINES, MOST_DAYS = 60, 300


def set_lines(by: Actor, rows: Iterable[Mapping[str, str]]) -> None:
    """The whole table of limits as it was typed; Refused names row and column."""
    kinds, lines = clocks.kinds(), []
    for number, row in enumerate(rows, start=1):
        if number > MOST_LINES:
            raise Refused(Say(N_("时限表最多 {n} 行"), n=MOST_LINES))
        if row["kind"] and row["kind"] not in kinds:
            raise Refused(Say(N_("第 {n} 行的类型已经不在使用，请重新选择"), n=number))
        line: dict[str, Any] = {"kind": row["kind"], "phase": row["phase"], "priority": _priority(row["priority"])}
        line |= {goal: text for goal in sla.GOALS if (text := _limit(number, goal, row[goal]))}
        lines.append(line)
    _draw(by, "lines", {"lines": lines})


def _priority(typed: str) -> int:
    if typed not in ("0", *map(str, life.PRIORITIES)):
        raise Refused(Say(N_("请选择优先级")))
    return int(typed)


def _limit(number: int, goal: str, typed: str) -> str:
    try:
        found = sla.read_limit(typed)
    except Refused as problem:
        raise Refused(
            Say(N_("第 {n} 行“{goal}”：{why}"), n=number, goal=sla.GOALS[goal], why=str(problem.say))
        ) from None
    return str(found).replace(" ", "") if found else ""


def set_week(by: Actor, texts: list[str]) -> None:
    """The working hours of Monday to Sunday as they were typed; Refused names the day."""
    if len(texts) != len(WEEKDAYS):
        raise Refused(Say(N_("请把周一到周日都发过来")))
    week = []
    for name, text in zip(WEEKDAYS, texts, strict=True):
        try:
            week.append(written(read_spans(text)))
        except Refused as problem:
            raise Refused(Say(N_("{day}：{why}"), day=name, why=str(problem.say))) from None
    _draw(by, "week", {"week": week})


def add_days(by: Actor, first: str, last: str, *, works: bool, name: str) -> None:
    """Enter a holiday or a make-up day, both ends included; Refused when it meets one that is there."""
    begin = _day(first)
    one = Range(begin, _day(last) if last.strip() else begin, works, _NAME.read(name))
    days = [*clocks.drawing().body["days"], [one.first.isoformat(), one.last.isoformat(), one.works, one.name]]
    if len(days) > MOST_DAYS:
        raise Refused(Say(N_("节假日表最多 {n} 行，请删掉早年的"), n=MOST_DAYS))
    _draw(by, "days", {"days": sorted(days)})


def remove_days(by: Actor, first: str) -> None:
    """Take a holiday or make-up day out again, by its first day; Moved when it is not there any more."""
    days = clocks.drawing().body["days"]
    kept = [row for row in days if row[0] != first]
    if len(kept) == len(days):
        raise Moved(Say(N_("这一条已经删掉了，请刷新")))
    _draw(by, "days", {"days": kept})


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused(Say(N_("“{text}”不是日期，请写成 2027-02-06"), text=typed[:20])) from None


def set_rest(by: Actor, first_days: str, warn: str, pausing: Iterable[str]) -> None:
    """How long the first phase lasts, when to warn, and which reasons of a hold stop the clock."""
    told = {
        "first_days": Whole("first_days", N_("供暖初期天数")).read(first_days),
        "warn": Whole("warn", N_("预警")).read(warn),
        "runs_on": [reason for reason in life.HOLD_REASONS if reason not in set(pausing)],
    }
    _draw(by, "rest", told)


def _draw(by: Actor, part: str, changed: dict[str, Any]) -> None:
    with db.writing():
        db.chain_lock("design")
        drawn = clocks.drawing()
        body = drawn.body | changed
        sla.read(body)
        if body == drawn.body:
            return
        if drawn.draft:
            DesignVersion.update(body=body, by_id=by.id).where(DesignVersion.id == drawn.version_id).execute()
        else:
            newest = max(version for version, _, _ in drawn.versions)
            design_id = _design()
            DesignVersion.insert(design_id=design_id, version=newest + 1, body=body, by_id=by.id).execute()
        audit.record(by, "clock.drawn", "design", _design(), after={"part": part, **_told(part, changed)})


def _told(part: str, changed: dict[str, Any]) -> dict[str, Any]:
    return {"n": len(changed[part])} if part in changed else changed


def publish(by: Actor) -> int:
    """Let the draft count for new tickets from now on; its version. Those that run keep the version they began with."""
    with db.writing():
        db.chain_lock("design")
        drawn = clocks.drawing()
        if not drawn.draft:
            raise Moved(Say(N_("没有待发布的修改，请刷新")))
        sla.read(drawn.body)
        DesignVersion.update(published_at=clock.now(), by_id=by.id).where(
            DesignVersion.id == drawn.version_id
        ).execute()
        Design.update(current_id=drawn.version_id).where(Design.id == _design()).execute()
        audit.record(by, "design.published", "design", _design(), after={"code": "sla", "version": drawn.version})
    return drawn.version


def drop(by: Actor) -> None:
    """Throw the draft away; what is published stays."""
    with db.writing():
        drawn = clocks.drawing()
        if not drawn.draft:
            raise Moved(Say(N_("没有待发布的修改，请刷新")))
        DesignVersion.delete().where(DesignVersion.id == drawn.version_id).execute()
        audit.record(by, "clock.draft-dropped", "design", _design(), after={"version": drawn.version})


def _design() -> int:
    return int(db.value("SELECT id FROM design WHERE kind = 'sla' AND code = ?", clocks.CODE))
