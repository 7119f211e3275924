"""PostgreSQL keeps clocks, drafts of the promise and the inbox alike."""

import pytest

from heat import clock
from heat.queries import clocks, inbox
from heat.services import breaches, tickets
from heat.services import clocks as promise
from heat.services import inbox as lines
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_draft_of_the_promise_is_written_published_and_kept(pg):
    admin = pg.actor("admin")
    promise.add_days(admin, "2027-02-06", "2027-02-12", works=False, name="春节")
    promise.set_week(admin, ["8:00-18:00"] * 6 + [""])
    assert clocks.drawing().draft
    promise.publish(admin)

    version_id, policy = clocks.current()
    assert policy.calendar.spans(clock.today()) == ((480, 1080),)
    assert len(clocks.simulated(version_id, "leak", 1, clock.now())) == 4


def test_clocks_are_held_swept_and_told_once(pg):
    make.team("A区抢修组", pg.technician, leader=pg.leader)
    breaches.sweep()
    ticket = make.ticket(pg.actor("agent"), make.household(), kind="leak")
    tickets.move(pg.actor("leader"), ticket.id, "assign", {"assignee": pg.technician})
    tickets.move(pg.actor("technician"), ticket.id, "hold", {"reason": "联系不上"})
    with clock.stopped(clock.now() + clock.HOUR):
        tickets.move(pg.actor("technician"), ticket.id, "resume")
    with clock.stopped(clock.now() + 4 * clock.HOUR):
        assert breaches.sweep() == 1
        assert breaches.sweep() == 0

    assert [one.goal for one in clocks.of(ticket.id)] == ["first", "arrive", "finish"]
    (item,) = inbox.items(pg.actor("leader"))
    lines.done(pg.actor("leader"), item.id)
    assert inbox.count(pg.actor("leader")) == 0
