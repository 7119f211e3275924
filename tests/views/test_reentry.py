"""A session that ends while somebody types."""

import pytest

from heat.models import Contact
from heat.rules.permissions import SYSTEM
from heat.services import people, sessions
from tests import make
from tests.critic import Client

PASSWORD = "今年冬天一定不会冷的真的"


@pytest.fixture
def home(office) -> int:
    people.set_password(SYSTEM, office.agent, PASSWORD)
    return make.household(account_no="900501")


@pytest.fixture
def lapsed(app, office) -> Client:
    """The agent's browser, whose session has ended."""
    client = Client(app)
    token = sessions.open_for_staff(office.agent, ("agent",))
    client.set_cookie("sid", token)
    sessions.end(token)
    return client


def test_a_form_that_was_sent_too_late_is_kept_until_its_writer_has_signed_in(lapsed, home):
    late = lapsed.post(f"/customers/{home}/notes", data={"kind": "note", "text": "老人听力不好，先打儿子电话"})
    assert late.status_code == 401
    assert "填写的内容还在" in late.text

    kept = '[["kind", "note"], ["text", "老人听力不好，先打儿子电话"]]'
    signs_in = {"login": "agent", "password": PASSWORD, "resume": f"/customers/{home}/notes", "kept": kept}
    page = lapsed.post("/login", data=signs_in)
    assert f'action="/customers/{home}/notes"' in page.text
    assert "老人听力不好，先打儿子电话" in page.text

    lapsed.post(f"/customers/{home}/notes", data={"kind": "note", "text": "老人听力不好，先打儿子电话"})
    assert Contact.select().where(Contact.kind == "note").count() == 1


def test_a_wrong_password_does_not_lose_the_form(lapsed, home):
    signs_in = {
        "login": "agent",
        "password": "不对不对不对不对",
        "resume": "/customers/1/notes",
        "kept": '[["text", "记"]]',
    }

    page = lapsed.post("/login", data=signs_in)
    assert page.status_code == 422
    assert "记" in page.text


def test_a_kept_form_leads_nowhere_else(lapsed, home):
    signs_in = {"login": "agent", "password": PASSWORD, "resume": "//elsewhere.example/x", "kept": '[["a", "b"]]'}

    assert lapsed.post("/login", data=signs_in).location == "/desk"


@pytest.mark.parametrize("kept", ["", "{}", "[[1]]", "nonsense", '["a"]'])
def test_what_is_no_form_is_not_resumed(lapsed, home, kept):
    signs_in = {"login": "agent", "password": PASSWORD, "resume": "/customers", "kept": kept}

    assert lapsed.post("/login", data=signs_in).location == "/customers"


def test_a_password_is_never_kept(lapsed, home):
    late = lapsed.post("/me/password", data={"old": "geheim-geheim", "password": "geheim-geheim-2"})

    assert "geheim" not in late.text


def test_a_part_of_a_page_brings_a_small_sign_in_over_it(lapsed, home):
    answer = lapsed.part("/desk", "tickets")

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "#over")
    assert "登录已过期" in answer.text


def test_signing_in_over_the_page_leaves_the_page_alone(lapsed, home):
    answer = lapsed.post_part("/login", "over", {"login": "agent", "password": PASSWORD})

    assert answer.status_code == 200
    assert "已重新登录" in answer.text
    assert "HX-Redirect" not in answer.headers


@pytest.mark.parametrize("kept", ["[" * 50_000, '[["text", "\\ud800"]]'])
def test_a_kept_form_that_no_page_of_ours_wrote_does_no_harm(lapsed, home, kept):
    answer = lapsed.post("/login", data={"login": "agent", "password": PASSWORD, "resume": "/desk", "kept": kept})
    assert answer.status_code in (200, 303)
