"""The inbox: late work leads to its ticket and goes when it is seen to."""

import pytest

from heat import clock
from heat.services import breaches
from tests import make
from tests.counting import queries_of


@pytest.fixture
def leader(sign_in, office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    breaches.sweep()
    return sign_in("leader")


def late(office, *rooms):
    made = [make.ticket(office.actor("agent"), make.household(f"3-2-{room}"), kind="leak") for room in rooms]
    with clock.stopped(clock.now() + 15 * clock.MINUTE):
        breaches.sweep()
    return made


def test_late_work_waits_in_the_menu_and_leads_to_its_ticket(leader, office):
    (ticket,) = late(office, 501)

    assert 'href="/inbox"' in leader.get("/desk").text
    assert f"/tickets/{ticket.number}" in leader.get("/inbox").text


def test_what_was_seen_to_goes(leader, office):
    late(office, 501, 601)

    leader.post("/inbox/1/done")
    assert "3号楼2单元601" in leader.get("/inbox").text
    leader.post("/inbox/done")
    assert "没有待办" in leader.get("/inbox").text


def test_nobody_sees_to_anothers(leader, office, sign_in):
    late(office, 501)

    assert sign_in("agent").post("/inbox/1/done").status_code == 404


def test_a_long_inbox_asks_as_much_as_a_short_one(leader, office):
    late(office, 501)
    few = queries_of(lambda: leader.get("/inbox"))
    late(office, 601, 502, 602)

    assert queries_of(lambda: leader.get("/inbox")) == few
