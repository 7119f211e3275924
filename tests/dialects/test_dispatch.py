"""PostgreSQL answers board, week, roster, rules, merging and planning alike."""

from datetime import date

import pytest

from heat import clock, db
from heat.models import Ticket
from heat.queries import board, dispatch_rules, duty, field_uses, memory, related, stewards, week
from heat.queries import dispatch as dispatch_queries
from heat.rules import dispatch as rules
from heat.rules.dispatch_asks import Ask
from heat.services import dispatch, own_values, teams, tickets
from heat.services import dispatch_rules as ordering
from heat.services import duty as roster
from heat.services.duty import Turn
from heat.words import Refused
from tests import make
from tests.rules.drawn import arrow, drawn, step

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_branch_is_offered_its_own_crew(pg):
    leader = make.clerk(make.branch(), "leader")
    make.team("外区组", pg.technician)
    db.run("UPDATE staff SET org_id = ? WHERE id = ?", make.branch("XQ", "西区分公司"), pg.technician)
    own = make.team("本区组", leader.id)

    assert [team.id for team in board.teams(leader)] == [own]
    assert memory.moment() == memory.moment()
    with pytest.raises(Refused):
        dispatch_queries.assignee(leader, None, pg.technician)


def test_a_week_is_planned_and_drawn(pg):
    leader = pg.actor("leader")
    team = make.team("A区抢修组", pg.technician)
    roster.add(leader, Turn(team, [pg.technician], date(2026, 11, 21), date(2026, 11, 22), "08:00", "08:00", "holiday"))
    one = make.ticket(pg.actor("agent"), make.household())
    make.ticket(pg.actor("agent"), make.household("3-2-601"))
    done = dispatch.plan(leader, [(one.id, one.version)], staff_id=pg.technician, day=date(2026, 11, 23))

    sheet = week.week(leader, board.teams(leader), date(2026, 11, 21))
    assert (len(done.moved), sheet.planned, len(duty.now([team]))) == (1, 1, 1)
    assert sum(len(rows) for rows in sheet.unplanned.values()) == 1
    assert week.typical_minutes() == 60
    assert [len(lane.cards) for lane in board.lanes(board.board(leader, []).cards, board.teams(leader), "team")] == [
        1,
        1,
    ]
    assert sum(len(lane.cards) for lane in board.lanes(board.board(leader, [], called=True).cards, [], "state")) == 2


def test_rules_choose_and_are_tried(pg):
    admin, place = pg.actor("admin"), make.community()
    team = teams.create(admin, "A区抢修组")
    teams.change(admin, team, name="A区抢修组", leader_id=None, members=[pg.technician], areas=[place])
    teams.equip(admin, team, {pg.technician: ["no_heat"]}, {place: pg.technician})
    ordering.keep(admin, rules.read(rules.DEFAULT), auto=True)

    home = make.household()
    ticket = make.ticket(pg.actor("agent"), home)

    assert Ticket.get_by_id(ticket.id).assignee_id == pg.technician
    assert dispatch_rules.trial(pg.actor("admin"), rules.read(rules.DEFAULT)).same == 1
    assert stewards.of(home).name == "小张"


def test_tickets_are_merged_escalated_and_eased(pg):
    agent, leader = pg.actor("agent"), pg.actor("leader")
    kept, gone = (make.ticket(agent, make.household(door)) for door in ("3-2-501", "3-2-601"))
    tickets.move(agent, kept.id, "escalate", {"reason": "督办"})
    tickets.move(leader, kept.id, "ease", {"reason": "核实不急"})
    tickets.move(agent, gone.id, "merge", {"into": kept.number, "reason": "重复"})

    assert Ticket.get_by_id(kept.id).due_at == kept.opened_at + 24 * clock.HOUR
    assert [one.how for one in related.of(agent, kept.id)] == ["merged"]


def test_an_own_field_leads_to_a_team_moves_a_flow_and_is_kept(pg):
    admin, agent, home = pg.actor("admin"), pg.actor("agent"), make.household()
    code = make.own_field(admin, "choice", name="重点用户", choices=[("c1", "是"), ("c2", "否")])
    make.flow(drawn({"ask": step("申请"), "care": step("专人办"), "done": step("完", "done")}, "care>done",
                    arrow("ask", "care", action="send",
                          when={"every": True, "clauses": [[f"home:{code}", "is", "是"]]}),
                    arrow("ask", "done", action="send")))  # fmt: skip
    own_values.save(admin, "household", home, {code: "是"}, {})
    ask = Ask(f"home:{code}", ("是",), make.team("特护班", pg.technician))
    ordering.keep(admin, (rules.Rule("own1", ask=ask), *rules.read(rules.DEFAULT)), auto=False)
    ticket = make.ticket(agent, home, kind="other")

    found = dispatch_rules.offers(agent, [ticket.id], dispatch_rules.setting().rules)
    assert "归特护班" in str(found[0].chosen)
    assert [str(use.where)[:2] for use in field_uses.of("household", code)] == ["流程", "派单"]
    assert tickets.move(pg.actor("leader"), ticket.id, "send").state == "care"
