"""Whom to remind, when, and in which words."""

from dataclasses import replace
from datetime import date

import pytest

from heat.rules import reminders
from heat.rules.reminders import Debt

DUE = date(2026, 12, 1)
DEBT = Debt(1, "300501", "幸福里3-2-501", 7, "刘奶奶", "person", "13800000501", DUE, 89240, 189240)


@pytest.mark.parametrize(("on", "inside"), [(27, False), (28, True), (29, True), (30, True)])
def test_three_days_before_until_the_day_before(on, inside):
    first, last = reminders.window(date(2026, 11, on), 3)

    assert (first <= DUE <= last) is inside


def test_on_the_due_day_itself_nobody_is_reminded():
    first, _last = reminders.window(DUE, 3)

    assert first > DUE


@pytest.mark.parametrize(
    ("debt", "reason"),
    [
        (DEBT, None),
        (replace(DEBT, phone=None), "no_phone"),
        (replace(DEBT, phone="031012345678"), "not_mobile"),
        (replace(DEBT, name="空置房", kind="organisation"), "vacant"),
        (replace(DEBT, prepaid_fen=189240), "prepaid"),
        (replace(DEBT, prepaid_fen=189239), None),
    ],
)
def test_who_gets_none_and_why(debt, reason):
    assert reminders.why_not(debt) == reason


def test_the_words_are_filled_in():
    text = reminders.message("{{称呼}} {{户号}} {{金额}} {{截止日}} {{公司}}", DEBT, {"company.name": "暖城供热"})

    assert text == "刘奶奶 300501 1,892.40 12月1日 暖城供热"


@pytest.mark.parametrize("name", ["{{金额}}", "{0.__class__}", "{{7*7}}", "%(x)s"])
def test_a_name_is_never_read_as_a_template(name):
    text = reminders.message("{{称呼}}", replace(DEBT, name=name), {})

    assert text == name


def test_an_unknown_word_stays_as_written():
    assert reminders.message("{{折扣}}", DEBT, {}) == "{{折扣}}"


@pytest.mark.parametrize(("length", "n"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_providers_count_seventy_characters_then_sixty_seven(length, n):
    assert reminders.pieces("字" * length) == n


@pytest.mark.parametrize(
    ("office", "text"),
    [
        ({"company.name": "暖城", "company.hotline": "96111"}, "【暖城】请缴费。咨询电话96111。"),
        ({"company.name": "暖城"}, "【暖城】请缴费。"),
        ({}, "请缴费。"),
    ],
    ids=["all known", "no hotline", "no name either"],
)
def test_a_sentence_around_what_the_office_has_not_filled_in_is_left_out(office, text):
    assert reminders.message("【{{公司}}】请缴费。咨询电话{{热线}}。", DEBT, office) == text


def test_a_text_that_is_nothing_but_such_a_sentence_stays():
    assert reminders.message("请拨{{热线}}缴费", DEBT, {}) == "请拨缴费"
