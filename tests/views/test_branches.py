"""Crews by branch: whom an office of one branch may send, and that outside companies are planned by nobody."""

import pytest

from heat import db
from heat.models import Community, Partner
from heat.queries import board, dispatch_rules, field
from heat.queries import patrols as patrol_queries
from heat.rules.codes import short_code
from heat.rules.patrol_times import Schedule
from heat.rules.permissions import SYSTEM
from heat.services import office as verbs
from heat.services import partners, patrols, people, sessions, tickets
from heat.services.patrols import Drawn
from heat.services.tickets import Intake
from heat.words import Refused
from tests import make
from tests.critic import Client

NO_TEAM, NO_WORKER = "没有这个班组，请重新选择", "没有这位维修工，请重新选择"


def hired(name, org_id):
    return people.add(SYSTEM, login=f"worker-{name}", name=name, roles=("technician",), org_id=org_id)


@pytest.fixture
def east(office):
    verbs.switch_on(["board", "patrol"])
    return make.branch("DQ", "东区分公司")


@pytest.fixture
def crews(east):
    """A crew of either branch, and one of the company for all; team and technician by the technician's name."""
    orgs = {"东工": east, "西工": make.branch("XQ", "西区分公司"), "总工": 1}
    staff = {name: hired(name, org_id) for name, org_id in orgs.items()}
    made = {name: (make.team(f"{name}组", staff_id), staff_id) for name, staff_id in staff.items()}
    db.run("UPDATE team SET code = 'crew-' || id")  # out of the way of the codes that the program gives
    return made


@pytest.fixture
def leader(east):
    return make.clerk(east, "leader", "agent", "manager")


@pytest.fixture
def job(leader, east, crews):
    home = make.household()
    Community.update(org_id=east).execute()
    return tickets.take(leader, Intake("no_heat", "客厅不热", household_id=home, team_id=0))


@pytest.fixture
def browser(app, leader):
    client = Client(app)
    client.set_cookie("sid", sessions.open_for_staff(leader.id, leader.roles))
    return client


@pytest.fixture
def company(office, east):
    made = Partner.get_by_id(partners.add(office.actor("admin"), "和美物业", "company", "13800000777"))
    db.run("UPDATE team SET code = 'company' WHERE id = ?", made.team_id)
    return made


@pytest.mark.parametrize(
    "page",
    [
        "/board",
        "/board?by=team",
        "/board/preview",
        "/board/week",
        "/board/duty",
        "/desk",
        "/tickets/{number}",
        "/orders/enter?code={code}",
    ],
)
def test_a_branch_is_offered_its_own_people_and_those_of_the_company(page, browser, job):
    shown = browser.get(page.format(number=job.number, code=short_code(job.id))).text

    assert "东工" in shown
    assert "总工" in shown
    assert "西工" not in shown


def test_who_belongs_to_the_whole_company_is_offered_everybody(office, crews):
    names = [team.name for team in board.teams(office.actor("leader"))]

    assert names == ["东工组", "西工组", "总工组"]


def test_a_team_of_two_branches_shows_each_its_own_people(leader, crews):
    mixed = make.team("混编组", crews["东工"][1], crews["西工"][1])

    assert dict(next(team for team in board.teams(leader) if team.id == mixed).members) == {crews["东工"][1]: "东工"}


def test_whoever_is_in_ones_own_team_is_a_mate_whatever_the_branch(crews):
    make.team("混编组", crews["东工"][1], crews["西工"][1])

    assert [mate.name for mate in field.mates(sessions.staff_actor(crews["东工"][1]))] == ["西工"]


@pytest.mark.parametrize("to", ["team-{team}", "staff-{staff}"])
@pytest.mark.parametrize("act", ["/board/assign", "/tickets/{id}/assign"])
def test_a_team_or_person_of_another_branch_that_is_posted_is_not_there(act, to, browser, job, crews):
    team, staff = crews["西工"]
    told = {"ticket": f"{job.id}.{job.version}", "to": to.format(team=team, staff=staff), "version": job.version}

    browser.post(act.format(id=job.id), data=told)

    assert db.row("SELECT state, team_id, assignee_id FROM ticket") == ("new", None, None)


def test_a_ticket_cannot_be_taken_for_a_team_of_another_branch(browser, job, crews):
    told = {"kind": "no_heat", "text": "不热", "household": str(job.household_id), "team": str(crews["西工"][0])}

    assert NO_TEAM in browser.post("/desk/take", data=told).text


def test_a_visit_cannot_be_planned_for_somebody_of_another_branch(browser, job, crews):
    told = {"ticket": f"{job.id}.{job.version}", "to": f"staff-{crews['西工'][1]}", "day": "2026-11-23", "hour": ""}

    answer = browser.post("/board/week/plan", data=told)

    assert answer.status_code == 303
    assert NO_WORKER in browser.get("/board/week").text
    assert db.row("SELECT 1 FROM visit") is None


