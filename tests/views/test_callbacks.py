"""The queue of calls through HTTP."""

import pytest

from heat import db
from heat.models import Ticket
from heat.queries import callback_plan as plans
from heat.queries import ticket_kinds
from heat.rules.callbacks import ANSWER, REPAIR
from heat.services import tickets
from heat.services.tickets import Intake
from tests import make


def answer(agent, ticket_id, **form):
    data = {"version": Ticket.get_by_id(ticket_id).version, "solved": "1", "level": "6"} | form
    return agent.post(f"/callbacks/{ticket_id}", data=data)


def test_nobody_to_call_is_said(agent):
    assert "没有待回访的工单" in agent.get("/callbacks").text


def test_whoever_did_the_work_is_told_that_a_colleague_must_call(agent, office):
    make.repaired(office)
    db.run("UPDATE ticket SET assignee_id = ?", office.ids["agent"])

    page = agent.get("/callbacks").text

    assert "1 张是您自己办的，要请没有上门的同事来打" in page
    assert "保存，下一个" not in page


def test_the_first_of_the_queue_is_open(agent, office):
    make.repaired(office)

    page = agent.get("/callbacks").text

    assert "小张师傅给您家看过暖气" in page
    assert "138****0501" in page


def test_a_technician_written_down_as_shifu_is_named_so_once(agent, office):
    make.repaired(office)
    db.run("UPDATE staff SET name = '赵师傅' WHERE name = '小张'")

    assert "赵师傅给您家看过暖气" in agent.get("/callbacks").text


def test_somebody_without_a_file_is_called_too(agent, office):
    lamp = tickets.take(
        office.actor("agent"), Intake("public_repair", "楼道漏水", address="幸福里3号楼", phone="13800000501")
    )
    make.repair(office, lamp.id)

    page = agent.get("/callbacks").text

    assert "公共区域" in page and "138****0501" in page


def test_after_one_call_the_next_opens(agent, office):
    first, second = make.repaired(office), make.repaired(office, "3-2-502")

    after = answer(agent, first)

    assert after.headers["Location"].endswith("/callbacks")
    assert Ticket.get_by_id(second).number in agent.get("/callbacks").text
    assert Ticket.get_by_id(first).state == "closed"


def test_unsolved_goes_back_to_the_board(agent, office):
    ticket = make.repaired(office)
    answer(agent, ticket, solved="0", level="3", text="还是不热")

    assert (Ticket.get_by_id(ticket).state, Ticket.get_by_id(ticket).priority) == ("new", 1)


def test_a_refused_answer_keeps_the_words(agent, office):
    ticket = make.repaired(office)

    refused = answer(agent, ticket, level="", text="大爷说挺好")

    assert refused.status_code == 422
    assert "请选择满意度" in refused.text
    assert "大爷说挺好" in refused.text


def test_not_reached_needs_no_answer(agent, office):
    ticket = make.repaired(office)
    answer(agent, ticket, outcome="not_reached", level="")

    page = agent.get("/callbacks").text
    assert "拨过 1 次" in page
    assert "能拨的都拨过了" in page


def test_the_slower_of_two_clerks_hears_of_it(agent, sign_in, office):
    ticket = make.repaired(office)
    version = Ticket.get_by_id(ticket).version
    answer(agent, ticket)

    late = answer(sign_in("admin"), ticket, version=version)

    assert late.status_code == 409


@pytest.mark.parametrize("field", ["level", "solved", "text", "outcome", "version"])
def test_no_field_breaks_the_server(agent, office, field):
    ticket = make.repaired(office)
    for hostile in ("\x00", "💥" * 3000, "-1", "９", "1e9"):
        assert answer(agent, ticket, **{field: hostile}).status_code in (303, 409, 422)


def plan_form(**changes):
    return {"days": "3", "tries": "3", "again": "2", "always": ["urgent"], "share_no_heat": "30"} | changes


def test_the_plan_is_saved_as_a_version_and_shown(sign_in, office):
    admin = sign_in("admin")
    page = admin.get("/callbacks/plan").text
    said = {name: value for kind in ticket_kinds.offered("desk") for name, value in script(kind.code).items()}
    shares = {f"share_{kind.code}": "100" for kind in ticket_kinds.offered("desk")}
    assert "话" in page

    sent = admin.post("/callbacks/plan", data=said | shares | plan_form(ask_no_heat="屋里暖了吗？"))

    assert sent.status_code == 303
    assert (plans.current().version, plans.current().plan.share("no_heat")) == (2, 30)
    assert "屋里暖了吗？" in admin.get("/callbacks/plan").text


def script(kind: str) -> dict[str, str]:
    return {f"{part}_{kind}": text for part, text in (ANSWER if kind == "complaint" else REPAIR).items()}


def test_a_plan_that_cannot_be_keeps_what_was_typed(sign_in, office):
    refused = sign_in("admin").post("/callbacks/plan", data=plan_form(share_no_heat="130"))

    assert refused.status_code == 422
    assert "要填 0 到 100" in refused.text
    assert 'value="130"' in refused.text


def test_the_page_says_why_a_household_is_called(agent, office):
    make.repaired(office)

    assert "这类工单全部回访" in agent.get("/callbacks").text
