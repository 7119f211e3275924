"""However an address is said, it means the same door."""

import pytest

from heat.rules.addresses import (
    Part,
    Place,
    building_of,
    community_key,
    entrance_of,
    floor_and_column,
    place_of,
    room_key,
    room_of,
    same_spot,
    shorthand,
    spelled,
)

XINGFULI = Place("幸福里", "3", "2", "501")


@pytest.mark.parametrize(
    "said",
    [
        "幸福里3-2-501", "幸福里 3-2-501", "幸福里3号楼2单元501", "幸福里 3号楼 2单元 501室", "幸福里３－２－５０１",
        "幸福里三号楼二单元501", "幸福里3栋2单元501号", "幸福里003号楼02单元0501", "幸福里3#2单元501",
        "幸福里-3-2-501", "幸福里3/2/501", "幸福里3幢2门501室",
    ],
)  # fmt: skip
def test_an_address_is_the_same_door_in_every_usual_writing(said):
    assert place_of(said) == XINGFULI


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("3-2-501", Place("", "3", "2", "501")),
        ("3-501", Place("", "3", "", "501")),
        ("1#2单元301", Place("", "1", "2", "301")),
        ("12号楼1单元1002室", Place("", "12", "1", "1002")),
        ("幸福里二期12-1-101", Place("幸福里二期", "12", "1", "101")),
        ("建设路18号幸福里3-2-501", Place("建设路18号幸福里", "3", "2", "501")),
        ("A座1203", Place("", "A", "", "1203")),
        ("XFL-003-02-0501", Place("XFL", "3", "2", "501")),
        ("xfl-003-02-0501", Place("XFL", "3", "2", "501")),
        ("十二号楼壹单元301", Place("", "12", "1", "301")),
    ],
)
def test_an_address_says_as_much_as_was_said(said, place):
    assert place_of(said) == place


@pytest.mark.parametrize("said", ["", "幸福里", "王伟", "13800000117", "2026-11-15", "010-6000117", "---", "3号楼"])
def test_what_names_no_door_is_no_address(said):
    assert place_of(said) is None


def test_the_shorthand_of_an_address_reads_back_as_the_same_address():
    assert shorthand(XINGFULI) == "幸福里3-2-501"
    assert place_of(shorthand(XINGFULI)) == XINGFULI
    assert shorthand(Place("幸福里", "3", "", "501")) == "幸福里3-501"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5号楼", "5"),
        ("7#", "7"),
        ("三号楼", "3"),
        ("A座", "A"),
        ("10", "10"),
        ("商业楼", "商业楼"),
        ("5号楼东", "5号楼东"),
    ],
)
def test_a_building_has_a_number_or_a_name(written, number):
    assert building_of(written) == Part(number)


def test_a_building_written_with_leading_zeros_is_noticed():
    assert building_of("002号楼") == Part("2", padded=True)


def test_an_entrance_and_a_room_lose_their_words_and_zeros():
    assert [entrance_of(one).text for one in ("2单元", "壹单元", "02", "3门")] == ["2", "1", "2", "3"]
    assert [room_of(one).text for one in ("501室", "0501", "501A", "地下室东")] == ["501", "501", "501A", "地下室东"]


def test_a_door_is_unique_by_entrance_and_room():
    assert room_key(XINGFULI) == "2-501"
    assert room_key(Place("幸福里", "3", "", "501")) == "501"
    assert room_key(Place("幸福里", "3", "2", "")) == ""


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("幸福里", "3", "2", "501"), "幸福里3号楼2单元501室"),
        (Place("幸福里", "商业楼", "", "东厅"), "幸福里商业楼东厅"),
        (Place("", "A", "", "12"), "A座12室"),
    ],
)
def test_an_address_is_printed_in_full(place, text):
    assert spelled(place) == text


@pytest.mark.parametrize(
    ("room", "floor", "column"),
    [("501", 5, 1), ("1203", 12, 3), ("-101", -1, 1), ("12", None, None), ("东", None, None)],
)
def test_a_room_number_tells_its_floor(room, floor, column):
    assert floor_and_column(room) == (floor, column)


def test_two_writings_of_a_community_are_one():
    assert community_key("幸福里小区") == community_key(" 幸福里")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("幸福里小区东门", "幸福里东门口井盖", True),
        ("人民路与建设街交叉口", "建设街人民路交叉口附近", True),
        ("幸福里小区东门", "和平苑小区东门", False),
        ("幸福里3号楼前", "幸福里5号楼前", False),
        ("东门", "东门", False),  # which one is not said
        ("", "幸福里小区东门", False),
    ],
)
def test_two_may_mean_one_public_place(one, other, same):
    assert same_spot(one, other) is same
    assert same_spot(other, one) is same
