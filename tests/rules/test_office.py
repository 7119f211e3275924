"""What the office may decide: read as typed, refused with a reason."""

import pytest

from heat.rules import office
from heat.words import Refused


def test_a_number_is_read():
    assert office.read("reminder.days", " 5 ") == 5


@pytest.mark.parametrize("typed", ["", "0", "-1", "三", "1.5", "100000", "５"])
def test_what_is_no_number_is_refused_by_name(typed):
    with pytest.raises(Refused, match="提前几天提醒缴费"):
        office.read("reminder.days", typed)


def test_line_ends_become_plain():
    assert office.read("reminder.text", "一\r\n二") == "一\n二"


def test_too_long_a_text_is_refused():
    with pytest.raises(Refused, match="500"):
        office.read("company.name", "长" * 501)


def test_only_known_modules_are_switched_on():
    assert office.read("modules", ["charge", "bitcoin", "hall"]) == ["charge", "hall"]
