"""What conditions of a flow may ask."""

import pytest

from heat.rules import flow_facts


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (0, True), (5, True), (6, False)])
def test_the_night_is_from_ten_to_six(hour, night):
    assert flow_facts.is_night(hour) is night


def test_every_fact_has_a_name_of_its_own():
    assert len(set(flow_facts.NAMES.values())) == len(flow_facts.FACTS)


def test_a_household_and_a_ticket_may_have_fields_of_the_same_code_and_name():
    assert flow_facts.of_home({"x1": "毛坯"}) == {"home:x1": "毛坯"}
    assert flow_facts.home_name("装修") == "住户·装修"
