"""Tags: what the office knows of a household, in one word with a reason."""

from datetime import date

from heat.rules import tags
from heat.rules.tags import Facts, Limits, Repairs


def given(**facts) -> dict[str, str]:
    return {one.code: one.reason for one in tags.given(Facts(**facts), Limits(2, 30))}


def test_a_household_of_which_nothing_is_known_has_no_tag():
    assert given() == {}


def test_overdue_money_is_arrears_with_its_day_and_amount():
    assert given(overdue_fen=89_240, overdue_on=date(2025, 12, 31)) == {"arrears": "2025-12-31 到期未缴 892.40 元"}


def test_the_same_trouble_twice_in_a_month_is_repeated_until_a_month_after_the_last():
    repairs = [Repairs("不热", 2, date(2026, 11, 20)), Repairs("漏水", 1, date(2026, 11, 21))]

    (tag,) = tags.given(Facts(repairs=repairs), Limits(2, 30))
    # 20 November and 30 days: 10 days to the end of the month and 20 more
    assert (tag.reason, tag.until) == ("30 天内报“不热”2 次", date(2026, 12, 20))
    assert tags.given(Facts(repairs=repairs), Limits(3, 30)) == []


def test_who_lives_alone_and_who_is_frail_follow_from_special_needs():
    found = given(needs=["独居老人", "听力不便", "养狗"])

    assert found == {"alone": "特殊需要：独居老人", "vulnerable": "特殊需要：听力不便"}


def test_three_seasons_in_time_are_a_good_habit_and_two_late_ones_a_bad_one():
    assert "pays-on-time" in given(paid_in_time=[True, True, True])
    assert given(paid_in_time=[True, True]) == {}
    assert given(paid_in_time=[True, False, True]) == {}
    assert given(paid_in_time=[False, True, False])["pays-late"] == "最近 3 季有 2 季过了截止日才缴清或未缴清"
    # older seasons are forgiven
    assert "pays-on-time" in given(paid_in_time=[True, True, True, False, False])


def test_tampering_is_remembered_for_a_year():
    (tag,) = tags.given(Facts(tampered_on=date(2026, 1, 10)), Limits())

    assert (tag.code, tag.until) == ("tampering", date(2027, 1, 10))


def test_staff_write_their_own_words_and_the_blacklist_comes_first():
    assert (tags.name_of("老旧管网"), tags.tone_of("老旧管网")) == ("老旧管网", "")
    assert sorted(["老旧管网", "alone", "blacklist"], key=tags.rank_of) == ["blacklist", "alone", "老旧管网"]
