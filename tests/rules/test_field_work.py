"""What a phone sends is read before it is believed."""

from decimal import Decimal

import pytest

from heat.rules import field_work as rules
from heat.rules import flow_reading
from heat.rules import tickets as life
from heat.words import Refused

FLOW = flow_reading.read(life.REPAIR)
SENT = {"ticket": "17", "action": "finish", "key": "a1b2c3d4e5f6", "at": "1795228800000", "cause": "系统有气"}


def test_a_step_of_a_phone_is_read_with_what_was_told():
    sent = rules.queued(SENT | {"celsius": "19.6", "return_after": "38", "remedies": "排气、换阀", "other": "x"})

    assert (sent.ticket_id, sent.action, sent.key, sent.phone_at) == (17, "finish", "a1b2c3d4e5f6", 1795228800000)
    assert sent.told == {
        "cause": "系统有气",
        "celsius": "19.6",
        "return_after": Decimal("38.0"),
        "remedies": ["排气", "换阀"],
    }


def test_what_is_ticked_of_a_list_is_kept_in_the_order_of_the_list_beside_what_is_not():
    checklist = ("先关阀止水", "拍照", "试压")

    assert rules.checked(["试压", "先关阀止水", "喝茶"], checklist) == {
        "checks": ["先关阀止水", "试压"],
        "unchecked": ["拍照"],
    }
    assert rules.checked(["喝茶"], checklist) == {}


def test_several_ticks_travel_as_one_text_and_are_read_again():
    ticked = {"remedies": ["排气", "换阀"], "checks": ["离外墙一米、离地一米五", "关门窗"]}

    assert rules.more(rules.joined(ticked.__getitem__)) == ticked


@pytest.mark.parametrize(
    "bent",
    [{"ticket": "x"}, {"ticket": "9" * 40}, {"action": "assign"}, {"mode": "force"}, {"key": ""}, {"key": "a'; drop"}],
    ids=str,
)
def test_what_is_no_step_is_refused_in_a_sentence(bent):
    with pytest.raises(Refused, match="请刷新页面后重做"):
        rules.queued(SENT | bent)


@pytest.mark.parametrize("said", ["", "yesterday", "-5", "0", "9999999999999999", "4102444800000"])
def test_a_clock_that_says_nonsense_says_nothing(said):
    assert rules.queued(SENT | {"at": said}).phone_at is None


def test_minutes_come_from_the_phones_own_clock_however_wrong_it_is():
    arrived, half_an_hour = 1795228800000, 30 * 60_000

    assert rules.minutes_between(arrived, arrived + half_an_hour) == 30
    assert rules.minutes_between(arrived, arrived - 1) is None  # set back in between
    assert rules.minutes_between(arrived, arrived + 3 * 86_400_000) is None
    assert rules.minutes_between(None, arrived) is None


def test_another_thing_under_the_same_key_has_another_fingerprint():
    first = rules.queued(SENT)

    assert rules.fingerprint(first) == rules.fingerprint(rules.queued(SENT | {"at": ""}))
    assert rules.fingerprint(first) != rules.fingerprint(rules.queued(SENT | {"cause": "其他"}))
    assert rules.fingerprint(first, b"photo") != rules.fingerprint(first, b"another")


@pytest.mark.parametrize(
    ("state", "walk"),
    [("working", []), ("accepted", ["arrive"]), ("assigned", ["accept", "arrive"]), ("on_hold", ["resume"])],
)
def test_the_way_to_finishing_leads_over_steps_that_ask_nothing(state, walk):
    assert rules.way_to(FLOW, state, "finish") == walk


@pytest.mark.parametrize("state", ["new", "finished", "closed", "cancelled"])
def test_from_elsewhere_no_way_leads_to_finishing(state):
    assert rules.way_to(FLOW, state, "finish") is None


def test_the_phone_draws_what_comes_next_without_a_network():
    assert FLOW.ahead("assigned") == ["assigned", "accepted", "working"]
    assert FLOW.ahead("on_hold") == ["on_hold", "working"]
    assert FLOW.ahead("finished") == ["finished"]


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01T09:00", "0001-01-01T00:00", "2026-11-22"])
def test_a_next_visit_at_no_time_is_refused(typed):
    with pytest.raises(Refused, match="下次上门时间"):
        rules.more({"planned": typed})
