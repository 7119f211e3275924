"""Articles as they are typed, stored, reviewed and set side by side."""

from datetime import date

import pytest

from heat.rules.articles import Article, Change, compared, digest, read, typed

ONE = Article("报停", "带身份证来。", "一\n二", ("enquiry",), ("停热",), True, date(2027, 9, 1), "新")
FORM = {"title": "报停", "short": "带身份证来。", "text": "正文", "words": "停热、空房 停热"}


def test_what_is_stored_comes_back():
    assert read(ONE.stored()) == ONE


def test_words_are_taken_apart_and_each_kept_once():
    assert typed(FORM, [], [])[1].words == ("停热", "空房")


def test_a_kind_the_office_does_not_know_is_not_kept():
    assert typed(FORM, ["leak", "nothing"], ["leak"])[1].kinds == ("leak",)


@pytest.mark.parametrize("field", ["title", "short", "text"])
def test_what_an_article_needs_must_be_there(field):
    filled, one = typed(FORM | {field: " "}, [], [])

    assert one is None
    assert list(filled.errors) == [field]


def test_a_keyword_has_its_length():
    assert typed(FORM | {"words": "长" * 21}, [], [])[1] is None


@pytest.mark.parametrize(("today", "due"), [(date(2027, 8, 31), False), (date(2027, 9, 1), True)])
def test_the_day_of_review_counts(today, due):
    assert ONE.due(today) is due


def test_without_a_day_it_is_never_due():
    assert not Article("a", "b", "c").due(date(2199, 1, 1))


def test_the_mark_of_a_text_changes_with_it():
    assert digest(ONE) == digest(read(ONE.stored())) != digest(Article("报停", "x", "一\n二"))


def test_two_versions_stand_line_by_line():
    new = Article("报停", "带身份证来。", "一\n三")

    assert compared(ONE, new) == [
        Change(" ", "报停"),
        Change(" ", "带身份证来。"),
        Change(" ", "一"),
        Change("-", "二"),
        Change("+", "三"),
    ]
