"""The tree of a calculation: it shows the steps, and its leaves give the amount again."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from heat.rules.calculation import DAYS, M2, RATIO, TIMES, Op, formula, given, line, made, money, recompute, rows

AREA = given("收费面积", Decimal("96.40"), M2)
PRICE = given("单价", Decimal("25.00"), "元/㎡·季")


def test_a_line_reads_as_arithmetic() -> None:
    tree = line("本季热费", Op.PRODUCT, AREA, PRICE).as_json()

    assert formula(tree) == "96.40 ㎡ × 25.00 元/㎡·季"
    assert tree["value"] == "2410.00"


def test_a_ratio_reads_as_per_cent_and_an_endless_share_ends() -> None:
    share = made("占比", Op.SHARE, given("天数", 3, DAYS), given("法定", 121, DAYS), unit=TIMES)
    tree = line("退费", Op.PRODUCT, money("热费", 240000), share, given("比例", Decimal("0.50"), RATIO)).as_json()

    assert formula(tree) == "2,400.00 元 × 0.024793 × 50 %"
    assert recompute(tree) == 2975  # 2400 / 121 x 3 x 0.5 = 29.752...: the share is shown short, not computed short


def test_the_result_stands_first_and_its_steps_below_it() -> None:
    part = line("热费", Op.PRODUCT, AREA, PRICE)
    tree = made("应缴", Op.LESS, part, money("已缴", 151760)).as_json()

    assert [(row.label, row.value, row.depth) for row in rows(tree)] == [
        ("应缴", "892.40 元", 0),
        ("热费", "2,410.00 元", 1),
    ]


def test_labels_and_units_can_be_put_into_another_language() -> None:
    english = {"本季热费": "Season fee", "㎡": "sqm", "元": "yuan", "元/㎡·季": "yuan/sqm"}
    tree = line("本季热费", Op.PRODUCT, AREA, PRICE).as_json()

    [row] = rows(tree, lambda text: english.get(text, text))

    assert (row.label, row.formula, row.value) == ("Season fee", "96.40 sqm × 25.00 yuan/sqm", "2,410.00 yuan")


def test_a_least_and_started_steps_explain_themselves() -> None:
    steps = made("档", Op.EXCESS_STEPS, *(given("", Decimal(n)) for n in ("4.40", "3.5", "0.3")), unit=TIMES)
    least = line("违约金", Op.LEAST, money("按天", 73000), money("上限", 60000))

    assert formula(steps.as_json()) == "(4.40 − 3.5) ÷ 0.3，不足一档按一档"
    assert steps.value == 3
    assert formula(least.as_json()) == "取最小：730.00 元，600.00 元"
    assert least.fen == 60000


def test_a_tree_survives_its_json_column() -> None:
    tree = line("本季热费", Op.PRODUCT, AREA, PRICE).as_json()

    assert recompute(json.loads(json.dumps(tree, ensure_ascii=False))) == 241000


def test_a_changed_leaf_changes_the_recomputed_amount() -> None:
    tree = line("本季热费", Op.PRODUCT, AREA, PRICE).as_json()
    tree["parts"][0]["value"] = "90.40"

    assert recompute(tree) == 226000
    assert tree["value"] == "2410.00"


@pytest.mark.parametrize("tree", [{}, {"op": "given"}, {"op": "power", "value": "1"}, {"op": "share", "parts": []}])
def test_what_is_no_tree_says_so(tree: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"tree|power|index"):
        recompute(tree)


@over(st.decimals(0, 10**6, places=2), st.decimals(0, 10**3, places=4), st.integers(1, 400), st.integers(1, 400))
def test_leaves_give_the_amount_of_any_line(area: Decimal, price: Decimal, days: int, of: int) -> None:
    share = made("占比", Op.SHARE, given("天", days, DAYS), given("全", of, DAYS), unit=TIMES)
    step = line("费", Op.PRODUCT, given("面积", area, M2), given("单价", price, "元/㎡"), share)

    assert recompute(step.as_json()) == step.fen
    assert abs(step.value - Fraction(area) * Fraction(price) * days / of) <= Fraction(1, 200)
