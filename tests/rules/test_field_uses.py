"""What a flow or a rule of dispatch uses of the own fields."""

from heat.rules.dispatch import DEFAULT, Rule, read
from heat.rules.dispatch_asks import Ask
from heat.rules.field_uses import in_dispatch, in_flow
from tests.rules.drawn import arrow, drawn, step

WHEN = {"every": True, "clauses": [["home:x1", "is", "是"], ["x2", "filled", ""]]}
DOES = {"do": "field", "field": "x4", "value": "高"}
FLOW = drawn(
    {"ask": step("申请", fields={"x3": "must"}), "set": step("改", kind="auto", does=DOES), "done": step("完", "done")},
    "set>done",
    arrow("ask", "set", when=WHEN),
)


def test_conditions_steps_and_automatic_changes_use_a_field():
    assert in_flow(FLOW, "home:x1") == {"是"}
    assert in_flow(FLOW, "x2") == {""}
    assert in_flow(FLOW, "x3") == set()
    assert in_flow(FLOW, "x4") == {"高"}


def test_a_field_with_the_same_code_of_another_subject_is_not_used():
    assert in_flow(FLOW, "x1") is None
    assert in_flow(FLOW, "home:x2") is None


def test_a_rule_of_dispatch_uses_its_field_also_while_it_is_off():
    rules = (Rule("own1", on=False, ask=Ask("x1", ("是", "急"), 1)), *read(DEFAULT))

    assert in_dispatch(rules, "x1") == {"是", "急"}
    assert in_dispatch(rules, "x2") is None
