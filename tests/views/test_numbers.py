"""Numbers of requests: plain digits that a row can have, and nothing else."""

import pytest

from heat.views.numbers import pair, whole
from tests import make


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "1.5", "1e3", "NaN", " 7", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_ours_is_none(text):
    assert whole(text) is None


def test_digits_are_their_number():
    assert whole("017") == 17


def test_a_list_goes_on_after_two_numbers():
    assert pair("1795240800000,17") == (1795240800000, 17)


@pytest.mark.parametrize("text", ["", "17", "17,", ",17", "17,x", "9" * 5000 + ",1"])
def test_half_a_place_in_a_list_is_none(text):
    assert pair(text) is None


@pytest.mark.parametrize("digits", ["²", "9" * 5000])
def test_a_strange_number_in_a_form_is_no_fault_of_the_program(sign_in, office, digits):
    home = make.billed()
    ticket = make.ticket(office.actor("agent"), home)
    admin = sign_in("admin")
    taken = {"household": home, "kind": "no_heat", "text": "不热", "team": digits}

    answers = [
        admin.post("/desk/take", data=taken),
        admin.post(f"/tickets/{ticket.id}/note", data={"text": "再看", "version": digits}),
        admin.post(f"/callbacks/{ticket.id}", data={"version": digits}),
        admin.get("/reminders", query_string={"before": f"{digits},1"}),
        admin.post("/board/assign", data={"ticket": f"{digits}.{digits}", "to": f"team-{digits}"}),
        sign_in("cashier").post(f"/counter/{home}", data={"charge": digits, "method": "cash", "given": "1"}),
    ]

    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
