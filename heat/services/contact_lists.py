"""People beside households as a kind of import: contacts, tenants and payers with their phones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.queries import contact_lists as queries
from heat.queries import dues as homes_queries
from heat.queries.contact_lists import Person
from heat.rules.contact_list import ContactLine, check_contacts
from heat.rules.contacts import ROLES
from heat.rules.lists import CONTACTS
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.services import search_keys, traces
from heat.services.household_opening import party
from heat.services.import_kinds import Finding, Imported, Reading, Shown, Touched, Written, offered
from heat.services.list_homes import homes_of
from heat.services.traces import Trace
from heat.words import N_, Say

SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("name", N_("姓名"), ("name",)),
    Shown("role", N_("身份"), ("role",)),
    Shown("phones", N_("电话"), ("phone",)),
)


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the people of its household; phones are only ever added, nobody is taken away."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    homes = homes_of(reading, by)
    people: dict[tuple[int, str], dict[str, Person]] = {}
    for one in queries.people(homes.ids):
        people.setdefault((one.household_id, one.role), {})[one.name] = one
    for entry in entries:
        line: ContactLine = entry.value
        home = homes.get(line.account_no)
        there = people.get((home.id, line.role), {}) if home else {}
        finding = _beside(entry, there.get(line.name))
        finding.problems = homes.problems(line.row, line.account_no)
        if line.role == "owner" and there and line.name not in there and not finding.problems:
            header = reading.layout.header_of("name")
            finding.problems = (Problem(line.row, header, "owner_differs", line.name, next(iter(there))),)
        yield finding


def _beside(entry: Any, known: Person | None) -> Finding:
    line: ContactLine = entry.value
    said = {"name": line.name, "role": line.role, "phones": line.phones}
    if known is None:
        return Finding(entry, said, after=said)
    more = tuple(one for one in line.phones if one not in known.phones)
    if not more:
        return Finding(entry, said, known)
    return Finding(entry, said, known, {"phones": known.phones}, {"phones": (*known.phones, *more)})


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Write new people and further phones with their search keys; inside the caller's transaction."""
    homes = homes_queries.homes([one.entry.value.account_no for one in findings], clock.today())
    ids = [homes[one.entry.value.account_no].id for one in findings]
    with search_keys.following(list(dict.fromkeys(ids))):
        return Written([_written(home, one) for home, one in zip(ids, findings, strict=True)])


def _written(household_id: int, finding: Finding) -> Touched:
    line: ContactLine = finding.entry.value
    trace, known = Trace(), finding.known
    if known is None:
        kind, name, read, letters = party(line.name)
        party_id = trace.insert("party", kind=kind, name=name, pinyin=read, pinyin_initials=letters)
        link = {"household_id": household_id, "role": line.role}
        rank = db.value("SELECT count(*) FROM household_party WHERE household_id = ? AND role = ?", *link.values())
        trace.insert("household_party", **link, party_id=party_id, valid_from=clock.today(), rank=rank)
        phones, first = line.phones, 0
    else:
        party_id, first = known.party_id, len(known.phones)
        phones = finding.after["phones"][first:]
    for rank, phone in enumerate(phones, start=first):
        trace.insert("party_phone", party_id=party_id, phone=phone, rank=rank)
    version = db.value("SELECT version FROM party WHERE id = ?", party_id)
    # the household is the subject; whose version it is, the steps tell
    return Touched(household_id, version, trace.steps)


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them; the role in words."""
    return {
        name: "、".join(value) if isinstance(value, tuple) else ROLES.get(value, value) for name, value in facts.items()
    }


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """People who were edited, or who left their household, since they were imported; by row of the sheet."""
    party_ids = {one.row: _party_of(one) for one in imported}
    gone = queries.gone(list(party_ids.values()))
    versions = dict(
        db.rows(
            f"SELECT id, version FROM party WHERE id IN ({','.join('?' * len(party_ids)) or 'NULL'})",
            *party_ids.values(),
        )
    )
    why: dict[int, Say] = {}
    for one in imported:
        party_id = party_ids[one.row]
        if party_id in gone or versions.get(party_id) != one.touched.version:
            why[one.row] = Say(N_("导入后又被修改过"))
    return why


def _party_of(one: Imported) -> int:
    """Whom a line wrote: the party it made, or the one it gave a phone to."""
    kind, table, row_id = one.touched.steps[0][:3]
    if (kind, table) == ("+", "party"):
        return int(row_id)
    return int(db.value("SELECT party_id FROM party_phone WHERE id = ?", row_id) or 0)


def take_back(imported: Sequence[Imported], by: Actor) -> None:
    """Undo the writing of people, the last one first; inside the caller's transaction."""
    with search_keys.following(list(dict.fromkeys(one.touched.subject_id for one in imported))):
        for one in reversed(imported):
            traces.take_back(one.touched.steps)


IMPORTS = offered(CONTACTS, "household.import", globals(), check=check_contacts)
