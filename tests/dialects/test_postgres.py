"""PostgreSQL carries the same office: schema, guards, the day's acts and questions."""

import os

import pytest

from heat import clock, db
from heat.models import ALL_TABLES
from heat.queries import board, clocks, dashboard, hall, office, reminders, ticket_record, visible
from heat.queries import tickets as ticket_queries
from heat.rules.permissions import SYSTEM
from heat.services import audit, callbacks, entry_code, jobs, outbox, people, sessions, throttle, tickets
from heat.services import hall as hall_verbs
from heat.services import office as office_verbs
from heat.services import reminders as reminder_verbs
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_the_tests_of_this_server_run_in_one_process(request):
    # pytest-xdist writes the group behind a test's name; with a pytest it does not know each worker starts a server
    assert "PYTEST_XDIST_WORKER" not in os.environ or request.node.nodeid.endswith("@postgres")


def test_every_table_has_the_columns_of_its_class(pg):
    for table in ALL_TABLES:
        found = {column.name: column.null for column in db.database.get_columns(table._meta.table_name)}
        declared = {field.column_name: field.null for field in table._meta.sorted_fields}
        assert found.keys() == declared.keys(), table
        assert all(found[name] == null for name, null in declared.items() if name != "id"), table


def test_installing_again_changes_nothing(pg):
    from heat.services import install

    before = db.value("SELECT count(*) FROM audit")
    assert install.install() == []
    assert db.value("SELECT count(*) FROM audit") == before


def test_a_ticket_lives_its_life(pg):
    worker = pg.technician
    make.team("A区抢修组", worker)
    ticket = make.ticket(pg.actor("agent"))
    tickets.move(pg.actor("leader"), ticket.id, "assign", {"assignee": worker})
    who = sessions.staff_actor(worker)
    for step in ("accept", "arrive"):
        tickets.move(who, ticket.id, step)
    tickets.move(who, ticket.id, "finish", {"cause": "系统有气", "celsius": "17.2", "minutes": "30"})

    assert callbacks.answered(pg.actor("agent"), ticket.id, solved=True, level=6).state == "closed"
    assert audit.broken_links() == []


def test_the_lists_of_the_day_answer(pg):
    agent, manager = pg.actor("agent"), pg.actor("manager")
    ticket = make.ticket(agent)
    day = clock.today()

    assert [row.id for row in ticket_queries.listed(agent, "today")] == [ticket.id]
    assert all(ticket_queries.listed(agent, view, after=(0, 0)) is not None for view in ticket_queries.VIEWS)
    assert ticket_queries.counts(visible.tickets(agent))["new"] == 1
    assert ticket_queries.by_number(agent, ticket.number).id == ticket.id
    assert ticket_record.history(ticket.id, {})
    assert ticket_record.visits(ticket.id) == []
    assert ticket_queries.neighbours(ticket.household_id, 1) == []
    assert {one.goal: one.limit.minutes for one in clocks.of(ticket.id)}["finish"] == 24 * 60
    assert [card.id for card in board.board(agent, board.teams(agent)).waiting] == [ticket.id]
    assert board.jobs(pg.technician, ()) == []
    assert board.done_today(pg.technician) == 0
    assert dashboard.head(manager, day, day).opened == 1
    assert dashboard.trend(manager, day)[-1].n == 1
    assert dashboard.kinds(manager, day, day)[0].n == 1
    assert dashboard.states(manager)[0].n == 1
    assert dashboard.areas(manager)[0].n == 1
    assert dashboard.teams(manager, day, day) == []
    assert dashboard.season_of(day) is None


def test_a_branch_sees_its_own_communities_only(pg):
    from heat.rules.permissions import Actor

    db.run("INSERT INTO org (id, parent_id, kind, code, name, pinyin) VALUES (2, 1, 'branch', '2', '分公司', '')")
    db.many("INSERT INTO org_above (org_id, above_id, depth) VALUES (?, ?, ?)", [(2, 2, 0), (2, 1, 1)])
    make.ticket(pg.actor("agent"))
    branch = Actor("staff", 99, permissions=frozenset({"ticket.view"}), org_ids=(2,))

    assert ticket_queries.listed(branch, "all") == []


def test_the_hall_opens(pg):
    home = make.household(account_no="300501")
    token = hall_verbs.enter_by_account("300501", entry_code.entry_code(home))
    user = sessions.who(token)
    hall_verbs.send_code("13800000501")

    assert [one.id for one in hall.homes(user)] == [home]
    assert hall.elder(user.id) is False
    assert hall.last_temperature(home) is None
    ticket = hall_verbs.report(user, home, kind="no_heat", text="不热")
    hall_verbs.urge(user, ticket.id)
    assert hall.technician(ticket.id) is None
    assert hall.rating(ticket.id) is None


def test_nobody_is_reminded_of_nothing(pg):
    assert reminder_verbs.remind(clock.today()).going == []
    assert reminders.messages(SYSTEM) == []


def test_messages_and_jobs_are_claimed_and_done(pg):
    outbox.write("k1", "13800000501", "短信")
    jobs.add("noop", "k2", {}, pg.actor("admin"))
    jobs.beat("worker")

    assert outbox.pump() == 1
    assert jobs.run_due({"noop": lambda job: {"ok": True}}) == 1


def test_settings_are_dated(pg):
    office_verbs.decide(pg.actor("admin"), {"company.name": "暖城供热", "modules": ["charge"]})

    assert office.setting("company.name") == "暖城供热"
    assert office.modules() == {"charge"}


def test_tries_are_counted(pg):
    for _ in range(3):
        throttle.count("door", 3, 15)
    with pytest.raises(throttle.TooMany):
        throttle.count("door", 3, 15)


def test_a_member_of_staff_signs_in(pg):
    people.set_password(pg.actor("admin"), pg.agent, "一句好记的长话十二字以上")
    token = people.sign_in("agent", "一句好记的长话十二字以上")

    assert sessions.who(token).login == "agent"
