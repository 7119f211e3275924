"""One's own page: how it looks and which keys answer is each person's choice, kept by the browser; and where the day begins."""

import pytest

from heat import db
from heat.rules.permissions import ROLES, Actor
from heat.services import office as verbs
from heat.views import menu


def kept(client, name: str) -> str | None:
    cookie = client.get_cookie(name)
    return cookie and cookie.value


def test_keys_of_one_letter_answer_until_somebody_switches_them_off(sign_in):
    client = sign_in("agent")
    assert 'data-keys="off"' not in client.get("/desk").text

    answer = client.post("/look", data={"keys": "off"}, headers={"Referer": "http://localhost/me"})

    assert answer.headers["Location"] == "/me"
    assert 'data-keys="off"' in client.get("/desk").text


def test_switching_keys_leaves_the_theme_alone(sign_in):
    client = sign_in("agent")
    client.post("/look", data={"theme": "dark"})
    client.post("/look", data={"keys": "off"})

    assert (kept(client, "theme"), kept(client, "keys")) == ("dark", "off")


def test_a_taste_nobody_offers_is_the_usual_one(sign_in):
    client = sign_in("agent")
    client.post("/look", data={"theme": "pink", "keys": "perhaps"})

    assert (kept(client, "theme"), kept(client, "keys")) == ("auto", "on")


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_everybody_is_greeted_by_a_page_that_is_open_while_no_module_is(role, sign_in):
    client = sign_in(role)

    assert client.get(client.get("/").headers["Location"]).status_code == 200


@pytest.mark.parametrize("role", ROLES, ids=[role.code for role in ROLES])
def test_everybody_is_greeted_by_the_page_of_the_role_when_it_is_open(role, sign_in):
    verbs.switch_on(["board", "charge"])

    assert sign_in(role.code).get("/").headers["Location"] == role.home


def test_a_closed_home_gives_way_to_that_of_the_next_role():
    both = frozenset({"payment.take", "dash.view"})

    assert menu.home(Actor("staff", 1, roles=("cashier", "accountant"), permissions=both), frozenset()) == "/dash"


def test_who_may_open_nothing_is_greeted_by_the_own_page():
    assert menu.home(Actor("staff", 1), frozenset()) == "/me"


def test_an_office_without_anybody_is_told_of_the_link_in_the_window(client):
    assert "请输入登录名和密码" in client.get("/login").text
    db.run("DELETE FROM staff_role")
    db.run("DELETE FROM staff")

    assert "首次使用" in client.get("/login").text
