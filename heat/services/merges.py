"""Merging two files of one household in one transaction, and taking that back with an account of what stayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from peewee import IntegrityError

from heat import clock, db
from heat.models import Contact, HouseholdAlias, Merge
from heat.queries import households as known_households
from heat.queries import merges as queries
from heat.queries.households import Known
from heat.queries.merges import Done, Side
from heat.rules import merging
from heat.rules.permissions import Actor
from heat.services import (
    audit,
    duplicates,
    entry_code,
    household_changes,
    merge_money,
    merge_moves,
    proposals,
    search_keys,
    traces,
)
from heat.services.household_opening import Book
from heat.services.places import Places
from heat.services.traces import Step, Trace
from heat.words import N_, Missing, Moved, Refused, Say

ALIAS = "merged"
MERGED = Say(N_("合并重复档案时选用"))


@dataclass(frozen=True)
class Chosen:
    """What people decided: from which file each differing fact is taken, and the versions they looked at."""

    of: Mapping[str, str]
    versions: tuple[int, int]


def merge(by: Actor, kept_id: int, gone_id: int, chosen: Chosen) -> int:
    """Make two files one; the id of the merge, which can be undone. One transaction, some milliseconds.

    The gone number stays findable and leads to the kept file. Moved when either was changed meanwhile; Refused for a
    bill of a season that both have, unless this person may bill. Source: docs/decisions/0011.
    """
    if kept_id == gone_id:
        raise Refused(Say(N_("这是同一份档案，不能和自己合并。")))
    with db.writing():
        db.chain_lock("txn")
        duplicates.both_seen(by, kept_id, gone_id)
        kept, gone = _side(by, kept_id), _side(by, gone_id)
        if (kept.known.version, gone.known.version) != chosen.versions:
            raise Moved(Say(N_("有一份档案刚被别人改过，请看过新内容再合并。")))
        effect = merging.effect(kept.purse, gone.purse)
        if effect.doubled and not by.may("season.bill"):
            raise Refused(Say(N_("两份档案在同一季都出了账单，要冲销其中一张。请让有“出账”权限的同事来合并。")))
        facts = _facts(kept.known, gone.known, chosen.of)
        made = {"kind": "household", "kept_id": kept_id, "gone_id": gone_id, "at": clock.now(), "by_id": by.id}
        merge_id = int(Merge.insert(**made, choices=dict(chosen.of), moved={}).execute())
        since = entry_code.owners_since(gone_id)
        with search_keys.following([kept_id, gone_id]):
            steps = _join(kept.known, gone.known, facts, by)
        _found_again((kept_id, gone_id), steps)
        txns = merge_money.move(by, effect, f"merge:{merge_id}", kept_id, gone_id)
        moved = {"steps": steps, "now": _now(steps), "txns": txns}
        moved |= {"owners_since": since, "kept_since": entry_code.owners_since(kept_id)}
        Merge.update(moved=moved).where(Merge.id == merge_id).execute()
        _tell(by, kept_id, Say(N_("户号 {gone} 的档案并入本户"), gone=gone.known.account_no))
        after = {"account_no": gone.known.account_no, "household_id": gone_id}
        audit.record(by, "household.merged", "household", kept_id, after=after)
    return merge_id


def _found_again(household_ids: Iterable[int], steps: Iterable[Step]) -> None:
    """Let the drawn fields of both files, and of the people who became one, be found as they stand now."""
    merge_moves.found_by(household_ids)
    merge_moves.found_by({int(step[2]) for step in steps if step[1] == "party"}, "party")


def _side(by: Actor, household_id: int) -> Side:
    found = queries.side(by, household_id)
    if found is None:
        raise Moved(Say(N_("有一份档案已经被合并，请回到列表看下一对。")))
    return found


def _facts(kept: Known, gone: Known, of: Mapping[str, str]) -> dict[str, Any]:
    """The facts that are taken from the file that goes."""
    differ = merging.differing(kept.facts, gone.facts)
    default = merging.preselected(kept.facts, gone.facts, differ)
    return {fact: gone.facts[fact] for fact in differ if of.get(fact, default[fact]) == merging.GONE}


def _join(kept: Known, gone: Known, facts: dict[str, Any], by: Actor) -> list[Step]:
    """Move what hangs on the gone file, then let the kept one say what was chosen; the steps that take it back."""
    trace = Trace()
    trace.update("household", gone.id, merged_into_id=kept.id)  # first: its door must be free for the kept one
    for (older,) in db.rows("SELECT id FROM household WHERE merged_into_id = ?", gone.id):
        trace.update("household", older, merged_into_id=kept.id)  # a chain of merges stays one step long
    guarded = proposals.guarded(kept.id)
    owner = facts.get("owner") if guarded else facts.pop("owner", None)
    merge_moves.people(trace, kept, gone, owner_of_gone=owner is not None and not guarded)
    facts.pop("tenant", None)  # a tenant has come over with the people
    merge_moves.dated(trace, kept.id, gone.id)
    merge_moves.belongings(trace, kept.id, gone.id)
    merge_moves.extras(trace, kept, gone)
    alias = {"kind": ALIAS, "number": gone.account_no, "household_id": kept.id}
    trace.steps.append(["+", "household_alias", HouseholdAlias.insert(**alias).execute()])
    steps = [*trace.steps, *_changed(kept.account_no, facts, by)]
    db.run("UPDATE household SET version = version + 1 WHERE id IN (?, ?)", kept.id, gone.id)
    return steps


def _changed(account_no: str, facts: dict[str, Any], by: Actor) -> list[Step]:
    if not facts:
        return []
    places = Places(by.org_ids[0] if by.org_ids else 1)
    book = Book.of("", places)
    fresh = next(known_households.known([account_no], book.season_id, clock.today()))
    own = household_changes.change_household(book, fresh, facts, facts, by=by, why=str(MERGED))
    steps = [*places.made.steps, *own.steps]
    for step in steps:
        if step[:3] == ["~", "household", fresh.id]:
            step[3].pop("version", None)  # a version only ever grows
    return steps


def _now(steps: Iterable[Step]) -> dict[str, dict[str, Any]]:
    """How every touched row stands after the merge, to see later whether somebody changed it since."""
    found: dict[str, dict[str, Any]] = {}
    for kind, table, *rest in steps:
        if kind == "-":
            continue
        row = traces.row_of(table, rest[0]) or {}
        names = row.keys() if kind == "+" else rest[1].keys()
        found.setdefault(step_key([kind, table, *rest]), {}).update({name: _plain(row.get(name)) for name in names})
    return found


def _plain(value: Any) -> Any:
    """A value as it comes back from the record: days as text, bytes not at all."""
    return value if value is None or isinstance(value, int | str | dict | list) else str(value)


# rows of these stand on each other: they go back together or not at all
_TOGETHER = {
    "household_terms": "terms",
    "supply_period": "state",
    "household_party": "people",
    "party": "people",
    "party_phone": "people",
}
_STAYED = {
    "terms": N_("计费条件在合并后又改过"),
    "state": N_("供热状态在合并后又改过"),
    "people": N_("人员或电话在合并后又改过"),
    "household": N_("地址、机组或备注在合并后又改过"),
    "change_request": N_("变更申请在合并后已经处理"),
    "money": N_("合并过来的账目上又有了收款或冲正"),
}


@dataclass
class _Undoing:
    """What goes back and what stays, with the reason."""

    moved: dict[str, Any]
    stayed: set[str] = field(default_factory=set)

    def back(self) -> None:
        """Put back every row that is as the merge left it; rows that belong together together."""
        steps = self.moved["steps"]
        # looked at before anything goes back: a row may have been touched twice on the way
        changed = {step_key(step): self._changed(step) for step in steps if step[0] != "-"}
        for step in steps:
            if step[1] in _TOGETHER and changed.get(step_key(step)):
                self.stayed.add(_TOGETHER[step[1]])
        for step in reversed(steps):
            if _TOGETHER.get(step[1]) not in self.stayed:
                self._put_back(step, changed.get(step_key(step), set()))

    def _changed(self, step: Step) -> set[str]:
        """The columns of a row that somebody changed since."""
        row, now = traces.row_of(step[1], step[2]) or {}, self.moved["now"][step_key(step)]
        return {name for name, value in now.items() if _plain(row.get(name)) != value}

    def _put_back(self, step: Step, changed: set[str]) -> None:
        kind, table, *rest = step
        if changed and kind != "-":
            self.stayed.add(table)
        if kind == "~":
            same = {name: value for name, value in rest[1].items() if name not in changed}
            if same:
                traces.take_back([["~", table, rest[0], same]])
        elif kind == "-" or not changed:
            traces.take_back([step])


def step_key(step: Step) -> str:
    """The row a step is about, as the record of a merge names it."""
    return f"{step[1]}:{step[2]}"


def undo(by: Actor, merge_id: int) -> list[str]:
    """Take a merge back; why what stayed with the kept file stayed there, in codes of STAYED.

    What was done to the kept file since (tickets, payments, notes) stays there. Missing for others' files, Moved the
    second time, Refused while a later merge stands on one of the two files.
    """
    with db.writing():
        db.chain_lock("txn")
        done = queries.one(by, merge_id)
        if done is None:
            raise Missing(Say(N_("没有这次合并，或不在您负责的范围")))
        if done.undone_at is not None:
            raise Moved(Say(N_("这次合并已经撤销过")))
        _last_of_both(done)
        undoing = _Undoing(done.moved)
        _money_back(by, done, undoing)
        try:
            with search_keys.following([done.kept_id, done.gone_id]):
                undoing.back()
        except IntegrityError:
            raise Refused(Say(N_("{gone} 的房号现在属于别的档案，不能撤销。请先改正地址。"), gone=done.gone)) from None
        _found_again((done.kept_id, done.gone_id), done.moved["steps"])
        db.run("UPDATE household SET version = version + 1 WHERE id IN (?, ?)", done.kept_id, done.gone_id)
        stayed = sorted(undoing.stayed)
        past = {"moved": {**done.moved, "stayed": stayed}, "undone_at": clock.now(), "undone_by_id": by.id}
        Merge.update(**past).where(Merge.id == merge_id).execute()
        for household_id in (done.kept_id, done.gone_id):
            _tell(by, household_id, Say(N_("撤销合并：户号 {gone} 重新成为单独一户"), gone=done.gone))
        after = {"account_no": done.gone, "household_id": done.gone_id, "kept": len(stayed)}
        audit.record(by, "household.merge-undone", "household", done.kept_id, after=after)
    return stayed


def reason(code: str) -> str:
    """Why something stayed with the kept file, in words."""
    return _STAYED.get(code, N_("这些资料在合并后又改过"))


def _money_back(by: Actor, done: Done, undoing: _Undoing) -> None:
    txns = undoing.moved["txns"]
    if merge_money.touched(txns, done.kept_id) is not None:
        undoing.stayed.add("money")
    else:
        merge_money.take_back(by, txns, f"merge-undo:{done.id}")


def _last_of_both(done: Done) -> None:
    later = db.row(
        "SELECT 1 FROM merge WHERE kind = 'household' AND undone_at IS NULL AND id > ? "
        "AND (kept_id IN (?, ?) OR gone_id IN (?, ?))",
        *(done.id, done.kept_id, done.gone_id, done.kept_id, done.gone_id),
    )
    if later:
        raise Refused(Say(N_("这两户后来又合并过别的档案，请先撤销后来的那一次。")))


def _tell(by: Actor, household_id: int, say: Say) -> None:
    """A line in the household's log."""
    line = {"household_id": household_id, "at": clock.now(), "kind": "change", "direction": "internal"}
    Contact.insert(**line, text=str(say), by_id=by.id).execute()


