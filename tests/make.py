"""Makers: one plain function a thing, everything defaulted, values written as people read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from heat import clock, db
from heat.models import (
    Building,
    Community,
    Design,
    DesignVersion,
    Entrance,
    Household,
    HouseholdParty,
    HouseholdTerms,
    Org,
    OrgAbove,
    Party,
    PartyPhone,
    SeasonAccount,
    Team,
    TeamMember,
    TicketKind,
)
from heat.queries import flow_bodies
from heat.queries import own_fields as own_field_queries
from heat.rules.callbacks import DEFAULT
from heat.rules.ledger import NewCharge, Posting
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.tender import Handed
from heat.services import (
    billing,
    ledger,
    own_fields,
    payments,
    people,
    seasons,
    sessions,
    surveys,
    tariffs,
    tickets,
)
from heat.services import office as verbs
from heat.services.payments import Paid
from heat.services.tickets import Intake

_numbers = count(1)


def branch(code: str = "DQ", name: str = "东区分公司") -> int:
    """A branch right below the company; the id."""
    org_id = Org.insert(parent_id=1, kind="branch", code=code, name=name, pinyin="").execute()
    OrgAbove.insert_many(
        [{"org_id": org_id, "above_id": above, "depth": org_id != above} for above in (org_id, 1)]
    ).execute()
    return org_id


def clerk(org_id: int, *roles: str) -> Actor:
    """A member of staff of one branch alone."""
    staff_id = people.add(SYSTEM, login=f"clerk-{next(_numbers)}", name="外区小钱", roles=roles, org_id=org_id)
    return sessions.staff_actor(staff_id) or SYSTEM


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


def house() -> int:
    """Building 3 with two entrances of three floors, a home on each; its id."""
    for entrance in (1, 2):
        for floor in (4, 5, 6):
            household(f"3-{entrance}-{floor}01", owner=f"住户{entrance}{floor}")
    return int(Building.get(Building.number == "3").id)


def owns(household_id: int, name: str, phone: str = "") -> int:
    """Give a household its owner; the party's id."""
    party_id = Party.insert(kind="person", name=name, pinyin="", pinyin_initials="").execute()
    HouseholdParty.insert(
        household_id=household_id, party_id=party_id, role="owner", valid_from="2020-01-01", rank=0
    ).execute()
    if phone:
        PartyPhone.insert(party_id=party_id, phone=phone).execute()
    return party_id


def sold(household_id: int, on: str, to: str = "新房东", phone: str = "") -> int:
    """Let the owner of today end on a day and somebody else begin; the new party's id."""
    HouseholdParty.update(valid_to=on).where(
        (HouseholdParty.household_id == household_id)
        & (HouseholdParty.role == "owner")
        & (HouseholdParty.valid_to == "9999-12-31")
    ).execute()
    party_id = owns(household_id, to, phone)
    HouseholdParty.update(valid_from=on).where(HouseholdParty.party_id == party_id).execute()
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


def dispatched(office):
    """A repair given to the technician, whose team has an inspector too; the board is switched on."""
    verbs.switch_on(["board"])
    team("A区抢修组", office.technician, office.inspector)
    told = {"assignee": office.technician}
    return tickets.move(office.actor("leader"), ticket(office.actor("agent"), household()).id, "assign", told)


def tariff(resident: str = "25.00", business: str = "38.50") -> None:
    """The two prices of a small office, in force since summer."""
    tariffs.simple(SYSTEM, Decimal(resident), Decimal(business), date(2026, 7, 1))


def billed(address: str = "3-2-501", *, area: str = "96.40", **more) -> int:
    """A household with its bill of this season: 96.40 m² at 25 yuan = 2,410.00 yuan unless said otherwise; the id."""
    home = household(address, area=area, **more)
    if db.value("SELECT count(*) FROM tariff") == 0:
        tariff()
    billing.run(SYSTEM, "2026-2027")
    return home


def old_debt(household_id: int, yuan: str = "112.24", season: str = "2025-2026", due_on: date = date(2025, 12, 31)):
    """A line left open from an earlier season; the charge's id."""
    season_id = seasons.ensure(season)
    account_id = SeasonAccount.insert(
        household_id=household_id,
        season_id=season_id,
        community_id=db.value("SELECT community_id FROM household WHERE id = ?", household_id),
        debtor_id=db.value("SELECT party_id FROM household_party WHERE household_id = ?", household_id),
        tariff_id=tariffs.for_lists(SYSTEM),
        area_basis="list",
        area_m2=0,
        price=0,
        use_class="居民",
        charge_kind="list",
        supply_state="supplied",
        opened_at=clock.now(),
    ).execute()
    charge = NewCharge(
        account_id,
        household_id,
        season_id,
        db.value("SELECT debtor_id FROM season_account WHERE id = ?", account_id),
        "heat",
        int(Decimal(yuan) * 100),
        f"old:{account_id}",
        due_on,
    )
    ledger.post(SYSTEM, Posting("charge", f"old:{account_id}", charges=(charge,)))
    return db.value("SELECT id FROM charge WHERE account_id = ?", account_id)


