"""What the rules stand on: crew, areas, duty, load; and the last tickets tried."""

from dataclasses import replace

import pytest

from heat import clock, db
from heat.models import Duty, TeamArea, TeamMember, TicketKind
from heat.queries import dispatch_rules as queries
from heat.queries import stewards
from heat.rules import dispatch as rules
from heat.rules.dispatch_asks import Ask
from heat.services import dispatch_rules as verbs
from heat.services import own_values, tickets
from heat.services.tickets import Intake
from heat.words import Refused
from tests import make
from tests.counting import queries_of

ALL = rules.read(rules.DEFAULT)


@pytest.fixture
def teams(office):
    """A serves 幸福里 with 小张, B everything nobody serves with 小孙; 老李 leads A."""
    make.community()
    a = make.team("A区抢修组", office.technician, office.leader, leader=office.leader)
    b = make.team("B区维修组", office.inspector)
    TeamArea.insert(team_id=a, community_id=make.community()).execute()
    return a, b


def chosen(office, ticket, by=ALL):
    found = queries.offers(office.actor("leader"), [ticket.id], by)[0].chosen
    return (found.person.name if found.person else None), str(found)


def test_the_area_finds_the_technician_and_says_why(office, teams):
    ticket = make.ticket(office.actor("agent"), make.household())

    assert chosen(office, ticket) == ("小张", "片区一致：幸福里，手上 0 单")


def test_a_place_nobody_serves_stays_with_the_leader(office, teams):
    ticket = make.ticket(office.actor("agent"), make.household(in_community="DHU"))

    assert chosen(office, ticket) == (None, "“片区”没有合适的人")


def test_a_team_for_a_sort_of_work_in_a_place_goes_before_the_rest(office, teams):
    leak = TicketKind.get(TicketKind.code == "leak").id
    TeamArea.insert(team_id=teams[1], community_id=make.community(), kind_id=leak).execute()
    ticket = make.ticket(office.actor("agent"), make.household(), kind="leak")

    assert chosen(office, ticket) == ("小孙", "片区一致：幸福里，专管漏水，手上 0 单")


def test_an_office_with_one_team_needs_no_areas(office):
    make.team("维修组", office.technician)

    assert chosen(office, make.ticket(office.actor("agent"), make.household()))[0] == "小张"


def test_skill_duty_and_steward_are_read(office, teams):
    TeamMember.update(skills=["leak"]).where(TeamMember.staff_id == office.technician).execute()
    TeamArea.update(staff_id=office.technician).execute()
    now = clock.now()
    row = {"team_id": teams[0], "staff_id": office.technician, "kind": "night"}
    Duty.insert(start_at=now - clock.HOUR, end_at=now + clock.HOUR, **row).execute()
    home = make.household()
    ticket = make.ticket(office.actor("agent"), home, kind="leak")

    assert chosen(office, ticket)[1] == "正在值班，本小区服务管家，片区一致：幸福里，会做漏水，手上 0 单"
    assert stewards.of(home).name == "小张"


def test_without_an_area_the_file_names_the_steward(office):
    home = make.household()
    assert stewards.of(home) is None

    db.run("UPDATE household SET collector_id = ? WHERE id = ?", office.cashier, home)
    assert (stewards.of(home).name, stewards.of(home).area) == ("小赵", "")


def test_many_are_shared_by_load(office, teams):
    TeamMember.insert(team_id=teams[0], staff_id=office.cashier, valid_from=clock.today()).execute()
    made = [make.ticket(office.actor("agent"), make.household(f"3-2-{room}")) for room in (401, 501, 601)]

    found = queries.offers(office.actor("leader"), [one.id for one in made], ALL)

    assert [one.chosen.person.name for one in found] == ["小张", "小赵", "小张"]


def test_old_tickets_are_tried_on_other_rules(office, teams):
    tickets.move(office.actor("leader"), make.ticket(office.actor("agent"), make.household()).id, "assign", {"team": 2})
    mine = make.ticket(office.actor("agent"), make.household("3-2-601"))
    tickets.move(office.actor("leader"), mine.id, "assign", {"assignee": office.technician})
    make.ticket(office.actor("agent"), make.household(in_community="DHU"))

    found = queries.trial(office.actor("admin"), ALL)
    free = queries.trial(office.actor("admin"), [rules.Rule("load")])

    assert (len(found.offers), found.nobody, found.same, found.decided) == (3, 1, 1, 1)
    assert found.shares[0] == ("小张", "A区抢修组", 2)
    assert free.nobody == 0


