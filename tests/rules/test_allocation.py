"""A payment over several debts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.allocation import OpenLine, allocate
from heat.words import Refused

OLD = OpenLine(1, "2024-2025", "heat", 220000)
OLD_LATE = OpenLine(2, "2024-2025", "late_fee", 12000)
NEW = OpenLine(3, "2025-2026", "heat", 241000, date(2025, 12, 31))
LINES = st.lists(
    st.builds(
        OpenLine,
        charge_id=st.integers(1, 10**6),
        season=st.sampled_from(["2023-2024", "2024-2025", "2025-2026"]),
        kind=st.sampled_from(["heat", "standby_fee", "late_fee"]),
        open_fen=st.integers(-50_000, 500_000),
        due_on=st.none() | st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    ),
    max_size=8,
    unique_by=lambda line: line.charge_id,
)


def test_the_oldest_season_is_paid_first() -> None:
    allocation = allocate(300000, [NEW, OLD])

    assert allocation.parts == ((1, 220000), (3, 80000))
    assert allocation.prepaid_fen == 0


def test_late_fees_wait_for_the_heat_of_every_season() -> None:
    assert allocate(461000, [OLD_LATE, NEW, OLD]).parts == ((1, 220000), (3, 241000))
    assert allocate(465000, [OLD_LATE, NEW, OLD]).parts == ((1, 220000), (3, 241000), (2, 4000))


def test_a_payment_of_several_seasons_leaves_the_rest_as_prepayment() -> None:
    allocation = allocate(500000, [OLD, OLD_LATE, NEW])

    assert sum(part for _, part in allocation.parts) == 473000
    assert allocation.prepaid_fen == 27000


def test_without_debts_all_is_prepayment() -> None:
    assert allocate(1000, []).prepaid_fen == 1000


def test_within_a_season_the_earlier_due_day_is_paid_first() -> None:
    valve = OpenLine(9, "2025-2026", "repair", 11224, date(2025, 11, 30))

    assert allocate(11224, [NEW, valve]).parts == ((9, 11224),)


def test_a_credit_is_used_before_the_money() -> None:
    credit = OpenLine(4, "2025-2026", "adjustment", -41000)

    allocation = allocate(200000, [NEW, credit])

    assert allocation.parts == ((4, -41000), (3, 241000))
    assert allocation.prepaid_fen == 0


@pytest.mark.parametrize("paid", [0, -1])
def test_nothing_is_not_a_payment(paid: int) -> None:
    with pytest.raises(Refused, match="大于零"):
        allocate(paid, [OLD])


@given(st.integers(1, 10**7), LINES)
def test_parts_and_prepayment_are_the_payment(paid: int, lines: list[OpenLine]) -> None:
    allocation = allocate(paid, lines)

    assert sum(part for _, part in allocation.parts) + allocation.prepaid_fen == paid
    assert allocation.prepaid_fen >= 0


@given(st.integers(1, 10**7), LINES)
def test_no_line_gets_more_than_it_is_open_for(paid: int, lines: list[OpenLine]) -> None:
    open_fen = {line.charge_id: line.open_fen for line in lines}

    assert all(0 < part <= open_fen[line] or part == open_fen[line] < 0 for line, part in allocate(paid, lines).parts)


@given(st.integers(1, 10**7), LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(paid: int, lines: list[OpenLine], chance: st.DataObject) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)

    assert allocate(paid, shuffled) == allocate(paid, lines)
