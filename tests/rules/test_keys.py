"""A household is found by whatever a caller happens to say."""

import pytest

from heat.rules.addresses import Place
from heat.rules.keys import ADDRESS, NAME, NUMBER, PHONE, Key, Sought, asked_for, keys_of

LIU = Sought(
    numbers=["031020876501", "XFL-003-02-0501"],
    names=["刘淑珍"],
    initials=["lsz"],
    phones=["13800000117"],
    place=Place("幸福里", "3", "2", "501"),
    community_initials=("xfl",),
)


def found(text, household=LIU):
    """Whether any reading of the text is the beginning of a key."""
    keys = keys_of(household)
    return any(key.kind == one.kind and one.key <= key.key < one.beyond for one in asked_for(text) for key in keys)


@pytest.mark.parametrize(
    "text",
    [
        "031020876501", "0310208", "０３１０２０８７６５０１", "刘淑珍", "淑珍", "刘淑", " 刘 淑珍 ", "lsz", "LSZ", "ls",
        "13800000117", "138-0000-0117", "0117", "00117", "幸福里3-2-501", "幸福里 3号楼2单元501", "幸福里三号楼二单元501室",
        "3-2-501", "3号楼2单元501", "xfl-003-02-0501", "xfl3-2-501", "XFL-3-2-501", "幸福里",
    ],
)  # fmt: skip
def test_a_household_is_found_by_every_usual_question(text):
    assert found(text)


@pytest.mark.parametrize("text", ["刘珍", "1380001", "117", "幸福里3-2-502", "2-501", "zsl", "淑芬", "031020876502"])
def test_a_household_is_not_found_by_what_it_is_not(text):
    assert not found(text)


@pytest.mark.parametrize("text", ["", " ", "3", "a", "\0"])
def test_too_little_asks_for_nothing(text):
    assert asked_for(text) == []


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE --", "%_", "\ud800刘", "刘" * 5000, "ＮＵＬＬ", "🏠🏠", "\u202e刘淑珍"]
)
def test_any_text_may_be_asked_for(text):
    for key in asked_for(text):
        assert len(key.key.encode()) < 200


def test_a_whole_mobile_number_is_first_taken_for_a_phone():
    assert asked_for("13800000117") == [Key(PHONE, "71100000831"), Key(NUMBER, "13800000117")]


def test_a_name_is_kept_from_each_of_its_characters_on_but_the_last():
    assert {key.key for key in keys_of(LIU) if key.kind == NAME} == {"刘淑珍", "淑珍"}
    assert keys_of(Sought(names=["刘"])) == {Key(NAME, "刘")}


def test_an_address_that_could_not_be_taken_apart_is_found_by_any_part():
    assert found("平房", Sought(address="老街平房东头"))


def test_an_address_is_kept_with_and_without_its_community():
    assert {key.key for key in keys_of(LIU) if key.kind == ADDRESS} == {"幸福里3-2-501", "3-2-501", "XFL3-2-501"}


def test_a_company_has_a_bounded_number_of_keys():
    assert len(keys_of(Sought(names=["城东集中供热服务有限公司第三换热站家属区物业管理委员会筹备组办公室"]))) == 20
