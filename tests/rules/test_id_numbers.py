"""Numbers with a check sign: a slip of one sign is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from heat.rules import id_numbers
from heat.rules.fields import Bad
from heat.rules.id_numbers import CreditCode, IdNumber

PERSON = IdNumber("number", "身份证号")
OFFICE = CreditCode("number", "统一社会信用代码")
digits = some.text("0123456789", min_size=3, max_size=3)


def test_the_example_of_the_standard_is_right():
    # GB 11643-1999, annex A: 11010519491231002X
    assert id_numbers.id_check("11010519491231002") == "X"
    assert PERSON.read(" １１０１０５ 19491231002x ") == "11010519491231002X"


@pytest.mark.parametrize("wrong", ["110105194912310021", "1101051949123100", "11010519490231002X", "9" * 18, "抄错了"])
def test_a_number_that_cannot_be_is_refused(wrong):
    with pytest.raises(Bad):
        PERSON.read(wrong)


@given(some.dates(date(1900, 1, 1), date(2100, 1, 1)), digits)
def test_a_slip_of_one_digit_of_a_persons_number_is_noticed(born, serial):
    body = f"110105{born:%Y%m%d}{serial}"
    number = body + id_numbers.id_check(body)
    slipped = f"{number[:16]}{(int(number[16]) + 1) % 10}{number[17]}"

    with pytest.raises(Bad):
        PERSON.read(slipped)


SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(some.text(SIGNS, min_size=17, max_size=17), some.integers(0, 16), some.integers(1, 30))
def test_a_slip_of_one_sign_of_a_credit_code_is_noticed(body, at, by):
    code = body + id_numbers.credit_check(body)
    slipped = code[:at] + SIGNS[(SIGNS.index(code[at]) + by) % 31] + code[at + 1 :]

    assert OFFICE.read(code.lower()) == code
    with pytest.raises(Bad):
        OFFICE.read(slipped)


def test_letters_that_look_like_digits_are_in_no_credit_code():
    with pytest.raises(Bad):
        OFFICE.read("91IO0000000000000V")
