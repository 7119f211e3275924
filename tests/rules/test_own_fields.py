"""Fields an office draws for itself."""

from heat.rules import own_fields
from heat.rules.conditions import Clause, Condition
from heat.rules.own_fields import OwnField


def test_a_field_that_names_nobody_is_everybodys():
    one = OwnField("x1", "层数", "number")

    assert one.readable(["agent"])
    assert one.writable(["technician"])


def test_roles_that_are_named_alone_read_and_write():
    one = OwnField("x1", "收入", "money", access={"read": ["cashier", "agent"], "write": ["cashier"]})

    assert one.readable(["agent"])
    assert not one.writable(["agent"])
    assert not one.readable(["technician"])
    assert one.writable(["agent", "cashier"])


def test_nobody_writes_what_he_may_not_read():
    assert not OwnField("x1", "收入", "money", access={"read": ["cashier"]}).writable(["agent"])


def test_what_is_computed_is_filled_in_by_nobody():
    assert not OwnField("x1", "合计", "computed", {"formula": "1"}).writable(["admin"])


def test_what_is_stored_comes_back():
    one = OwnField(
        "x1", "管道", "choice", {"choices": [{"id": "c1", "label": "PPR"}]},
        visible_when=Condition((Clause("x2", "filled"),)), access={"read": ["agent"]}, searchable=True,
    )  # fmt: skip

    assert own_fields.restored(own_fields.plain(one)) == one


def test_there_are_more_than_twelve_kinds_and_each_has_its_own_word():
    assert len(own_fields.KINDS) >= 12
    assert len({kind.name for kind in own_fields.KINDS}) == len(own_fields.KINDS)
