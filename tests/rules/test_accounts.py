"""The words of a season account."""

from heat.rules.accounts import bill_number


def test_a_bill_carries_its_season_and_its_account() -> None:
    assert bill_number("2026-2027", 123) == "ZD-2627-000123"
