"""Postings as values: entries, balance, seal."""

import pytest

from heat.rules.ledger import GENESIS, Account, Line, NewCharge, Posting, Sealed, check, entries, seal, undone
from heat.words import Refused

FEE = NewCharge(7, 1, 2, 3, "heat", 241000, "k")
HEAD = (1, "charge", "k", "2026-11-21", 0, None, None, None, None, 2)
SEAL = "8ef0200410fa4b316532fade9e5e24253fcec1179abdca08397b8f8cb891cc4f"
ENTRIES = [[1, 1, 1, 5, 1, 2, 9], [1, 2, 8, -5, 1, 2, None]]


def test_a_charge_is_owed_by_the_household_and_earned_by_the_office() -> None:
    assert entries(Posting("charge", "k", charges=(FEE,)), 41) == [
        Line(Account.RECEIVABLE, 241000, 1, 2, 41),
        Line(Account.REVENUE, -241000, 1, 2),
    ]


def test_a_late_fee_is_earned_on_an_account_of_its_own() -> None:
    late = NewCharge(7, 1, 2, 3, "late_fee", 500, "k")

    assert entries(Posting("charge", "k", charges=(late,)), 41)[1].account is Account.LATE_FEE


def test_a_charge_that_undoes_another_is_booked_on_that_one() -> None:
    back = NewCharge(7, 1, 2, 3, "heat", -241000, "k", reverses_id=40)

    assert entries(Posting("charge", "k", charges=(back,)), 41)[0] == Line(Account.RECEIVABLE, -241000, 1, 2, 40)


@pytest.mark.parametrize(
    "lines",
    [[], [Line(Account.CASH, 5)], [Line(Account.CASH, 5), Line(Account.BANK, -4)], [Line(Account.CASH, 0)] * 2],
)
def test_lines_that_do_not_balance_are_refused(lines: list[Line]) -> None:
    with pytest.raises(Refused):
        check(lines)


def test_what_is_undone_has_the_opposite_amounts() -> None:
    assert undone([Line(Account.CASH, 5, 1), Line(Account.RECEIVABLE, -5, 1, 2, 3)]) == (
        Line(Account.CASH, -5, 1),
        Line(Account.RECEIVABLE, 5, 1, 2, 3),
    )


def test_the_seal_follows_from_the_content_and_the_txn_before() -> None:
    first = seal(GENESIS, Sealed(HEAD, ENTRIES))

    assert first == seal(GENESIS, Sealed(HEAD, ENTRIES))
    assert seal(first, Sealed(HEAD, ENTRIES)) != first
    assert seal(GENESIS, Sealed(HEAD, [[1, 1, 1, 6, 1, 2, 9], ENTRIES[1]])) != first


def test_the_seal_of_a_known_txn_never_changes() -> None:
    # written down on the day the chain began: a program that computes another one breaks every book in the field
    assert seal(GENESIS, Sealed(HEAD, ENTRIES)).hex() == SEAL
