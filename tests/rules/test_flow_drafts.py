"""Drawing a flow step by step: every draft is whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import flow_drafts, flow_faults, flow_reading
from heat.rules.tickets import REPAIR
from heat.words import Refused


def ways(body):
    return [f"{move['from'][0]}>{move['to']}" for move in body["moves"]]


def test_a_new_flow_has_no_fault():
    assert flow_faults.errors(flow_reading.read(flow_drafts.blank())) == []


def test_a_published_flow_opens_as_a_draft_that_means_the_same():
    draft = flow_drafts.opened(REPAIR)

    assert flow_reading.read(draft).moves.keys() == flow_reading.read(REPAIR).moves.keys()
    assert flow_drafts.difference(REPAIR, draft) == []


def test_a_step_is_put_into_the_way():
    body, code = flow_drafts.added(flow_drafts.blank(), "step", "s1")

    assert list(body["states"]) == ["s1", "s3", "s2"]
    assert (code, ways(body)) == ("s3", ["s1>s3", "s3>s2"])


def test_a_step_that_is_taken_away_leaves_its_neighbours_connected():
    body, code = flow_drafts.added(flow_drafts.blank(), "step", "s1")

    assert ways(flow_drafts.removed(body, code)) == ["s1>s2"]


def test_the_first_step_and_the_last_end_stay():
    body = flow_drafts.blank()

    with pytest.raises(Refused, match="第一步不能删除"):
        flow_drafts.removed(body, "s1")
    with pytest.raises(Refused, match="至少要有一个结束"):
        flow_drafts.removed(body, "s2")


def test_steps_are_put_in_order_and_on_the_canvas():
    body = flow_drafts.placed(flow_drafts.moved(flow_drafts.blank(), "s2", 0), {"s1": [3.6, "x"], "moon": [1, 1]})

    assert (list(body["states"]), body["states"]["s1"]["at"]) == (["s2", "s1"], [4, 0])


def test_arrows_are_drawn_ordered_and_taken_away():
    body, first = flow_drafts.added(flow_drafts.blank(), "step", "s1")
    body, second = flow_drafts.connected(body, "s1", "s2")

    body = flow_drafts.arrow_moved(body, second, -1)
    assert ways(body)[0] == "s1>s2"
    assert sorted(ways(flow_drafts.disconnected(body, second))) == ["s1>s3", "s3>s2"]


@pytest.mark.parametrize(("source", "to", "says"), [("s2", "s1", "是结束"), ("s1", "s1", "自己"), ("s1", "s9", "刷新")])
def test_what_cannot_be_connected_is_refused(source, to, says):
    with pytest.raises(Refused, match=says):
        flow_drafts.connected(flow_drafts.blank(), source, to)


def test_an_arrow_of_an_automatic_step_has_no_button():
    body, code = flow_drafts.added(flow_drafts.blank(), "fork", "s1")

    assert [move["action"] for move in body["moves"] if move["from"] == [code]] == [""]


def test_a_flow_has_its_bounds():
    body = flow_drafts.blank()
    for _ in range(flow_drafts.MOST_STATES - 2):
        body, _code = flow_drafts.added(body, "step")

    with pytest.raises(Refused, match="最多 60 步"):
        flow_drafts.added(body, "step")


def test_a_change_is_told_in_words():
    before = flow_drafts.blank()
    after, code = flow_drafts.added(before, "step", "s1")

    assert [str(say) for say in flow_drafts.difference(before, after)] == ["＋人工步骤", "改了“受理”"]


@given(
    st.lists(st.tuples(st.sampled_from(["step", "auto", "fork", "join", "end"]), st.integers(0, 9)), max_size=8),
    st.data(),
)
def test_whatever_is_drawn_can_be_read(acts, data):
    body = flow_drafts.blank()
    for kind, n in acts:
        after = list(body["states"])[n % len(body["states"])]
        body, code = flow_drafts.added(body, kind, after)
        if data.draw(st.booleans()) and code not in (body["start"],):
            body = flow_drafts.removed(body, code)

    assert body["start"] in flow_reading.read(body).states
