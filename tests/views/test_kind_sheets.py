"""The printed sheet of a sort of ticket: drawn, looked at, published, printed; a running ticket keeps its own."""

import io

import pytest
from pypdf import PdfReader

from heat.queries import ticket_kinds as queries
from heat.rules.print_forms import PARTS
from heat.services import ticket_kinds as verbs
from heat.services import tickets
from heat.services.tickets import Intake
from tests import make
from tests.papers.samples import pages
from tests.views.test_kinds import form

SHEET = {"title": "换表单", "parts": ["customer", "instructions", "fields", "lines", "signatures"], "places": "客厅\n北卧",
         "twice": "0", "lines": "3", "instructions": "先关阀，再拆表。"}  # fmt: skip


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def meters(office) -> str:
    """A sort of the office's own that is live; its code."""
    code = verbs.create(office.actor("admin"), "换表")
    verbs.draw(office.actor("admin"), code, form())
    verbs.publish(office.actor("admin"), code, "开始换表")
    return code


def taken(office, code: str, where: str = "3-2-501"):
    return tickets.take(office.actor("agent"), Intake(code, "表停了", household_id=make.household(where)))


def printed(leader, ticket) -> str:
    return "".join(pages(leader.get(f"/tickets/{ticket.id}/order.pdf").data))


def test_a_sheet_is_drawn_looked_at_published_and_printed(admin, leader, office, meters):
    make.own_field(office.actor("admin"), "text", "ticket", name="新表号")
    page = admin.get(f"/admin/kinds/{meters}/sheet").text
    assert "现在用的是通用的维修工单" in page

    assert admin.post(f"/admin/kinds/{meters}/sheet", data=SHEET).status_code == 303
    [sample] = pages(admin.get(f"/admin/kinds/{meters}/sheet.pdf").data)
    for words in ("换表单", "样张", "王样张", "先关阀，再拆表。", "新表号", "客户签字"):
        assert words in sample
    assert "满意度" not in sample
    assert "维修工单" in printed(leader, taken(office, meters))  # nothing is live yet

    admin.post(f"/admin/kinds/{meters}/publish", data={"reason": "换表有自己的单子"})
    text = printed(leader, taken(office, meters, "3-2-601"))
    assert text.index("户号") < text.index("先关阀，再拆表。") < text.index("新表号") < text.index("客户签字")
    assert "维修工单" not in text
    assert "温度℃" not in text


def test_a_running_ticket_keeps_the_sheet_it_was_opened_with(admin, leader, office, meters):
    old = taken(office, meters)
    admin.post(f"/admin/kinds/{meters}/sheet", data=SHEET)
    admin.post(f"/admin/kinds/{meters}/publish", data={"reason": "换表有自己的单子"})

    assert "维修工单" in printed(leader, old)
    assert "换表单" in printed(leader, taken(office, meters, "3-2-601"))


def test_a_ticket_from_before_the_first_version_keeps_what_is_built_in(admin, leader, office):
    old = make.ticket(office.actor("agent"), make.household(), kind="leak")
    admin.post("/admin/kinds/leak/sheet", data=SHEET | {"title": "抢修单"})
    admin.post("/admin/kinds/leak/publish", data={"reason": "漏水有自己的单子"})

    assert "维修工单" in printed(leader, old)
    assert "抢修单" in printed(leader, make.ticket(office.actor("agent"), make.household("4-1-101"), kind="leak"))


def test_a_temperature_check_has_a_sheet_of_its_own_from_the_start(leader, office):
    text = printed(leader, make.ticket(office.actor("agent"), make.household(), kind="temperature"))

    for words in ("测温单", "温度℃客厅主卧次卧书房", "实测", "达标", "离外墙一米"):
        assert words in text
    assert "处理前" not in text
    assert "用料" not in text


