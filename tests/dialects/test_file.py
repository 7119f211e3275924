"""PostgreSQL answers the file alike: tabs, days of the past, timeline, people, tags, devices."""

from datetime import date

import pytest

from heat import clock
from heat.models import DeviceFit, HouseholdParty, Party, Reading
from heat.queries import (
    accounts,
    as_of,
    changes,
    customer_file,
    customers,
    equipment,
    household_history,
    household_people,
    household_tags,
    portrait,
    temperatures,
    timeline,
)
from heat.queries.customers import Filter
from heat.queries.timeline import Asked
from heat.services import equipment as devices
from heat.services import household_people as people
from heat.services import household_tags as by_hand
from heat.services import households, scans, tags
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]
ID = "11010519491231002X"


def test_a_file_of_today_and_of_a_past_day(pg):
    agent, home = pg.actor("agent"), make.billed()
    make.sold(home, "2025-06-01")
    made = make.ticket(agent, home)
    then, now = as_of.on(date(2025, 1, 15)), as_of.now()

    assert customer_file.customer_file(agent, home, then).owner.name == "刘奶奶"
    found = customer_file.customer_file(agent, home)
    assert (found.owner.name, found.open_fen, found.sizes["tickets"]) == ("新房东", 241_000, 1)
    assert customer_file.tickets_of(pg.actor("agent"), home, then) == []
    with clock.stopped(date(2026, 11, 23)):
        make.repair(pg, made.id)
        assert customer_file.tickets_of(pg.actor("agent"), home, as_of.on(date(2026, 11, 21)))[0].state == "new"
    assert [one.open_fen for one in customer_file.seasons_of(home, now)] == [241_000]
    assert customer_file.seasons_of(home, then) == [] and customer_file.open_fen(home, then) == 0
    assert accounts.prepaid_fen(home, date(2025, 1, 15)) == 0 and accounts.payments(home, on=date(2025, 1, 15)) == []
    assert portrait.paid(home, accounts.of_household(home), now)[0].settled_on is None
    assert portrait.repairs(home, now)[1] == 1 and portrait.levels(home, now) == []


def test_the_timeline_is_paged_and_searched(pg):
    agent, home = pg.actor("agent"), make.household()
    make.repair(pg, make.ticket(agent, home).id)
    households.note(agent, home, {"kind": "note", "text": "100% 记下"})
    history = household_history.of(home)

    first = timeline.lines(home, history, Asked(limit=3))
    rest = timeline.lines(home, history, Asked(before=first[2].place))
    assert len(first[:3]) + len(rest) == sum(timeline.counts(home, history).values())
    assert [line.text for line in timeline.lines(home, history, Asked(words="0% 记"))] == ["100% 记下"]
    assert [str(line.title) for line in timeline.lines(home, history, Asked(words="接单"))] == ["接单"]
    assert changes.of(home, as_of.now()) == []


def test_people_tags_devices_and_papers(pg):
    agent, manager, home = pg.actor("agent"), pg.actor("manager"), make.household(account_no="300501")
    other = make.household("4-1-101", owner="张先生", phone="13800000101", account_no="300999")
    child = {"role": "contact", "kind": "person", "name": "小磊", "phone": "13800002208", "number": ID}
    assert people.add(agent, home, child).ok and people.add(agent, other, child | {"role": "payer"}).ok
    party = Party.get(Party.name == "小磊").id
    assert people.show_number(manager, home, party) == ID
    assert [one.household_id for one in household_people.other_homes(agent, home, [party])] == [other]
    link = HouseholdParty.get(HouseholdParty.role == "contact")
    assert by_hand.add(agent, home, {"tag": "边户", "reason": "东山墙"}).ok
    assert by_hand.blacklist(manager, home, party, {"reason": "私自开栓"}).ok
    assert people.end(agent, home, link.id, {"reason": "搬走", "on": "2026-11-22"}).ok
    assert [one.code for one in household_tags.of(home)] == ["blacklist", "边户"]
    for _ in range(2):
        make.ticket(agent, home)
    assert tags.refresh() == 0  # the second ticket brought it in step
    assert household_tags.codes() == ["repeat-repairs", "边户"]
    assert customers.ids(agent, Filter(tag="边户"), limit=9) == [home]
    assert devices.add(agent, home, {"kind": "room-sensor", "serial": "T-1", "since": "2026-11-01"}).ok
    fit = DeviceFit.get()
    Reading.insert(device_id=fit.device_id, at=clock.now(), value=172).execute()
    assert temperatures.newest(home, [], as_of.now()).tenths == 172
    winter = ("2026-2027", date(2026, 11, 15), date(2027, 3, 15))
    assert temperatures.winters(home, [winter], [], as_of.now())[0].mean is not None
    assert devices.move(agent, home, fit.id, {"account_no": "300999"}).ok
    assert [one.serial for one in equipment.devices(other, as_of.now())] == ["T-1"]
    contract = {"number": "HT-1", "kind": "supply", "state": "in-force", "since": "2024-11-01"}
    assert scans.sign(agent, home, contract, None, "").ok
    assert equipment.contracts(home, as_of.now())[0].number == "HT-1" and equipment.papers(home, as_of.now()) == []
    assert tags.refresh([home, other]) == 0
