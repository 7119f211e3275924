"""Whom an office calls, why just these, and what is said."""

import pytest

from heat.rules import callbacks as rules
from heat.rules.callbacks import Case, Plan
from heat.words import Refused

FORM = {"days": "3", "tries": "3", "again": "2", "always": ["urgent"], "share_leak": "30"} | {
    f"{part}_leak": text for part, text in rules.REPAIR.items()
}


def test_the_same_ticket_always_draws_the_same_lot():
    assert rules.lot("GD261121-001") == rules.lot("GD261121-001")
    assert 0 <= rules.lot("GD261121-001") < 10_000


def test_a_share_of_thirty_draws_about_thirty_of_a_hundred():
    plan = Plan({"leak": 30})
    drawn = sum(rules.drawn(plan, Case(f"GD2611{n:02}-{m:03}", "leak"))[0] for n in range(1, 31) for m in range(100))

    assert 840 <= drawn <= 960  # 3,000 tickets: 900 expected, three standard deviations are 75


@pytest.mark.parametrize(
    ("plan", "case", "drawn"),
    [
        (Plan({"leak": 0}), Case("1", "leak"), (False, "left")),
        (Plan({"leak": 0}), Case("1", "leak", frozenset({"urgent"})), (True, "urgent")),
        (Plan({"leak": 0}, frozenset()), Case("1", "leak", frozenset({"urgent"})), (False, "left")),
        (Plan({"leak": 0}), Case("1", "leak", frozenset({"reopened"})), (True, "reopened")),
        (Plan({"leak": 0}), Case("1", "leak", frozenset({"vulnerable"})), (True, "vulnerable")),
        (Plan({"complaint": 0}, frozenset()), Case("1", "complaint"), (True, "complaint")),
        (Plan({"leak": 0}), Case("1", "no_heat"), (True, "all")),
        (Plan(), Case("1", "public_repair", frozenset({"urgent"}), nobody=True), (False, "nobody")),
        (Plan(), Case("1", "complaint", nobody=True), (True, "complaint")),
    ],
)
def test_some_are_always_called_and_the_reason_is_told(plan, case, drawn):
    assert rules.drawn(plan, case) == drawn


def test_a_form_keeps_only_what_differs_from_what_we_ship():
    assert rules.told(FORM, ["leak"]) == {
        "shares": {"leak": 30}, "always": ["urgent"], "days": 3, "tries": 3, "again": 2, "scripts": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"share_leak": "101"}, {"share_leak": "-1"}, {"share_leak": ""}, {"days": "0"}, {"tries": "99"}, {"again": "x"},
     {"hello_leak": "您好{{身份证}}"}, {"ask_leak": ""}, {"thanks_leak": "长" * 201}],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(wrong):
    with pytest.raises(Refused):
        rules.told(FORM | wrong, ["leak"])


def test_a_script_replaces_its_marks_and_nothing_else():
    assert rules.spoken("{{公司}}{{师傅}}{x}{{", {"公司": "暖城", "师傅": "张师傅"}) == "暖城张师傅{x}{{"


def test_whoever_did_the_work_does_not_ask_about_it():
    rules.must_be_another(3, {4, 5}, {3, 4})
    with pytest.raises(Refused, match="您自己办的"):
        rules.must_be_another(4, {4, 5}, {3, 4})


def test_where_nobody_else_can_call_whoever_did_the_work_calls_too():
    rules.must_be_another(4, {4}, {4})
    rules.must_be_another(4, {4, 5}, {4, 5})
