"""Publishing prices."""

from datetime import date
from decimal import Decimal

import pytest

from heat import db
from heat.rules.permissions import SYSTEM
from heat.services import tariffs
from heat.services.tariffs import Draft
from heat.words import Refused
from tests import make

RULE = {"price": "25.00", "area_basis": "gross"}
DRAFT = Draft("居民", "居民热价", RULE, date(2026, 7, 1))


def test_each_publication_is_the_next_version(office) -> None:
    tariffs.publish(office.actor("admin"), DRAFT)
    tariffs.publish(office.actor("admin"), DRAFT)

    assert db.rows("SELECT code, version FROM tariff ORDER BY version") == [("resident", 1), ("resident", 2)]


def test_two_numbers_are_two_prices_and_one_is_one(office) -> None:
    tariffs.simple(SYSTEM, Decimal("25"), Decimal("38.5"), date(2026, 7, 1))
    tariffs.simple(SYSTEM, Decimal("26"), None, date(2027, 7, 1))

    assert db.rows("SELECT code, version FROM tariff ORDER BY id") == [
        ("resident", 1),
        ("business", 1),
        ("resident", 2),
    ]


def test_a_trial_shows_an_example_and_real_households_and_writes_nothing(office) -> None:
    make.household(area="96.40", account_no="0007")

    trials = tariffs.trial(DRAFT)

    # 100.00 x 25.00 = 2,500.00; 96.40 x 25.00 = 2,410.00
    assert [(one.account_no, one.charge.fen) for one in trials] == [("", 250000), ("0007", 241000)]
    assert db.value("SELECT count(*) FROM tariff") == 0


@pytest.mark.parametrize(
    "draft",
    [
        Draft("宠物", "x", RULE, date(2026, 7, 1)),
        Draft("居民", " ", RULE, date(2026, 7, 1)),
        Draft("居民", "x", {"base_price": "7.5", "meter_price": "0.13", "area_basis": "charge"}, date(2026, 7, 1)),
        Draft("居民", "x", {**RULE, "government_price": "2.7"}, date(2026, 7, 1)),
        Draft("居民", "x", {"price": "abc", "area_basis": "gross"}, date(2026, 7, 1)),
        Draft("居民", "x", {"price": "25", "area_basis": "roof"}, date(2026, 7, 1)),
    ],
)
def test_what_cannot_be_billed_is_not_published(office, draft: Draft) -> None:
    with pytest.raises(Refused):
        tariffs.publish(SYSTEM, draft)

    assert db.value("SELECT count(*) FROM tariff") == 0


def test_lists_stand_on_one_tariff_that_prices_nothing(office) -> None:
    assert tariffs.for_lists(SYSTEM) == tariffs.for_lists(SYSTEM)
    assert db.value("SELECT rule FROM tariff") == "{}"


def test_the_tariff_of_lists_stands_in_the_record_as_what_it_is_by_whoever_needed_it(office) -> None:
    tariffs.for_lists(office.actor("accountant"))

    assert db.rows("SELECT code, by_id FROM audit WHERE subject = 'tariff'") == [
        ("tariff.list-made", office.ids["accountant"])
    ]


def test_a_trial_asks_of_a_household_with_a_price_of_its_own_what_the_bill_will_ask(office) -> None:
    home = make.household(area="96.40", account_no="0007")
    db.run("UPDATE household_terms SET price_override = 300000 WHERE household_id = ?", home)

    (_, own) = tariffs.trial(DRAFT)

    # 96.40 x 30.00 = 2,892.00, though the tariff says 25
    assert (own.charge.fen, own.own_price) == (289200, Decimal(30))
