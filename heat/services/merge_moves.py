"""All that hangs on a file and moves when it is merged: people, dated facts, tickets, log, tags, devices, papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import own_fields
from heat.queries.accounts import as_day
from heat.queries.households import Known
from heat.rules import own_values
from heat.rules.households import VACANT
from heat.services.traces import Trace

FOREVER = "9999-12-31"
_HOUSEHOLD = {
    "ticket": "1 = 1",
    "contact": "1 = 1",
    "message": "1 = 1",
    "contract": "1 = 1",
    "change_request": "1 = 1",
    "device_fit": "1 = 1",
    "household_alias": "1 = 1",
    # the kept file's own valve stays as it is
    "valve": "NOT EXISTS (SELECT 1 FROM valve k WHERE k.household_id = {kept})",
    # one tag is enough, and a person is bound to a household once
    "tag": "code NOT IN (SELECT code FROM tag k WHERE k.household_id = {kept})",
    "hall_binding": "ended_at IS NOT NULL OR hall_user_id NOT IN (SELECT k.hall_user_id FROM hall_binding k "
    "WHERE k.household_id = {kept} AND k.ended_at IS NULL)",
}
_PARTY = ("tag", "contract", "ticket", "contact", "message", "hall_user")


def belongings(trace: Trace, kept_id: int, gone_id: int) -> None:
    """Let everything that names the file that goes name the kept one."""
    for table, also in _HOUSEHOLD.items():
        condition = also.format(kept=int(kept_id))
        for row_id in _ids(f"SELECT id FROM {table} WHERE household_id = ? AND ({condition})", gone_id):
            trace.update(table, row_id, household_id=kept_id)
    for row_id in _ids("SELECT id FROM attachment WHERE subject = 'household' AND subject_id = ?", gone_id):
        trace.update("attachment", row_id, subject_id=kept_id)
    for row_id in _ids("SELECT id FROM hall_binding WHERE household_id = ? AND ended_at IS NULL", gone_id):
        trace.update("hall_binding", row_id, ended_at=clock.now())


def dated(trace: Trace, kept_id: int, gone_id: int) -> None:
    """Terms and states of times the kept file says nothing of come over; the others stay with the file that goes."""
    for table, key in (("household_terms", "part"), ("supply_period", "household_id")):
        same = "k.part = g.part" if key == "part" else "1 = 1"
        for row_id in _ids(
            f"SELECT g.id FROM {table} g WHERE g.household_id = ? AND NOT EXISTS (SELECT 1 FROM {table} k "
            f"WHERE k.household_id = ? AND {same} AND k.valid_from < g.valid_to AND g.valid_from < k.valid_to)",
            gone_id,
            kept_id,
        ):
            trace.update(table, row_id, household_id=kept_id)


def extras(trace: Trace, kept: Known, gone: Known) -> None:
    """What only the file that goes knows besides its facts: fields the office drew, special needs of both."""
    drawn = {**own_fields.own(gone.ext), **own_fields.own(kept.ext)}
    needs = list(dict.fromkeys([*_needs(kept), *_needs(gone)]))
    more = {name: value for name, value in gone.ext.items() if name not in kept.ext and name != "note"}
    ext = {**more, **kept.ext, **({"needs": needs} if needs else {}), **({own_fields.OWN: drawn} if drawn else {})}
    if ext != kept.ext:
        trace.update("household", kept.id, ext=ext)


def found_by(row_ids: Iterable[int], subject: str = "household") -> None:
    """Let the drawn fields of these files or people be found as they stand; those of a merged one by nobody."""
    drawn = [one for one in own_fields.of(subject) if one.searchable]
    for row_id in row_ids if drawn else ():
        merged = db.value(f"SELECT merged_into_id FROM {own_fields.TABLES[subject]} WHERE id = ?", row_id)
        values = {} if merged else own_fields.values(subject, row_id)
        for one in drawn:
            db.run("DELETE FROM field_value WHERE field_id = ? AND subject_id = ?", one.id, row_id)
            keys = dict.fromkeys(own_values.keys(one, values.get(one.code)))
            rows = [(one.id, key, row_id) for key in keys]
            db.many("INSERT INTO field_value (field_id, value, subject_id) VALUES (?, ?, ?)", rows)


def _needs(known: Known) -> list[str]:
    needs = known.ext.get("needs") or []
    return [needs] if isinstance(needs, str) else list(needs)


def people(trace: Trace, kept: Known, gone: Known, *, owner_of_gone: bool) -> None:
    """Everybody with a role comes over; of two owners one stays, the other becomes a former one.

    Two entries of one person are joined into one.
    """
    if kept.owner_id and gone.owner_id and one_person(kept, gone):
        persons(trace, *known_first(kept.owner_id, gone.owner_id))
    for row in _links(gone.id):
        _link(trace, kept.id, row, yields=not owner_of_gone)


def one_person(kept: Known, gone: Known) -> bool:
    """Whether two files name the same owner, written down twice."""
    owner = kept.facts.get("owner")
    return owner not in (None, VACANT) and owner == gone.facts.get("owner") and kept.owner_id != gone.owner_id


def known_first(one: int, other: int) -> tuple[int, int]:
    """Of two entries of a person the one that stays: the first, unless only the other has its identity proved."""
    proved = {row_id for (row_id,) in db.rows(
        "SELECT id FROM party WHERE id IN (?, ?) AND id_no_blind IS NOT NULL", one, other
    )}  # fmt: skip
    return (other, one) if proved == {other} else (one, other)


def _links(household_id: int) -> list[dict[str, Any]]:
    names = ("id", "party_id", "role", "rank", "valid_from", "valid_to", "name")
    found = db.rows(
        "SELECT o.id, o.party_id, o.role, o.rank, o.valid_from, o.valid_to, p.name FROM household_party o "
        "JOIN party p ON p.id = o.party_id WHERE o.household_id = ? ORDER BY o.id",
        household_id,
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def _link(trace: Trace, kept_id: int, row: dict[str, Any], *, yields: bool) -> None:
    """One role of the file that goes: dropped where the kept one says the same, ended where it has another owner."""
    if _said_there(kept_id, row):
        trace.delete("household_party", row["id"])
        return
    rival = _rival(kept_id, row)
    loser = row if yields else rival
    if rival is None or loser is None:
        trace.update("household_party", row["id"], household_id=kept_id)
    elif loser is row:
        if not _ended(trace, row):
            trace.update("household_party", row["id"], household_id=kept_id)
    else:
        _ended(trace, rival)
        trace.update("household_party", row["id"], household_id=kept_id)


def _said_there(kept_id: int, row: dict[str, Any]) -> bool:
    return bool(
        db.row(
            "SELECT 1 FROM household_party WHERE household_id = ? AND role = ? AND party_id = ? "
            "AND valid_from < ? AND ? < valid_to",
            *(kept_id, row["role"], row["party_id"], str(row["valid_to"]), str(row["valid_from"])),
        )
    )


def _rival(kept_id: int, row: dict[str, Any]) -> dict[str, Any] | None:
    """The kept file's own main owner or payer of today, where this one is such a one too."""
    if str(row["valid_to"]) != FOREVER or row["rank"] or row["role"] not in ("owner", "payer"):
        return None
    mine = [
        one for one in _links(kept_id) if (one["role"], one["rank"], str(one["valid_to"])) == (row["role"], 0, FOREVER)
    ]
    return mine[0] if mine else None


