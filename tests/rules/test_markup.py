"""The marks of articles: each kind of line, what belongs together, and that nothing else means anything."""

from heat.rules.markup import BULLETS, HEAD, NOTE, STEPS, TEXT, Block, Span, blocks, plain


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks(text)]


def test_each_mark_makes_its_block():
    assert kinds("## 头\n话\n- 项\n1. 步\n> 提示") == [HEAD, TEXT, BULLETS, STEPS, NOTE]


def test_neighbouring_lines_of_one_kind_are_one_list():
    assert len(blocks("1. 一\n2、二\n3）三")[0].lines) == 3


def test_an_empty_line_begins_a_new_paragraph():
    assert kinds("一\n\n二") == [TEXT, TEXT]


def test_stars_make_words_strong():
    assert blocks("先**关阀**再说") == [Block(TEXT, ((Span("先"), Span("关阀", True), Span("再说")),))]


def test_lone_stars_stay_as_they_are():
    assert blocks("2**3 是 8")[0].lines[0] == (Span("2**3 是 8"),)


def test_a_number_in_a_sentence_is_no_step():
    assert kinds("1.5 米高") == kinds("离地 1. 5 米") == [TEXT]


def test_tags_are_words():
    assert blocks("<b>x</b>")[0].lines == ((Span("<b>x</b>"),),)


def test_the_words_alone_are_what_a_search_reads():
    assert plain("## 头\n- **重**点") == "头\n重点"


def test_nothing_is_no_block():
    assert blocks(" \n\n") == []
