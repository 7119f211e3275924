"""Two editors of one thing: nothing typed is lost, nothing is asked that needs no answer."""

from hypothesis import given
from hypothesis import strategies as some

from heat.rules.edits import Clash, merged

texts = some.sampled_from(["", "一", "二", "三"])


def test_a_field_only_the_other_touched_follows_the_other():
    assert merged({"note": "一"}, {"note": "一"}, {"note": "二"}) == ({"note": "二"}, [])


def test_a_field_only_i_touched_follows_me():
    assert merged({"note": "一"}, {"note": "二"}, {"note": "一"}) == ({"note": "二"}, [])


def test_the_same_words_twice_are_no_clash():
    assert merged({"note": "一"}, {"note": "二"}, {"note": "二"}) == ({"note": "二"}, [])


def test_two_different_changes_clash_and_mine_is_kept_until_somebody_chooses():
    assert merged({"note": "一"}, {"note": "二"}, {"note": "三"}) == (
        {"note": "二"},
        [Clash("note", "一", "二", "三")],
    )


def test_without_knowing_what_it_was_every_difference_is_asked():
    assert merged({}, {"note": "二"}, {"note": "三"})[1] == [Clash("note", None, "二", "三")]
    assert merged({}, {"note": "二"}, {"note": "二"})[1] == []


@given(texts, texts, texts)
def test_what_was_typed_anew_is_never_lost(was, mine, theirs):
    values, clashes = merged({"note": was}, {"note": mine}, {"note": theirs})

    assert values["note"] == mine or mine == was
    assert bool(clashes) == (len({was, mine, theirs}) == 3)
