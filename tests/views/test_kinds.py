"""Sorts of tickets: switches, drafts, versions, and what intake asks."""

import pytest

from heat.models import Ticket
from heat.queries import ticket_kinds as queries
from heat.services import ticket_kinds, tickets
from heat.services.tickets import Intake
from heat.words import Refused
from tests import make
from tests.counting import page_costs_the_same
from tests.rules.test_kind_templates import FORM


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


def form(**more):
    return FORM | {"open": ["desk"], "results": "", "holds": "", "kit": "", "checklist": "抄旧表底数\n拍照"} | more


def test_the_sorts_of_the_trade_are_listed_and_the_desk_keeps_its_six(admin, sign_in):
    page = admin.get("/admin/kinds").text
    assert all(name in page for name in ("公共报修", "安装", "巡检", "表扬", "增值服务"))

    desk = sign_in("agent").get("/desk").text
    assert "公共报修" not in desk
    assert desk.count('name="kind"') == 6


def test_a_sort_is_offered_at_the_desk_by_one_switch(admin, sign_in, office):
    admin.post("/admin/kinds/public_repair/offer", data={"door": "desk", "on": "1"})

    desk = sign_in("agent").get("/desk").text
    assert "公共报修" in desk
    assert "井盖丢失" in desk
    answer = sign_in("agent").post(
        "/desk/take", data={"kind": "public_repair", "category": "井盖丢失", "text": "南门", "address": "幸福里南门"}
    )
    assert answer.status_code == 303
    assert Ticket.get().ext["category"] == "井盖丢失"
    assert "井盖丢失" in admin.get(answer.headers["Location"]).text


def test_the_desk_always_has_something_to_take(admin, office):
    for code in ("leak", "enquiry", "complaint", "temperature", "other"):
        admin.post(f"/admin/kinds/{code}/offer", data={"door": "desk", "on": "0"})

    assert admin.post("/admin/kinds/no_heat/offer", data={"door": "desk", "on": "0"}).status_code == 422


def test_a_sort_of_ones_own_is_made_drawn_and_published(admin, office):
    code = admin.post("/admin/kinds", data={"name": "换表"}).headers["Location"].rsplit("/", 1)[-1]
    assert admin.post(f"/admin/kinds/{code}/draw", data=form(flow="complaint")).status_code == 303
    assert queries.of(code).template.open == ()

    page = admin.get(f"/admin/kinds/{code}").text
    assert "草稿未发布" in page
    assert "送定责" not in page
    assert "受理登记" in page
    admin.post(f"/admin/kinds/{code}/publish", data={"reason": "开始换表"})

    ticket = tickets.take(office.actor("agent"), Intake(code, "表停了", household_id=make.household()))
    assert ticket.state == "taken"
    assert "抄旧表底数" in admin.get(f"/tickets/{ticket.number}").text


def test_a_running_ticket_keeps_the_lists_it_was_opened_with(admin, office):
    code = ticket_kinds.create(office.actor("admin"), "换表")
    for checks in ("抄旧表底数", "抄新表底数"):
        ticket_kinds.draw(office.actor("admin"), code, form(checklist=checks))
        ticket_kinds.publish(office.actor("admin"), code, "改检查项")
        if checks == "抄旧表底数":
            old = tickets.take(office.actor("agent"), Intake(code, "表停了", household_id=make.household()))

    page = admin.get(f"/tickets/{old.number}").text
    assert "抄旧表底数" in page
    assert "抄新表底数" not in page


def test_what_cannot_be_is_said_beside_the_form(admin):
    answer = admin.post("/admin/kinds/leak/draw", data=form(name="不热"))

    assert answer.status_code == 422
    assert "已经有一种工单叫“不热”" in answer.text


def test_a_draft_is_thrown_away(admin):
    admin.post("/admin/kinds/leak/draw", data=form(name="跑水"))
    admin.post("/admin/kinds/leak/discard")

    assert "跑水" not in admin.get("/admin/kinds/leak").text


def test_a_sort_for_households_needs_one(office):
    with pytest.raises(Refused, match="要先选择住户"):
        tickets.take(office.actor("agent"), Intake("value_added", "洗管道", address="幸福里"))


def test_own_fields_of_another_sort_are_not_asked(office):
    make.own_field(office.actor("admin"), "text", "ticket", name="表号", required="1")
    ticket_kinds.draw(office.actor("admin"), "leak", form(name="漏水", all_fields="", fields=[]))
    ticket_kinds.publish(office.actor("admin"), "leak", "不问表号")

    home = make.household()
    assert tickets.take(office.actor("agent"), Intake("leak", "漏", household_id=home, own={})).id
    with pytest.raises(Refused, match="表号"):
        tickets.take(office.actor("agent"), Intake("no_heat", "冷", household_id=home, own={}))


def test_the_list_of_sorts_costs_the_same_with_more_of_them(admin, office):
    designer = office.actor("admin")
    assert page_costs_the_same(admin, "/admin/kinds", lambda n: ticket_kinds.create(designer, f"类型{n}"))


def test_only_whoever_may_design_sees_the_sorts(sign_in):
    assert sign_in("agent").get("/admin/kinds").status_code == 403