def paid(by, household_id: int, yuan: str, method: str = "cash", key: str = "", **more) -> int:
    """A payment at the counter; the receipt's id."""
    handed = (Handed(method, int(Decimal(yuan) * 100)),)
    return payments.take(by, household_id, Paid(handed, **more), once_key=key or f"key-{next(_numbers)}")


def _one(table, **columns) -> int:
    keys = [key for key in columns if key in ("community_id", "building_id", "number")]
    condition = [getattr(table, key) == columns[key] for key in keys]
    found = table.select(table.id).where(*condition).first()
    return found.id if found else table.insert(**columns).execute()


def repaired(office, address: str = "3-2-501") -> int:
    """A ticket of its own household that 小张 has finished and nobody has called about; the id."""
    made = ticket(office.actor("agent"), household(address))
    return repair(office, made.id)


def repair(office, ticket_id: int, **told) -> int:
    """Let 老李 give a ticket to 小张 and 小张 finish it; the id."""
    if not db.row("SELECT 1 FROM team_member WHERE staff_id = ?", office.technician):
        team("A区抢修组", office.technician)
    tickets.move(office.actor("leader"), ticket_id, "assign", {"assignee": office.technician})
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket_id, step)
    tickets.move(office.actor("technician"), ticket_id, "finish", {"cause": "系统有气"} | told)
    return ticket_id


def flow(body: dict[str, Any], kind: str = "other", by: int | None = None) -> int:
    """A published flow that tickets of a kind run on from now on; the version's id."""
    n = next(_numbers)
    design_id = Design.insert(kind="flow", code=f"drawn-{n}", name=f"流程{n}", org_id=1).execute()
    row = {"design_id": design_id, "version": 1, "body": body, "published_at": clock.now(), "by_id": by}
    version_id = DesignVersion.insert(**row).execute()
    Design.update(current_id=version_id).where(Design.id == design_id).execute()
    TicketKind.update(flow_id=design_id).where(TicketKind.code == kind).execute()
    flow_bodies.standing.cache_clear()  # nobody has published it, so nothing remembered knows of it
    flow_bodies.to_be_called.cache_clear()
    return version_id


def complaint(office, household_id: int, summary: str = "师傅说话态度不好") -> int:
    """A complaint taken on the phone and sent on to be investigated; the id."""
    made = tickets.take(office.actor("agent"), Intake("complaint", summary, household_id=household_id))
    tickets.move(office.actor("agent"), made.id, "taken-blame")
    return int(made.id)


def survey(office) -> int:
    """A published questionnaire: x1 a choice that must be made, x2 a line of text; the id."""
    survey_id = surveys.create(office.actor("manager"), "冬季满意度", "请说说您家的情况")
    admin, subject = office.actor("admin"), f"survey-{survey_id}"
    for kind in ("choice", "text"):
        own_fields.add(admin, subject, kind)
    told = {"name": "满意吗", "required": "1", "choices": [("c1", "选项一"), ("c2", "选项二")]}
    own_fields.change(admin, subject, "x1", told)
    own_fields.publish(admin, subject)
    return survey_id


def callback_plan(**changes) -> None:
    """Make another plan of call-backs the one in force."""
    design = Design.get((Design.kind == "rule") & (Design.code == "callback"))
    version = DesignVersion.select().where(DesignVersion.design_id == design.id).count() + 1
    row = {"design_id": design.id, "version": version, "body": DEFAULT | changes, "published_at": clock.now()}
    Design.update(current_id=DesignVersion.insert(row).execute()).where(Design.id == design.id).execute()


def own_field(admin, kind: str, subject: str = "household", **told) -> str:
    """A published own field; its code."""
    code = own_fields.add(admin, subject, kind)
    one = next(one for one in own_field_queries.drawing(subject).fields if one.code == code)
    choices = [(choice["id"], choice["label"]) for choice in one.options.get("choices", ())]
    own_fields.change(
        admin, subject, code,
        {"name": one.name, "choices": choices, "columns": one.columns, "formula": one.options.get("formula", "")} | told,
    )  # fmt: skip
    own_fields.publish(admin, subject)
    return code
