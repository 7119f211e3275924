"""The demo town: staff, households, bills, payments and repairs, all made by the office's own acts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from heat import clock, db
from heat.models import Staff, SupplyPeriod, Team, TeamArea, TeamMember
from heat.queries import accounts
from heat.rules import seasons as calendar
from heat.rules import town
from heat.rules.addresses import Place
from heat.rules.office import MODULES
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.tender import Handed
from heat.services import (
    billing,
    demo_calls,
    demo_changes,
    demo_costs,
    demo_incidents,
    demo_knowledge,
    demo_machines,
    demo_stock,
    demo_surveys,
    demo_tickets,
    demo_week,
    duplicates,
    household_opening,
    office,
    payments,
    people,
    place_tree,
    quality,
    search_keys,
    seasons,
    tags,
    tariffs,
)
from heat.services.demo_town import Progress, Town, Wish
from heat.services.household_opening import Book, NewHousehold
from heat.services.payments import Paid
from heat.services.places import Places
from heat.words import N_, Refused, Say

CREW = {
    "admin": "方静",
    "manager": "陈思远",
    "agent": "李娜",
    "leader": "郭永强",
    "technician": "王建国",
    "cashier": "赵慧",
    "accountant": "周正",
    "inspector": "孙立",
}
TEAMS = ("A区抢修组", "B区维修组", "C区维修组")
MORE_TECHNICIANS = ("刘志强", "马海涛", "何俊杰", "高新民", "罗文斌")
COMPANY = {
    "company.name": "暖城供热（演示）",
    "company.hotline": "0000-96000",
    "company.address": "暖城光明路 1 号营业厅",
}
RESIDENT, BUSINESS = Decimal("24.00"), Decimal("35.00")
_CHUNK = 1000
_CALLERS = 6  # at the counter on the day itself
_ENOUGH = 60  # tickets, and households, from which there is more to see than repairs


def build(wish: Wish, progress: Progress = lambda _what, _done, _total: None) -> list[tuple[str, str, str]]:
    """Make the town in an empty office; (login, password, role) of its staff. The same seed and day give the same rows.

    Refused when there is any member of staff or household. Two thousand households take about half a minute.
    """
    if db.row("SELECT 1 FROM staff LIMIT 1") or db.row("SELECT 1 FROM household LIMIT 1"):
        raise Refused(Say(N_("这个数据目录已经有员工或用户，演示小城只能建在空目录里：请用 --data 指定新目录")))
    made = Town(wish, random.Random(wish.seed), clock.today(), progress)  # noqa: S311 - a town, not a secret
    codes = _codes(made)
    # the repairs of a year ago need their households and people, also in a town of one season
    with clock.stopped(min(_day_of(codes[0], 9, 1), made.today - timedelta(days=400))):
        _hire(made)
        _settle(made, codes)
        demo_machines.fill(made.actor("leader"), made.today)
    for code in codes[:-1]:
        _winter(made, code, share=0.95 if code != codes[-2] else 0.9)
    if wish.billed:
        _winter(made, codes[-1], share=0.6)
    alive = min(wish.tickets, wish.households) >= _ENOUGH
    if alive:
        demo_tickets.field_work(made)
    demo_tickets.troubles(made, demo_incidents.REPORTS if alive else 0)
    if alive:
        demo_machines.repairs(made.actor("leader"), made.actor("technician"), made.today)
        _today(made, demo_tickets.morning(made))
    demo_machines.lately(made.actor("leader"), made.today)
    demo_surveys.fill(made.dice, made.actor, min(60, made.wish.households // 4))
    # what the first night would find
    quality.count()
    tags.refresh()
    duplicates.compare()
    db.analyze()
    return [(role, wish.password, role) for role in CREW]


def _today(made: Town, now: int) -> None:
    """What is going on this morning, beside the repairs."""
    demo_incidents.running(made, now)
    demo_calls.fill(made.actor("agent"), made.actor("leader"), made.dice, made.homes, now)
    with clock.stopped(now):
        demo_costs.refill(made.actor("leader"), made.technicians)
    demo_week.on_duty(made)
    demo_week.agreed(made, now)
    demo_week.told_of_late(now)
    if made.wish.billed:
        demo_changes.fill(made, now)
    _counter(made, now)


def _counter(made: Town, now: int) -> None:
    """A few who come this morning to pay what is left; nobody before the day has begun."""
    owing = (home for home in made.dice.sample(made.homes, len(made.homes)) if accounts.open_fen(home) > 0)
    cashier = made.actor("cashier")
    for n, home in enumerate(islice(owing, _CALLERS)):
        at = now - (_CALLERS - n) * 7 * clock.MINUTE
        if at >= clock.start_of(made.today):
            with clock.stopped(at):
                _pay(made, cashier, home, "today")


def _codes(made: Town) -> list[str]:
    year = int(calendar.season_code(made.today)[:4])
    return [f"{y}-{y + 1}" for y in range(year - max(1, made.wish.seasons) + 1, year + 1)]


def _day_of(code: str, month: int, day: int) -> date:
    return date(int(code[:4]), month, day)


def _hire(made: Town) -> None:
    for role, name in CREW.items():
        made.staff[role] = people.add(SYSTEM, login=role, name=name, roles=(role,), password=made.wish.password)
        made.progress("员工", len(made.staff), len(CREW))
    made.technicians = [made.staff["technician"]]
    for n, name in enumerate(MORE_TECHNICIANS, start=2):
        made.technicians.append(people.add(SYSTEM, login=f"technician{n}", name=name, roles=("technician",)))
    with db.writing():
        for number, staff_id in enumerate(made.technicians):
            Staff.update(phone=town.phone(9_000_000 + number)).where(Staff.id == staff_id).execute()
        for n, name in enumerate(TEAMS):
            team_id = Team.insert(org_id=1, code=f"T{n + 1}", name=name, leader_id=made.staff["leader"]).execute()
            members = made.technicians[n :: len(TEAMS)] + ([made.staff["leader"]] if n == 0 else [])
            for staff_id in members:
                TeamMember.insert(team_id=team_id, staff_id=staff_id, valid_from=clock.today()).execute()
    office.decide(made.actor("admin"), dict(COMPANY))
    office.switch_on(list(MODULES))
    demo_stock.fill(made.actor("leader"), made.technicians)
    demo_costs.rates(made.actor("admin"), made.technicians)
    demo_knowledge.fill([made.actor(role) for role in ("agent", "leader", "cashier")], made.actor("agent"))


def _settle(made: Town, codes: list[str]) -> None:
    """Tariffs, seasons and households, who are supplied or not in every season."""
    tariffs.simple(SYSTEM, RESIDENT, BUSINESS, clock.today())
    for code in codes:
        seasons.plan(SYSTEM, code, _dates(made, code, last=code == codes[-1]))
    ids = {code: seasons.id_of(code) for code in codes}
    homes = list(town.homes(made.wish.households, made.dice))
    places = Places()
    for start in range(0, len(homes), _CHUNK):
        chunk = homes[start : start + _CHUNK]
        with db.writing():
            book = Book.of(codes[0], places)
            opened = household_opening.open_households(book, [NewHousehold(h.account_no, _facts(h)) for h in chunk])
            search_keys.add([one.subject_id for one in opened])
            for code in codes[1:]:
                _supply(ids[code], code, [(one.subject_id, h.state) for one, h in zip(opened, chunk, strict=True)])
        made.homes += [one.subject_id for one in opened]
        made.progress("用户", len(made.homes), len(homes))
    with db.writing():
        _give_areas()
        _heat()
        db.run(
            "UPDATE building SET floors = "
            "(SELECT coalesce(max(h.floor), 1) FROM household h WHERE h.building_id = building.id), "
            "entrances = (SELECT count(*) FROM entrance e WHERE e.building_id = building.id)"
        )


def _dates(made: Town, code: str, *, last: bool) -> seasons.Dates:
    first, end, due = _day_of(code, 11, 15), date(int(code[5:]), 3, 15), _day_of(code, 12, 31)
    if last and made.today <= _day_of(code, 11, 28):
        # soon enough that the reminders of the demo have somebody to remind
        due = max(_day_of(code, 11, 20), made.today) + timedelta(days=3)
    return seasons.Dates(first, end, due)


def _facts(home: town.Home) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "place": Place(home.community, home.building, home.entrance, home.room),
        "charge_m2": home.area_m2,
        "gross_m2": home.area_m2,
        "use_class": home.use_class,
        "state": home.state,
    }
    if not home.vacant:
        facts["owner"] = home.owner
    if home.phone:
        facts["phones"] = (home.phone,)
    return facts


def _supply(season_id: int, code: str, states: list[tuple[int, str]]) -> None:
    first, turn = _day_of(code, 11, 15), date(int(code[5:]), 7, 1)
    rows = [
        {"household_id": i, "season_id": season_id, "state": state, "valid_from": first, "valid_to": turn}
        for i, state in states
        if state != "none"
    ]
    for start in range(0, len(rows), 200):
        SupplyPeriod.insert_many(rows[start : start + 200]).execute()


def _give_areas() -> None:
    team_ids = [team_id for (team_id,) in db.rows("SELECT id FROM team ORDER BY id")]
    for n, (community_id,) in enumerate(db.rows("SELECT id FROM community ORDER BY id")):
        TeamArea.insert(team_id=team_ids[n % len(team_ids)], community_id=community_id).execute()


def _heat() -> None:
    """A source, a substation for every other community, and a circuit for each community."""
    source = place_tree.add_heat(SYSTEM, "heat_source", "城东热源厂")
    station = 0
    for n, (community_id, name) in enumerate(db.rows("SELECT id, name FROM community ORDER BY id")):
        if n % 2 == 0:
            station = place_tree.add_heat(SYSTEM, "substation", f"{n // 2 + 1}# 换热站", source)
        circuit = place_tree.add_heat(SYSTEM, "circuit", f"{name}机组", station)
        place_tree.set_circuit(SYSTEM, "community", community_id, circuit)


def _winter(made: Town, code: str, *, share: float) -> None:
    """Bill a season in October and let most of the town pay until the new year, or until today."""
    with clock.stopped(min(_day_of(code, 10, 15), made.today)):
        billing.run(made.actor("accountant"), code)
    last = min(_day_of(code, 12, 28), made.today)
    days = max(1, (last - _day_of(code, 10, 16)).days)
    paying = [home for home in made.homes if made.dice.random() < share]
    when = sorted((made.dice.randrange(days), made.dice.randrange(8 * 60), home) for home in paying)
    cashier = made.actor("cashier")
    for start in range(0, len(when), _CHUNK // 4):
        with db.writing():
            for day, minute, home in when[start : start + _CHUNK // 4]:
                at = clock.start_of(_day_of(code, 10, 16) + timedelta(days=day)) + (9 * 60 + minute) * clock.MINUTE
                with clock.stopped(min(at, clock.start_of(made.today) + clock.HOUR)):
                    _pay(made, cashier, home, code)
        made.progress(f"{code} 缴费", min(start + _CHUNK // 4, len(when)), len(when))


def _pay(made: Town, cashier: Actor, home: int, code: str) -> None:
    owed = accounts.open_fen(home)
    if owed <= 0:
        return
    # one in thirty pays half and the rest never
    fen = owed // 2 if made.dice.random() < 1 / 30 and owed > 200 else owed
    method = made.dice.choices(("cash", "wechat", "alipay", "pos"), weights=(3, 4, 2, 1))[0]
    payments.take(cashier, home, Paid((Handed(method, fen),)), once_key=f"demo:{code}:{home}")
