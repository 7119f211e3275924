"""Makers: one plain function a thing, everything defaulted, values written as people read them."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from heat import clock, db
from heat.models import (
    Building,
    Community,
    Entrance,
    Household,
    HouseholdParty,
    HouseholdTerms,
    Party,
    PartyPhone,
    Team,
    TeamMember,
)
from heat.services import tickets
from heat.services.tickets import Intake

_numbers = count(1)


def community(name: str = "幸福里", code: str = "XFL") -> int:
    """A community; the same one for the same code."""
    found = Community.get_or_none(Community.code == code)
    if found:
        return found.id
    row = {"org_id": 1, "code": code, "name": name, "abbr": code, "pinyin": "xingfuli", "pinyin_initials": "xfl"}
    return Community.insert(**row).execute()


def household(
    address: str = "3-2-501",
    *,
    owner: str = "刘奶奶",
    phone: str = "13800000501",
    area: str = "89.50",
    account_no: str = "",
    in_community: str = "XFL",
) -> int:
    """A household at building-entrance-room with its owner, phone and area; the id."""
    community_id = community(code=in_community)
    building, entrance, room = address.split("-")
    building_id = _one(Building, community_id=community_id, number=building, sort=int(building), floors=6, entrances=2)
    entrance_id = _one(Entrance, building_id=building_id, number=entrance)
    household_id = Household.insert(
        account_no=account_no or f"{900000 + next(_numbers)}",
        community_id=community_id,
        building_id=building_id,
        entrance_id=entrance_id,
        floor=int(room[:-2] or 1),
        column_no=int(room[-2:]),
        room=room,
        room_key=f"{entrance}-{room}",
        circuit_id=1,
        address=f"幸福里{building}号楼{entrance}单元{room}",
        connected="connected",
    ).execute()
    HouseholdTerms.insert(
        household_id=household_id,
        valid_from="2020-01-01",
        gross_m2=Decimal(area),
        charge_m2=Decimal(area),
        use_class="居民",
        stat_class="居民",
        charge_kind="area",
    ).execute()
    owns(household_id, owner, phone)
    return household_id


def owns(household_id: int, name: str, phone: str = "") -> int:
    """Give a household its owner; the party's id."""
    party_id = Party.insert(kind="person", name=name, pinyin="", pinyin_initials="").execute()
    HouseholdParty.insert(
        household_id=household_id, party_id=party_id, role="owner", valid_from="2020-01-01", rank=0
    ).execute()
    if phone:
        PartyPhone.insert(party_id=party_id, phone=phone).execute()
    return party_id


def team(name: str = "A区抢修组", *members: int, leader: int | None = None) -> int:
    """A team with members from today on; the id."""
    team_id = Team.insert(org_id=1, code=f"T{next(_numbers)}", name=name, leader_id=leader).execute()
    for staff_id in members:
        TeamMember.insert(team_id=team_id, staff_id=staff_id, valid_from=clock.today()).execute()
    return team_id


def ticket(by, household_id: int | None = None, kind: str = "no_heat", summary: str = "客厅不热"):
    """A ticket taken on the phone."""
    home = household_id if household_id is not None else db.value("SELECT min(id) FROM household") or household()
    return tickets.take(by, Intake(kind, summary, household_id=home))


def _one(table, **columns) -> int:
    keys = [key for key in columns if key in ("community_id", "building_id", "number")]
    condition = [getattr(table, key) == columns[key] for key in keys]
    found = table.select(table.id).where(*condition).first()
    return found.id if found else table.insert(**columns).execute()
