"""Sums and signatures are no households."""

import pytest

from heat.rules.columns import layout_of
from heat.rules.lines import Line, line_of
from heat.rules.lists import HOUSEHOLDS
from heat.rules.sheets import Formula, SheetRow
from tests.rules.sheet_makers import HEADER, household, sheet

LAYOUT = layout_of([sheet(HEADER)], HOUSEHOLDS)[1]


def sort(*cells):
    return line_of(SheetRow(9, list(cells)), LAYOUT)


def test_a_household_is_a_line_of_its_own():
    assert sort(*household()) is Line.OWN
    assert sort(*household(户号="")) is Line.OWN


@pytest.mark.parametrize("word", ["小计", "小 计", "幸福里小计", "本页合计", "3号楼合计："])
def test_a_subtotal_is_known_by_its_word(word):
    assert sort("", word, "", "", "", "", "", 14502.17) is Line.SUBTOTAL


@pytest.mark.parametrize("word", ["合计", "总 计", "共计："])
def test_the_total_is_known_by_its_word_even_in_the_first_column(word):
    assert sort(word, "", "", "", "", "", "", Formula("SUM(H2:H99)")) is Line.TOTAL


@pytest.mark.parametrize(
    "words", [("审核人：", "", "制表人：王会计"), ("打印日期：2026年10月8日",), ("第1页共3页",), ("注：以上为暂定",)]
)
def test_a_footer_is_known_by_its_words(words):
    assert sort(*words) is Line.FOOTER


def test_a_household_that_mentions_a_sum_stays_a_household():
    assert sort(*household(户主姓名="合计")) is Line.OWN


def test_a_repeated_header_and_a_running_number_are_nothing():
    assert sort(*HEADER) is Line.NOTHING
    assert sort("", "", "", "", "", "", "", "", "", "", 46.0) is Line.NOTHING


def test_a_single_text_is_loose_until_it_is_known_what_follows():
    assert sort("", "幸福里") is Line.LOOSE
