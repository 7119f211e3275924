"""What people do with one household: open it, mend phones and needs, write in its log, look at its whole number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heat import clock, db
from heat.models import Contact, Household, PartyPhone
from heat.queries import customer_file, visible
from heat.rules import contacts
from heat.rules.addresses import place_of
from heat.rules.cells import VACANT as VACANT_WORDS
from heat.rules.fields import Choice, Filled, Phone, Text, fill
from heat.rules.households import CONTACT, VACANT
from heat.rules.masking import phone as masked
from heat.rules.permissions import Actor
from heat.services import audit, household_opening, search_keys
from heat.services.household_opening import Book, NewHousehold
from heat.services.import_kinds import Written
from heat.services.places import Places
from heat.words import N_, Missing, Moved, Refused, Say

NEEDS = (
    N_("独居老人"), N_("听力不便"), N_("行动不便"), N_("重病在家"), N_("家有婴幼儿"), N_("备用钥匙在物业"),
    N_("夜间上班，下午联系"),
)  # fmt: skip
_MOST_PHONES = 10
EDIT = (
    Phone("phone", N_("新增电话"), required=False),
    Text("needs_other", N_("其他需要"), required=False, most=100),
    Text("note", N_("置顶备注"), required=False, most=500, lines=True),
)
NOTE = (
    Choice("kind", N_("类型"), options=[(kind.code, kind.name) for kind in contacts.TYPED]),
    Text("text", N_("备注"), most=2000, lines=True),
)


@dataclass(frozen=True, slots=True)
class Minimal:
    """All that a list of dues may say of a household; only the number is needed."""

    account_no: str
    owner: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""


def open_minimal(by: Actor, households: Sequence[Minimal]) -> Written:
    """Open households of which little is known, in order; their numbers must be new. Inside the caller's transaction.

    What is missing can be filled in later by hand or by a list of households. The steps in the answer undo it.
    """
    places = Places(by.org_ids[0] if by.org_ids else 1)
    book = Book.of("", places)
    opened = household_opening.open_households(book, [_new(one) for one in households])
    search_keys.add([one.subject_id for one in opened])
    return Written(opened, places.made.steps)


def _new(one: Minimal) -> NewHousehold:
    place = place_of(one.address) if one.address else None
    owner = VACANT if not one.owner or one.owner in VACANT_WORDS else one.owner
    where = {"place": place} if place else {"address": one.address}
    return NewHousehold(one.account_no, {"owner": owner, "phones": one.phones, **where})


def ensure(by: Actor, one: Minimal) -> int:
    """The household with this number, opened when there is none; the id."""
    with db.writing():
        db.chain_lock("import")
        found = db.value("SELECT id FROM household WHERE account_no = ?", one.account_no)
        if found:
            return int(found)
        opened = open_minimal(by, [one]).touched[0]
        audit.record(by, "household.opened", "household", opened.subject_id, after={"account_no": one.account_no})
        return opened.subject_id


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
        home = _seen(by, household_id)
        if home.version != version:
            raise Moved(Say(N_("这一户刚被别人改过，请看过新内容再改。")))
        ext = {**home.ext, "needs": needs, "note": filled["note"] or ""}
        with search_keys.following([household_id]):
            phones = _phones(home, filled["phone"], typed.get("main", ""), lists.get("dead", []))
            Household.update(ext=ext, version=version + 1).where(Household.id == household_id).execute()
        before = {"needs": home.ext.get("needs", []), "note": home.ext.get("note", "")}
        after = {"needs": needs, "note": ext["note"], "phones": phones}
        audit.record(by, "household.changed", "household", household_id, before=before, after=after)
    return filled


def _phones(home: Household, new: str | None, main: str, dead: Sequence[str]) -> list[str]:
    """Write what the form says of the phones; the numbers in their new order, masked for the record."""
    there = customer_file.phones_of(home.id)
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
    party_id = customer_file.speaker(home.id)
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
        _seen(by, household_id)
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
        _seen(by, household_id)
        found = next((one for one in customer_file.phones_of(household_id) if one.id == phone_id), None)
        if found is None:
            raise Missing(Say(N_("没有这个电话")))
        audit.record(by, "phone.revealed", "household", household_id, after={"phone": masked(found.phone)})
    return found.phone


def _seen(by: Actor, household_id: int) -> Household:
    """The household as this person may see it; Missing otherwise."""
    scope = visible.households(by)
    if db.row(f"SELECT 1 FROM household h WHERE h.id = ? AND {scope.sql}", household_id, *scope.values) is None:
        raise Missing(Say(N_("没有这一户，或不在您负责的范围")))
    return Household.get_by_id(household_id)