def test_a_part_is_moved_by_its_button_and_stays_in_the_draft(admin, meters):
    answer = admin.post(f"/admin/kinds/{meters}/sheet", data=SHEET | {"move": "signatures up"})

    assert answer.headers["Location"].endswith("#part-signatures")
    assert queries.drawing(meters).template.sheet.parts[-2:] == ("signatures", "lines")
    page = admin.get(f"/admin/kinds/{meters}/sheet").text
    assert page.index('id="part-signatures"') < page.index('id="part-lines"') < page.index('id="part-visit"')


def test_a_sort_and_its_sheet_share_one_draft(admin, meters):
    admin.post(f"/admin/kinds/{meters}/sheet", data=SHEET)
    admin.post(f"/admin/kinds/{meters}/draw", data=form(checklist="抄旧表底数"))

    drawn = queries.drawing(meters).template
    assert (drawn.sheet.title, drawn.words("checklist")) == ("换表单", ("抄旧表底数",))
    assert "打印自己的“换表单”" in admin.get(f"/admin/kinds/{meters}").text


def test_a_sort_goes_back_to_the_work_order_of_all(admin, leader, office):
    assert admin.post("/admin/kinds/temperature/sheet/plain").status_code == 303
    admin.post("/admin/kinds/temperature/publish", data={"reason": "还用老单子"})

    assert "维修工单" in printed(leader, make.ticket(office.actor("agent"), make.household(), kind="temperature"))


@pytest.mark.parametrize(
    ("more", "says"),
    [({"title": ""}, "请填写单子的标题"), ({"parts": []}, "至少要有一块"), ({"lines": "99"}, "1 到 12")],
)
def test_what_cannot_be_is_said_beside_what_was_typed(admin, meters, more, says):
    answer = admin.post(f"/admin/kinds/{meters}/sheet", data=SHEET | more)

    assert answer.status_code == 422
    assert says in answer.text
    assert "先关阀，再拆表。" in answer.text
    assert queries.drawing(meters).template.sheet is None


@pytest.mark.parametrize("code", ["patrol", "inspection", "valve", "moon", "\0"])
def test_sorts_with_papers_of_their_own_have_none_to_draw(admin, code):
    assert admin.get(f"/admin/kinds/{code}/sheet").status_code == 404
    assert admin.get(f"/admin/kinds/{code}/sheet.pdf").status_code == 404
    assert admin.post(f"/admin/kinds/{code}/sheet", data=SHEET).status_code == 404


def test_a_part_that_has_nothing_to_print_says_so(admin, office):
    page = admin.get("/admin/kinds/installation/sheet").text

    assert page.count("还没有内容，先不印") == 1  # own fields: nobody has drawn any


def test_a_field_that_was_filled_in_at_intake_is_printed_and_a_secret_one_is_not(admin, leader, office, meters):
    make.own_field(office.actor("admin"), "text", "ticket", name="新表号")
    make.own_field(office.actor("admin"), "choice", "ticket", name="表型")
    make.own_field(office.actor("admin"), "text", "ticket", name="内部价", read=["admin"])
    verbs.draw_sheet(office.actor("admin"), meters, SHEET)
    verbs.publish(office.actor("admin"), meters, "带自定义字段")
    told = Intake(meters, "表停了", household_id=make.household(), own={"x1": "B-778"})

    text = printed(leader, tickets.take(office.actor("agent"), told))
    assert "新表号B-778" in text
    assert "表型选项一选项二" in text
    assert "内部价" not in text


def test_a_sheet_with_everything_flows_on_to_a_second_page_without_a_torn_row(admin, office, meters):
    full = SHEET | {"parts": list(PARTS), "lines": "12", "instructions": "\n".join(["请先关阀"] * 8)}
    admin.post(f"/admin/kinds/{meters}/sheet", data=full)
    pdf = admin.get(f"/admin/kinds/{meters}/sheet.pdf").data

    text = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(text) == 2
    assert "沿此线撕下" in text[1]
    assert "师傅不收现金" in text[1]


def test_only_whoever_may_design_draws_a_sheet(sign_in):
    for path in ("/admin/kinds/leak/sheet", "/admin/kinds/leak/sheet.pdf"):
        assert sign_in("leader").get(path).status_code == 403