def _ended(trace: Trace, row: dict[str, Any]) -> bool:
    """End a role today; one that says nothing (an empty flat) or only began today goes. Whether it is gone."""
    begin = as_day(row["valid_from"]) or date.min
    if row["name"] == VACANT or begin >= clock.today():
        trace.delete("household_party", row["id"])
        return True
    trace.update("household_party", row["id"], valid_to=clock.today())
    return False


def persons(trace: Trace, kept_id: int, gone_id: int) -> None:
    """Join two entries of one person: roles, phones and whatever names them; the gone entry points to the kept one."""
    taken = {phone for (phone,) in db.rows("SELECT phone FROM party_phone WHERE party_id = ?", kept_id)}
    for row_id, phone in db.rows("SELECT id, phone FROM party_phone WHERE party_id = ? ORDER BY rank, id", gone_id):
        if phone not in taken:
            trace.update("party_phone", row_id, party_id=kept_id, rank=len(taken))
            taken.add(phone)
    for row_id, home, role, begin, end in db.rows(
        "SELECT id, household_id, role, valid_from, valid_to FROM household_party WHERE party_id = ?", gone_id
    ):
        said = {"role": role, "party_id": kept_id, "valid_from": begin, "valid_to": end}
        if _said_there(home, said):
            trace.delete("household_party", row_id)
        else:
            trace.update("household_party", row_id, party_id=kept_id)
    for table in _PARTY:
        for row_id in _ids(f"SELECT id FROM {table} WHERE party_id = ?", gone_id):
            trace.update(table, row_id, party_id=kept_id)
    ext, more = (db.unpacked(db.value("SELECT ext FROM party WHERE id = ?", row_id)) for row_id in (kept_id, gone_id))
    drawn = {**own_fields.own(more), **own_fields.own(ext)}
    whole = {**more, **ext, **({own_fields.OWN: drawn} if drawn else {})}
    if whole != ext:
        trace.update("party", kept_id, ext=whole)
    trace.update("party", gone_id, merged_into_id=kept_id)


def _ids(sql: str, *values: int) -> list[int]:
    return [row_id for (row_id,) in db.rows(sql, *values)]
