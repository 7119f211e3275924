"""What a complaint may skip, what repeats another, and who may not touch one."""

from datetime import date

import pytest

from heat.rules import complaints as rules
from heat.rules.complaints import Matter, Standing
from heat.words import Refused


@pytest.mark.parametrize(
    ("standing", "action", "done"),
    [
        (Standing(), "blame-handle", False),
        (Standing("false"), "blame-handle", False),
        (Standing("true"), "blame-reply", False),
        (Standing("true"), "handle-reply", False),
        (Standing("true", measured=True), "answer", False),
        (Standing("true", measured=True), "close", True),
        (Standing(answered=True), "close", True),
    ],
)
def test_no_step_skips_a_part(standing, action, done):
    with pytest.raises(Refused):
        rules.may_go(standing, action, done=done)


@pytest.mark.parametrize(
    ("standing", "action", "done"),
    [
        (Standing("partly"), "blame-handle", False),
        (Standing("false"), "blame-reply", False),
        (Standing("true", measured=True), "handle-reply", False),
        (Standing("false", answered=True), "close", True),
        (Standing(), "urge", False),
    ],
)
def test_what_is_written_down_may_go_on(standing, action, done):
    rules.may_go(standing, action, done=done)


def test_a_finding_needs_a_cause_of_the_list_unless_nothing_was_wrong():
    assert rules.read_finding("true", "服务态度", rules.CAUSES) == "服务态度"
    assert rules.read_finding("false", "", rules.CAUSES) is None
    for finding, cause in (("true", ""), ("partly", "天气"), ("false", "天气"), ("maybe", "服务态度")):
        with pytest.raises(Refused):
            rules.read_finding(finding, cause, rules.CAUSES)


def test_nobody_acts_on_a_complaint_about_himself():
    rules.must_not_be(7, {8})
    with pytest.raises(Refused, match="回避"):
        rules.must_not_be(7, {7, 8})


def test_a_supervision_brings_the_deadline_forward_and_never_into_the_past():
    rules.earlier(100, 150, 200)
    rules.earlier(100, 300, None)
    for due, before in ((100, None), (90, 200), (200, 200), (250, 200)):
        with pytest.raises(Refused):
            rules.earlier(100, due, before)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Matter("师傅态度差", "服务"), Matter("完全别的话", "服务"), True),
        (Matter("师傅态度差", "服务"), Matter("师傅态度差", "收费"), False),
        # 上门|门前|前没|没有|有打|打电|电话 and 上门|门前|前又|又没|没打|打电|电话: 4 of 7 are shared, 57 per cent
        (Matter("上门前没有打电话"), Matter("上门前又没打电话"), True),
        (Matter("上门前没有打电话"), Matter("多收了热费不退"), False),
        (Matter("冷"), Matter("冷"), False),
    ],
)
def test_the_same_matter_is_recognised_by_its_sort_or_its_words(one, other, same):
    assert rules.same_matter(one, other) is same


def test_months_go_back_over_the_year():
    assert [rules.month_before(date(2026, 2, 28), n) for n in (0, 1, 2, 13)] == [
        "2026-02",
        "2026-01",
        "2025-12",
        "2025-01",
    ]


def test_letters_are_numbered_by_year():
    assert rules.letter_number(2026, 7) == "DF2026-0007"
