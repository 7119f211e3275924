"""Short codes on paper."""

import pytest

from heat.rules.codes import ALPHABET, read_code, short_code


@pytest.mark.parametrize("number", [1, 30, 31, 961, 29_791, 923_521, 28_629_151, 2**53])
def test_a_code_is_read_back_as_its_number(number):
    assert read_code(short_code(number)) == number


def test_a_code_has_no_letters_that_look_alike():
    assert not set("0O1IL") & set(ALPHABET)


def test_spaces_dashes_and_small_letters_do_not_matter():
    code = short_code(31_601)

    assert read_code(f" {code[:2].lower()}-{code[2:]} ") == 31_601


@pytest.mark.parametrize("place", range(5))
def test_one_wrong_letter_is_noticed(place):
    code = short_code(31_601)
    wrong = [code[:place] + letter + code[place + 1 :] for letter in ALPHABET if letter != code[place]]

    assert {read_code(typed) for typed in wrong} == {None}


def test_two_swapped_letters_are_noticed():
    code = short_code(31_601)
    swapped = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(4) if code[i] != code[i + 1]]

    assert {read_code(typed) for typed in swapped} == {None}


@pytest.mark.parametrize("typed", ["", "2", "AAAA", "0OIL1", "很长的中文", "2" * 40, "22222"])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None


def test_there_is_no_code_for_nothing():
    with pytest.raises(ValueError, match="count from 1"):
        short_code(0)
