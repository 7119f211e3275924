"""Cases of published tariffs and of a company's real books: every one right to the fen."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.asks import ASKS
from heat.rules.tariffs import answer, try_cases

CASES = json.loads(Path(__file__).with_name("tariff_cases.json").read_text(encoding="utf-8"))
FLAT = {"ask": "season_charge", "tariff": {"price": "24", "area_basis": "gross"}, "facts": {"gross_area_m2": "100"}}
HALL = {
    "ask": "season_charge",
    "tariff": {
        "price": "32",
        "area_basis": "gross",
        "height": {"free_m": "3.5", "step_m": "0.3", "per_step": "0.10", "max_m": "6.0"},
    },
    "facts": {"gross_area_m2": "200", "storey_height_m": "6.0"},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_published_case_is_right_to_the_fen(case: dict[str, Any]) -> None:
    [result] = try_cases([case])

    assert result["ok"] is True, result["answer"]


def test_values_are_compared_and_not_their_writing() -> None:
    expected = {"amount": 2400}

    [result] = try_cases([FLAT | {"id": "A", "expected": expected}])

    assert result == {"id": "A", "answer": {"amount": "2400.00"}, "ok": True}


def test_a_wrong_or_absent_answer_is_not_ok() -> None:
    cases = [FLAT | {"expected": {"amount": "2400.01"}}, FLAT | {"expected": {"discount": "0.00"}}]

    assert [result["ok"] for result in try_cases(cases)] == [False, False]


def test_without_an_expectation_nothing_is_judged() -> None:
    [result] = try_cases([FLAT])

    assert result["ok"] is None


def test_exactly_the_highest_storey_is_still_priced() -> None:
    assert answer(HALL) == {"amount": "12160.00", "unit_price": "60.80"}  # 9 started steps: 32 x 1.9 = 60.8


def test_numbers_of_any_json_kind_are_understood() -> None:
    assert answer(FLAT | {"facts": {"gross_area_m2": 61.01}})["amount"] == "1464.24"


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ({"ask": "rent", "tariff": {}, "facts": {}}, "unknown_ask"),
        ({"tariff": {}, "facts": {}}, "unknown_ask"),
        ({"ask": ["season_charge"]}, "unknown_ask"),
        (FLAT | {"facts": {}}, "missing_fact"),
        (FLAT | {"facts": None}, "missing_fact"),
        (FLAT | {"tariff": {"price": "24"}}, "missing_fact"),
        (HALL | {"facts": {"gross_area_m2": "200"}}, "missing_fact"),
        (FLAT | {"facts": {"gross_area_m2": "-1"}}, "bad_value"),
        (FLAT | {"facts": {"gross_area_m2": "100", "supply": "off"}}, "bad_value"),
        (FLAT | {"tariff": {"price": "24", "area_basis": "roof"}}, "bad_value"),
        (FLAT | {"facts": "100"}, "bad_value"),
        (HALL | {"facts": {"gross_area_m2": "200", "storey_height_m": "6.01"}}, "negotiated"),
    ],
)
def test_what_cannot_be_answered_says_why(case: dict[str, Any], error: str) -> None:
    reply = answer(case)

    assert reply["error"] == error
    assert reply["message"].endswith("。")


def test_a_town_that_refuses_resumption_says_refused() -> None:
    tariff = {"season": {"first": "2024-11-01", "last": "2025-03-31"}, "resume": {"policy": "refused"}}
    facts = {"season_fee": "2600.00", "resume_on": "2025-01-01"}

    assert answer({"ask": "resume_charge", "tariff": tariff, "facts": facts})["error"] == "refused"


def test_more_days_without_heat_than_the_season_has_are_a_slip() -> None:
    tariff = {"season": {"first": "2025-11-15", "last": "2026-03-15"}}

    assert _outage(tariff, "121") == {"refund": "2400.00"}
    assert _outage(tariff, "122")["error"] == "bad_value"


def test_a_settlement_that_is_even_names_neither_refund_nor_supplement() -> None:
    tariff = {"base_price": "12", "meter_price": "0.16", "energy_unit": "kWh", "area_basis": "gross"}
    facts = {"gross_area_m2": "100", "energy": "7500", "prepaid": "2400.00"}

    reply = answer({"ask": "metered_settlement", "tariff": tariff, "facts": facts})

    assert reply == {"base_fee": "1200.00", "meter_fee": "1200.00", "amount": "2400.00"}


def test_bands_must_stand_from_warm_to_cold() -> None:
    bands = [{"below": "16", "ratio": "1"}, {"below": "20", "ratio": "0.5"}]
    case = {"ask": "temperature_refund", "tariff": {"refund": {"bands": bands}}, "facts": {"measured_celsius": "15"}}

    assert answer(case)["error"] == "bad_value"


def test_one_cold_room_is_refunded_by_its_area_and_price() -> None:
    tariff = {
        "season": {"first": "2024-10-20", "last": "2025-04-20"},
        "refund": {"bands": [{"below": "20", "ratio": "0.50"}]},
    }
    facts = {"measured_celsius": "17.2", "days": "10", "room_area_m2": "15.5", "price": "38.32"}

    reply = answer({"ask": "temperature_refund", "tariff": tariff, "facts": facts})

    assert reply == {"ratio": "0.50", "refund": "16.23"}  # 593.96 / 183 x 10 x 0.5 = 16.228...


@given(st.sampled_from([*ASKS, "rent"]), JSON, JSON)
def test_no_case_makes_the_program_fall_over(ask: str, tariff: object, facts: object) -> None:
    assert isinstance(answer({"ask": ask, "tariff": tariff, "facts": facts}), dict)


@given(st.sampled_from(CASES), st.data())
def test_a_case_with_one_spoilt_value_is_answered_or_refused(case: dict[str, Any], data: st.DataObject) -> None:
    side = data.draw(st.sampled_from(["tariff", "facts"]))
    if not case[side]:
        return
    name = data.draw(st.sampled_from(sorted(case[side])))
    spoilt = case | {side: case[side] | {name: data.draw(JSON)}}

    reply = answer(spoilt)

    assert reply.get("error") in {None, "negotiated", "missing_fact", "bad_value"}


def _outage(tariff: dict[str, Any], days: str) -> dict[str, Any]:
    return answer({"ask": "outage_refund", "tariff": tariff, "facts": {"season_fee": "2400.00", "days_out": days}})
