"""Money over the counter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.ledger import Part
from heat.rules.tender import CASH, METHOD, PREPAID, Handed, settle
from heat.words import Refused


def test_more_cash_than_is_due_gives_change() -> None:
    settled = settle(100464, [Handed(CASH, 110000)])

    # 1,100.00 - 1,004.64 = 95.36
    assert settled.parts == (Part(CASH, 100464, 110000),)
    assert (settled.change_fen, settled.prepaid_fen) == (9536, 0)


def test_less_than_is_due_pays_a_part() -> None:
    assert settle(100464, [Handed("pos", 50000, "T")]).parts == (Part("pos", 50000, 50000, "T"),)


def test_change_comes_from_the_cash_of_a_mixed_payment() -> None:
    settled = settle(100000, [Handed("wechat", 60000), Handed(CASH, 50000)])

    # 600.00 + 500.00 - 1,000.00 = 100.00 back
    assert settled.parts == (Part("wechat", 60000, 60000), Part(CASH, 40000, 50000))
    assert settled.change_fen == 10000


def test_what_no_cash_covers_is_not_given_back() -> None:
    with pytest.raises(Refused, match="多出 100.00 元"):
        settle(100000, [Handed("wechat", 110000)])
    with pytest.raises(Refused, match="现金不够找零"):
        settle(100000, [Handed("wechat", 105000), Handed(CASH, 5000)])


def test_the_rest_is_kept_ahead_when_asked_for() -> None:
    settled = settle(100000, [Handed("wechat", 110000)], keep_rest=True)

    assert (settled.prepaid_fen, settled.change_fen) == (10000, 0)


def test_prepaid_money_is_not_prepaid_again() -> None:
    with pytest.raises(Refused, match="不能再转入预存"):
        settle(100, [Handed(PREPAID, 200)], keep_rest=True)


def test_nothing_due_takes_nothing_but_a_prepayment() -> None:
    with pytest.raises(Refused, match="没有要缴的金额"):
        settle(0, [Handed(CASH, 100)])
    assert settle(0, [Handed(CASH, 100)], keep_rest=True).prepaid_fen == 100


@pytest.mark.parametrize(
    "handed",
    [
        [],
        [Handed(CASH, 0)],
        [Handed(CASH, -1)],
        [Handed("gold", 1)],
        [Handed(CASH, 1)] * 2,
        [Handed("pos", 1, "9" * 65)],
    ],
)
def test_what_is_no_money_is_refused(handed: list[Handed]) -> None:
    with pytest.raises(Refused):
        settle(100, handed)


@given(due=st.integers(1, 10**9), cash=st.integers(0, 10**9), card=st.integers(0, 10**9), keep=st.booleans())
def test_no_fen_is_lost_between_hand_and_book(due: int, cash: int, card: int, keep: bool) -> None:
    handed = [Handed(code, fen) for code, fen in ((CASH, cash), ("pos", card)) if fen]
    try:
        settled = settle(due, handed, keep_rest=keep)
    except Refused:
        return

    booked = sum(part.fen for part in settled.parts)
    assert booked + settled.change_fen == cash + card
    assert 0 <= settled.prepaid_fen == max(0, booked - due)
    assert all(part.fen > 0 for part in settled.parts)


def test_every_road_has_an_account_of_its_own() -> None:
    assert len({method.account for method in METHOD.values()}) == len(METHOD)