def test_a_sheet_cannot_name_somebody_of_another_branch(browser, job, crews):
    told = {
        "code": short_code(job.id),
        "cause": "阀门",
        "who": str(crews["西工"][1]),
        "day": "",
        "arrived": "",
        "done": "",
    }

    answer = browser.post("/orders/enter", data=told)

    assert answer.status_code == 422
    assert NO_WORKER in answer.text


def test_nobody_of_another_branch_can_have_helped(app, job, crews, office):
    team, worker = crews["东工"]
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": worker, "team": team})
    mine = Client(app)
    mine.set_cookie("sid", sessions.open_for_staff(worker, ("technician",)))

    answer = mine.post(f"/m/jobs/{job.id}/finish", data={"cause": "阀门", "helper": str(crews["西工"][1])})

    assert answer.status_code == 422
    assert "没有这位同事" in answer.text


def test_the_roster_of_another_branch_is_neither_seen_nor_changed(browser, crews, office, sign_in):
    team, worker = crews["西工"]
    turn = {"for": str(team), "who": [worker], "first": "2026-11-21", "last": "", "begin": "08:00", "end": "20:00"}
    sign_in("leader").post("/board/duty", data=turn | {"kind": "day"})
    shift = db.value("SELECT id FROM duty")

    assert "西工" not in browser.get("/board/duty").text
    assert browser.post(f"/board/duty/{shift}/remove").status_code == 404
    assert (
        browser.post("/board/duty", data=turn | {"kind": "night", "begin": "20:00", "end": "08:00"}).status_code == 422
    )
    assert db.value("SELECT count(*) FROM duty") == 1


def test_another_role_opens_no_other_branch(office, east, leader):
    people.take_roles(office.actor("admin"), leader.id, ("leader", "agent", "cashier"))

    assert sessions.staff_actor(leader.id).org_ids == (east,)


def test_the_rules_choose_among_ones_own_branch(leader, job, crews):
    known = {person.name for person in dispatch_rules.ground(leader).people}

    assert known == {"东工", "总工"}


@pytest.mark.parametrize("page", ["/board/week", "/board/duty", "/patrols/new"])
def test_an_outside_company_is_planned_by_nobody(page, sign_in, company, crews):
    shown = sign_in("leader").get(page).text

    assert "东工" in shown
    assert "和美物业" not in shown


@pytest.mark.parametrize("page", ["/board", "/tickets/{number}"])
def test_an_outside_company_can_be_given_a_single_ticket(page, sign_in, company, job):
    assert "和美物业" in sign_in("leader").get(page.format(number=job.number)).text


def test_an_outside_company_names_nobody_of_the_office_as_helper(app, company, job, office, crews):
    tickets.move(office.actor("leader"), job.id, "assign", {"team": company.team_id})
    theirs = Client(app)
    theirs.set_cookie("sid", sessions.open_for_staff(company.staff_id, ("partner",)))

    for step in ("accept", "arrive"):
        assert theirs.post(f"/m/jobs/{job.id}/{step}").status_code < 400
    told = {"cause": "阀门", "helper": str(crews["总工"][1])}

    assert "没有这位同事" in theirs.post(f"/m/jobs/{job.id}/finish", data=told).text
    assert theirs.post(f"/m/jobs/{job.id}/finish", data=told | {"helper": ""}).status_code < 400


def test_an_outside_company_gets_no_turn_of_duty(sign_in, company):
    turn = {"for": str(company.team_id), "who": [company.staff_id], "first": "2026-11-21", "last": "", "kind": "day"}

    answer = sign_in("leader").post("/board/duty", data=turn | {"begin": "08:00", "end": "20:00"})

    assert answer.status_code == 422
    assert db.row("SELECT 1 FROM duty") is None


@pytest.mark.parametrize("whole", [True, False])
def test_a_branch_sees_the_plan_of_its_own_crew_and_no_other(leader, crews, office, whole):
    names = []
    for name, (team, staff) in crews.items():
        walker = {"team_id": team} if whole else {"staff_id": staff}
        drawn = Drawn(name, "# 1号站\n井盖", Schedule("days", 1, minute=8 * 60), **walker)
        if patrol_queries.may_see(leader, patrols.save(office.actor("leader"), drawn)):
            names.append(name)

    assert names == ["东工"]


def test_no_plan_of_rounds_names_somebody_of_an_outside_company(office, company):
    daily = Schedule("days", 1, minute=8 * 60)

    with pytest.raises(Refused, match=NO_WORKER):
        patrols.save(office.actor("leader"), Drawn("日检", "# 1号站\n井盖", daily, staff_id=company.staff_id))


def test_the_rules_send_no_outside_company_by_themselves(company, crews):
    assert {person.name for person in dispatch_rules.ground(SYSTEM).people} == {"东工", "西工", "总工"}
