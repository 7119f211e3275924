"""Short codes on paper: read back what was written, notice every slip of a tired hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.codes import ALPHABET, read_code, short_code

numbers = st.integers(1, 10**7)


@given(numbers)
def test_a_code_read_back_is_the_number_written(number):
    assert read_code(short_code(number)) == number


@given(numbers, st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_noticed(number, place, letter):
    code = short_code(number)
    if code[place] != letter:
        assert read_code(code[:place] + letter + code[place + 1 :]) is None


@given(numbers, st.integers(0, 3))
def test_two_swapped_neighbours_are_noticed(number, place):
    code = short_code(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        assert read_code(swapped) is None


def test_small_letters_spaces_and_dashes_do_not_matter():
    code = short_code(4711)

    assert read_code(f" {code[:2].lower()}-{code[2:].lower()} ") == 4711


@pytest.mark.parametrize("typed", ["", "A", "0000O", "中文字符码", "22222222222222"])
def test_nonsense_is_no_code(typed):
    assert read_code(typed) is None


def test_numbers_count_from_one():
    with pytest.raises(ValueError, match="count from 1"):
        short_code(0)
