"""Changing households that are there: dated facts end today and begin anew, so that every past day stays true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from heat import db
from heat.queries.households import Known
from heat.rules import changes as rules
from heat.rules.addresses import spelled
from heat.rules.households import CONTACT, VACANT
from heat.rules.permissions import SYSTEM, Actor
from heat.services import proposals
from heat.services.household_opening import TERMS, Book, location, party, terms
from heat.services.import_kinds import Touched
from heat.services.traces import Trace
from heat.words import N_, Say

IMPORTED = Say(N_("导入的名单与档案不同"))
_FACTS = ("gross_m2", "inner_m2", "usable_m2", "charge_m2", "use_class", "price")  # what household_terms hold


def change_household(
    book: Book, known: Known, after: Mapping[str, Any], said: Mapping[str, Any], *, by: Actor = SYSTEM, why: str = ""
) -> Touched:
    """Write what differs of one household; dated facts are closed today and opened anew, never overwritten.

    Once a bill of the season is out, area, price, state and owner are only asked for: another person approves.
    """
    if rules.GUARDED & after.keys() and proposals.guarded(known.id):
        free = {name: value for name, value in after.items() if name not in rules.GUARDED}
        touched = write_household(book, known, free, said)
        trace = Trace(touched.steps)
        proposals.propose(trace, by, book, known, after, why or str(IMPORTED))
        return Touched(known.id, touched.version, trace.steps)
    return write_household(book, known, after, said)


def write_household(book: Book, known: Known, after: Mapping[str, Any], said: Mapping[str, Any]) -> Touched:
    """Write what differs, whatever has been billed: for whoever has been allowed to."""
    trace = Trace()
    trace.update("household", known.id, version=known.version + 1, **_columns(book, known, after))
    community_id = known.community_id
    if "place" in after:
        community_id = db.value("SELECT community_id FROM household WHERE id = ?", known.id)
    if "owner" in after:
        _succeed_owner(book, trace, known, after["owner"], said, community_id)
    elif "phones" in after:
        _set_phones(book, trace, known, after["phones"])
    if "tenant" in after:
        if known.tenant_link_id:
            _close(book, trace, "household_party", known.tenant_link_id)
        _add_person(book, trace, known.id, "tenant", after["tenant"], ())
    if after.keys() & set(_FACTS):
        _succeed_terms(book, trace, known, after)
    if after.get("state", "none") != "none":
        _succeed_state(book, trace, known, after["state"])
    return Touched(known.id, known.version + 1, trace.steps)


def _columns(book: Book, known: Known, after: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the household's own row that change."""
    columns: dict[str, Any] = {}
    if "place" in after:
        spot = book.places.spot(after["place"])
        columns |= {"community_id": spot.community_id, "building_id": spot.building_id, "entrance_id": spot.entrance_id}
        columns |= location(after["place"], known.account_no) | {"address": spelled(after["place"])}
    if "address" in after:
        columns["address"] = after["address"]
    if "circuit" in after:
        columns |= {"circuit_id": book.places.circuit(after["circuit"]), "circuit_own": True}
    if "note" in after:
        columns["ext"] = known.ext | {"note": after["note"]}
    if "own" in after:
        columns["ext"] = columns.get("ext", known.ext) | {"own": (known.ext.get("own") or {}) | after["own"]}
    if "state" in after:
        columns["connected"] = "none" if after["state"] == "none" else "connected"
    return columns


def _close(book: Book, trace: Trace, table: str, row_id: int) -> date:
    """End a dated row today; one that only began today goes altogether. The day its successor begins."""
    found = db.value(f"SELECT valid_from FROM {table} WHERE id = ?", row_id)
    valid_from = found if isinstance(found, date) else date.fromisoformat(found)
    if valid_from >= book.today:
        trace.delete(table, row_id)
        return valid_from
    trace.update(table, row_id, valid_to=book.today)
    return book.today


