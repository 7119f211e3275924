"""Which two files may be one household, and how sure that is."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from heat.rules.similarity import CERTAIN, WORTH, Record, likeness, one_sign_apart, pairs

ZHANG = Record(
    1, "031020875501", "幸福里", "3|2-501", "幸福里3号楼2单元501室", "张秀英", "zhangxiuying",
    frozenset({"13800006021"}), None, 9640,
)  # fmt: skip
TWIN = replace(ZHANG, id=2, account_no="031020879034", area_m2=9500)


def test_the_same_door_name_and_phone_are_surely_one_household():
    found = likeness(ZHANG, TWIN)

    # 35 + 25 + 20, identity unknown 40 % of 10, area 99 % of 5, eight of twelve digits 66 % of 5
    assert found.score == 92 >= CERTAIN
    assert found.reasons == ("same_door", "same_name", "same_phone")


def test_a_name_that_differs_in_one_sign_is_close():
    other = replace(TWIN, name="张秀芬", pinyin="zhangxiufen")

    assert "name_close" in likeness(ZHANG, other).reasons
    assert likeness(ZHANG, other).aspects["name"] == 70


def test_a_name_that_sounds_the_same_is_closer():
    assert likeness(ZHANG, replace(TWIN, name="章秀英")).aspects["name"] == 85


def test_an_empty_flat_at_the_same_door_is_shown():
    found = likeness(ZHANG, replace(TWIN, name="空置房", phones=frozenset()))

    assert "one_vacant" in found.reasons
    assert found.score >= WORTH


def test_one_owner_of_two_flats_is_no_duplicate():
    found = likeness(ZHANG, replace(TWIN, door="3|2-502", address="幸福里3号楼2单元502室"))

    assert "two_doors" in found.reasons
    assert found.score < WORTH


def test_a_file_without_a_door_is_found_by_name_and_phone():
    other = replace(TWIN, door="", address="")

    assert likeness(ZHANG, other).score >= WORTH
    assert [(one.id, two.id) for one, two, _ in pairs([other, ZHANG])] == [(1, 2)]


def test_the_same_identity_number_pairs_files_in_different_spelling():
    one, other = replace(ZHANG, id_blind="x", phones=frozenset()), replace(TWIN, id_blind="x", phones=frozenset())

    assert "same_identity" in likeness(one, replace(other, name="张秀瑛")).reasons


def test_neighbouring_account_numbers_alone_are_nothing():
    one = Record(1, "900001", "幸福里", "3|2-501", "", "张秀英", "zhangxiuying")
    other = Record(2, "900002", "幸福里", "3|2-502", "", "李建国", "lijianguo")

    assert list(pairs([one, other])) == []
    assert "number_close" in likeness(one, other).reasons


def test_a_phone_of_fifty_flats_pairs_nobody():
    flats = [replace(ZHANG, id=n, door="", name=f"户{n}", pinyin=f"hu{n}", address="") for n in range(1, 51)]

    assert list(pairs(flats)) == []


def test_one_sign_apart():
    assert one_sign_apart("900001", "900007")
    assert not one_sign_apart("900001", "90001")
    assert not one_sign_apart("900001", "900001")


_texts = st.sampled_from(["", "张秀英", "张秀芬", "空置房", "李建国"])
_records = st.builds(
    Record,
    id=st.integers(1, 9),
    account_no=st.text("0123456789", min_size=1, max_size=6),
    community=st.sampled_from(["", "幸福里", "锦绣苑"]),
    door=st.sampled_from(["", "3|2-501", "3|2-502"]),
    address=st.sampled_from(["", "幸福里3号楼"]),
    name=_texts,
    pinyin=_texts,
    phones=st.frozensets(st.sampled_from(["13800000001", "13800000002"])),
    area_m2=st.integers(0, 20000),
)


@given(_records, _records)
def test_likeness_is_the_same_from_both_sides_and_within_a_hundred(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other).score <= 100