def test_a_trial_asks_as_much_for_many_tickets(office, teams):
    make.ticket(office.actor("agent"), make.household())
    few = queries_of(lambda: queries.trial(office.actor("admin"), ALL))
    for room in (401, 402, 403):
        make.ticket(office.actor("agent"), make.household(f"3-2-{room}"))

    assert queries_of(lambda: queries.trial(office.actor("admin"), ALL)) == few


def test_at_intake_the_rules_give_it_away_when_the_office_says_so(office, teams):
    verbs.keep(office.actor("admin"), ALL, auto=True)

    ticket = make.ticket(office.actor("agent"), make.household())
    nowhere = make.ticket(office.actor("agent"), make.household(in_community="DHU"))

    assert (ticket.state, ticket.assignee_id) == ("assigned", office.technician)
    assert nowhere.state == "new"
    assert "片区一致" in db.value("SELECT data FROM ticket_move WHERE ticket_id = ? AND action = 'assign'", ticket.id)


@pytest.fixture
def care(office, teams):
    """A rule before all others: a household whose 重点用户 says 是 goes to 特护班, where 小赵 is; the field's code."""
    admin = office.actor("admin")
    choices = [("c1", "是"), ("c2", "否")]
    code = make.own_field(admin, "choice", name="重点用户", choices=choices)
    team = make.team("特护班", office.cashier)
    verbs.keep(admin, (rules.Rule("own1", must=True, ask=Ask(f"home:{code}", ("是",), team)), *ALL), auto=True)
    return code


def test_a_field_of_the_household_leads_to_its_team_at_intake_though_the_area_is_anothers(office, care):
    home = make.household()
    own_values.save(office.actor("admin"), "household", home, {care: "是"}, {})
    ticket = make.ticket(office.actor("agent"), home)
    other = make.ticket(office.actor("agent"), make.household("3-2-601"))

    assert (ticket.assignee_id, other.assignee_id) == (office.cashier, office.technician)
    said = db.value("SELECT data FROM ticket_move WHERE ticket_id = ? AND action = 'assign'", ticket.id)
    assert "住户·重点用户填了“是”，归特护班" in said


def test_a_field_of_the_ticket_leads_to_whoever_has_the_skill(office, teams):
    admin = office.actor("admin")
    code = make.own_field(admin, "number", "ticket", name="水温", places="1")
    TeamMember.update(skills=["leak"]).where(TeamMember.staff_id == office.inspector).execute()
    by = (rules.Rule("own1", ask=Ask(code, ("40",), None, "leak")),)
    home = make.household()
    ticket = tickets.take(office.actor("agent"), Intake("no_heat", "烫", household_id=home, own={code: "40.0"}))

    assert chosen(office, ticket, by) == ("小孙", "水温填了“40”，归会做漏水的人")


def test_old_tickets_are_tried_on_a_rule_of_an_own_field_at_the_same_cost(office, care):
    home = make.household()
    make.ticket(office.actor("agent"), home)
    own_values.save(office.actor("admin"), "household", home, {care: "是"}, {})
    by = queries.setting().rules
    few = queries_of(lambda: queries.trial(office.actor("admin"), by))
    for room in (401, 402, 403):
        make.ticket(office.actor("agent"), make.household(f"3-2-{room}"))

    assert [one.chosen.person.name for one in queries.trial(office.actor("admin"), by).offers] == [
        "小张",
        "小张",
        "小张",
        "小赵",
    ]
    assert queries_of(lambda: queries.trial(office.actor("admin"), by)) == few


def test_a_rule_is_not_kept_for_a_field_nobody_drew_or_one_its_writer_may_not_read(office, teams):
    admin = office.actor("admin")
    hidden = make.own_field(admin, "text", "ticket", name="病史", read=["manager"])
    blind = replace(admin, roles=("leader",))
    team = teams[0]

    for by, field in ((admin, "x99"), (blind, hidden)):
        with pytest.raises(Refused, match="要选一个字段"):
            verbs.keep(by, (rules.Rule("own1", ask=Ask(field, (), team)), *ALL), auto=False)
    verbs.keep(admin, (rules.Rule("own1", ask=Ask(hidden, (), team)), *ALL), auto=False)
    verbs.keep(blind, queries.setting().rules[::-1], auto=False)  # what stands already may stay
