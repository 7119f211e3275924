"""The designer of flows: drawing by forms alone, checks in words, publishing, versions, trials."""

import pytest

from heat import db
from heat.models import Ticket
from heat.queries import flow_designs as queries
from heat.rules.flow_properties import changed
from heat.services import flow_designs, tickets
from tests import make
from tests.counting import page_costs_the_same


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def code(office):
    """A new flow of one step and an end."""
    return flow_designs.create(office.actor("admin"), "投诉办理")


def post(client, code, act, **fields):
    return client.post(f"/admin/flows/{code}/{act}", data=fields)


def ways(code):
    return [f"{m['from'][0]}>{m['to']}" for m in queries.drawing(code).body["moves"]]


def test_a_flow_is_begun_with_a_name(admin, office):
    answer = admin.post("/admin/flows", data={"name": "投诉办理"})

    assert answer.status_code == 303
    assert "投诉办理" in admin.get("/admin/flows").text
    assert admin.post("/admin/flows", data={"name": "投诉办理"}).status_code == 422


def test_the_built_in_flow_is_drawn_with_the_same_tools(admin):
    page = admin.get("/admin/flows/repair")

    assert "待派单" in page.text
    assert "点一个步骤" in page.text


def test_a_step_is_added_into_the_way_and_set(admin, code):
    post(admin, code, "add", after="s1", kind="step")
    answer = post(admin, code, "steps/s3/change", name="定责", owner="role", owner_role="manager", minutes="120",
                  hours="work", ops=["return", "sign"], phase="active", field_phone="hide")  # fmt: skip

    assert answer.status_code == 303
    state = queries.drawing(code).body["states"]["s3"]
    assert (state["name"], state["ops"], state["fields"]) == ("定责", ["return", "sign"], {"phone": "hide"})
    page = admin.get(f"/admin/flows/{code}?state=s3").text
    assert "岗位 经理" in page
    assert "2 小时（工作时间）" in page


def test_what_cannot_be_is_said_and_what_was_typed_stays(admin, code):
    answer = post(admin, code, "steps/s1/change", name="定责", owner="role", owner_role="manager", minutes="很久")

    assert answer.status_code == 422
    assert "时限要填 0 到" in answer.text
    assert 'value="定责"' in answer.text


def test_a_condition_is_shown_as_a_sentence(admin, code):
    post(admin, code, "connect", **{"from": "s1", "to": "s2"})
    arrow = queries.drawing(code).body["moves"][0]["id"]
    post(admin, code, f"arrows/{arrow}/change", state="s1", to="s2", name="转办", action="", permission="owner",
         when_field=["kind", "", ""], when_comparison=["is", "is", "is"], when_value=["投诉", "", ""])  # fmt: skip

    assert "当“类型”是“投诉”" in admin.get(f"/admin/flows/{code}").text


def ask_of_home(admin, code, field="home:x1"):
    arrow = queries.drawing(code).body["moves"][0]["id"]
    return post(admin, code, f"arrows/{arrow}/change", state="s1", to="s2", name="转办", action="", permission="owner",
                when_field=[field], when_comparison=["is"], when_value=["毛坯"])  # fmt: skip


def test_an_own_field_of_the_household_is_offered_beside_the_tickets_and_told_apart(admin, office, code):
    make.own_field(office.actor("admin"), "text", name="装修")
    make.own_field(office.actor("admin"), "text", "ticket", name="装修")
    page = admin.get(f"/admin/flows/{code}?state=s1").text
    assert '<option value="x1">装修</option><option value="home:x1">住户·装修</option>' in page

    ask_of_home(admin, code)

    page = admin.get(f"/admin/flows/{code}?state=s1").text
    assert "当“住户·装修”是“毛坯”" in page
    assert '<option value="home:x1" selected>' in page


def test_a_condition_on_a_field_that_is_gone_is_an_error_in_words(admin, code):
    ask_of_home(admin, code, "home:x9")

    assert "的条件用到了不存在的字段“home:x9”" in admin.get(f"/admin/flows/{code}").text


def test_every_step_is_undone_and_done_again(admin, code):
    post(admin, code, "add", after="s1", kind="step")
    post(admin, code, "undo")
    assert ways(code) == ["s1>s2"]

    post(admin, code, "redo")
    assert ways(code) == ["s1>s3", "s3>s2"]


def test_a_hostile_drawing_is_told_in_words_and_not_published(admin, code):
    post(admin, code, "add", after="s1", kind="step")
    arrow = queries.drawing(code).body["moves"][-1]["id"]
    post(admin, code, f"arrows/{arrow}/remove", state="s3")

    page = admin.get(f"/admin/flows/{code}").text
    assert "“人工步骤”没有出口" in page
    assert "先改 2 个错误再发布" in page
    answer = post(admin, code, "publish", reason="试试")
    assert answer.status_code == 422
    assert "先改 2 个错误再发布：" in answer.text


