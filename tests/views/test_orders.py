"""Work orders: printed, scanned, entered; once."""

import io
import re

import pytest
from pypdf import PdfReader

from heat import clock, db
from heat.models import Ticket
from heat.rules.codes import short_code
from heat.services import office as verbs
from heat.services import tickets
from tests import make


@pytest.fixture
def ticket(office):
    make.team("A区抢修组", office.technician)
    taken = make.ticket(office.actor("agent"), make.household(account_no="900501"), summary="次卧暖气片上热下凉")
    return tickets.move(office.actor("leader"), taken.id, "assign", {"assignee": office.technician})


def text_of(answer) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_a_work_order_carries_number_code_and_household(sign_in, ticket):
    answer = sign_in("leader").get(f"/tickets/{ticket.id}/order.pdf")

    text = text_of(answer)
    for words in (
        ticket.number,
        short_code(ticket.id),
        "900501",
        "刘奶奶",
        "次卧暖气片上热下凉",
        "13800000501",
        "小张",
    ):
        assert words in text


def test_the_second_printing_says_so(sign_in, ticket):
    leader = sign_in("leader")
    leader.get(f"/tickets/{ticket.id}/order.pdf")

    assert "第 2 次" in text_of(leader.get(f"/tickets/{ticket.id}/order.pdf"))
    assert Ticket.get_by_id(ticket.id).version == ticket.version  # printing is no change that others must see


def test_all_of_a_teams_orders_are_one_file(sign_in, ticket, office):
    second = make.ticket(office.actor("agent"), make.household("3-2-502"))

    answer = sign_in("leader").get(f"/orders.pdf?team={ticket.team_id}")

    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2
    assert second.number in text_of(answer)


def test_a_team_without_work_prints_nothing(sign_in):
    team = make.team("闲组")

    answer = sign_in("leader").get(f"/orders.pdf?team={team}")

    assert answer.status_code == 404
    assert "没有要打印的工单" in answer.text


def test_a_clerk_who_scans_gets_the_form(sign_in, ticket):
    answer = sign_in("agent").get(f"/o/{short_code(ticket.id)}")

    assert answer.headers["Location"].startswith("/orders/enter?code=")
    assert ticket.number in sign_in("agent").get(answer.headers["Location"]).text


def test_a_technician_who_scans_gets_the_job(sign_in, ticket):
    answer = sign_in("technician").get(f"/o/{short_code(ticket.id)}")

    assert answer.headers["Location"].endswith(f"/m/jobs/{ticket.number}")


def test_a_stranger_who_scans_is_sent_to_the_door(client, ticket):
    assert "/login" in client.get(f"/o/{short_code(ticket.id)}").headers["Location"]


def test_a_finished_sheet_is_entered_by_its_code(sign_in, ticket):
    code = short_code(ticket.id).lower()
    form = {"code": f" {code[:2]} {code[2:]}", "cause": "阀门故障", "celsius": "19.5", "minutes": "40", "once_key": "k"}

    answer = sign_in("agent").post("/orders/enter", data=form)

    assert answer.status_code == 303
    assert Ticket.get_by_id(ticket.id).state == "finished"
    assert db.row("SELECT on_paper, minutes FROM visit") == (1, 40)


def test_what_the_phone_has_finished_is_not_entered_again(sign_in, ticket, office):
    for step, told in (("accept", {}), ("arrive", {}), ("finish", {"cause": "系统有气"})):
        tickets.move(office.actor("technician"), ticket.id, step, told)

    seen = sign_in("agent").get(f"/orders/enter?code={short_code(ticket.id)}")
    answer = sign_in("agent").post("/orders/enter", data={"code": short_code(ticket.id), "cause": "其他"})

    assert seen.status_code == answer.status_code == 409
    assert "已经是“待回访”，不用再补录" in seen.text


def test_an_office_without_a_board_prints_all_orders_of_the_day_from_the_desk(sign_in, ticket, office):
    other = make.ticket(office.actor("agent"), make.household("4-1-201"))
    leader = sign_in("leader")

    assert 'href="/orders.pdf"' in leader.get("/desk").text
    text = text_of(leader.get("/orders.pdf"))
    assert ticket.number in text
    assert other.number in text
    verbs.switch_on(["board"])
    assert 'href="/orders.pdf"' not in leader.get("/desk").text


def test_nothing_to_print_is_one_sentence(sign_in, office):
    assert "今天没有要打印的工单" in sign_in("leader").get("/orders.pdf").text


