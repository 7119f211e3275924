"""What proves a valve job, what is refused, and what is taken but looks strange."""

import pytest

from heat.rules import valves as rules
from heat.rules.valves import Known, Proof
from heat.words import Refused

SEALED = Known("closed", "A1")


def test_a_form_is_read_with_seals_spelled_alike():
    told = {"valve_found": "open", "valve_state": "closed", "seal": " a 17 ", "seal_off": "", "meter": "12.345"}

    assert rules.read(told) == Proof("open", "closed", "A17", "", 12_345)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"valve_state": "open"}, "到场时阀门"),
        ({"valve_found": "open"}, "处理后阀门"),
        ({"valve_found": "half", "valve_state": "open"}, "到场时阀门"),
        ({"valve_found": "open", "valve_state": "open", "meter": "much"}, "数字"),
    ],
)
def test_what_is_missing_or_bent_is_named(told, says):
    with pytest.raises(Refused, match=says):
        rules.read(told)


@pytest.mark.parametrize(
    ("act", "proof", "known", "says"),
    [
        ("close", Proof("open", "open"), Known("open"), "没办成"),
        ("open", Proof("closed", "closed", "B2", "A1"), SEALED, "没办成"),
        ("close", Proof("open", "closed"), Known("open"), "要有铅封"),
        ("open", Proof("closed", "open"), SEALED, "登记的是 A1"),
        ("check", Proof("closed", "closed", "A1", "A1"), SEALED, "不能再用"),
        ("check", Proof("tampered", "closed"), SEALED, "要有铅封"),
    ],
)
def test_a_proof_that_does_not_fit_is_refused(act, proof, known, says):
    with pytest.raises(Refused, match=says):
        rules.check(act, proof, known)


@pytest.mark.parametrize(
    ("act", "proof", "known"),
    [
        ("close", Proof("open", "closed", "A1"), Known()),
        ("open", Proof("closed", "open", "", "A1"), SEALED),
        ("check", Proof("closed", "closed"), SEALED),
        ("check", Proof("tampered", "closed", "B2"), SEALED),
        ("check", Proof("open", "open"), Known()),
    ],
)
def test_a_proof_that_fits_is_taken(act, proof, known):
    rules.check(act, proof, known)


def test_the_seal_stays_only_where_nobody_touched_it():
    assert rules.keeps_seal(Proof("closed", "closed"), SEALED)
    assert not rules.keeps_seal(Proof("closed", "closed", "B2", "A1"), SEALED)
    assert not rules.keeps_seal(Proof("closed", "open", "", "A1"), SEALED)


def test_another_hand_at_the_valve_is_noticed():
    assert rules.suspect(Proof("open", "closed", "B2"), SEALED) == "opened"
    assert rules.suspect(Proof("tampered", "closed", "B2"), SEALED) == "tampered"
    assert rules.suspect(Proof("closed", "open", "", "X9"), SEALED) == "seal"
    assert rules.suspect(Proof("closed", "open", "", "A1"), SEALED) is None


def test_what_moves_a_valve_is_photographed_before_and_after():
    with pytest.raises(Refused, match="处理前"):
        rules.must_be_shown("close", {"after"})
    with pytest.raises(Refused, match="处理后"):
        rules.must_be_shown("open", {"before"})
    rules.must_be_shown("check", {"after"})
    rules.must_be_shown("close", {"sheet"})
    rules.must_be_shown("close", {"before", "after"})


def test_a_job_names_its_act_and_its_reason():
    assert rules.summary("close", "报停") == "关阀（报停）"
    for act, reason in (("turn", "报停"), ("close", "随便")):
        with pytest.raises(Refused):
            rules.summary(act, reason)


def test_a_household_of_a_list_that_needs_no_job_says_why():
    assert rules.why_not("close", "closed", "") == "阀门已经是这个状态"
    assert rules.why_not("close", "open", "GD1") == "已有未完成的开关阀工单"
    assert rules.why_not("check", "closed", "") == ""
