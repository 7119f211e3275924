"""Searching in the browser."""

import pytest

from heat.services import search_keys
from tests import make


@pytest.fixture
def agent(sign_in, office):
    search_keys.add(
        [make.household("3-2-501", owner="张秀英"), make.household("3-2-502", owner="张秀兰", phone="13800000502")]
    )
    return sign_in("agent")


def test_suggestions_come_as_options_of_the_box(agent):
    part = agent.part("/search?q=张秀", "top-hits").text

    assert part.count('role="option"') == 3  # two households and the offer of a repair
    assert "<mark>张秀</mark>英" in part and "<html" not in part


def test_one_household_opens_at_once(agent):
    answer = agent.get("/search?q=张秀兰")

    assert (answer.status_code, answer.location) == (302, "/customers/2")


def test_several_households_are_listed_without_scripts(agent):
    page = agent.get("/search?q=张秀").text

    assert "张秀" in page and 'href="/customers/1"' in page and 'href="/customers/2"' in page


def test_nothing_found_says_what_else_to_try(agent):
    assert "没有找到“王小二”" in agent.get("/search?q=王小二").text
    assert agent.get("/search").status_code == 200


def test_what_was_typed_is_shown_as_it_is(agent):
    page = agent.get("/search?q=<script>alert(1)</script>").text

    assert "<script>alert" not in page and "&lt;script&gt;" in page
