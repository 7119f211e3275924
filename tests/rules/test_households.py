"""What a list says of a household against what is known: only what is said, only what differs."""

from decimal import Decimal

import pytest

from heat.rules.addresses import Place
from heat.rules.household_list import HouseholdLine
from heat.rules.households import VACANT, differences, kind_of_party, said, worded

ALL = {"account_no", "community", "building", "entrance", "room", "name", "phone", "gross_m2", "use_class", "state"}
KNOWN = {
    "place": Place("幸福里", "3", "2", "501"),
    "address": "幸福里3号楼2单元501室",
    "owner": "刘奶奶",
    "tenant": None,
    "phones": ("13800000501",),
    "gross_m2": Decimal("89.50"),
    "charge_m2": Decimal("89.50"),
    "use_class": "居民",
    "price": None,
    "state": "supplied",
    "note": None,
}


def line(**other) -> HouseholdLine:
    usual = {
        "row": 5,
        "account_no": "300501",
        "place": Place("幸福里", "3", "2", "501"),
        "owner": "刘奶奶",
        "phones": ("13800000501",),
        "gross_m2": Decimal("89.50"),
        "charge_m2": Decimal("89.50"),
    }
    return HouseholdLine(**(usual | other))


def changes(columns=ALL, blank=(), known=KNOWN, **other):
    return differences(known, said(line(**other), columns, blank), columns)


def test_the_same_line_again_changes_nothing():
    assert changes() == {}


def test_a_column_the_list_lacks_says_nothing():
    assert changes(columns={"account_no", "phone"}, use_class="非居民", state="suspended") == {}


def test_an_empty_cell_erases_nothing():
    assert changes(blank=("name", "state"), owner="", phones=(), state="suspended") == {}


def test_a_new_phone_comes_first_and_the_old_one_stays():
    assert changes(phones=("13800009999",)) == {"phones": ("13800009999", "13800000501")}


def test_a_new_owner_does_not_take_over_the_old_ones_phones():
    assert changes(owner="王伟", phones=("13800009999",)) == {"owner": "王伟", "phones": ("13800009999",)}


def test_an_empty_flat_is_owned_by_the_organisation_of_its_community():
    assert changes(owner="", vacant=True) == {"owner": VACANT}


def test_a_community_keeps_its_own_writing():
    assert changes(place=Place("幸福里小区", "3", "2", "501")) == {}


def test_a_level_of_the_address_that_is_not_said_stays():
    assert changes(place=Place("", "", "", "502")) == {"place": Place("幸福里", "3", "2", "502")}


def test_the_charged_area_follows_the_gross_one_where_it_did_before():
    area = Decimal("91.00")

    assert changes(gross_m2=area, charge_m2=area) == {"gross_m2": area, "charge_m2": area}


def test_an_area_agreed_for_charging_is_not_overwritten_by_the_gross_one():
    agreed = KNOWN | {"charge_m2": Decimal("80.00")}

    assert changes(known=agreed) == {}


def test_a_part_of_the_heat_tree_that_is_not_said_stays():
    known = KNOWN | {"circuit": ("一热源", "城东站", "高区")}

    assert changes(known=known, substation="城西站") == {"circuit": ("一热源", "城西站", "高区")}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("刘奶奶", "person"), ("欧阳公", "person"), ("云溪物业有限公司", "organisation"), ("第三小学", "organisation")],
)
def test_a_name_tells_whether_it_is_a_person(name, kind):
    assert kind_of_party(name) == kind


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Place("幸福里", "3", "", "501"), "幸福里3-501"),
        (Decimal("96.4"), "96.40"),
        (Decimal("0.1666"), "0.1666"),
        (("13800000501", "13800009999"), "13800000501、13800009999"),
        (("", "城西站", ""), "城西站"),
        (None, ""),
    ],
)
def test_facts_are_told_as_people_read_them(fact, text):
    assert worded(fact) == text
