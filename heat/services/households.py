"""What people do with one household: open it, mend phones and needs, write in its log, look at its whole number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.models import Contact, Household, Party, PartyPhone
from heat.queries import household_people, office, visible
from heat.queries import households as known
from heat.rules import contacts, quality
from heat.rules.addresses import Place, place_of
from heat.rules.cells import OTHERS, RESIDENTS
from heat.rules.cells import VACANT as VACANT_WORDS
from heat.rules.fields import Area, Choice, Filled, Phone, Text, fill
from heat.rules.households import CONTACT, VACANT
from heat.rules.masking import phone as masked
from heat.rules.permissions import Actor
from heat.services import audit, household_opening, search_keys, tags
from heat.services.household_opening import Book, NewHousehold
from heat.services.places import Places
from heat.words import N_, Missing, Moved, Refused, Say

NEEDS = (
    N_("独居老人"), N_("听力不便"), N_("行动不便"), N_("重病在家"), N_("家有婴幼儿"), N_("备用钥匙在物业"),
    N_("夜间上班，下午联系"),
)  # fmt: skip
_MOST_PHONES = 10
NEW = (
    Text("account_no", N_("户号"), most=40),
    Text("owner", N_("户主"), required=False, most=100),
    Phone("phone", N_("电话"), required=False),
    Text("address", N_("地址"), required=False),
    Area("gross_m2", N_("建筑面积"), required=False),
    Choice("use_class", N_("用热性质"), options=[(RESIDENTS, RESIDENTS), (OTHERS, OTHERS)]),
)
EDIT = (
    Phone("phone", N_("新增电话"), required=False),
    Text("needs_other", N_("其他需要"), required=False, most=100),
    Text("note", N_("置顶备注"), required=False, most=500, lines=True),
)
NOTE = (
    Choice("kind", N_("类型"), options=[(kind.code, kind.name) for kind in contacts.TYPED]),
    Text("text", N_("备注"), most=2000, lines=True),
)


def add(by: Actor, typed: Mapping[str, str]) -> Filled:
    """Open one household by hand; the filled form, with the new id under `household_id` when all is well.

    Only the number is needed. Places that are new are made; a number or a door that is taken is an error of its field.
    """
    filled = fill(NEW, typed)
    if not filled.ok:
        return filled
    place = place_of(filled["address"] or "")
    with db.writing():
        db.chain_lock("import")
        filled.errors = _taken(filled["account_no"], place)
        if not filled.ok:
            return filled
        places = Places(by.org_ids[0] if by.org_ids else 1)
        new = NewHousehold(filled["account_no"], _facts(filled, place))
        (opened,) = household_opening.open_households(Book.of("", places), [new])
        search_keys.add([opened.subject_id])
        audit.record(by, "household.opened", "household", opened.subject_id, after={"account_no": new.account_no})
    filled.values["household_id"] = opened.subject_id
    return filled


def _facts(filled: Filled, place: Place | None) -> dict[str, Any]:
    """What a form says of a new household, in the words of lists."""
    owner, area = filled["owner"] or VACANT, filled["gross_m2"]
    return {
        "owner": VACANT if owner in VACANT_WORDS else owner,
        "phones": (filled["phone"],) if filled["phone"] else (),
        "gross_m2": area,
        "charge_m2": area,
        "use_class": filled["use_class"],
        **({"place": place} if place else {"address": filled["address"] or ""}),
    }


def _taken(account_no: str, place: Place | None) -> dict[str, Say]:
    """What keeps a new household from being opened, by field."""
    errors: dict[str, Say] = {}
    shape = office.setting("account.shape")
    if not quality.fits(shape, account_no):
        errors["account_no"] = Say(N_("户号 {no} 不合公司规则 {shape}，请核对。"), no=account_no, shape=shape)
    if db.value("SELECT 1 FROM household WHERE account_no = ?", account_no):
        errors["account_no"] = Say(N_("户号 {no} 已经有了，一个户号只能有一户。"), no=account_no)
    door = known.door(place) if place else None
    if door and (other := known.doors({door[0]}).get(door)):
        errors["address"] = Say(N_("这个房号在系统里是户号 {no}，请核对地址。"), no=other)
    return errors


def edit(
    by: Actor, household_id: int, version: int, typed: Mapping[str, str], lists: Mapping[str, list[str]]
) -> Filled:
    """Change phones, special needs and the pinned note as one form has them; what was filled in, with its errors.

    `lists` holds needs (chosen ones) and dead (ids of phones that no longer work); typed `main` is the phone to call
    first. Moved when somebody else changed the household since the form was opened.
    """
    filled = fill(EDIT, typed)
    filled.typed |= {"main": typed.get("main", "")}
    if not filled.ok:
        return filled
    other = filled["needs_other"]
    needs = [need for need in NEEDS if need in lists.get("needs", [])] + ([other] if other else [])
    with db.writing():
        home = seen(by, household_id)
        if home.version != version:
            raise Moved(Say(N_("这一户刚被别人改过，请看过新内容再改。")))
        ext = {**home.ext, "needs": needs, "note": filled["note"] or ""}
        with search_keys.following([household_id]):
            phones = _phones(home, filled["phone"], typed.get("main", ""), lists.get("dead", []))
            Household.update(ext=ext, version=version + 1).where(Household.id == household_id).execute()
        tags.refresh([household_id])
        before = {"needs": home.ext.get("needs", []), "note": home.ext.get("note", "")}
        after = {"needs": needs, "note": ext["note"], "phones": phones}
        audit.record(by, "household.changed", "household", household_id, before=before, after=after)
    return filled


def _phones(home: Household, new: str | None, main: str, dead: Sequence[str]) -> list[str]:
    """Write what the form says of the phones; the numbers in their new order, masked for the record."""
    there = household_people.phones_of(home.id)
    for gone in [one for one in there if str(one.id) in dead]:
        PartyPhone.update(dead_at=clock.now()).where(PartyPhone.id == gone.id).execute()
    kept = sorted((one for one in there if str(one.id) not in dead), key=lambda one: str(one.id) != main)
    if len(kept) + bool(new) > _MOST_PHONES:
        raise Refused(Say(N_("一户最多 {n} 个电话，请先停用不用的。"), n=_MOST_PHONES))
    first = 1 if new and main == "new" else 0
    for rank, one in enumerate(kept, first):
        PartyPhone.update(rank=rank).where(PartyPhone.id == one.id).execute()
    numbers = [one.phone for one in kept]
    if new and new not in numbers:
        _add_phone(home, new, 0 if first else len(kept))
        numbers.insert(0 if first else len(kept), new)
    return [masked(number) for number in numbers]


def _add_phone(home: Household, number: str, rank: int) -> None:
    party_id = household_people.speaker(home.id)
    if party_id is None:
        party_id = household_opening.add_person(home.id, "contact", CONTACT, clock.today())
    db.run(
        "INSERT INTO party_phone (party_id, phone, rank) VALUES (?, ?, ?) "
        "ON CONFLICT (party_id, phone) DO UPDATE SET dead_at = NULL, rank = excluded.rank",
        party_id,
        number,
        rank,
    )


def note(by: Actor, household_id: int, typed: Mapping[str, str]) -> Filled:
    """Write one line into the household's log: a note, a call or a visit, in the words of whoever writes."""
    filled = fill(NOTE, typed)
    if not filled.ok:
        return filled
    with db.writing():
        seen(by, household_id)
        line = Contact.insert(
            household_id=household_id,
            at=clock.now(),
            kind=filled["kind"],
            direction=contacts.KIND[filled["kind"]].typed,
            text=filled["text"],
            by_id=by.id,
        ).execute()
        audit.record(by, "household.note", "household", household_id, after={"contact_id": line})
    return filled


