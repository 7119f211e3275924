"""The page of the rules: ordered without scripts, tried without writing, saved."""

import pytest

from heat.queries import dispatch_rules as queries
from heat.rules.dispatch import RULES
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
