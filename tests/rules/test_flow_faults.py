"""Hostile drawings are refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import flow_faults, flow_paths, flow_reading, flows
from heat.rules.flow_faults import Known
from heat.rules.tickets import REPAIR
from tests.rules.drawn import arrow, drawn, step

OFFICE = Known(fields={"kind", "x1"}, people={7}, teams={3}, roles={"agent"}, kinds={"leak"}, addresses={1})
END = {"done": step("办结", "done")}
FORK = {"name": "同时办", "phase": "active", "kind": "fork"}
JOIN = {"name": "会合", "phase": "active", "kind": "join"}


def says(body, known=OFFICE):
    return [str(fault.say) for fault in flow_faults.faults(flow_reading.read(body), known)]


def test_the_built_in_flow_has_no_fault():
    assert says(REPAIR) == []


def test_a_step_without_a_way_out_is_named():
    body = drawn({"new": step("受理"), "call": step("回访"), **END}, "new>call new>done")

    assert says(body) == ["“回访”没有出口"]


def test_a_step_nobody_comes_to_is_named():
    body = drawn({"new": step("受理"), "lost": step("审核"), **END}, "new>done lost>done")

    assert says(body) == ["没有箭头通向“审核”"]


def test_a_circle_without_a_way_out_is_named():
    body = drawn({"new": step("受理"), "a": step("甲"), "b": step("乙"), **END}, "new>a new>done a>b b>a")

    assert says(body) == ["“甲”、“乙”转圈，走不到结束"]


def test_automatic_steps_that_turn_for_ever_are_named():
    auto = {"phase": "active", "kind": "auto", "does": {"do": "message", "text": "好"}}
    body = drawn({"new": step("受理"), "a": {"name": "发一", **auto}, "b": {"name": "发二", **auto}, **END},
                 "new>a new>done a>b b>a")  # fmt: skip

    assert "“发一”、“发二”都是自动的，绕成了圈，会一直转下去" in says(body)


def test_a_flow_without_an_end_is_refused():
    assert "没有结束：请加一个“结束”，再把最后一步连过去" in says(drawn({"new": step("受理")}, ""))


def test_a_step_of_nobody_is_named():
    body = drawn({"new": step("受理"), **END}, "", arrow("new", "done", flows.OWNER))

    assert says(body) == ["“受理”没有负责人"]


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ({"kind": "person", "id": 99}, "“受理”的负责人已经停用，请换一个"),
        ({"kind": "team", "id": 99}, "“受理”的负责人已经停用，请换一个"),
        ({"kind": "role", "code": "king"}, "“受理”的负责人已经停用，请换一个"),
        ({"kind": "person"}, "“受理”没有选是哪个人"),
        ({"kind": "moon"}, "“受理”没有负责人"),
    ],
)
def test_an_owner_who_is_not_there_is_said(owner, said):
    body = drawn({"new": step("受理", owner=owner), **END}, "", arrow("new", "done", flows.OWNER))

    assert says(body) == [said]


def test_a_step_of_the_household_has_no_operations():
    asked = step("请用户确认", owner={"kind": "household"}, silent=3, ops=["suspend"])
    body = drawn({"new": asked, **END}, "", arrow("new", "done", flows.OWNER))

    assert says(body) == ["“请用户确认”由用户办，不能有操作（挂起和恢复）：请取消，或改由别人办"]
    assert [move.action for move in flow_reading.read(body).actions("new", {flows.OWNER})] == ["go-done"]


def test_a_household_that_may_be_silent_for_ever_is_a_warning():
    body = drawn({"new": step("请用户确认", owner={"kind": "household"}), **END}, "", arrow("new", "done", flows.OWNER))

    (fault,) = flow_faults.faults(flow_reading.read(body), OFFICE)
    assert (fault.weight, "会一直等下去" in str(fault.say)) == ("warning", True)


def test_a_fork_needs_two_branches_that_meet():
    body = drawn({"new": step("受理"), "split": FORK, "a": step("甲"), **END}, "new>split split>a a>done")

    assert says(body)[:2] == ["“同时办”只有一条分支，并行至少要两条", "“同时办”的各条分支没有会合到同一个“并行会合”"]


def test_a_join_without_a_fork_is_named():
    assert says(drawn({"new": step("受理"), "meet": JOIN, **END}, "new>meet meet>done")) == ["“会合”前面没有“并行开始”"]


def test_nobody_leaves_a_parallel_part_but_by_its_join():
    states = {
        "new": step("受理"),
        "split": FORK,
        "a": step("甲"),
        "b": step("乙"),
        "meet": JOIN,
        "far": step("远"),
        **END,
    }
    body = drawn(states, "new>split split>a split>b a>meet b>meet a>far far>done meet>done")

    assert "“会合”前面没有“并行开始”" not in says(body)
    assert any("会合" in one for one in says(body))


def test_a_condition_on_a_field_that_is_gone_is_named():
    when = {"every": True, "clauses": [["x9", "is", "好"]]}
    body = drawn(
        {"new": step("受理"), **END}, "", arrow("new", "done", action="a", when=when), arrow("new", "done", action="a")
    )

    assert says(body) == ["“受理”去“办结”的条件用到了不存在的字段“x9”"]


def test_conditions_need_an_otherwise():
    when = {"every": True, "clauses": [["kind", "is", "漏水"]]}
    body = drawn({"new": step("受理"), **END}, "", arrow("new", "done", when=when))

    assert "请加一条“其他情况”" in says(body)[0]


def test_two_arrows_of_one_action_need_conditions():
    body = drawn({"new": step("受理"), **END}, "", arrow("new", "done", action="a"), arrow("new", "done", action="a"))

    assert says(body) == ["“受理”的“提交”画了几条，除最后一条都要写条件"]


@pytest.mark.parametrize(
    ("does", "lacks"),
    [
        ({}, "请选一个动作"),
        ({"do": "message"}, "请写短信内容"),
        ({"do": "ticket", "kind": "moon"}, "请选新工单的类型"),
        ({"do": "field", "field": "x9"}, "请选要改的字段"),
        ({"do": "webhook", "address": 99}, "请选管理员登记过的地址"),
    ],
)
def test_an_automatic_step_says_what_it_lacks(does, lacks):
    auto = {"name": "自动", "phase": "active", "kind": "auto", "does": does}
    body = drawn({"new": step("受理"), "auto": auto, **END}, "new>auto auto>done")

    assert says(body) == [f"“自动”没有写全要做什么：{lacks}"]


def test_the_first_step_is_a_persons():
    assert "第一步“会合”要由人来办，不能是自动步骤或结束" in says(drawn({"meet": JOIN, **END}, "meet>done"))


@st.composite
def drawings(draw):
    """Any arrows at all between up to six steps and an end."""
    n = draw(st.integers(1, 6))
    names = [f"s{i}" for i in range(n)]
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(names), st.sampled_from([*names, "done"])), max_size=14, unique=True)
    )
    return drawn({**{name: step(name) for name in names}, **END}, " ".join(f"{a}>{b}" for a, b in pairs))


@given(drawings())
def test_a_drawing_without_faults_leads_everybody_to_the_end(body):
    flow = flow_reading.read(body)

    if not flow_faults.errors(flow):
        assert flow_paths.reached(flow, flow.start) == set(flow.states)
        assert flow_paths.ends(flow) == set(flow.states)
    else:
        reached, to_end = flow_paths.reached(flow, flow.start), flow_paths.ends(flow)
        assert reached != set(flow.states) or not to_end >= reached