def test_a_misread_code_is_noticed(sign_in, ticket):
    answer = sign_in("agent").get("/orders/enter?code=22224")

    assert answer.status_code == 422
    assert "看错或漏了" in answer.text


def test_an_entry_without_a_cause_keeps_what_was_typed(sign_in, ticket):
    form = {"code": short_code(ticket.id), "minutes": "40", "text": "换了排气阀"}

    answer = sign_in("agent").post("/orders/enter", data=form)

    assert answer.status_code == 422
    assert "换了排气阀" in answer.text


def test_codes_nobody_wrote_are_no_server_error(sign_in):
    agent = sign_in("agent")
    for typed in ("\x00", "💥" * 200, "../..", "2" * 60):
        assert agent.get("/orders/enter", query_string={"code": typed}).status_code in (200, 404, 422)
        assert agent.post("/orders/enter", data={"code": typed}).status_code in (404, 422)


def test_the_household_finds_its_own_page_on_the_slip(sign_in, ticket):
    from heat.services.entry_code import entry_code

    verbs.switch_on(["hall"])

    assert entry_code(ticket.household_id) in text_of(sign_in("leader").get(f"/tickets/{ticket.id}/order.pdf"))


def test_whoever_may_not_print_prints_nothing(sign_in, ticket):
    assert sign_in("cashier").get(f"/tickets/{ticket.id}/order.pdf").status_code == 403


def test_a_technicians_day_is_one_file_with_a_cover_in_walking_order(sign_in, ticket, office):
    other = make.ticket(office.actor("agent"), make.household("2-1-101"), kind="leak", summary="立管渗水")
    tickets.move(office.actor("leader"), other.id, "assign", {"assignee": office.technician})

    answer = sign_in("leader").get(f"/orders/route.pdf?staff={office.technician}")

    cover, *sheets = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    assert len(sheets) == 2
    assert "路线单" in cover
    assert cover.index(short_code(other.id)) < cover.index(short_code(ticket.id))  # the leak goes first
    assert other.number in sheets[0]


def test_a_technician_without_work_has_no_route(sign_in, office):
    assert sign_in("leader").get(f"/orders/route.pdf?staff={office.technician}").status_code == 404


def evening_sheet(sign_in, ticket, **more):
    """A ticket of noon, due at 18:00, whose sheet comes back at nine the next morning."""
    due = clock.start_of(clock.today()) + 18 * clock.HOUR
    db.run("UPDATE ticket SET due_at = ?", due)
    db.run("UPDATE sla_clock SET due_at = ?", due)
    with clock.stopped(clock.now() + 21 * clock.HOUR):
        form = {"code": short_code(ticket.id), "cause": "阀门故障", "once_key": "k"} | more
        return sign_in("agent").post("/orders/enter", data=form)


def test_a_sheet_typed_the_next_morning_was_done_when_it_says(sign_in, ticket):
    assert evening_sheet(sign_in, ticket, arrived="16:00", done="16:45").status_code == 303

    noon = clock.start_of(clock.today()) + 12 * clock.HOUR
    arrived, left, minutes = db.row("SELECT arrived_at, left_at, minutes FROM visit")
    assert (arrived, left, minutes) == (noon + 240 * clock.MINUTE, noon + 285 * clock.MINUTE, 45)
    assert db.rows("SELECT met_at, breached FROM sla_clock WHERE goal = 'finish'") == [(left, 0)]
    assert Ticket.get_by_id(ticket.id).in_time


def test_the_way_of_a_ticket_from_paper_tells_when_somebody_came(sign_in, ticket):
    evening_sheet(sign_in, ticket, arrived="16:00", done="16:45")

    way = sign_in("leader").get(f"/tickets/{ticket.number}").text.partition('<ol class="way"')[2].partition("</ol>")[0]
    assert '到场</div><div class="xs mut">11-21 16:00' in way
    assert "45 分" in way


def test_hours_are_typed_as_four_digits(sign_in, ticket):
    evening_sheet(sign_in, ticket, arrived="1600", done="1645")

    assert db.value("SELECT minutes FROM visit") == 45


def test_without_hours_it_is_done_when_it_is_typed(sign_in, ticket):
    evening_sheet(sign_in, ticket)

    assert db.value("SELECT breached FROM sla_clock WHERE goal = 'finish'") == 1


