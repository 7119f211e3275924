"""One act on many households (批量操作), whole or not at all, and taken back as far as nobody changed them since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import FOREVER, BulkAct
from heat.queries import visible
from heat.rules.fields import Text
from heat.rules.permissions import Actor
from heat.services import audit, traces
from heat.services.traces import Trace
from heat.words import N_, Missing, Moved, Refused, Say

MOST = 5_000  # households at once: the write gate is held for about a second
REASON = Text("reason", N_("原因"), most=100)
TAG = Text("tag", N_("标签"), most=12)
Act = Callable[[Trace, Actor, int, Mapping[str, Any]], None]


def do(by: Actor, kind: str, ids: Sequence[int], told: Mapping[str, str]) -> int:
    """Do one act to all these households; the id of the record, which can be undone.

    Kinds: circuit (circuit_id), collector (staff_id, '' for nobody), tag (tag, reason, until). Refused when nothing is
    chosen, for more than 5,000, or when the choice is not there; Missing when a household is not this person's to see.
    """
    if kind not in _ACTS:
        raise Refused(Say(N_("请选择要做的操作")))
    if not ids:
        raise Refused(Say(N_("一户也没有选，请先在列表里打勾")))
    if len(ids) > MOST:
        raise Refused(Say(N_("一次最多 {most} 户，这里有 {n} 户，请先缩小范围"), most=MOST, n=len(ids)))
    read, act = _ACTS[kind]
    args = read(told)
    trace = Trace()
    with db.writing():
        homes = _visible(by, ids)
        for home in homes:
            act(trace, by, home, args)
        made = BulkAct.create(kind=kind, args=args, n=len(homes), steps=trace.steps, by_id=by.id, at=clock.now())
        audit.record(by, "household.bulk", "bulk_act", made.id, after={"kind": kind, "n": len(homes)})
    return int(made.id)


def undo(by: Actor, bulk_id: int) -> list[int]:
    """Take an act back; the households that were changed since and therefore stay as they are.

    Only whoever did it may, and only once: Moved the second time, Missing for others.
    """
    with db.writing():
        made = BulkAct.get_or_none((BulkAct.id == bulk_id) & (BulkAct.by_id == by.id))
        if made is None:
            raise Missing(Say(N_("没有这次批量操作，或者是别人做的")))
        if made.undone_at is not None:
            raise Moved(Say(N_("这次批量操作已经撤销过")))
        kept = [step for step in made.steps if not _untouched(step)]
        traces.take_back([step for step in made.steps if step not in kept])
        homes = [int(step[2]) for step in kept if step[1] == "household"]
        BulkAct.update(undone_at=clock.now(), undone_by_id=by.id, kept=homes).where(BulkAct.id == bulk_id).execute()
        audit.record(by, "household.bulk-undone", "bulk_act", bulk_id, after={"n": made.n, "kept": len(homes)})
    return homes


def _untouched(step: traces.Step) -> bool:
    """Whether the row is still as the act left it: one version on, or a tag nobody ended."""
    kind, table, row_id, *old = step
    if table == "household":
        return bool(db.value("SELECT version FROM household WHERE id = ?", row_id) == old[0]["version"] + 1)
    return kind != "+" or db.row("SELECT 1 FROM tag WHERE id = ? AND valid_to > ?", row_id, clock.today()) is not None


def _visible(by: Actor, ids: Sequence[int]) -> list[int]:
    scope, found = visible.households(by), list[int]()
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        marks = ",".join("?" * len(part))
        found += [
            row_id
            for (row_id,) in db.rows(
                f"SELECT h.id FROM household h WHERE h.id IN ({marks}) AND h.merged_into_id IS NULL AND {scope.sql} "
                "ORDER BY h.id",
                *part,
                *scope.values,
            )
        ]
    if len(found) != len(set(ids)):
        raise Missing(Say(N_("有的住户已经不在，请回到列表重新选")))
    return found


def _read_circuit(told: Mapping[str, str]) -> dict[str, Any]:
    row = db.row("SELECT id, name FROM circuit WHERE id = ?", _id(told.get("circuit", "")))
    if row is None:
        raise Refused(Say(N_("请选择机组")))
    return {"circuit_id": row[0], "name": row[1]}


def _move_circuit(trace: Trace, by: Actor, home: int, args: Mapping[str, Any]) -> None:
    version = db.value("SELECT version FROM household WHERE id = ?", home)
    trace.update("household", home, circuit_id=args["circuit_id"], circuit_own=True, version=version + 1)


def _read_collector(told: Mapping[str, str]) -> dict[str, Any]:
    if not told.get("collector"):
        return {"staff_id": None, "name": ""}
    row = db.row("SELECT id, name FROM staff WHERE id = ? AND disabled_at IS NULL", _id(told["collector"]))
    if row is None:
        raise Refused(Say(N_("请选择在岗的收费员")))
    return {"staff_id": row[0], "name": row[1]}


def _give_collector(trace: Trace, by: Actor, home: int, args: Mapping[str, Any]) -> None:
    version = db.value("SELECT version FROM household WHERE id = ?", home)
    trace.update("household", home, collector_id=args["staff_id"], version=version + 1)


def _read_tag(told: Mapping[str, str]) -> dict[str, Any]:
    until = told.get("until", "").strip()
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError:
        raise Refused(Say(N_("到期日要写成 2027-03-15 这样"))) from None
    if day and day <= clock.today():
        raise Refused(Say(N_("到期日要在今天以后")))
    return {
        "code": TAG.read(told.get("tag", "")),
        "reason": REASON.read(told.get("reason", "")),
        "until": day.isoformat() if day else FOREVER,
    }


def _put_tag(trace: Trace, by: Actor, home: int, args: Mapping[str, Any]) -> None:
    trace.insert(
        "tag",
        household_id=home,
        code=args["code"],
        reason=args["reason"],
        source="staff",
        by_id=by.id,
        valid_from=clock.today(),
        valid_to=args["until"],
    )


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


_ACTS: dict[str, tuple[Callable[[Mapping[str, str]], dict[str, Any]], Act]] = {
    "tag": (_read_tag, _put_tag),
    "circuit": (_read_circuit, _move_circuit),
    "collector": (_read_collector, _give_collector),
}
KINDS = {"tag": N_("加标签"), "circuit": N_("换机组"), "collector": N_("指定收费员")}
