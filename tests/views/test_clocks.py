"""The promise of the office: edited as a draft, tried, published, and refused in words."""

import re
from datetime import date

import pytest

from heat import clock, db
from heat.queries import clocks
from heat.services import clocks as verbs
from tests import make
from tests.counting import queries_of

BASE = {
    "kind": "",
    "priority": "0",
    "phase": "",
    "first": "1小时",
    "arrive": "12小时",
    "finish": "",
    "call_back": "24小时",
}


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


def send(admin, *rows, gone=()):
    return admin.post(
        "/admin/clocks/lines", data={name: [row[name] for row in rows] for name in BASE} | {"gone": list(gone)}
    )


def leak(**limits):
    return BASE | {"kind": "leak", "first": "", "arrive": "", "call_back": ""} | limits


def test_a_line_waits_as_a_draft_until_it_is_published(admin, office):
    send(admin, BASE, leak(finish="90分钟"))
    before = make.ticket(office.actor("agent"), kind="leak")
    admin.post("/admin/clocks/publish")
    after = make.ticket(office.actor("agent"), kind="leak")

    assert before.due_at - before.opened_at == 2 * clock.HOUR
    assert after.due_at - after.opened_at == 90 * clock.MINUTE


def test_a_ticket_stays_on_the_version_it_began_with(admin, office):
    ticket = make.ticket(office.actor("agent"), kind="leak")
    send(admin, BASE, leak(finish="90分钟"))
    admin.post("/admin/clocks/publish")

    finish = next(one for one in clocks.of(ticket.id) if one.goal == "finish")
    assert (finish.version, finish.due_at) == (1, ticket.opened_at + 2 * clock.HOUR)


def test_what_the_office_published_stays_when_the_program_starts_again(admin, office):
    from heat.services import designs

    send(admin, BASE, leak(finish="90分钟"))
    admin.post("/admin/clocks/publish")
    designs.install()

    assert clocks.current()[1].lines[1].kind == "leak"


def test_a_limit_that_cannot_be_read_is_named_by_row_and_column_and_stays_typed(admin):
    answer = send(admin, BASE, leak(finish="两小时"))

    assert answer.status_code == 422
    assert "第 2 行“完工”" in answer.text
    assert 'value="两小时"' in answer.text


def test_a_ticked_line_goes(admin):
    send(admin, BASE, leak(finish="90分钟"), leak(phase="off", finish="8工作小时"), gone=["1"])

    assert [line["phase"] for line in clocks.drawing().body["lines"]] == ["", "off"]


def test_the_hours_of_the_week_are_typed(admin):
    admin.post("/admin/clocks/week", data={"hours": ["8:00-18:00"] * 6 + [""]})

    assert clocks.drawing().body["week"] == ["08:00-18:00"] * 6 + [""]


@pytest.mark.parametrize(
    ("hours", "says"),
    [(["9-5"] + [""] * 6, "周一：“9-5”看不懂"), ([""] * 7, "至少要有一天"), (["8:00-9:00"], "周一到周日")],
)
def test_hours_that_cannot_be_are_refused(admin, hours, says):
    answer = admin.post("/admin/clocks/week", data={"hours": hours})

    assert answer.status_code == 422
    assert says in answer.text


def add(admin, first, last="", works="0", name="春节"):
    return admin.post("/admin/clocks/days", data={"first": first, "last": last, "works": works, "name": name})


def test_a_holiday_of_next_year_is_entered_and_taken_out(admin):
    add(admin, "2027-02-06", "2027-02-12")
    assert "2027-02-06" in admin.get("/admin/clocks?year=2027").text

    admin.post("/admin/clocks/days/remove", data={"first": "2027-02-06"})
    assert "2027-02-06" not in {row[0] for row in clocks.drawing().body["days"]}


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-10-03", "", "同时写在"),
        ("2027-02-12", "2027-02-06", "晚于末日"),
        ("明天", "", "不是日期"),
        ("2027-01-01", "2028-01-01", "超过 60 天"),
    ],
)
def test_a_holiday_that_cannot_be_is_refused(admin, first, last, says):
    answer = add(admin, first, last)

    assert answer.status_code == 422
    assert says in answer.text


def test_the_office_hears_that_a_year_is_missing(admin):
    # in November the notice of the next year is out
    assert "2027 年的放假安排还没有录入" in admin.get("/admin").text
    with clock.stopped(date(2026, 10, 31)):
        assert "放假安排还没有录入" not in admin.get("/admin").text


def test_the_end_of_the_built_in_years_is_said_and_survived(sign_in, office):
    with clock.stopped(date(2031, 5, 6)):
        assert "2031 年的放假安排还没有录入" in sign_in("admin").get("/admin/clocks").text
        assert make.ticket(office.actor("agent")).due_at == clock.now() + 24 * clock.HOUR


def test_reasons_warning_and_phase_are_set(admin):
    admin.post("/admin/clocks/rest", data={"first_days": "7", "warn": "75", "pauses": ["联系不上"]})

    policy = clocks.drawing().policy
    assert (policy.first_days, policy.warn, policy.pauses("无配件")) == (7, 75, False)


def test_the_simulator_shows_four_instants_with_their_segments(admin):
    send(admin, BASE, leak(phase="off", finish="2工作小时"))

    # Friday 3 July 16:40, off season: 50 minutes are left of the day, 70 follow on Monday from 8:30
    page = admin.get("/admin/clocks?kind=leak&priority=2&at=2026-07-03T16:40").text

    cells = [re.sub(r"<[^>]+>|\s+", " ", cell) for cell in re.findall(r"<td>(.*?)</td>", page, re.S)]
    assert "计 50 分" in cells
    assert "计 1 小时 10 分" in cells
    assert "07-06 09:40" in cells


@pytest.mark.parametrize("at", ["gestern", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_instant_that_cannot_be_is_said(admin, at):
    assert "不是时间" in admin.get(f"/admin/clocks?at={at}").text


def test_a_draft_is_dropped_and_published_once(admin):
    send(admin, BASE, leak(finish="90分钟"))
    assert admin.post("/admin/clocks/drop").status_code == 303
    assert admin.post("/admin/clocks/publish").status_code == 422
    assert db.value("SELECT count(*) FROM design_version WHERE published_at IS NULL") == 0


def test_only_who_sets_up_the_office_may(sign_in):
    assert sign_in("leader").get("/admin/clocks").status_code == 403


def test_the_page_asks_as_much_with_many_lines(admin, office):
    verbs.set_lines(office.actor("admin"), [BASE, leak(finish="9小时")])
    few = queries_of(lambda: admin.get("/admin/clocks"))
    rows = [BASE, *(leak(phase=phase, finish="9小时") for phase in ("", "first", "season", "off"))]
    verbs.set_lines(office.actor("admin"), rows)

    assert queries_of(lambda: admin.get("/admin/clocks")) == few