def test_a_flow_is_published_with_a_reason_and_new_tickets_run_on_it(admin, office, code):
    answer = post(admin, code, "publish", reason="单独办投诉")
    assert answer.status_code == 303
    db.run("UPDATE ticket_kind SET flow_id = (SELECT id FROM design WHERE code = ?) WHERE code = 'complaint'", code)

    ticket = make.ticket(office.actor("agent"), make.household(), kind="complaint")

    assert ticket.state == "s1"
    assert "单独办投诉" in admin.get(f"/admin/flows/{code}/versions").text
    assert "受理" in admin.get(f"/tickets/{ticket.number}").text


def test_publishing_needs_a_reason(admin, code):
    assert post(admin, code, "publish", reason=" ").status_code == 422


def test_a_draft_of_a_flow_that_never_lived_goes_altogether(admin, code):
    post(admin, code, "discard")

    assert f"/admin/flows/{code}" not in admin.get("/admin/flows").text


def test_the_canvas_keeps_its_places_and_shows_the_same_draft(admin, code):
    assert post(admin, code, "place", places='{"s1": [10, 20]}').status_code == 204
    assert post(admin, code, "place", places="[1]").status_code == 400

    assert queries.drawing(code).body["states"]["s1"]["at"] == [10, 20]
    assert "data-graph" in admin.get(f"/admin/flows/{code}?view=canvas").text


def test_running_tickets_are_taken_over_with_a_preview(admin, office):
    ticket = make.ticket(office.actor("agent"), make.household())
    flow_designs.draw(
        office.actor("admin"), "repair", lambda body: changed(body, "new", {"name": "等派单", "phase": "new"})
    )
    flow_designs.publish(office.actor("admin"), "repair", "改名")
    assert Ticket.get_by_id(ticket.id).flow_version_id == ticket.flow_version_id

    page = admin.get(f"/admin/flows/repair/versions?from={ticket.flow_version_id}").text
    assert "“待派单”的 1 张，放到" in page
    post(admin, "repair", f"versions/{ticket.flow_version_id}/move", to_new="new")

    assert "等派单" in admin.get(f"/tickets/{ticket.number}").text
    assert "换到第 2 版流程" in admin.get(f"/tickets/{ticket.number}").text


def test_an_office_flow_survives_an_upgrade(office):
    from heat.services import designs

    flow_designs.draw(
        office.actor("admin"), "repair", lambda body: changed(body, "new", {"name": "等派单", "phase": "new"})
    )
    flow_designs.publish(office.actor("admin"), "repair", "改名")

    designs.install()

    assert designs.current("flow", "repair").version == 2


def test_an_old_ticket_is_tried_in_the_draft(admin, office):
    ticket_id = make.repaired(office)
    tickets.move(office.actor("agent"), ticket_id, "close", {"result": "solved"})
    number = Ticket.get_by_id(ticket_id).number

    page = admin.get(f"/admin/flows/repair/try?ticket={number}&on=2026-12-01&at=23:00").text

    assert "走得通，一直到结束" in page
    assert "12-01 23:00" in page
    assert admin.get("/admin/flows/repair/try?ticket=GD000000-001").status_code == 422


def test_closed_tickets_are_replayed_before_publishing(admin, office):
    ticket_id = make.repaired(office)
    tickets.move(office.actor("agent"), ticket_id, "close", {"result": "solved"})
    draft = queries.drawing("repair").body
    onward = [m["id"] for m in draft["moves"] if m["from"] == ["working"] and m["to"] == "finished"]
    flow_designs.draw(
        office.actor("admin"),
        "repair",
        lambda body: {**body, "moves": [m for m in draft["moves"] if m["id"] not in onward]},
    )

    page = admin.get("/admin/flows/repair/try?replay=1").text

    assert Ticket.get_by_id(ticket_id).number in page
    assert "卡住" in page


def test_a_flow_prints_as_a_chart_with_a_table(admin):
    page = admin.get("/admin/flows/repair/chart").text

    assert "报修流程流程图" in page
    assert "<svg" in page


def test_an_address_is_set_and_its_secret_shown_once(admin):
    answer = admin.post("/admin/addresses", data={"name": "OA", "url": "https://oa.example/in"})
    assert "请把签名密钥交给对方" in answer.text

    assert "请把签名密钥交给对方" not in admin.get("/admin/addresses").text
    for url in ("file:///etc/passwd", "http://[::1", "http://oa.example:99999/", "http://127.0.0.1/", "http://[::1]/"):
        assert admin.post("/admin/addresses", data={"name": "x", "url": url}).status_code == 422


def test_the_list_of_flows_costs_the_same_with_more_of_them(admin, office):
    designer = office.actor("admin")
    assert page_costs_the_same(admin, "/admin/flows", lambda n: flow_designs.create(designer, f"流程{n}"))


def test_only_whoever_may_design_sees_flows(sign_in):
    assert sign_in("agent").get("/admin/flows").status_code == 403


def test_places_nested_deeper_than_anybody_draws_are_no_places(sign_in):
    assert sign_in("admin").post("/admin/flows/x/place", data={"places": "[" * 50_000}).status_code == 400
