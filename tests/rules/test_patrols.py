"""A route from its lines, and what its answers come to."""

import pytest

from heat.rules import patrols as rules
from heat.rules.patrols import Item, Point
from heat.words import Refused

LINES = """# 1号站
供水温度 60~95 ℃
水位 0.5~ m
泵 正常/异响
全景 照片

# 阀门井
井盖
"""
GOOD = {"0-0": {"value": "70"}, "0-1": {"value": "0.5"}, "0-2": {"value": "正常"}, "1-0": {"value": "正常"}}
SHOWN = {"stop-0": 1}


def route():
    return rules.read_route(LINES)


def test_each_line_is_a_check():
    first, second = route()

    assert first.name == "1号站"
    assert first.items[0] == Item("供水温度", "number", "60", "95", "℃", ())
    assert first.items[1].limits == "0.5~ m"
    assert first.items[2].words == ("正常", "异响")
    assert first.items[3].kind == "photo"
    assert second == Point("P2", "阀门井", (Item("井盖"),))


def test_a_route_written_out_is_read_back_the_same():
    assert rules.read_route(rules.written(route())) == route()
    assert rules.route_of(rules.stored(route())) == route()


def test_a_point_keeps_its_key_when_others_go_before_it():
    again = rules.read_route("# 新点\n灯\n" + LINES, route())

    assert [(point.key, point.name) for point in again] == [("P3", "新点"), ("P1", "1号站"), ("P2", "阀门井")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "还是空的"),
        ("温度 1~2", "先写点的名字"),
        ("# 站\n", "还没有检查项"),
        ("# 站\n温度 9~3", "写反了"),
        ("# 站\n温度 很高", "看不懂"),
        ("# 站\n阀 好/好", "看不懂"),
        ("# 站\n阀\n阀", "写了两遍"),
        ("# 站\n阀\n# 站\n泵", "重名"),
        ("\n".join(f"# 点{n}\n阀" for n in range(41)), "最多 40"),
        ("# 站\n" + "\n".join(f"项{n}" for n in range(21)), "最多 20"),
        ("# 站\n" + "长" * 130, "太长"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, says):
    with pytest.raises(Refused, match=says):
        rules.read_route(text)


def test_a_limit_itself_is_within():
    item = route()[0].items[0]

    assert [item.fine(value) for value in ("59.9", "60", "95", "95.1")] == [False, True, True, False]
    assert not Item("泵", words=("正常", "异响")).fine("异响")


def test_a_whole_sheet_gives_a_result_for_every_check():
    results = rules.check(route(), GOOD, SHOWN)

    assert [one.ok for one in results] == [True] * 5
    assert results[0].milli == 70_000
    assert results[1].value == "0.5"


def test_a_finding_is_named_with_its_limits_and_its_note():
    bad = GOOD | {"0-0": {"value": "50.0", "note": "补水阀没开"}}

    assert rules.check(route(), bad, SHOWN)[0].finding == "供水温度 50 ℃（应为 60~95 ℃）：补水阀没开"


@pytest.mark.parametrize(
    ("said", "photos", "says"),
    [
        (GOOD | {"0-0": {}}, SHOWN, "供水温度”还没有填"),
        (GOOD | {"0-0": {"value": "warm"}}, SHOWN, "不是数字|数字"),
        (GOOD | {"0-2": {"value": "还行"}}, SHOWN, "从选项里选"),
        (GOOD, {}, "缺照片：全景"),
        (GOOD | {"1-0": {"value": "不正常"}}, SHOWN, "拍一张照片"),
    ],
)
def test_what_is_missing_is_named_by_point_and_check(said, photos, says):
    with pytest.raises(Refused, match=says):
        rules.check(route(), said, photos)


def test_the_photo_of_the_paper_sheet_stands_for_all_points():
    assert len(rules.check(route(), GOOD | {"1-0": {"value": "不正常"}}, {"sheet": 1})) == 5


def test_a_form_tells_answers_and_notes_and_nothing_else():
    typed = {"p-0-0": "70", "n-0-0": " 漏 ", "p-x-1": "1", "cause": "x", "p-0-1": " "}

    assert rules.told(typed) == {"0-0": {"value": "70", "note": "漏"}}
