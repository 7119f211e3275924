"""People beside households, line by line."""

import pytest

from heat.rules.columns import layout_of
from heat.rules.contact_list import check_contacts
from heat.rules.lists import CONTACTS
from tests.rules.sheet_makers import sheet


def read(*rows):
    town = sheet(("户号", "联系人", "手机", "关系"), *rows)
    return check_contacts(town, layout_of([town], CONTACTS)[1])


@pytest.mark.parametrize(
    ("said", "role"), [("", "contact"), ("女儿", "contact"), ("业主", "owner"), ("租客", "tenant"), ("代缴人", "payer")]
)
def test_a_line_says_who_somebody_is_to_a_household(said, role):
    (line,) = read(["000117", "刘 晓", "138 0000 9999/13800008888", said]).good

    assert (line.name, line.phones, line.role) == ("刘晓", ("13800009999", "13800008888"), role)


@pytest.mark.parametrize(
    ("name", "phone", "role", "code"),
    [
        ("", "13800009999", "", "name_needed"),
        ("刘晓", "没有", "", "phone_needed"),
        ("刘晓", "12", "", "phone_needed"),
        ("刘晓", "13800009999", "邻居", "role_unknown"),
    ],
)
def test_what_says_nobody_is_told(name, phone, role, code):
    assert [one.code for one in read(["000117", name, phone, role]).problems] == [code]
