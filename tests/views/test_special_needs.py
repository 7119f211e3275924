"""Special needs stand wherever somebody speaks to the household or goes there: file, call, phone, paper."""

import io

import pytest
from pypdf import PdfReader

from heat.services import office as verbs
from heat.services import tickets
from tests import make

NEEDS = ["重病在家", "听力不便", "备用钥匙在邻居家", "夜间上班，下午联系"]


@pytest.fixture
def home(office, sign_in) -> int:
    home = make.household(account_no="300501")
    typed = {"version": "1", "needs": NEEDS, "needs_other": "养狗", "note": ""}
    verbs.switch_on(["board"])
    assert sign_in("agent").post(f"/customers/{home}/edit", data=typed).status_code == 303
    return home


def all_in(text: str) -> bool:
    return all(need in text for need in [*NEEDS, "养狗"])


def test_on_the_file(sign_in, home):
    assert all_in(sign_in("agent").get(f"/customers/{home}").text)


def test_beside_the_call(sign_in, home):
    assert all_in(sign_in("agent").part("/desk?q=13800000501", "caller").text)


def test_on_the_technicians_phone(office, sign_in, home):
    ticket = make.ticket(office.actor("agent"), home)
    make.team("A区抢修组", office.technician)
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})

    assert all_in(sign_in("technician").get(f"/m/jobs/{ticket.number}").text)


def test_on_the_paper(office, sign_in, home):
    ticket = make.ticket(office.actor("agent"), home)

    answer = sign_in("agent").get(f"/tickets/{ticket.id}/order.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    assert all_in(text.replace("\n", ""))