def same_owner(by: Actor, one_id: int, other_id: int) -> int:
    """Let two households be two homes of one person: the owners' entries become one, the pair is not shown again.

    The id of the merge, which whoever did it can undo. Refused for owners of different names.
    """
    with db.writing():
        duplicates.tell_apart(by, one_id, other_id)
        one, other = _side(by, one_id).known, _side(by, other_id).known
        if not merge_moves.one_person(one, other):
            raise Refused(Say(N_("两户的户主不同名，或已经是同一个人，不能并在一起。")))
        kept_id, gone_id = merge_moves.known_first(one.owner_id or 0, other.owner_id or 0)
        trace = Trace()
        with search_keys.following(queries.homes_of((kept_id, gone_id))):
            merge_moves.persons(trace, kept_id, gone_id)
        _found_again((), trace.steps)
        moved = {"steps": trace.steps, "now": _now(trace.steps)}
        made = {"kind": "party", "kept_id": kept_id, "gone_id": gone_id, "at": clock.now(), "by_id": by.id}
        merge_id = int(Merge.insert(**made, choices={}, moved=moved).execute())
        after = {"name": one.facts["owner"], "household_id": other_id}
        audit.record(by, "person.merged", "household", one_id, after=after)
    return merge_id


def undo_same_owner(by: Actor, merge_id: int) -> None:
    """Let the two entries be two persons again. Refused when either was changed since; Moved the second time."""
    with db.writing():
        made = Merge.get_or_none((Merge.id == merge_id) & (Merge.kind == "party") & (Merge.by_id == by.id))
        if made is None:
            raise Missing(Say(N_("没有这次合并，或者是别人做的")))
        if made.undone_at is not None:
            raise Moved(Say(N_("这次合并已经撤销过")))
        undoing = _Undoing(made.moved)
        with search_keys.following(queries.homes_of((made.kept_id, made.gone_id))):
            undoing.back()
        if undoing.stayed:
            raise Refused(Say(N_("人员或电话在合并后又改过，不能撤销。请在档案里改。")))
        _found_again((), made.moved["steps"])
        Merge.update(undone_at=clock.now(), undone_by_id=by.id).where(Merge.id == merge_id).execute()
        audit.record(by, "person.merge-undone", "party", made.kept_id)
