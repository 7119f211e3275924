"""How good the data of a household is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from heat.rules import quality
from heat.rules.quality import House

GOOD = House(1, "310000501", "刘奶奶", ("13800000501",), "501", 5, Decimal("89.50"), Decimal("89.50"), Decimal("72.10"),
             "居民", True, True, True, True)  # fmt: skip


def wrong(**facts) -> list[str]:
    return quality.faults(replace(GOOD, **facts), "31#######", circuits=True, contracts=True)


def test_a_whole_file_has_no_fault():
    assert wrong() == []


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("owner", {"owner": ""}),
        ("phone", {"phones": ()}),
        ("area", {"charge_m2": Decimal(0)}),
        ("area", {"charge_m2": None}),
        ("room", {"room": ""}),
        ("circuit", {"placed": False}),
        ("contract", {"contract": False}),
        ("number-shape", {"account_no": "32000050"}),
        ("phone-shape", {"phones": ("13800000501", "12")}),
        ("area-size", {"charge_m2": Decimal("895.00")}),
        ("area-order", {"inner_m2": Decimal("90.00")}),
        ("state-connected", {"connected": False}),
        ("floor-room", {"floor": 6}),
        ("vacant-phone", {"owner": "空置房", "phones": ("13800000501",)}),
    ],
)
def test_each_fault_is_found_alone(code, facts):
    assert wrong(**facts) == [code]


def test_an_empty_flat_needs_no_phone_and_no_contract():
    assert wrong(owner="空置房", phones=(), contract=False) == []


def test_an_office_without_a_heat_tree_or_contracts_is_not_blamed_for_each_household():
    assert quality.faults(replace(GOOD, placed=False, contract=False)) == []


def test_a_shop_may_be_large():
    assert wrong(use_class="非居民", charge_m2=Decimal("2000.00")) == []


def test_every_fault_says_what_mends_it():
    assert all(fault.remedy and fault.kind in quality.KINDS for fault in quality.FAULTS)
