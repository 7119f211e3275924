"""Personal data as lists show it."""

import pytest

from heat.rules import masking
from heat.rules.households import CONTACT, UNNAMED, VACANT


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800001234", "138****1234"), ("03101234", "031****1234"), ("1234567", "*****67"), ("", ""), (None, "")],
)
def test_a_phone_keeps_its_ends(number, shown):
    assert masking.phone(number) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张秀英", "张*英"), ("张英", "张*"), ("欧阳秀英", "欧**英"), ("张", "张"), ("", ""), (None, "")],
)
def test_a_name_keeps_its_ends(name, shown):
    assert masking.name(name) == shown


@pytest.mark.parametrize("word", [VACANT, "空置", "空房", "空置户", CONTACT, UNNAMED])
def test_a_word_that_stands_for_nobody_hides_nobody(word):
    assert masking.name(word) == word


def test_an_identity_number_keeps_its_ends():
    # eighteen signs: three, twelve stars, three
    assert masking.id_number("11010519491231002X") == "110************02X"
    assert masking.id_number("12345678") == "********"


def test_a_message_hides_its_addressee_and_every_number_in_it():
    sent = "【供热公司】张秀英：回电 13800001234，或见 http://127.0.0.1:8000/q/aZ_9"

    assert masking.message(sent, "张秀英") == "【供热公司】张*英：回电 138****1234，或见 http://127.0.0.1:8000/q/…"
    assert masking.message("热费尚欠 10.00 元", None) == "热费尚欠 10.00 元"
