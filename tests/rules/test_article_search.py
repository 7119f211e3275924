"""Finding articles: the pieces of a text, what is asked for, and whose answer is best."""

from heat.rules.article_search import Hit, asked_for, keys_of, ranked
from heat.rules.articles import Article


def test_a_text_is_cut_two_by_two_and_words_stay_whole():
    assert asked_for("排气阀 DN20") == ["排气", "气阀", "dn20"]


def test_polite_words_ask_for_nothing():
    assert asked_for("请问怎么报停") == ["报停"]


def test_nothing_but_politeness_asks_for_nothing():
    assert asked_for("你好，请问") == []


def test_full_width_and_capitals_are_one_writing():
    assert asked_for("ＤＮ２０") == asked_for("dn20")


def test_the_kind_is_asked_for_too():
    assert asked_for("", "leak") == ["=leak"]


def test_a_key_weighs_what_its_best_place_says():
    keys = keys_of(Article("排气", "先排气。", "排气很快", ("no_heat",), ("放气",)))

    assert (keys["排气"], keys["放气"], keys["很快"], keys["=no_heat"]) == (6, 8, 1, 3)


def test_a_key_that_many_articles_have_counts_for_less():
    hits = [Hit(1, "暖气", 6), Hit(2, "暖气", 6), Hit(3, "暖气", 6), Hit(4, "报停", 6)]

    assert ranked(hits, by_kind=False)[0] == 4


def test_one_common_piece_of_the_text_is_no_answer():
    assert ranked([Hit(1, "一个", 1)], by_kind=False) == []


def test_a_word_that_every_article_has_is_still_an_answer():
    assert len(ranked([Hit(n, "报停", 6) for n in range(400)], by_kind=False)) == 400


def test_the_kind_alone_is_an_answer_only_before_anything_is_typed():
    assert ranked([Hit(1, "=leak", 3)], by_kind=True) == [1]
    assert ranked([Hit(1, "=leak", 3)], by_kind=False) == []


def test_of_equal_answers_the_older_article_stands_first():
    assert ranked([Hit(2, "漏水", 6), Hit(1, "漏水", 6)], by_kind=False) == [1, 2]
