"""The columns of the list of customers."""

from heat.rules import customer_columns
from heat.rules.accounts import STATES
from heat.rules.cells import state
from heat.rules.columns import layout_of
from heat.rules.customer_columns import COLUMNS
from heat.rules.lists import HOUSEHOLDS
from heat.rules.sheets import Sheet, SheetRow


def test_without_a_choice_the_usual_columns_stand_in_their_order():
    assert [one.code for one in customer_columns.chosen([], {"ledger.view"})] == [
        "account_no", "address", "owner", "phone", "charge_m2", "state", "owed",
    ]  # fmt: skip


def test_a_choice_stands_in_the_order_of_the_catalogue_and_unknown_codes_are_nothing():
    assert [one.code for one in customer_columns.chosen(["note", "account_no", "no-such"], ())] == [
        "account_no", "note",
    ]  # fmt: skip


def test_debts_stay_away_from_those_who_may_not_see_money():
    assert "owed" not in [one.code for one in customer_columns.chosen(["owed", "room"], ())]


def test_an_import_knows_every_header_that_an_export_writes():
    headers = tuple(column.label for column in COLUMNS)
    _sheet, layout = layout_of([Sheet("客户", [SheetRow(1, headers), SheetRow(2, ("1",) * len(headers))])], HOUSEHOLDS)

    known = {layout.headers[place] for place in layout.places.values()}
    assert known >= set(headers) - {"收费员", "特殊需求", "尚欠"}


def test_an_import_reads_every_word_for_a_state_as_that_state():
    assert {code: state(word).value for code, word in STATES.items()} == {code: code for code in STATES}
