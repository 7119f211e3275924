"""One's own page: how it looks and which keys answer is each person's choice, kept by the browser; and where the day begins."""

import pytest

from heat import db
from heat.rules.permissions import ROLES, Actor
from heat.services import office as verbs
from heat.services import people
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


def test_a_technician_whose_pages_are_closed_learns_who_can_open_them(sign_in):
    assert "您的岗位用的功能还没有打开" in sign_in("technician").get("/me").text
    verbs.switch_on(["board"])
    assert "还没有打开" not in sign_in("technician").get("/me").text


def test_an_office_without_anybody_is_told_of_the_link_in_the_window(client):
    assert "请输入登录名和密码" in client.get("/login").text
    db.run("DELETE FROM staff_role")
    db.run("DELETE FROM staff")

    assert "首次使用" in client.get("/login").text


def test_a_browser_asks_for_an_empty_field_in_the_words_of_the_page(client):
    page = client.get("/login").text

    assert 'data-missing="请填写这一项"' in page and 'data-unpicked="请选择一项"' in page


@pytest.fixture
def first_page(client) -> str:
    """The address of the page of the first run, in an office that nobody has set up."""
    db.run("DELETE FROM staff_role")
    db.run("DELETE FROM staff")
    return f"/setup?token={people.setup_token()}"


def test_the_first_run_names_all_that_is_wrong_at_once_and_each_at_its_field(client, first_page):
    answer = client.post(first_page, data={"name": " ", "login": "l" * 51, "password": "kurz"})

    assert answer.status_code == 422
    assert "请改正下面 3 处" in answer.text
    for field, sentence in (
        ("name", "请填写姓名。"),
        ("login", "登录名最多 50 个字"),
        ("password", "密码要 12 到 128 位"),
    ):
        assert sentence in answer.text.split(f'id="f-{field}-error"')[1][:200]
    assert "kurz" not in answer.text  # a password is never sent back
    assert not people.any_staff()


@pytest.mark.parametrize("password", ["boss-geht-heim-2026", "123456789012", "\0" + "冬" * 12])
def test_a_password_everybody_guesses_is_refused_at_its_field(client, first_page, password):
    answer = client.post(first_page, data={"name": "陈总", "login": "boss", "password": password})

    assert answer.status_code == 422
    assert 'id="f-password-error"' in answer.text
    assert 'value="陈总"' in answer.text and 'value="boss"' in answer.text


def test_the_first_person_is_signed_in_and_the_page_is_gone(client, first_page):
    form = {"name": " 陈总 ", "login": "boss", "password": " 今年冬天 不冷一定不冷 "}

    assert client.post(first_page, data=form).headers["Location"] == "/customers"
    assert "陈总" in client.get("/me").text
    assert client.get(first_page).status_code == 404
    assert people.sign_in("boss", form["password"])
