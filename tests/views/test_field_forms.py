"""Nasty strings in what a valve job, a patrol and an inspection ask at the door: a sentence, never an error, nothing half."""

import pytest

from heat.models import Inspection, PatrolResult, ValveAct
from heat.rules.patrol_times import Schedule
from heat.services import inspections, patrols, tickets, valves
from heat.services import office as verbs
from heat.services.inspections import Task
from heat.services.patrols import Drawn
from tests import make
from tests.hostile import NUL, QUICK

FORMS = {
    "valve": {"valve_found": "open", "valve_state": "closed", "seal": "A1", "seal_off": "", "meter": "", "text": ""},
    "patrol": {"p-0-0": "70", "n-0-0": "", "p-0-1": "不正常", "minutes": ""},
    "inspection": {"finding": "abnormal", "record": "开着", "supply_c": "", "measured_m2": "", "unsigned": ""},
}


@pytest.fixture
def jobs(office) -> dict[str, int]:
    verbs.switch_on(["board", "valve", "patrol", "inspection"])
    make.team("A区抢修组", office.technician, office.inspector)
    home, agent, leader = make.household(), office.actor("agent"), office.actor("leader")
    made = {"valve": valves.open_job(agent, home, "close", "报停")}
    made["inspection"] = inspections.open_task(office.actor("manager"), home, Task("valve"))
    plan = Drawn("日检", "# 站\n温度 60~95 ℃\n泵", Schedule("days", minute=720), staff_id=office.technician)
    patrols.save(leader, plan)
    patrols.sweep()
    for ticket in made.values():
        tickets.move(leader, ticket.id, "assign", {"assignee": office.technician})
    made["patrol"] = patrols.Ticket.get(patrols.Ticket.source == "plan")
    for ticket in made.values():
        for step in ("accept", "arrive"):
            tickets.move(office.actor("technician"), ticket.id, step)
    return {kind: ticket.id for kind, ticket in made.items()}


@pytest.mark.parametrize("kind", FORMS)
def test_no_field_at_the_door_breaks_the_program(sign_in, jobs, kind):
    phone = sign_in("technician")

    for name in FORMS[kind]:
        for nasty in (*QUICK, NUL, "1e999"):
            answer = phone.post(f"/m/jobs/{jobs[kind]}/finish", data=FORMS[kind] | {name: nasty, "cause": ""})
            assert answer.status_code == 422, f"{kind} {name} answered {answer.status_code}"

    # what was asked for is never whole, so nothing of it is kept
    assert ValveAct.select().count() + PatrolResult.select().count() == 0
    assert Inspection.get().finding is None
