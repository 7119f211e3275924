"""What needs a second person once a bill is out, and how a changed household would be billed."""

from decimal import Decimal

from heat.rules import changes
from heat.rules.billing import Home, Terms

PRICES = {"居民": Decimal("25"), "非居民": Decimal("38.5")}
HOME = Home(1, "1001", 1, 1, "supplied", True, (Terms(0, {"gross": 9640, "charge": 9640}, "居民"),))


def test_facts_are_sorted_into_the_kinds_of_requests():
    after = {"charge_m2": Decimal("95"), "owner": "张建国", "note": "狗"}

    assert changes.by_kind(after) == {"area": {"charge_m2": Decimal("95")}, "owner": {"owner": "张建国"}}


def test_a_request_keeps_its_numbers_to_the_last_digit():
    facts = {"charge_m2": Decimal("96.40"), "use_class": "居民", "price": None}

    assert changes.read(changes.written(facts)) == facts


def test_the_same_area_in_another_writing_is_no_change():
    assert changes.same({"charge_m2": Decimal("96.4")}, {"charge_m2": Decimal("96.40")})
    assert not changes.same({"charge_m2": Decimal("96.4")}, {"charge_m2": None})


def test_a_household_at_the_tariffs_price_pays_the_tariff_of_its_new_class():
    known = {"use_class": "居民", "price": Decimal("25")}

    assert changes.settled(known, {"use_class": "非居民"}, PRICES)["price"] is None


def test_an_agreed_price_survives_a_change_of_class():
    known = {"use_class": "居民", "price": Decimal("22")}

    assert changes.settled(known, {"use_class": "非居民"}, PRICES)["price"] == Decimal("22")


def test_an_altered_home_has_the_new_area_in_hundredths():
    home = changes.altered(HOME, {"charge_m2": Decimal("95.5")}, None)

    assert home.terms[0].areas == {"gross": 9640, "charge": 9550}
    assert home.terms[0].price_override is None


def test_a_home_without_a_connection_is_not_billed():
    assert not changes.altered(HOME, {"state": "none"}, None).connected
    assert changes.altered(HOME, {"state": "suspended"}, None).supply_state == "suspended"


def test_a_part_at_its_own_price_keeps_it():
    parts = Home(1, "1001", 1, 1, "supplied", True, (Terms(1, {"charge": 100}, "非居民", price_override=1),))

    assert changes.altered(parts, {"use_class": "居民", "price": None}, None) == parts
