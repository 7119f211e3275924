"""What people do with one household: open it, mend phones and needs, write in its log, look at its whole number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.models import Contact, Household, Party, PartyPhone
from heat.queries import household_people, office, visible
from heat.queries import households as known
from heat.queries.customer_file import needs_of
from heat.rules import contacts, edits, shapes
from heat.rules.addresses import Place, place_of
from heat.rules.cells import OTHERS, RESIDENTS
from heat.rules.cells import VACANT as VACANT_WORDS
from heat.rules.edits import Clash
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
    N_("备用钥匙在邻居家"), N_("夜间上班，下午联系"),
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
    if not shapes.fits(shape, account_no):
        errors["account_no"] = Say(N_("户号 {no} 不合公司规则 {shape}，请核对。"), no=account_no, shape=shape)
    if db.value("SELECT 1 FROM household WHERE account_no = ?", account_no):
        errors["account_no"] = Say(N_("户号 {no} 已经有了，一个户号只能有一户。"), no=account_no)
    door = known.door(place) if place else None
    if door and (other := known.doors({door[0]}).get(door)):
        errors["address"] = Say(N_("这个房号在系统里是户号 {no}，请核对地址。"), no=other)
    return errors


class Overtaken(Moved):
    """Somebody else changed the same fields since the form was opened: `clashes` must be chosen, the rest merges."""

    def __init__(self, who: str, clashes: Sequence[Clash], needs: Sequence[str], filled: Filled) -> None:
        super().__init__(Say(N_("{who}刚改过这一户，有 {n} 项和您改的不一样，请选择。"), who=who, n=len(clashes)))
        self.who, self.clashes, self.needs, self.filled = who, clashes, needs, filled


def edit(
    by: Actor, household_id: int, version: int, typed: Mapping[str, str], lists: Mapping[str, list[str]]
) -> Filled:
    """Change phones, special needs and the pinned note as one form has them; what was filled in, with its errors.

    `lists` holds needs (chosen ones) and dead (ids of phones that no longer work); typed `main` is the phone to call
    first. When somebody else changed the household since the form of this `version` was opened, what only one of the
    two touched is merged; the `was_` fields say what the form began with. Overtaken when both changed one field;
    `take_<field>` = theirs then gives way.
    """
    filled = fill(EDIT, typed)
    filled.typed |= {"main": typed.get("main", "")}
    if not filled.ok:
        return filled
    with db.writing():
        home = seen(by, household_id)
        values = _merged(home, version, filled, typed, lists)
        needs = [need for need in NEEDS if values[need]] + ([values["needs_other"]] if values["needs_other"] else [])
        ext = {**home.ext, "needs": needs, "note": values["note"]}
        with search_keys.following([household_id]):
            phones = _phones(home, filled["phone"], typed.get("main", ""), lists.get("dead", []))
            Household.update(ext=ext, version=home.version + 1).where(Household.id == household_id).execute()
        tags.refresh([household_id])
        before = {"needs": home.ext.get("needs", []), "note": home.ext.get("note", "")}
        after = {"needs": needs, "note": ext["note"], "phones": phones}
        audit.record(by, "household.changed", "household", household_id, before=before, after=after)
    return filled


def _merged(
    home: Household, version: int, filled: Filled, typed: Mapping[str, str], lists: Mapping[str, list[str]]
) -> dict[str, str]:
    """The fields of the form after this change and whatever came between; each special need is a field of its own."""
    theirs = as_fields(needs_of(home.ext), str(home.ext.get("note") or ""))
    mine = as_fields(lists.get("needs", []), filled["note"] or "") | {"needs_other": filled["needs_other"] or ""}
    mine |= {name: theirs[name] for name in mine if typed.get(f"take_{name}") == "theirs"}
    if version == home.version:
        return mine
    was = dict[str, str]()
    if "was_note" in typed:
        began = {name: typed[f"was_{name}"].replace("\r\n", "\n") for name in ("note", "needs_other")}
        was = as_fields(lists.get("was_needs", []), began["note"]) | began
    values, clashes = edits.merged(was, mine, theirs)
    if clashes:
        raise Overtaken(_who_changed(home.id), clashes, [need for need in NEEDS if values[need]], filled)
    return values


def as_fields(needs: Sequence[str], note: str) -> dict[str, str]:
    """Needs and note as the form has them: one field a usual need, the unusual ones together, the note."""
    usual = {need: "1" if need in needs else "" for need in NEEDS}
    return usual | {"needs_other": "；".join(need for need in needs if need not in NEEDS), "note": note}


def _who_changed(household_id: int) -> str:
    found = db.row(
        "SELECT s.name FROM audit a JOIN staff s ON s.id = a.by_id AND a.by_kind = 'staff' "
        "WHERE a.subject = 'household' AND a.subject_id = ? ORDER BY a.id DESC LIMIT 1",
        household_id,
    )
    return str(found[0]) if found else "同事"


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
    """The household as this person may see it; Missing otherwise, and once it has been merged into another."""
    home = Household.get_by_id(household_id) if visible_to(by, household_id) else None
    if home is None or home.merged_into_id is not None:
        raise Missing(Say(N_("没有这一户，或不在您负责的范围")))
    return home


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
