"""Costs on their page and on the ticket; from the phone's form to the household's account and back."""

import io
import re

import openpyxl
import pytest

from heat import db
from heat.models import Ticket
from heat.services import office as verbs
from heat.services import stock, tickets
from heat.services.stock import Named
from tests import make
from tests.counting import queries_of


@pytest.fixture
def valve(office) -> int:
    verbs.switch_on(["board", "stock"])
    make.team("A区抢修组", office.technician)
    return stock.name(office.actor("leader"), Named("material", "F20", "排气阀 DN20", "个", 1800, ("no_heat",)))


def finish(sign_in, office, valve, home=None, **more):
    ticket = make.ticket(office.actor("agent"), home or make.household())
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    phone = sign_in("technician")
    for step in ("accept", "arrive"):
        phone.post("/m/sync", data={"ticket": ticket.id, "action": step, "key": f"{step}{ticket.id:08d}"})
    form = {"cause": "阀门故障", "minutes": "35", "borne_by": "company", f"part-{valve}": "2"} | more
    return ticket, phone.post(f"/m/jobs/{ticket.id}/finish", data=form | {"once_key": f"f{ticket.id}"})


def test_the_phone_offers_the_kit_and_the_ticket_shows_what_it_cost(sign_in, office, valve):
    ticket, answer = finish(sign_in, office, valve)

    assert answer.status_code == 303
    page = sign_in("leader").get(f"/tickets/{ticket.number}").text
    for words in ("排气阀 DN20 × 2 个", "36.00", "人工 35 分钟", "35.00", "71.00", "公司承担"):
        assert words in page


def test_a_customer_must_have_agreed_before_anything_is_charged(sign_in, office, valve):
    ticket, answer = finish(sign_in, office, valve, borne_by="customer", quoted="36.00")

    assert answer.status_code == 422
    assert "客户同意" in answer.text
    assert 'value="36.00"' in answer.text
    assert Ticket.get_by_id(ticket.id).state == "working"


def test_an_agreement_by_signature_needs_the_signature(sign_in, office, valve):
    _, answer = finish(sign_in, office, valve, borne_by="customer", quoted="36.00", consent="signature")

    assert answer.status_code == 422
    assert "请客户在下面签字" in answer.text


def test_an_hour_costs_what_the_person_costs_and_the_office_where_nobody_said(sign_in, office, valve):
    admin = sign_in("admin")
    assert admin.post(f"/costs/rates/{office.technician}", data={"hourly": "90"}).status_code == 303
    assert 'value="90.00"' in admin.get("/admin/staff").text
    ticket, _ = finish(sign_in, office, valve)

    # 35 min at 90.00 an hour = 52.50 yuan
    assert "52.50" in admin.get(f"/tickets/{ticket.number}").text
    admin.post(f"/costs/rates/{office.technician}", data={"hourly": "a lot"})
    assert db.value("SELECT hourly_fen FROM staff WHERE id = ?", office.technician) == 9000


def test_a_charge_is_taken_back_when_a_reopened_ticket_is_warranty(sign_in, office, valve):
    ticket, _ = finish(sign_in, office, valve, borne_by="customer", quoted="36.00", consent="spoken")
    tickets.move(office.actor("agent"), ticket.id, "reopen", {"reason": "又漏了"})
    leader = sign_in("leader")
    assert "改为质保，冲正收费" in leader.get(f"/tickets/{ticket.number}").text

    answer = leader.post(f"/costs/tickets/{ticket.id}/warranty", data={"reason": "质保期内"})

    assert answer.status_code == 303
    assert db.value("SELECT sum(fen) FROM charge WHERE kind = 'repair'") == 0
    assert "质保内" in leader.get(f"/tickets/{ticket.number}").text


def test_costs_are_shown_by_team_and_taken_away_as_a_workbook(sign_in, office, valve):
    finish(sign_in, office, valve)
    leader = sign_in("leader")

    assert "A区抢修组" in leader.get("/costs?by=team").text
    book = openpyxl.load_workbook(io.BytesIO(leader.get("/costs/export.xlsx?by=person").data))
    assert [cell.value for cell in book.active[2]][:6] == ["小张", 1, 1, 36, 35, 71]


def test_every_figure_of_a_card_on_a_phone_says_what_it_is(sign_in, office, valve):
    finish(sign_in, office, valve)
    page = sign_in("leader").get("/costs?by=team").text

    line = page[page.index("<tbody data-rows>") : page.index("</tbody>")]
    labels = re.findall(r'<td class="right[^>]*data-label="([^"]+)"', line)
    assert labels == ["单数", "上门", "材料", "人工", "成本合计", "向客户收费", "质保占比", "返工率"]
    assert line.count('<td class="right') == len(labels)


@pytest.mark.parametrize("days", ["first=x&last=y", "first=2026-12-01&last=2026-11-01", "first=0001-01-01", "by=moon"])
def test_days_that_are_none_are_the_last_thirty(sign_in, office, valve, days):
    assert sign_in("leader").get(f"/costs?{days}").status_code == 200


def test_costs_ask_no_more_often_for_more_repairs(sign_in, office, valve):
    finish(sign_in, office, valve)
    leader = sign_in("leader")
    few = queries_of(lambda: leader.get("/costs?by=ticket"))
    for n in range(3):
        finish(sign_in, office, valve, make.household(f"4-1-{n + 1}01"))

    assert queries_of(lambda: leader.get("/costs?by=ticket")) <= few


def test_a_finished_sheet_brings_its_parts_and_its_photo(sign_in, office, valve):
    from PIL import Image

    from heat.rules.codes import short_code

    ticket = make.ticket(office.actor("agent"), make.household())
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "JPEG")
    picture.seek(0)
    clerk = sign_in("agent")
    assert "排气阀 DN20" in clerk.get(f"/orders/enter?code={short_code(ticket.id)}").text
    form = {"code": short_code(ticket.id), "cause": "阀门故障", "minutes": "20", "remedies": ["换阀"], "once_key": "k"}
    form |= {"borne_by": "company", f"part-{valve}": "1", "sheet": (picture, "sheet.jpg")}

    answer = clerk.post("/orders/enter", data=form, content_type="multipart/form-data")

    assert answer.status_code == 303
    assert db.rows("SELECT kind FROM attachment") == [("sheet",)]
    assert db.row("SELECT place, quantity_milli FROM stock_move") == (f"van:{office.technician}", -1000)
    assert db.row("SELECT on_paper, borne_by FROM visit") == (1, "company")


def test_whoever_may_see_costs_sees_them_without_a_right_to_tickets(sign_in, office, valve):
    ticket, _ = finish(sign_in, office, valve)

    page = sign_in("accountant").get("/costs?by=ticket").text

    assert ticket.number in page
    assert f"/tickets/{ticket.number}" not in page
