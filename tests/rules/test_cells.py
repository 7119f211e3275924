"""A dirty cell is made clean, and every repair has its name."""

from datetime import date
from decimal import Decimal

import pytest

from heat.rules import cells
from heat.rules.cells import Name
from heat.rules.sheets import Formula

NBSP = "\u00a0"


@pytest.mark.parametrize("nothing", ["", "—", "无", "/", " ", NBSP + " ", "#N/A"])
def test_a_cell_may_say_nothing_in_many_ways(nothing):
    assert cells.text(nothing).value == ""


def test_a_no_break_space_behind_a_text_is_named():
    assert cells.text(f"张艳秋{NBSP}") == ("张艳秋", ("nbsp_suffix_text_numbers",))


def test_a_plain_space_at_an_end_is_no_fault():
    assert cells.text(" 张艳秋 \u3000") == ("张艳秋", ())


def test_a_formula_with_a_value_is_taken_and_named():
    assert cells.text(Formula("B2&C2", "幸福里")) == ("幸福里", ("formula_value_taken",))


def test_a_formula_without_a_value_is_never_read_as_empty():
    assert cells.area(Formula("H2*1.1")).codes == ("formula_without_value",)
    assert cells.phones(Formula("I2")).codes == ("formula_without_value",)


@pytest.mark.parametrize("cell", ["000117", " 000117 ", '="000117"'])
def test_an_account_number_keeps_its_zeros(cell):
    assert cells.account_no(cell).value == "000117"


@pytest.mark.parametrize("cell", [200004.0, "200004.0", "200004"])
def test_an_account_number_that_became_a_number_is_a_text_again(cell):
    assert cells.account_no(cell).value == "200004"


def test_an_account_number_that_lost_digits_is_not_guessed():
    assert cells.account_no("3.1021E+13") == (None, ("account_no_unreadable",))


def test_a_line_without_account_number_is_an_error():
    assert cells.account_no("无") == (None, ("account_no_missing",))


def test_an_address_code_is_written_in_capitals():
    assert cells.address_code("byx-001-01-0601") == ("BYX-001-01-0601", ("address_code_lower_case",))


@pytest.mark.parametrize(
    ("cell", "number", "codes"),
    [("5号楼", "5", ()), ("004号楼", "4", ("building_zero_padded",)), (7.0, "7", ()), ("商业楼", "商业楼", ())],
)
def test_one_building_has_one_number(cell, number, codes):
    assert cells.building(cell) == (number, codes)


def test_a_room_that_became_a_number_is_no_fault():
    assert cells.room(601.0) == ("601", ())


def test_a_name_with_a_gap_is_closed():
    assert cells.name("汪 平") == (Name("汪平"), ("space_inside_name",))


def test_a_name_in_latin_letters_keeps_its_gap():
    assert cells.name("Anna Wang") == (Name("Anna Wang"), ())


def test_a_tenant_on_the_second_line_is_known_as_one():
    assert cells.name("王燕\n（租户窦先生）") == (Name("王燕", tenant="窦先生"), ("newline_in_name",))


def test_a_name_that_only_broke_over_two_lines_is_one_name():
    assert cells.name("王\n燕") == (Name("王燕"), ("newline_in_name", "space_inside_name"))


@pytest.mark.parametrize("cell", [Formula('HYPERLINK("x","李军")'), '=HYPERLINK("x")'])
def test_a_formula_is_no_name(cell):
    assert cells.name(cell) == (None, ("formula_in_name",))


def test_an_empty_flat_has_no_owner():
    assert cells.name("空置房") == (Name("", vacant=True), ("owner_is_空置房",))


@pytest.mark.parametrize("cell", [13800000117.0, "1.3800000117E10", "13800000117.0"])
def test_a_phone_that_became_a_number_is_restored(cell):
    assert cells.phones(cell) == (("13800000117",), ("phone_as_float",))


def test_dashes_in_a_mobile_number_are_taken_out():
    assert cells.phones("138-0000-0117") == (("13800000117",), ("phone_with_dashes",))


def test_the_dash_of_a_landline_is_no_fault():
    assert cells.phones("0355-6000117") == (("03556000117",), ())


@pytest.mark.parametrize("between", ["/", "、", "，", " ", "\n", "；", " / "])
def test_two_phones_in_one_cell_are_two(between):
    assert cells.phones(f"13800000117{between}13800000118") == (("13800000117", "13800000118"), ("two_phones_in_cell",))


def test_a_word_beside_a_phone_does_not_spoil_it():
    assert cells.phones("13800000117（儿子）") == (("13800000117",), ())


def test_a_wrong_phone_is_named_and_not_imported():
    assert cells.phones("1380000011") == ((), ("phone_invalid",))


def test_no_phone_is_a_warning():
    assert cells.phones("—") == ((), ("phone_missing",))


@pytest.mark.parametrize(
    ("cell", "m2", "codes"),
    [
        ("95.50", "95.50", ()),
        (89.69, "89.69", ()),
        ("１２３．６９", "123.69", ("fullwidth_area",)),
        ("100.69平米", "100.69", ("area_with_unit",)),
        ("约95㎡", "95", ("area_with_unit",)),
        (f"110.00{NBSP}", "110.00", ("nbsp_suffix_text_numbers",)),
        ("1,234.50", "1234.50", ()),
        (95.555, "95.56", ("area_rounded",)),
        ("0", "0", ("zero_area",)),
    ],
)
def test_an_area_is_read_in_every_usual_writing(cell, m2, codes):
    assert cells.area(cell) == (Decimal(m2), codes)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("-90.28", "negative_area"), ("九十", "area_unreadable"), ("95/80", "area_unreadable"), ("", "area_missing")],
)
def test_what_is_no_area_is_not_guessed(cell, code):
    assert cells.area(cell) == (None, (code,))


@pytest.mark.parametrize(
    ("cell", "meant"), [("民用", "居民"), ("居民", "居民"), ("商用", "非居民"), ("公建", "非居民"), ("", "居民")]
)
def test_there_are_two_classes_of_use(cell, meant):
    assert cells.use_class(cell) == (meant, ())


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("正常", "supplied"),
        ("报停", "suspended"),
        ("强制停供", "cut"),
        ("未开户", "none"),
        ("部分供热", "partial"),
        ("", "supplied"),
    ],
)
def test_a_state_is_known_by_its_words(cell, code):
    assert cells.state(cell) == (code, ())


def test_an_unknown_state_is_an_error():
    assert cells.state("待定").codes == ("unknown_state",)


def test_true_and_one_do_not_share_an_answer():
    assert (cells.building(1.0).value, cells.building(True).value) == ("1", "TRUE")


def test_an_amount_is_meant_in_fen():
    assert cells.amount(f"4525.80{NBSP}") == (452580, ("nbsp_suffix_text_numbers",))
    assert cells.amount(1830.3000000000002) == (183030, ())


@pytest.mark.parametrize(("cell", "code"), [("一千", "amount_unreadable"), ("-5", "amount_negative")])
def test_what_is_no_amount_owed_is_an_error(cell, code):
    assert cells.amount(cell) == (None, (code,))


def test_a_day_may_be_the_serial_number_of_excel():
    assert cells.day(46341.0) == (date(2026, 11, 15), ())
    assert cells.day("年底").codes == ("day_unreadable",)


def test_a_price_carries_four_decimals():
    assert cells.price("0.1666元/天").value == Decimal("0.1666")
    assert cells.price("面议").codes == ("price_unreadable",)
