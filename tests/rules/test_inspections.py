"""What an inspector writes down, what proves it, and what may be decided of it."""

import pytest

from heat.rules import inspections as rules
from heat.rules.inspections import Found, Verdict
from heat.words import Refused

BAD = Found("abnormal", "阀门被打开", {})


def test_a_form_is_read_with_its_readings():
    told = {"finding": "abnormal", "record": " 阀门被打开\r\n铅封剪断 ", "supply_c": "46.5", "measured_m2": "101.2"}

    found = rules.read(told)

    assert found == Found("abnormal", "阀门被打开\n铅封剪断", {"supply_c": "46.5", "measured_m2": "101.20"})
    assert rules.outcome() == "稽查完成"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"record": "x"}, "现场结论"),
        ({"finding": "normal"}, "现场情况"),
        ({"finding": "normal", "record": "x", "supply_c": "999"}, "供水温度"),
    ],
)
def test_what_is_missing_or_bent_is_named(told, says):
    with pytest.raises(Refused, match=says):
        rules.read(told)


def test_what_is_wrong_needs_a_photo_and_a_signature_or_its_refusal():
    with pytest.raises(Refused, match="照片"):
        rules.must_be_proved(BAD, {"signature"})
    with pytest.raises(Refused, match="签字"):
        rules.must_be_proved(BAD, {"after"})
    rules.must_be_proved(BAD, {"after", "signature"})
    rules.must_be_proved(Found("abnormal", "x", {}, unsigned=True), {"before"})
    rules.must_be_proved(BAD, {"sheet"})
    rules.must_be_proved(Found("normal", "x", {}), set())


def test_a_task_names_its_reason_and_its_tip():
    assert rules.tip("valve", " 邻居说 ") == "邻居说"
    with pytest.raises(Refused, match="事由"):
        rules.tip("x", "")


def test_a_verdict_is_read_with_its_money():
    told = {"verdict": "confirmed", "why": "铅封剪断", "penalty": "1200.50", "blacklist": "1"}

    assert rules.decided(told, "abnormal") == Verdict("confirmed", "铅封剪断", 120_050, blacklist=True)


@pytest.mark.parametrize(
    ("told", "finding", "says"),
    [
        ({"why": "x"}, "abnormal", "成立还是不成立"),
        ({"verdict": "confirmed"}, "abnormal", "理由"),
        ({"verdict": "cleared", "why": "x", "penalty": "1"}, "abnormal", "不能追缴"),
        ({"verdict": "cleared", "why": "x", "blacklist": "1"}, "abnormal", "黑名单"),
        ({"verdict": "confirmed", "why": "x"}, "normal", "再稽查一次"),
        ({"verdict": "confirmed", "why": "x", "penalty": "999999"}, "abnormal", "追缴金额"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused(told, finding, says):
    with pytest.raises(Refused, match=says):
        rules.decided(told, finding)
