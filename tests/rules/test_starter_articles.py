"""What every office begins with: complete, short enough to be read out, and true in every town."""

import re

import pytest

from heat.rules.article_search import asked_for, keys_of
from heat.rules.articles import typed
from heat.rules.starter_articles import STARTERS
from heat.rules.tickets import KIND

FIGURES = re.compile(r"\d+(?:\.\d+)?\s*(?:元|%|％|℃|度|小时|天|日)")


@pytest.mark.parametrize("code", STARTERS)
def test_an_article_passes_its_own_form(code):
    one = STARTERS[code]

    filled, read = typed(one.stored() | {"words": " ".join(one.words), "hall": ""}, one.kinds, list(KIND))

    assert filled.errors == {}
    assert read is not None
    assert read.kinds != ()


@pytest.mark.parametrize("code", STARTERS)
def test_no_figure_that_differs_from_town_to_town(code):
    one = STARTERS[code]

    assert FIGURES.findall(one.title + one.short + one.text) == []


def test_no_two_articles_have_one_title():
    assert len({one.title for one in STARTERS.values()}) == len(STARTERS)


@pytest.mark.parametrize("code", STARTERS)
def test_an_article_is_found_by_its_own_title(code):
    one = STARTERS[code]

    assert set(asked_for(one.title)) & keys_of(one).keys()
