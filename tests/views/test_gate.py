"""The gate: which cookie counts, how long it lives, where a sign-in may lead."""

import re

import pytest

from heat.rules.permissions import SYSTEM
from heat.services import people, sessions
from heat.views.gate import local
from tests.critic import Client

PASSWORD = "今年冬天一定不会冷的真的"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere",
        "/\t/elsewhere",
        "/\n/x",
        "javascript:x",
        "",
        None,
    ],
)
def test_a_sign_in_never_leads_to_another_site(address):
    assert local(address) is None


def test_a_sign_in_leads_back_to_the_page_that_was_asked_for():
    assert local("/customers?page=2") == "/customers?page=2"


def test_over_https_the_plain_cookie_opens_nothing(office, monkeypatch):
    from app import create_app

    monkeypatch.setenv("HEAT_BASE_URL", "https://heat.example")
    browser = Client(create_app(testing=True))
    browser.set_cookie("sid", sessions.open_for_staff(office.admin, ("admin",)))

    assert browser.get("/me").status_code == 303


def test_the_cookie_lives_as_long_as_the_session(client, office):
    for role in ("technician", "agent"):
        people.set_password(SYSTEM, office.ids[role], PASSWORD)

    lives = {}
    for role in ("technician", "agent"):
        answer = client.post("/login", data={"login": role, "password": PASSWORD})
        lives[role] = int(re.search(r"Max-Age=(\d+)", answer.headers["Set-Cookie"])[1])

    # a phone in the van stays signed in for 30 days, the desk for half a day
    assert lives == {"technician": 30 * 24 * 3600, "agent": 12 * 3600}
