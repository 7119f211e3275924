"""The page of the rules: ordered without scripts, tried without writing, saved."""

import pytest

from heat import db
from heat.queries import dispatch_rules as queries
from heat.rules.dispatch import RULES
from heat.services import complaints
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of

ORDER = list(RULES)


@pytest.fixture
def admin(sign_in, office):
    verbs.switch_on(["board"])
    make.team("A区抢修组", office.technician)
    return sign_in("admin")


def asked(**more):
    return {"order": ORDER, "on": ORDER, "must": ["area"]} | more


def test_an_arrow_moves_a_rule_and_nothing_is_written(admin, office):
    make.ticket(office.actor("agent"), make.household())

    page = admin.get("/admin/dispatch", query_string=asked(up="load")).text

    assert page.index('value="load"') < page.index('value="skill"')
    assert "还没有保存" in page
    assert queries.setting().version == 0


def test_the_last_tickets_show_who_would_go(admin, office):
    make.ticket(office.actor("agent"), make.household())

    page = admin.get("/admin/dispatch").text
    assert "用最近 1 张工单试" in page
    assert "手上 0 单" in page


def test_saved_rules_count_at_once(admin, office):
    answer = admin.post("/admin/dispatch", data=asked(order=ORDER[::-1], auto="1"))

    assert answer.status_code == 303
    assert [one.code for one in queries.setting().rules] == ORDER[::-1]
    assert make.ticket(office.actor("agent"), make.household()).state == "assigned"


def test_rules_that_stand_twice_are_refused(admin):
    answer = admin.post("/admin/dispatch", data=asked(order=["load", "load"]))

    assert answer.status_code == 422
    assert "重复或不认识" in answer.text
    assert admin.get("/admin/dispatch?order=moon").status_code == 422


def test_a_page_of_many_tickets_asks_as_much_as_one_of_few(admin, office):
    make.ticket(office.actor("agent"), make.household())
    few = queries_of(lambda: admin.get("/admin/dispatch"))
    for room in (401, 402, 403):
        make.ticket(office.actor("agent"), make.household(f"3-2-{room}"))

    assert queries_of(lambda: admin.get("/admin/dispatch")) == few


def test_leaders_see_the_reasons_but_do_not_order_the_rules(sign_in, admin):
    assert sign_in("leader").get("/admin/dispatch").status_code == 403


def test_an_own_field_is_asked_by_a_line_that_is_added_filled_in_and_saved(admin, office):
    code = make.own_field(office.actor("admin"), "text", name="装修")
    page = admin.get("/admin/dispatch", query_string=asked(add="1")).text
    assert '<option value="home:x1" selected>住户·装修</option>' in page
    assert page.index('value="own1"') < page.index('value="duty"')

    line = {"own1-field": f"home:{code}", "own1-values": "毛坯、精装", "own1-goal": "skill-leak"}
    answer = admin.post("/admin/dispatch", data=asked(order=["own1", *ORDER], on=["own1"]) | line)
    kept = queries.setting().rules[0]

    assert answer.status_code == 303
    assert (kept.ask.field, kept.ask.values, kept.ask.skill, kept.on) == ("home:x1", ("毛坯", "精装"), "leak", True)
    assert 'value="毛坯、精装"' in admin.get("/admin/dispatch").text


def test_what_may_be_chosen_of_a_field_stands_below_its_line(admin, office):
    make.own_field(office.actor("admin"), "choice", name="材质", choices=[("c1", "PPR"), ("c2", "铸铁")])

    assert "“住户·材质”的选项：PPR、铸铁" in admin.get("/admin/dispatch", query_string=asked(add="1")).text


def test_a_line_of_an_own_field_is_taken_away(admin, office):
    make.own_field(office.actor("admin"), "text", name="装修")
    line = {"own1-field": "home:x1", "own1-values": "", "own1-goal": "skill-leak"}
    page = admin.get("/admin/dispatch", query_string=asked(order=["own1", *ORDER], gone="own1") | line)

    assert page.status_code == 200
    assert 'value="own1"' not in page.text


def test_a_value_the_field_does_not_know_is_said_and_what_was_typed_stays(admin, office):
    make.own_field(office.actor("admin"), "choice", name="材质", choices=[("c1", "PPR")])
    line = {"own1-field": "home:x1", "own1-values": "竹子", "own1-goal": "team-1"}

    for answer in (
        admin.get("/admin/dispatch", query_string=asked(order=["own1", *ORDER]) | line),
        admin.post("/admin/dispatch", data=asked(order=["own1", *ORDER]) | line),
    ):
        assert answer.status_code == 422
        assert "“住户·材质”：没有“竹子”这个选项" in answer.text
        assert 'value="竹子"' in answer.text
    assert queries.setting().version == 0


def asks_for_a_closed_field(office, value: str):
    """A form that asks whose home has a value in a field of managers alone; one home has 透析."""
    make.own_field(office.actor("admin"), "text", name="病情", read=["manager"])
    home = make.household()
    db.run("UPDATE household SET ext = ? WHERE id = ?", '{"own": {"x1": "透析"}}', home)
    make.ticket(office.actor("agent"), home)
    line = {"own1-field": "home:x1", "own1-values": value, "own1-goal": "skill-leak"}
    return asked(order=["own1", *ORDER], on=["own1"], must=["own1"]) | line


@pytest.fixture
def drawer(admin, sign_in):
    """A leader whom the office lets set up, but who is no administrator."""
    db.run("UPDATE role SET permissions = '[\"setting.edit\"]' WHERE code = 'leader'")
    return sign_in("leader")


@pytest.mark.parametrize("send", ["get", "post"])
def test_a_field_one_may_not_read_is_not_even_tried(drawer, office, send):
    told = asks_for_a_closed_field(office, "透析")

    answer = getattr(drawer, send)("/admin/dispatch", **{"query_string" if send == "get" else "data": told})

    assert answer.status_code == 422
    assert "没有合适的人" not in answer.text  # the rule must, and nobody has the skill
    assert "病情" not in answer.text


def test_a_rule_that_stands_is_not_asked_with_another_value_by_whom_its_field_is_closed_to(admin, drawer, office):
    told = asks_for_a_closed_field(office, "化疗")
    assert admin.post("/admin/dispatch", data=told).status_code == 303

    assert drawer.get("/admin/dispatch", query_string=told).status_code == 200
    assert drawer.get("/admin/dispatch", query_string=told | {"own1-values": "透析"}).status_code == 422


def test_rules_are_not_tried_on_a_complaint_about_whoever_tries_them(admin, office):
    make.complaint(office, make.household(), "管理员态度不好")
    assert "管理员态度不好" in admin.get("/admin/dispatch").text

    complaints.accuse(office.actor("manager"), db.value("SELECT id FROM ticket"), office.admin)

    assert "管理员态度不好" not in admin.get("/admin/dispatch").text
