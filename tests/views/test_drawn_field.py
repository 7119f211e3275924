"""Field work drawn from nothing, with codes and words of its own: on the board, on the phone and on paper all the same."""

import pytest

from heat import clock, db
from heat.models import Ticket
from heat.queries import orders
from heat.queries import tickets as queries
from heat.rules.codes import short_code
from heat.services import office as verbs
from heat.services import tickets
from heat.views import my_words
from tests import make
from tests.rules.drawn import arrow, drawn

HOLDER = {"owner": {"kind": "holder"}}
FLOW = drawn(
    {
        "s1": {"name": "登记", "phase": "new", "owner": {"kind": "role", "code": "agent"}},
        "s2": {"name": "排人", "phase": "active", "owner": {"kind": "role", "code": "leader"}},
        "s3": {"name": "出发前", "phase": "active", "ops": ["suspend"], **HOLDER},
        "s4": {"name": "入户", "phase": "active", **HOLDER},
        "s5": {"name": "电话核实", "phase": "waiting", "owner": {"kind": "role", "code": "agent"}},
        "s6": {"name": "完", "phase": "done", "kind": "end"},
    },
    "",
    arrow("s1", "s2", "owner"),
    arrow("s2", "s3", "ticket.assign", "assign", asks=["team"]),
    arrow("s3", "s4", "owner", "accept"),
    arrow("s4", "s5", "owner", "finish", asks=["cause"]),
    arrow("s5", "s6", "ticket.call-back", "close", asks=["result"]),
)
# the least an office may draw: somebody goes, and says so
BARE = drawn(
    {
        "s1": {"name": "登记", "phase": "new", "owner": {"kind": "role", "code": "agent"}},
        "s2": {"name": "上门", "phase": "active", **HOLDER},
        "s3": {"name": "完", "phase": "done", "kind": "end"},
    },
    "",
    arrow("s1", "s2", "owner"),
    arrow("s2", "s3", "owner", "xa2"),
)


@pytest.fixture
def crew(office):
    verbs.switch_on(["board"])
    return make.team("A区抢修组", office.technician, leader=office.leader)


def taken(office, body, to="go-s2"):
    make.flow(body)
    ticket = make.ticket(office.actor("agent"), make.household(), kind="other")
    return tickets.move(office.actor("agent"), ticket.id, to)


@pytest.fixture
def job(office, crew):
    return taken(office, FLOW)


@pytest.fixture
def given(office, job):
    return tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.technician})


def now(ticket) -> Ticket:
    return Ticket.get_by_id(ticket.id)


def test_what_waits_for_somebody_stands_on_the_board_and_is_dragged_to_a_technician(sign_in, job, office):
    leader = sign_in("leader")
    waiting = leader.get("/board").text
    form = {"ticket": f"{job.id}.{job.version}", "to": f"staff-{office.technician}", "once_key": "k"}

    assert leader.post_part("/board/assign", "columns", form).status_code == 200
    assert f'id="ticket-{job.id}"' in waiting
    assert (now(job).state, now(job).assignee_id) == ("s3", office.technician)
    assert f'id="ticket-{job.id}"' in leader.get("/board").text


def test_the_desk_counts_it_among_what_waits(sign_in, job):
    assert job.number in sign_in("agent").get("/desk?view=new").text


def test_a_visit_is_planned_in_the_week(sign_in, given, office):
    form = {"ticket": f"{given.id}.{given.version}", "to": f"staff-{office.technician}", "day": "2026-11-23"}

    assert sign_in("leader").post_part("/board/week/plan", "sheet", form | {"once_key": "k"}).status_code == 200
    assert db.value("SELECT count(*) FROM visit WHERE planned_at > 0") == 1


def test_the_phone_lists_it_and_does_it_from_accepting_to_finishing(sign_in, given):
    phone = sign_in("technician")
    day, page = phone.get("/m").text, phone.get(f"/m/jobs/{given.number}").text
    for step, told in (("accept", {}), ("finish", {"cause": "其他", "celsius": "19.6"})):
        form = {"version": now(given).version, "once_key": step} | told
        assert phone.post(f"/m/jobs/{given.id}/{step}", data=form).status_code == 303

    assert given.number in day
    assert "接单" in page
    assert "完工提交" in page
    assert now(given).state == "s5"
    assert "已完工，客服会回访" in phone.get("/m").text


def test_the_queue_of_the_phone_takes_it_along_and_sends_it_back(sign_in, given):
    phone = sign_in("technician")
    along = phone.get("/m/day.json").json["pages"]
    for step, told in (("accept", {}), ("note", {"text": "门锁着"}), ("finish", {"cause": "其他"})):
        sent = {"ticket": given.id, "action": step, "key": f"{step}0123456789", "at": clock.now()}
        assert phone.post("/m/sync", data=sent | told).status_code == 200

    assert f"/m/jobs/{given.number}" in along
    assert now(given).state == "s5"


def test_what_the_office_did_meanwhile_is_told_in_the_words_of_the_flow(sign_in, given, office):
    tickets.move(office.actor("technician"), given.id, "accept")
    tickets.move(office.actor("technician"), given.id, "finish", {"cause": "其他"})
    sent = {"ticket": given.id, "action": "accept", "key": "accept0123456789", "at": clock.now()}

    answer = sign_in("technician").post("/m/sync", data=sent)

    assert answer.status_code == 409
    assert answer.json["conflict"]["state"] == "电话核实"


def test_its_sheet_is_entered_by_a_clerk(sign_in, given):
    form = {"code": short_code(given.id), "cause": "其他", "minutes": "40", "once_key": "k"}

    assert sign_in("agent").post("/orders/enter", data=form).status_code == 303
    assert now(given).state == "s5"
    assert db.row("SELECT on_paper, minutes FROM visit") == (1, 40)


def test_it_is_printed_with_the_orders_of_its_team(given, office, crew):

    db.run("UPDATE ticket SET team_id = ?", crew)
    assert orders.of_team_today(office.actor("leader"), crew) == [given.id]
    assert orders.of_technician(office.actor("leader"), office.technician) == [given.id]


def test_held_it_waits_among_what_comes_later(sign_in, given, office):
    tickets.move(office.actor("technician"), given.id, "hold", {"reason": "无配件"})

    assert "继续处理" in sign_in("technician").get(f"/m/jobs/{given.number}").text
    assert given.number in sign_in("technician").get("/m").text


def test_a_step_with_a_button_of_its_own_is_listed_and_done_on_the_tickets_page(sign_in, office, crew):
    job = taken(office, BARE)
    phone = sign_in("technician")
    form = {"ticket": f"{job.id}.{job.version}", "to": f"staff-{office.technician}", "once_key": "k"}
    sign_in("leader").post_part("/board/assign", "columns", form)

    assert now(job).assignee_id == office.technician
    assert job.number in sign_in("technician").get("/m").text
    assert phone.get(f"/m/jobs/{job.number}").headers["Location"].endswith(f"/tickets/{job.number}")
    assert f"/m/jobs/{job.number}" not in phone.get("/m/day.json").json["pages"]


def test_the_household_sees_it_go_on(office, given):
    row = queries.one(office.actor("agent"), given.id)

    assert [mark for _, _, mark in my_words.steps(row)] == ["done", "now", "", "", ""]
