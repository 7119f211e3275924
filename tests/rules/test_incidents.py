"""Incidents: scopes, what belongs to them, hours, and what people are told."""

import pytest

from heat.rules import incidents
from heat.rules.incidents import Scope
from heat.words import Refused

HOUR = 3_600_000


def test_a_scope_keeps_each_number_once_and_no_words():
    told = {"circuit": ["7", "7", "x", "-1", "9" * 20], "community": [3]}

    assert incidents.scope_of(told) == Scope(circuit=(7,), community=(3,))


def test_a_scope_comes_back_as_it_was_stored():
    scope = Scope(substation=(1, 2), household=(9,))

    assert incidents.scope_of(scope.stored()) == scope


@pytest.mark.parametrize(
    ("kind", "ticket", "belongs"),
    [("outage", "no_heat", True), ("outage", "leak", False), ("burst", "leak", True), ("nothing", "no_heat", False)],
)
def test_only_what_comes_of_it_belongs_to_an_incident(kind, ticket, belongs):
    assert incidents.takes(kind, ticket) is belongs


@pytest.mark.parametrize(
    ("kind", "scope", "start", "expected"),
    [
        ("nothing", Scope(circuit=(1,)), 0, None),
        ("outage", Scope(), 0, None),
        ("outage", Scope(circuit=(1,)), 40 * 24 * HOUR, None),
        ("outage", Scope(circuit=(1,)), 0, 0),
        ("outage", Scope(circuit=(1,)), 0, -HOUR),
    ],
)
def test_what_cannot_be_is_refused(kind, scope, start, expected):
    with pytest.raises(Refused):
        incidents.checked(kind, scope, start, expected, now=0)


@pytest.mark.parametrize(("milliseconds", "whole"), [(0, 0), (1, 1), (HOUR, 1), (HOUR + 1, 2), (-5, 0)])
def test_begun_hours_count(milliseconds, whole):
    assert incidents.hours(0, milliseconds) == whole


def test_a_message_says_until_when_and_that_nothing_need_be_reported():
    text = incidents.message("某某热力", "96777", "3号站停热", "18:00", over=False)

    assert "预计18:00恢复" in text
    assert "不必另外报修" in text


def test_a_message_says_that_it_is_over():
    assert "已恢复" in incidents.message("某某热力", "", "3号站停热", "", over=True)
