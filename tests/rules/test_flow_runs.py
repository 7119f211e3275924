"""What one act brings about: automatic steps, branches side by side, joins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import flow_reading
from heat.rules.flow_runs import course
from heat.words import Refused
from tests.rules.drawn import arrow, drawn, step

FORK = {"name": "同时办", "phase": "active", "kind": "fork"}


def parallel(join="all", branches="ab"):
    states = {"new": step("受理"), "split": FORK, **{b: step(b) for b in branches},
              "meet": {"name": "会合", "phase": "active", "kind": "join", "join": join}, "last": step("收尾"),
              "done": step("办结", "done")}  # fmt: skip
    ways = " ".join(f"split>{b} {b}>meet" for b in branches)
    return flow_reading.read(drawn(states, f"new>split {ways} meet>last last>done"))


def test_a_fork_lets_all_branches_begin():
    run = course(parallel(), ["new"], "new", "split", {})

    assert (run.left, run.entered, run.state.code) == (["new"], ["a", "b"], "split")


def test_the_first_of_two_waits_at_the_join():
    run = course(parallel(), ["a", "b"], "a", "meet", {})

    assert (run.left, run.entered, run.state.code) == (["a"], [], "split")


def test_the_last_one_opens_the_join():
    run = course(parallel(), ["b"], "b", "meet", {})

    assert (run.entered, run.passed, run.state.code) == (["last"], ["meet"], "last")


def test_any_branch_opens_a_join_that_waits_for_any_and_the_others_end():
    run = course(parallel("any"), ["a", "b"], "b", "meet", {})

    assert (run.left, run.entered) == (["b", "a"], ["last"])


def test_an_end_ends_every_branch():
    run = course(parallel(), ["a", "b"], "a", "done", {})

    assert (sorted(run.left), run.entered, run.state.code) == (["a", "b"], [], "done")


def test_an_automatic_step_goes_on_by_what_it_changed():
    urgent = {"every": True, "clauses": [["priority", "is", "紧急"]]}
    auto = {
        "name": "加急",
        "phase": "active",
        "kind": "auto",
        "does": {"do": "field", "field": "priority", "value": "紧急"},
    }
    body = drawn({"new": step("受理"), "auto": auto, "rush": step("抢修"), "done": step("办结", "done")},
                 "new>auto rush>done",
                 arrow("auto", "rush", "", when=urgent) | {"action": ""}, arrow("auto", "done", "") | {"action": ""})  # fmt: skip
    run = course(flow_reading.read(body), ["new"], "new", "auto", {"priority": "普通"})

    assert (run.passed, run.entered) == (["auto"], ["rush"])


def test_automatic_steps_that_turn_for_ever_are_stopped_in_words():
    auto = {"name": "自动", "phase": "active", "kind": "auto", "does": {"do": "message", "text": "好"}}
    body = drawn({"new": step("受理"), "a": auto, "b": auto, "done": step("办结", "done")}, "new>a new>done a>b b>a")

    with pytest.raises(Refused, match="绕成了圈"):
        course(flow_reading.read(body), ["new"], "new", "a", {})


@given(st.permutations("abcd"), st.sampled_from(["all", "any"]))
def test_in_whatever_order_branches_finish_the_ticket_comes_out_once(order, join):
    flow, live, out = parallel(join, "abcd"), list("abcd"), []
    for branch in order:
        if branch not in live:
            continue
        run = course(flow, live, branch, "meet", {})
        live = [one for one in live if one not in run.left] + run.entered
        out += run.entered

    assert (out, live) == (["last"], ["last"])
