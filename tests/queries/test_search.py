"""The one search box."""

import pytest

from heat.queries import search
from heat.services import search_keys
from tests import make
from tests.counting import queries_of


@pytest.fixture
def town(office) -> dict[str, int]:
    people = {"3-2-501": "刘奶奶", "3-2-502": "张秀英", "3-2-601": "张秀兰", "4-1-101": "云溪物业有限公司"}
    homes = {
        name: make.household(address, owner=name, phone=f"1380000{n:04}", account_no=f"3000{n:02}")
        for n, (address, name) in enumerate(people.items(), 61)
    }
    search_keys.add(list(homes.values()))
    return homes


def names(office, text: str) -> list[str]:
    return [row.owner for row in search.search(office.actor("agent"), text).households]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("300061", ["刘奶奶"]),
        ("奶奶", ["刘奶奶"]),
        ("秀", ["张秀兰", "张秀英"]),
        ("张秀", ["张秀兰", "张秀英"]),
        ("lnn", ["刘奶奶"]),
        ("ZXY", ["张秀英"]),
        ("0062", ["张秀英"]),
        ("13800000063", ["张秀兰"]),
        ("138 0000 0063", ["张秀兰"]),
        ("幸福里3-2-501", ["刘奶奶"]),
        ("幸福里 3号楼2单元502", ["张秀英"]),
        ("xfl4-1-101", ["云溪物业有限公司"]),
        ("物业", ["云溪物业有限公司"]),
        ("幸福里3-2", ["刘奶奶", "张秀英", "张秀兰"]),
        ("幸福里3 张秀", ["张秀英", "张秀兰"]),
        ("幸福里3 刘", ["刘奶奶"]),
        ("没有这个人", []),
        ("", []),
        ("\0", []),
        ("%_'\"", []),
    ],
)
def test_a_household_is_found_by_what_people_say(office, town, text, found):
    assert names(office, text) == found


def test_a_ticket_is_found_by_the_end_of_its_number_too(office, town):
    ticket = make.ticket(office.actor("agent"), town["刘奶奶"])

    for text in (ticket.number, ticket.number.lower(), ticket.number.removeprefix("GD")):
        assert [row.number for row in search.search(office.actor("agent"), text).tickets] == [ticket.number]


def test_open_tickets_of_the_household_stand_beside_it(office, town):
    ticket = make.ticket(office.actor("agent"), town["刘奶奶"])

    assert [row.number for row in search.search(office.actor("agent"), "刘奶奶").tickets] == [ticket.number]


def test_a_search_asks_no_more_when_the_office_grows(office, town):
    agent = office.actor("agent")
    few = queries_of(lambda: search.search(agent, "张秀"))
    search_keys.add([make.household(f"5-1-{n}", owner="张秀") for n in range(101, 141)])

    found = search.search(agent, "张秀")

    assert (len(found.households), found.more) == (search.FEW, True)
    assert queries_of(lambda: search.search(agent, "张秀")) <= few


def test_those_who_may_not_see_households_find_none(office, town):
    assert search.search(office.actor("technician"), "刘奶奶").nothing
