"""Who belongs to a household, by hand: roles begin and end, numbers come and die, identity is noted and shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import FOREVER, Household, HouseholdParty, Party, PartyPhone
from heat.queries import household_people
from heat.rules import masking
from heat.rules.contacts import ROLES
from heat.rules.fields import Choice, Day, Filled, Phone, Text, fill
from heat.rules.households import ORGANISATION, PERSON
from heat.rules.id_numbers import CreditCode, IdNumber
from heat.rules.permissions import Actor
from heat.services import audit, household_opening, households, sealing, search_keys
from heat.words import N_, Missing, Refused, Say

KINDS = {PERSON: N_("个人"), ORGANISATION: N_("单位")}
# an owner changes with papers and, within the season, with a second person's yes: not here
GIVEN_ROLES = {code: name for code, name in ROLES.items() if code != "owner"}
_MOST_PHONES = 10
ADD = (
    Choice("role", N_("角色"), options=list(GIVEN_ROLES.items())),
    Choice("kind", N_("个人或单位"), options=list(KINDS.items())),
    Text("name", N_("姓名或单位名称"), most=100),
    Phone("phone", N_("电话"), required=False),
    Text("label", N_("电话用处"), required=False, most=20),
    Day("since", N_("从哪天起"), required=False),
)
NUMBER = {
    PERSON: IdNumber("number", N_("身份证号"), required=False),
    ORGANISATION: CreditCode("number", N_("统一社会信用代码"), required=False),
}
END = (Day("on", N_("结束日期"), required=False), Text("reason", N_("原因"), most=200))
PHONE = (Phone("phone", N_("电话")), Text("label", N_("用处"), required=False, most=20))


def add(by: Actor, household_id: int, typed: Mapping[str, str]) -> Filled:
    """Give somebody a role in a household from a day on; the filled form with its errors.

    Somebody with the same identity number or credit code, or the same name and phone, is the same person and is not
    written twice.
    """
    number = NUMBER[typed.get("kind") if typed.get("kind") in NUMBER else PERSON]  # type: ignore[index]
    filled = fill((*ADD, number), typed)
    if not filled.ok:
        return filled
    since = filled["since"] or clock.today()
    with db.writing():
        households.seen(by, household_id)
        if wrong := _taken(household_id, filled, since):
            filled.errors |= wrong
            return filled
        party_id = _same(filled) or _new(filled)
        with search_keys.following(_homes(party_id, household_id)):
            _link(household_id, party_id, filled["role"], since)
            if filled["phone"]:
                _write_phone(party_id, filled["phone"], filled["label"])
        if filled["number"]:
            _write_number(party_id, filled["kind"], filled["number"])
        _touched(household_id)
        after = {"role": ROLES[filled["role"]], "name": masking.name(filled["name"]), "valid_from": since.isoformat()}
        audit.record(by, "person.added", "household", household_id, after=after)
    return filled


def _taken(household_id: int, filled: Filled, since: date) -> dict[str, Say]:
    """What keeps a role from being given, by field."""
    if filled["role"] == "payer" and (
        other := db.row(
            "SELECT p.name FROM household_party o JOIN party p ON p.id = o.party_id "
            "WHERE o.household_id = ? AND o.role = 'payer' AND o.rank = 0 AND o.valid_to > ?",
            household_id,
            since.isoformat(),
        )
    ):
        return {"role": Say(N_("付款人已经是{name}，一户只有一个：请先结束原来的，再登记新的。"), name=other[0])}
    return {}


def _same(filled: Filled) -> int | None:
    """The party that is meant, when it is on file already."""
    if filled["number"]:
        column = "id_no_blind" if filled["kind"] == PERSON else "credit_code"
        value = sealing.blind(filled["number"]) if filled["kind"] == PERSON else filled["number"]
        found = db.value(f"SELECT min(id) FROM party WHERE {column} = ? AND merged_into_id IS NULL", value)
        if found:
            return int(found)
    found = db.value(
        "SELECT min(p.id) FROM party_phone f JOIN party p ON p.id = f.party_id WHERE f.phone = ? AND p.name = ? "
        "AND p.merged_into_id IS NULL",
        filled["phone"] or "",
        filled["name"],
    )
    return int(found) if found else None


def _new(filled: Filled) -> int:
    _kind, name, read, letters = household_opening.party(filled["name"])
    row = {"kind": filled["kind"], "name": name, "pinyin": read, "pinyin_initials": letters}
    return int(Party.insert(**row).execute())


def _link(household_id: int, party_id: int, role: str, since: date) -> None:
    same = (HouseholdParty.household_id == household_id) & (HouseholdParty.role == role)
    there = HouseholdParty.get_or_none(
        same & (HouseholdParty.party_id == party_id) & (HouseholdParty.valid_to > since.isoformat())
    )
    if there is not None:
        raise Refused(Say(N_("这个人已经是{role}了，不用再登记一次。"), role=ROLES[role]))
    rank = 0 if role == "payer" else HouseholdParty.select().where(same).count()
    HouseholdParty.insert(
        household_id=household_id, party_id=party_id, role=role, valid_from=since, rank=rank
    ).execute()


def end(by: Actor, household_id: int, link_id: int, typed: Mapping[str, str]) -> Filled:
    """Let a role end on a day, today unless another is said: from that day on it is no more.

    Refused for an owner, whose change is applied for; Missing when the household has no such role now.
    """
    filled = fill(END, typed)
    if not filled.ok:
        return filled
    on = filled["on"] or clock.today()
    with db.writing():
        households.seen(by, household_id)
        link = HouseholdParty.get_or_none(HouseholdParty.id == link_id)
        if link is None or link.household_id != household_id or str(link.valid_to) != FOREVER:
            raise Missing(Say(N_("这个角色已经结束，或不是这一户的")))
        if link.role == "owner":
            raise Refused(Say(N_("户主要办过户，不能直接结束")))
        with search_keys.following([household_id]):
            if link.valid_from >= on:  # it only began today: there was no day on which it held
                link.delete_instance()
            else:
                HouseholdParty.update(valid_to=on).where(HouseholdParty.id == link_id).execute()
        _touched(household_id)
        after = {"role": ROLES[link.role], "on": on.isoformat(), "reason": filled["reason"]}
        audit.record(by, "person.ended", "household", household_id, after=after)
    return filled


def add_phone(by: Actor, household_id: int, party_id: int, typed: Mapping[str, str]) -> Filled:
    """Write one more number of a person, with what it is for; a dead one lives again."""
    filled = fill(PHONE, typed)
    if not filled.ok:
        return filled
    with db.writing():
        households.person(by, household_id, party_id)
        with search_keys.following(_homes(party_id, household_id)):
            _write_phone(party_id, filled["phone"], filled["label"])
        _touched(household_id)
        after = {"phone": masking.phone(filled["phone"]), "text": filled["label"]}
        audit.record(by, "person.phone-added", "household", household_id, after=after)
    return filled


def _write_phone(party_id: int, number: str, label: str | None) -> None:
    n = PartyPhone.select().where((PartyPhone.party_id == party_id) & PartyPhone.dead_at.is_null()).count()
    if n >= _MOST_PHONES:
        raise Refused(Say(N_("一个人最多 {n} 个电话，请先停用不用的。"), n=_MOST_PHONES))
    db.run(
        "INSERT INTO party_phone (party_id, phone, label, rank) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (party_id, phone) DO UPDATE SET dead_at = NULL, label = excluded.label",
        party_id,
        number,
        label,
        n,
    )


def call_first(by: Actor, household_id: int, phone_id: int) -> None:
    """Make a number the one that is called first of all its owner has."""
    with db.writing():
        phone = _phone(by, household_id, phone_id)
        others = [one for one in household_people.phones_of(household_id) if one.party_id == phone.party_id]
        order = [phone, *(one for one in others if one.id != phone_id)]
        for rank, one in enumerate(order):
            PartyPhone.update(rank=rank).where(PartyPhone.id == one.id).execute()
        _touched(household_id)
        after = {"phone": masking.phone(phone.phone)}
        audit.record(by, "person.phone-first", "household", household_id, after=after)


def let_die(by: Actor, household_id: int, phone_id: int) -> None:
    """Mark a number as one that reaches nobody any more; it is kept, and neither shown nor called."""
    with db.writing():
        phone = _phone(by, household_id, phone_id)
        with search_keys.following(_homes(phone.party_id, household_id)):
            PartyPhone.update(dead_at=clock.now()).where(PartyPhone.id == phone_id).execute()
        _touched(household_id)
        after = {"phone": masking.phone(phone.phone)}
        audit.record(by, "person.phone-dead", "household", household_id, after=after)


def number(by: Actor, household_id: int, party_id: int, typed: Mapping[str, str]) -> Filled:
    """Note the identity number of a person, sealed, or the credit code of an organisation."""
    kind = str(households.person(by, household_id, party_id).kind)
    filled = fill([NUMBER[kind]], typed)
    if filled.ok and not filled["number"]:
        filled.errors["number"] = Say(N_("请填写{label}。"), label=NUMBER[kind].label)
    if not filled.ok:
        return filled
    with db.writing():
        _write_number(party_id, kind, filled["number"])
        _touched(household_id)
        after = {"number": masking.id_number(filled["number"])}
        audit.record(by, "person.numbered", "household", household_id, after=after)
    return filled


def _write_number(party_id: int, kind: str, number: str) -> None:
    taken = "id_no_blind = ?" if kind == PERSON else "credit_code = ?"
    value = sealing.blind(number) if kind == PERSON else number
    if other := db.row(f"SELECT name FROM party WHERE {taken} AND id <> ? AND merged_into_id IS NULL", value, party_id):
        raise Refused(Say(N_("这个号码已经登记给“{name}”：如果是同一个人，请合并档案。"), name=other[0]))
    new: dict[str, Any] = (
        {"id_no_sealed": sealing.seal(number), "id_no_blind": value} if kind == PERSON else {"credit_code": number}
    )
    Party.update(**new, version=Party.version + 1).where(Party.id == party_id).execute()


def show_number(by: Actor, household_id: int, party_id: int) -> str:
    """The whole identity number of a person of the household; every look is recorded. Missing when none is noted."""
    with db.writing():
        party = households.person(by, household_id, party_id)
        if party.id_no_sealed is None:
            raise Missing(Say(N_("没有登记证件号")))
        found = sealing.opened(bytes(party.id_no_sealed))
        after = {"name": masking.name(party.name), "number": masking.id_number(found)}
        audit.record(by, "id-number.revealed", "household", household_id, after=after)
    return found


def _phone(by: Actor, household_id: int, phone_id: int) -> household_people.PhoneRow:
    households.seen(by, household_id)
    found = next((one for one in household_people.phones_of(household_id) if one.id == phone_id), None)
    if found is None:
        raise Missing(Say(N_("没有这个电话")))
    return found


def _homes(party_id: int, household_id: int) -> list[int]:
    """The households whose search keys follow this party, with the one at hand."""
    found = db.rows("SELECT DISTINCT household_id FROM household_party WHERE party_id = ?", party_id)
    return sorted({household_id, *(row_id for (row_id,) in found)})


def _touched(household_id: int) -> None:
    Household.update(version=Household.version + 1).where(Household.id == household_id).execute()
