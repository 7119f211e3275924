"""A problem is one Chinese sentence with its row, and says how grave it is."""

import pytest

from heat.rules.problems import SENTENCES, Problem, Severity

PROMISED = {
    Severity.FIXED: "nbsp_suffix_text_numbers fullwidth_area area_with_unit phone_as_float phone_with_dashes "
    "two_phones_in_cell building_zero_padded address_code_lower_case space_inside_name newline_in_name",
    Severity.WARNING: "phone_missing phone_invalid owner_is_空置房 zero_area implausible_area",
    Severity.ERROR: "account_no_missing duplicate_account_no negative_area area_unreadable formula_in_name unknown_state",
}


@pytest.mark.parametrize("severity", PROMISED)
def test_the_codes_that_were_promised_keep_their_names_and_gravity(severity):
    assert {Problem(1, "", code).severity for code in PROMISED[severity].split()} == {severity}


def test_every_sentence_names_its_row_and_ends():
    said = {code: str(Problem(46, "户主姓名", code, was="汪 平", now="汪平").say) for code in SENTENCES}

    assert {code: s for code, s in said.items() if not (s.startswith("第 46 行") and s.endswith("。"))} == {}


def test_what_stood_in_the_cell_is_shown_on_one_line_and_never_at_full_length():
    assert "“王燕 （租户窦先生）”" in str(Problem(1, "户主", "newline_in_name", was="王燕\n（租户窦先生）").say)
    assert len(str(Problem(1, "户主", "formula_in_name", was="=" + "A" * 5000).say)) < 120
