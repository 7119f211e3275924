"""Addresses whose rules are made ready when the first of them is made."""

import pytest

from heat.views.routes import Site


@pytest.fixture
def site() -> Site:
    made = Site("site")
    made.add_url_rule("/homes/<int:home>", "home", lambda home: str(home))
    return made


def test_an_address_takes_what_its_rule_names_and_asks_the_rest(site: Site):
    with site.test_request_context():
        assert [site.url_for("home", home=3, tab="账务") for _ in range(2)] == ["/homes/3?tab=%E8%B4%A6%E5%8A%A1"] * 2


def test_no_rule_is_made_ready_before_it_is_asked_for(site: Site):
    [rule] = [rule for rule in site.url_map.iter_rules() if rule.endpoint == "home"]
    before = rule._build_unknown

    with site.test_request_context():
        site.url_for("home", home=3)

    assert rule._build_unknown is not before