def _succeed_owner(
    book: Book, trace: Trace, known: Known, owner: str, said: Mapping[str, Any], community_id: int
) -> None:
    begin = _close(book, trace, "household_party", known.owner_link_id) if known.owner_link_id else book.begin
    if owner != VACANT:
        _add_person(book, trace, known.id, "owner", owner, said.get("phones", ()), begin)
        return
    party_id = book.places.vacancy(community_id)
    trace.insert("household_party", household_id=known.id, party_id=party_id, role="owner", valid_from=begin)
    if said.get("phones"):
        _add_person(book, trace, known.id, "contact", CONTACT, said["phones"], begin)


def _add_person(
    book: Book, trace: Trace, household_id: int, role: str, name: str, phones: Sequence[str], begin: date | None = None
) -> None:
    kind, name, read, initials = party(name)
    party_id = trace.insert("party", kind=kind, name=name, pinyin=read, pinyin_initials=initials)
    valid_from = begin or book.today
    trace.insert("household_party", household_id=household_id, party_id=party_id, role=role, valid_from=valid_from)
    for rank, phone in enumerate(phones):
        trace.insert("party_phone", party_id=party_id, phone=phone, rank=rank)


def _set_phones(book: Book, trace: Trace, known: Known, phones: Sequence[str]) -> None:
    if known.speaker_id is None:
        _add_person(book, trace, known.id, "contact", CONTACT, phones)
        return
    there = {
        phone: (row_id, rank, dead_at)
        for row_id, phone, rank, dead_at in db.rows(
            "SELECT id, phone, rank, dead_at FROM party_phone WHERE party_id = ?", known.speaker_id
        )
    }
    for rank, phone in enumerate(phones):
        if phone not in there:
            trace.insert("party_phone", party_id=known.speaker_id, phone=phone, rank=rank)
        elif there[phone][1:] != (rank, None):
            trace.update("party_phone", there[phone][0], rank=rank, dead_at=None)


def _succeed_terms(book: Book, trace: Trace, known: Known, after: Mapping[str, Any]) -> None:
    settled = rules.settled(known.facts, after, book.prices)
    facts = {name: settled.get(name) for name in _FACTS}
    new = dict(zip(TERMS, terms(book, facts), strict=True))
    if known.terms_id is None:
        trace.insert("household_terms", household_id=known.id, valid_from=book.begin, **new)
        return
    kept = db.row("SELECT sealed_m2, storey_height_cm, position FROM household_terms WHERE id = ?", known.terms_id) or (
        0,
        None,
        None,
    )
    begin = _close(book, trace, "household_terms", known.terms_id)
    also = dict(zip(("sealed_m2", "storey_height_cm", "position"), kept, strict=True))
    trace.insert("household_terms", household_id=known.id, valid_from=begin, **new, **also)


def _succeed_state(book: Book, trace: Trace, known: Known, state: str) -> None:
    new = {"household_id": known.id, "season_id": book.season_id, "state": state}
    if known.state_id and not book.first_on <= book.today < book.turn_on:
        trace.update("supply_period", known.state_id, state=state)  # a season that is over, or to come, is corrected
    elif known.state_id:
        begin = _close(book, trace, "supply_period", known.state_id)
        trace.insert("supply_period", **new, valid_from=begin, valid_to=book.turn_on)
    else:
        _open_state(book, trace, new)


def _open_state(book: Book, trace: Trace, new: dict[str, Any]) -> None:
    """The first state of a season, fitted between the periods of other seasons."""
    first, turn = book.days
    for row_id, valid_from in db.rows(
        "SELECT id, valid_from FROM supply_period WHERE household_id = ? AND valid_from < ? AND valid_to > ? "
        "ORDER BY valid_from DESC",
        new["household_id"],
        turn,
        first,
    ):
        if str(valid_from) < first:
            trace.update("supply_period", row_id, valid_to=first)
        else:
            turn = str(valid_from)
    if first < turn:
        trace.insert("supply_period", **new, valid_from=first, valid_to=turn)