def test_hours_before_the_call_are_refused_and_kept(sign_in, ticket):
    answer = evening_sheet(sign_in, ticket, arrived="11:00", day="2026-11-21")

    assert answer.status_code == 422
    assert "到场时间 11-21 11:00 不在受理" in answer.text
    assert 'value="11:00"' in answer.text
    assert Ticket.get_by_id(ticket.id).state == "assigned"


def test_the_sheet_names_who_of_the_team_went(sign_in, office):
    given = make.ticket(office.actor("agent"), make.household())
    tickets.move(office.actor("leader"), given.id, "assign", {"team": make.team("A区抢修组", office.technician)})
    page = sign_in("agent").get(f"/orders/enter?code={short_code(given.id)}").text
    form = {"code": short_code(given.id), "cause": "其他", "once_key": "k", "who": str(office.technician)}

    assert sign_in("agent").post("/orders/enter", data=form).status_code == 303
    assert "小张</option>" in page
    assert db.value("SELECT staff_id FROM visit WHERE on_paper = 1") == office.technician


def test_nobody_who_is_not_there_went(sign_in, office):
    given = make.ticket(office.actor("agent"), make.household())

    for who in ("999", "x", "9" * 30):
        form = {"code": short_code(given.id), "cause": "其他", "once_key": "k", "who": who}
        assert "没有这位维修工" in sign_in("agent").post("/orders/enter", data=form).text


def test_nobody_outside_the_teams_of_today_went(sign_in, office):
    given = make.ticket(office.actor("agent"), make.household())
    form = {"code": short_code(given.id), "cause": "其他", "once_key": "k", "who": str(office.manager)}

    assert "没有这位维修工" in sign_in("agent").post("/orders/enter", data=form).text
    assert Ticket.get_by_id(given.id).assignee_id is None


def test_what_was_opened_again_was_not_done_before_that(sign_in, ticket, office):
    evening_sheet(sign_in, ticket, arrived="13:00", done="14:00")
    with clock.stopped(clock.now() + 22 * clock.HOUR):  # ten in the morning
        tickets.move(office.actor("agent"), ticket.id, "reopen", {"reason": "又不热了"})
    with clock.stopped(clock.now() + 25 * clock.HOUR):
        form = {"code": short_code(ticket.id), "cause": "阀门故障", "once_key": "k2", "done": "09:00"}
        answer = sign_in("agent").post("/orders/enter", data=form)

    assert answer.status_code == 422
    assert "完工时间" in answer.text


def arrived_by_phone(office, ticket):
    """The technician pressed 到场 at 15:10."""
    with clock.stopped(clock.now() + 3 * clock.HOUR + 10 * clock.MINUTE):
        for step in ("accept", "arrive"):
            tickets.move(office.actor("technician"), ticket.id, step)


def test_a_sheet_is_not_done_before_the_phone_says_somebody_came(sign_in, ticket, office):
    arrived_by_phone(office, ticket)

    answer = evening_sheet(sign_in, ticket, done="14:30")

    assert answer.status_code == 422
    assert "完工时间 11-21 14:30 早于手机上的到场时间 11-21 15:10" in answer.text
    assert Ticket.get_by_id(ticket.id).state == "working"


def test_a_sheet_with_an_arrival_of_its_own_corrects_the_phones(sign_in, ticket, office):
    arrived_by_phone(office, ticket)

    assert evening_sheet(sign_in, ticket, arrived="13:40", done="14:30").status_code == 303

    noon = clock.start_of(clock.today()) + 12 * clock.HOUR
    visit = db.row("SELECT arrived_at, left_at, minutes FROM visit")
    assert visit == (noon + 100 * clock.MINUTE, noon + 150 * clock.MINUTE, 50)


def test_done_in_the_minute_of_the_phones_arrival_is_no_contradiction(sign_in, ticket, office):
    arrived_by_phone(office, ticket)

    assert evening_sheet(sign_in, ticket, done="15:10").status_code == 303


def test_a_clerk_begins_where_the_sheet_does(sign_in, ticket):
    page = sign_in("agent").get(f"/orders/enter?code={short_code(ticket.id)}").text

    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["arrived"]


def test_where_nobody_was_sent_the_clerk_begins_with_who_went(sign_in, office):
    make.team("A区抢修组", office.technician)
    given = make.ticket(office.actor("agent"), make.household())

    page = sign_in("agent").get(f"/orders/enter?code={short_code(given.id)}").text

    assert re.findall(r'name="(\w+)"[^>]* autofocus', page) == ["who"]
