"""The billing run of a season."""

from datetime import date
from decimal import Decimal

import pytest

from heat import clock, db
from heat.models import HouseholdTerms, SeasonAccount, SupplyPeriod
from heat.queries import accounts
from heat.rules.calculation import recompute
from heat.rules.permissions import SYSTEM
from heat.services import billing, jobs, seasons, tariffs, verify
from heat.services.seasons import Dates
from heat.words import Missing, Refused
from tests import make


def bill(**more) -> billing.Outcome:
    return billing.run(SYSTEM, "2026-2027", **more)


def test_each_household_gets_an_account_a_charge_and_its_explanation(office) -> None:
    make.tariff()
    home = make.household(area="96.40")

    outcome = bill()

    # 96.40 m² x 25.00 = 2,410.00
    [account] = accounts.of_household(home)
    assert (outcome.new, outcome.fen) == (1, 241000)
    assert (account.charged_fen, account.due_on) == (241000, date(2026, 12, 31))
    assert recompute(accounts.calculation(account.id)) == 241000
    assert verify.ledger() == []


def test_the_two_classes_of_use_have_their_own_prices(office) -> None:
    make.tariff(resident="25.00", business="38.50")
    shop = make.household("1-1-101", area="100.00")
    db.run("UPDATE household_terms SET use_class = '非居民' WHERE household_id = ?", shop)

    assert bill().fen == 385000


def test_a_second_run_bills_nobody_again(office) -> None:
    make.billed()

    outcome = bill()

    assert (outcome.new, outcome.unchanged, outcome.fen, outcome.skipped) == (0, 1, 241000, [])
    assert db.value("SELECT count(*) FROM charge") == 1


def test_a_household_that_comes_later_is_billed_by_the_next_run(office) -> None:
    make.billed("3-2-501", area="96.40")
    make.household("3-2-502", area="10.00")

    outcome = bill()

    assert (outcome.new, outcome.new_fen, outcome.unchanged, outcome.fen) == (1, 25000, 1, 266000)


def test_a_check_writes_nothing_and_tells_the_same(office) -> None:
    make.tariff()
    make.household(area="96.40")

    rehearsed = bill(check=True)

    assert db.value("SELECT count(*) FROM season_account") == 0
    assert rehearsed == bill()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("DELETE FROM household_terms", "no_terms"),
        ("DELETE FROM household_party", "no_owner"),
        ("UPDATE household_terms SET use_class = '非居民'", "no_tariff"),
        ("UPDATE household_terms SET charge_m2 = 0", "zero_area"),
        ("UPDATE household_terms SET charge_kind = 'metered'", "not_by_area"),
        ("UPDATE household SET connected = 'none'", "not_connected"),
    ],
)
def test_who_cannot_be_billed_is_named_with_the_reason(office, change: str, reason: str) -> None:
    tariffs.simple(SYSTEM, Decimal(25), None, date(2026, 7, 1))
    make.household(account_no="0007")
    db.run(change)

    assert bill().skipped == [("0007", reason)]


def test_a_suspended_household_pays_the_standby_share_where_the_town_asks_for_it(office) -> None:
    rule = {"price": "24", "area_basis": "gross", "standby_ratio": "0.30"}
    tariffs.publish(SYSTEM, tariffs.Draft("居民", "居民", rule, date(2026, 7, 1)))
    home = make.household(area="100.00")
    SupplyPeriod.insert(household_id=home, season_id=1, state="suspended", valid_from="2026-11-01").execute()

    # 100.00 x 24 x 30 % = 720.00
    assert bill().fen == 72000


def test_a_suspended_household_owes_nothing_where_the_town_asks_for_nothing(office) -> None:
    make.tariff()
    home = make.household(account_no="0007")
    SupplyPeriod.insert(household_id=home, season_id=1, state="suspended", valid_from="2026-11-01").execute()

    assert bill().skipped == [("0007", "suspended")]