def reveal(by: Actor, household_id: int, phone_id: int) -> str:
    """A phone number of the household in full; every look is recorded. Missing when it is no number of theirs."""
    with db.writing():
        seen(by, household_id)
        found = next((one for one in household_people.phones_of(household_id) if one.id == phone_id), None)
        if found is None:
            raise Missing(Say(N_("没有这个电话")))
        audit.record(by, "phone.revealed", "household", household_id, after={"phone": masked(found.phone)})
    return found.phone


def visible_to(by: Actor, household_id: int) -> bool:
    """Whether this person may see the household; one query."""
    scope = visible.households(by)
    return db.row(f"SELECT 1 FROM household h WHERE h.id = ? AND {scope.sql}", household_id, *scope.values) is not None


def seen(by: Actor, household_id: int) -> Household:
    """The household as this person may see it; Missing otherwise."""
    if not visible_to(by, household_id):
        raise Missing(Say(N_("没有这一户，或不在您负责的范围")))
    return Household.get_by_id(household_id)


def person(by: Actor, household_id: int, party_id: int) -> Party:
    """Somebody with a role in the household today; Missing otherwise, as for the owner of all empty flats."""
    seen(by, household_id)
    today = clock.today().isoformat()
    found = db.row(
        "SELECT 1 FROM household_party WHERE household_id = ? AND party_id = ? AND valid_from <= ? AND valid_to > ?",
        *(household_id, party_id, today, today),
    )
    party = Party.get_or_none(Party.id == party_id) if found else None
    if party is None or party.name == VACANT:
        raise Missing(Say(N_("这个人现在不在这一户")))
    return party
