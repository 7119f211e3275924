"""Lines of 常用材料."""

from time import process_time

import pytest

from heat.rules import kits
from heat.rules.kits import KitLine
from heat.words import Refused


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("排气阀 × 2", "排气阀 × 2"),
        ("排气阀×2.50", "排气阀 × 2.5"),
        ("排气阀", "排气阀 × 1"),
        ("管卡 20×25 × 4", "管卡 20×25 × 4"),  # the last sign is the one that counts
        ("PPR 管 DN20 × ０.3", "PPR 管 DN20 × 0.3"),
    ],
)
def test_a_line_is_a_name_and_a_usual_quantity(typed, stored):
    assert kits.told([typed]) == (stored,)
    assert kits.told([stored]) == (stored,)


@pytest.mark.parametrize("quantity", ["0", "-1", "两", "0.0005", "1000000", "1e9999", ""])
def test_a_quantity_is_more_than_nothing_and_no_finer_than_a_thousandth(quantity):
    with pytest.raises(Refused, match="常用材料“排气阀”的数量"):
        kits.told([f"排气阀 × {quantity}"])


@pytest.mark.parametrize(
    ("lines", "says"),
    [(["× 2"], "请填写常用材料的名称"), (["阀" * 61], "最多 60 个字"), (["球阀 × 1", "球 阀 × 2"], "“球 阀”写了两次")],
)
def test_a_line_that_cannot_be_is_refused(lines, says):
    with pytest.raises(Refused, match=says):
        kits.told(lines)


def test_what_an_older_version_stored_is_read_as_one_of_it():
    assert kits.read(["排气阀", "抱箍 × 大号"]) == [KitLine("排气阀", 1000), KitLine("抱箍 × 大号", 1000)]


def test_two_writings_of_a_name_are_one():
    assert kits.key("排气阀 ＤＮ20") == kits.key("排气阀dn20")


def test_a_line_of_nothing_but_room_is_read_in_no_time():
    began = process_time()
    kits.read(["阀" + " " * 20_000 + "阀 × 1"])

    assert process_time() - began < 0.1  # a second where every space is tried as the last one