def test_a_flat_with_a_shop_has_two_lines_on_one_bill(office) -> None:
    make.tariff(resident="25.00", business="38.50")
    home = make.household(area="100.00")
    for part, area, use in ((1, "80.00", "居民"), (2, "20.00", "非居民")):
        row = {"household_id": home, "part": part, "valid_from": "2020-01-01", "charge_m2": Decimal(area)}
        HouseholdTerms.insert(row, use_class=use, stat_class=use, charge_kind="area").execute()

    # 80.00 x 25.00 + 20.00 x 38.50 = 2,000.00 + 770.00
    assert bill().fen == 277000
    assert db.value("SELECT count(*) FROM txn") == 1


def test_an_agreed_price_goes_before_the_tariff(office) -> None:
    make.tariff()
    make.household(area="100.00")
    db.run("UPDATE household_terms SET price_override = 235000")

    # 100.00 x 23.50 = 2,350.00
    assert bill().fen == 235000


def test_the_newest_tariff_in_force_on_the_day_counts(office) -> None:
    make.tariff(resident="25.00")
    make.household(area="100.00")
    tariffs.simple(SYSTEM, Decimal("26.00"), None, date(2026, 8, 1))
    tariffs.simple(SYSTEM, Decimal("99.00"), None, date(2027, 7, 1))

    assert bill().fen == 260000


def test_a_price_by_day_takes_the_legal_days_of_the_season(office) -> None:
    rule = {"price": "0.19", "area_basis": "gross", "price_per": "day"}
    tariffs.publish(SYSTEM, tariffs.Draft("居民", "居民", rule, date(2026, 7, 1)))
    make.household(area="100.00")

    # 15 November to 15 March: 121 days; 100.00 x 0.19 x 121 = 2,299.00
    assert bill().fen == 229900


def test_a_season_of_the_past_is_billed_by_the_owners_and_areas_of_then(office) -> None:
    make.tariff()
    home = make.household(area="96.40")
    seasons.plan(SYSTEM, "2027-2028", Dates(date(2027, 11, 15), date(2028, 3, 15), date(2027, 12, 31)))
    db.run("UPDATE household_terms SET valid_to = '2027-06-01'")
    row = {"household_id": home, "valid_from": "2027-06-01", "charge_m2": Decimal("50.00")}
    HouseholdTerms.insert(row, use_class="居民", stat_class="居民", charge_kind="area").execute()

    with clock.stopped(date(2027, 12, 1)):
        # today's area 50.00 for the coming season, the old 96.40 for the one that ended in March
        assert billing.run(SYSTEM, "2027-2028").fen == 125000
        assert billing.run(SYSTEM, "2026-2027").fen == 241000


def test_a_station_with_a_calendar_of_its_own_has_its_own_due_day(office) -> None:
    make.tariff()
    make.household()
    db.run(
        "INSERT INTO season_calendar (season_id, substation_id, first_on, last_on, due_on) "
        "VALUES (1, 1, '2026-11-01', '2027-03-31', '2026-11-10')"
    )

    bill()

    assert db.value("SELECT due_on FROM charge") == "2026-11-10"


def test_the_bill_keeps_what_it_was_made_of_when_the_household_changes(office) -> None:
    home = make.billed()
    db.run("UPDATE household_terms SET charge_m2 = 1, gross_m2 = 1 WHERE household_id = ?", home)

    assert SeasonAccount.get().area_m2 == Decimal("96.40")


def test_an_unknown_season_and_a_missing_tariff_are_named(office) -> None:
    with pytest.raises(Missing, match="2099-2100"):
        billing.run(SYSTEM, "2099-2100")
    with pytest.raises(Refused, match="没有适用的热价"):
        bill()


def test_a_run_in_the_background_tells_how_far_it_is_and_what_it_did(office) -> None:
    make.tariff()
    make.household(area="96.40")
    job_id = billing.ask(office.actor("accountant"), "2026-2027", "k", check=False)

    jobs.run_due({"bill": billing.JOBS["bill"]})

    state, done, total = db.row("SELECT state, done, total FROM job WHERE id = ?", job_id)
    assert (state, done, total) == ("done", 1, 1)
    assert db.value("SELECT count(*) FROM charge") == 1


def test_the_same_question_twice_is_one_run(office) -> None:
    make.tariff()
    by = office.actor("accountant")

    assert billing.ask(by, "2026-2027", "k", check=True) == billing.ask(by, "2026-2027", "k", check=True)
