"""What PostgreSQL cannot keep is told in a sentence, as on SQLite."""

import pytest

from heat.services import office as office_verbs
from heat.services import sessions
from tests.critic import Client

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_nul_is_refused_in_a_sentence(pg):
    from app import create_app

    office_verbs.switch_on(["charge"])
    browser = Client(create_app(testing=True))
    browser.set_cookie("sid", sessions.open_for_staff(pg.cashier, ("cashier",)))

    answer = browser.get("/counter", query_string={"q": "刘\0奶奶"})

    assert answer.status_code == 422
    assert "不能保存的字符" in answer.text
