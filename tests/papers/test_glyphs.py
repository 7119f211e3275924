"""Characters that must print, and those that cannot."""

from heat.papers.glyphs import NEEDED, check_glyphs


def test_every_sign_of_our_papers_has_an_outline_in_both_weights() -> None:
    assert check_glyphs(NEEDED) == ""


def test_rare_characters_of_names_have_one_too() -> None:
    assert check_glyphs("䶮𬱖㛃㭎峣喆燊") == ""


def test_what_cannot_be_drawn_is_named_once() -> None:
    assert check_glyphs("张🙂三🙂☐") == "🙂☐"


def test_spaces_need_no_outline() -> None:
    assert check_glyphs(" \u00a0\u3000\n\t\u200b") == ""
