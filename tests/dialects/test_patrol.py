"""PostgreSQL takes valve jobs, patrols and inspections alike."""

import pytest

from heat import clock
from heat.models import Hazard
from heat.queries import hazards
from heat.queries import inspections as inspection_queries
from heat.queries import patrols as queries
from heat.queries import valves as valve_queries
from heat.queries.inspections import Drawn
from heat.queries.valves import Wanted
from heat.rules.patrol_times import Schedule
from heat.services import inspections, patrols, valves
from heat.services import office as verbs
from heat.services.inspections import Task
from heat.services.patrols import Drawn as Plan
from tests import make
from tests.services import test_inspections, test_patrols, test_valves

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_valve_is_proved_and_listed(pg):
    make.team("A区抢修组", pg.technician)
    home, leader = make.household(account_no="300501"), pg.actor("leader")

    test_valves.done(pg, test_valves.job(pg, home))
    test_valves.done(pg, test_valves.job(pg, home, "check", "季中核查"), "open", "closed", "B2", "A1")

    (row,) = valve_queries.listed(leader, Wanted(state="closed", at_odds=True, words="b2".upper()))
    assert (row.seal, row.account, row.job) == ("B2", "supplied", None)
    assert valve_queries.counts(leader) == {"open": 0, "closed": 1, "odds": 1}
    assert [one.number for one in valve_queries.seals(leader)] == ["B2", "A1"]
    assert [one.suspect for one in valve_queries.suspects(leader)] == ["opened"]
    assert valve_queries.seal_at("B2") == "300501"
    assert len(valve_queries.of_household(home, clock.now() + 1)) == 2
    assert valves.open_many(pg.actor("agent"), [home], "open", "复热", team_id=None, once_key="many") == 1
    assert len(valve_queries.jobs(leader)) == 1


def test_a_patrol_is_walked_and_its_hazard_closed(pg):
    verbs.switch_on(["patrol"])
    make.team("巡检班", pg.technician)
    leader = pg.actor("leader")
    plan = Plan("日检", test_patrols.ROUTE, Schedule("days", 1, minute=13 * 60), staff_id=pg.technician)
    plan_id = patrols.save(leader, plan)
    test_patrols.walked(pg, test_patrols.fallen_due(), test_patrols.LEAKS, [1])
    make.repair(pg, Hazard.get().repair_id)
    (hazard,) = hazards.listed(leader)
    assert hazard.waits

    again = patrols.recheck(leader, hazard.id)
    assert hazards.rechecking(plan_id, hazard.point, hazard.item) == again.number
    test_patrols.walked(pg, again, {"p-0-0": "正常"})

    (row,) = queries.plans(leader)
    assert (row.due, row.done, row.hazards, row.percent) == (1, 1, 0, 100)
    assert queries.plans(make.clerk(make.branch(), "leader")) == []
    assert [walk.bad for walk in queries.rounds(plan_id)][-1] in (0, 1)
    assert len(queries.readings(row)[("P1", "供水温度")]) == 1
    assert [one.id for one in hazards.listed(leader, closed=True, plan_id=plan_id)] == [hazard.id]
    with clock.stopped(clock.now() + 3 * clock.DAY):
        assert patrols.sweep() > 0


def test_an_inspection_is_decided_and_waived(pg):
    make.tariff()
    home, manager = make.household(account_no="300501"), pg.actor("manager")
    ticket = test_inspections.confirmed(pg, home, blacklist="1")

    (row,) = inspection_queries.listed(manager, "decided")
    assert (row.penalty_fen, row.blacklisted) == (50_000, True)
    assert inspections.waive(pg.actor("accountant"), ticket.id, "复核") == 50_000
    test_inspections.stopped(home)
    assert inspections.draw(manager, Drawn(), 1, pg.inspector, once_key="lot") == 1
    assert inspection_queries.counts(manager) == {"open": 1, "waiting": 0, "decided": 1}
    with pytest.raises(Exception, match="没有办完"):
        inspections.open_task(manager, home, Task("check"))
