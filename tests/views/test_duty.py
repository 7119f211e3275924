"""The roster: turns, nights, holidays, and what is refused."""

import pytest

from heat import clock, db
from heat.queries import dispatch_rules, duty
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of


@pytest.fixture
def leader(sign_in, office):
    verbs.switch_on(["board"])
    make.team("A区抢修组", office.technician, office.inspector)
    return sign_in("leader")


def add(leader, *who, first="2026-11-21", last="", begin="20:00", end="08:00", kind="night"):
    form = {"for": "1", "who": list(who), "first": first, "last": last, "begin": begin, "end": end, "kind": kind}
    return leader.post("/board/duty", data=form)


def roster():
    found = db.rows("SELECT staff_id, start_at, end_at FROM duty ORDER BY start_at, staff_id")
    return [(staff, f"{clock.local(start):%d %H:%M}", f"{clock.local(end):%d %H:%M}") for staff, start, end in found]


def test_two_take_turns_night_by_night(leader, office):
    add(leader, office.technician, office.inspector, last="2026-11-23")

    assert roster() == [
        (office.technician, "21 20:00", "22 08:00"),
        (office.inspector, "22 20:00", "23 08:00"),
        (office.technician, "23 20:00", "24 08:00"),
    ]


def test_nobody_is_written_twice_for_the_same_hour(leader, office):
    add(leader, office.technician)
    answer = add(leader, office.technician, begin="22:00", end="06:00")

    assert len(roster()) == 1
    assert answer.status_code == 303


def test_whoever_is_on_duty_now_is_known(leader, office):
    add(leader, office.technician, begin="08:00", end="20:00", kind="day")

    assert dispatch_rules.on_duty(clock.now()) == {office.technician}
    assert [one.name for one in duty.now([1])] == ["小张"]
    # half open: at 20:00 the shift is over
    assert dispatch_rules.on_duty(clock.start_of(clock.today()) + 20 * clock.HOUR) == set()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"first": "morgen"}, "不是日期"),
        ({"last": "2026-11-01"}, "日期要从早到晚"),
        ({"last": "2027-11-01"}, "一次最多排 62 天"),
        ({"begin": "25:00"}, "不是时间"),
        ({"kind": "party"}, "请选择班次"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(leader, office, more, says):
    answer = add(leader, office.technician, **more)

    assert answer.status_code == 422
    assert says in answer.text
    assert roster() == []


def test_only_members_of_the_team_are_on_its_roster(leader, office):
    assert "不在这个班组" in add(leader, office.cashier).text
    assert "请选择值班的人" in add(leader).text


def test_a_shift_is_taken_out_once(leader, office):
    add(leader, office.technician)

    assert leader.post("/board/duty/1/remove").status_code == 303
    assert leader.post("/board/duty/1/remove").status_code == 404


def test_holidays_are_named(leader):
    assert "国庆节" in leader.get("/board/duty?from=2026-09-28").text


def test_a_day_of_rest_without_anybody_is_seen_where_a_roster_is_kept(leader, office):
    assert "没有人值班" not in leader.get("/board/duty").text

    add(leader, office.technician)  # tonight; nobody is there on Sunday
    assert "没有人值班" in leader.get("/board/duty").text


def test_a_full_roster_asks_as_much_as_an_empty_one(leader, office):
    leader.get("/board/duty")
    few = queries_of(lambda: leader.get("/board/duty"))
    add(leader, office.technician, office.inspector, last="2026-12-10")

    assert queries_of(lambda: leader.get("/board/duty")) == few
