"""Outside parties: orders of 12345 come in, are answered in the sender's columns; a company does one job by link."""

import io
import re
import zipfile

import openpyxl
import pytest
from PIL import Image

from heat import clock, db
from heat.models import Attachment, Complaint, ImportBatch, Message, Partner, PartnerOrder, Ticket
from heat.papers.answers import Answer, packed
from heat.papers.workbook import export_workbook
from heat.queries import partners as queries
from heat.rules.permissions import SYSTEM
from heat.services import (
    attachments,
    complaints,
    import_runs,
    imports,
    partner_orders,
    partners,
    people,
    sessions,
    tickets,
    tokens,
)
from heat.services import office as verbs
from tests import make
from tests.counting import page_costs_the_same
from tests.critic import Client

HEADERS = ("工单编号", "来电人", "诉求地址", "诉求内容", "派单时间", "办结时限", "回复内容", "办理结果", "回复时间")
LINE = (
    "S20261120001",
    "刘先生",
    "幸福里3-2-501",
    "家里暖气不热，请尽快处理",
    "2026-11-20 09:00",
    "2026-11-21 18:00",
    "",
    "",
    "",
)


@pytest.fixture
def keeper(sign_in, office):
    verbs.switch_on(["partner", "board"])
    return sign_in("agent")


@pytest.fixture
def hotline(keeper, office) -> int:
    return partners.add(office.actor("agent"), "12345 热线", "official")


@pytest.fixture
def company(keeper, office) -> Partner:
    return Partner.get_by_id(partners.add(office.actor("admin"), "和美物业", "company", "13800000777"))


def bring(tmp_path, *lines):
    path = tmp_path / "来单.xlsx"
    path.write_bytes(export_workbook("来单", HEADERS, lines))
    return imports.import_file(SYSTEM, "official", path)


@pytest.fixture
def order(hotline, tmp_path, office):
    """An order that came by list for a household we know, given to the technician."""
    make.household("3-2-501")
    bring(tmp_path, LINE)
    ticket = Ticket.get()
    return tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})


def send(client, token, **told):
    said = {"sender": "12345 热线", "number": "A1", "text": "家里不热", "address": "幸福里3-2-501"} | told
    return client.post("/hooks/orders", json=said, headers={"Authorization": f"Bearer {token}"})


def test_an_order_of_a_list_is_a_ticket_of_the_household_with_the_senders_deadline(order):
    home = db.value("SELECT id FROM household")
    row = PartnerOrder.get()

    assert (order.household_id, order.source, row.number) == (home, "official", "S20261120001")
    # now is noon of 21 November; an ordinary repair has 24 hours, the sender wants it by six
    assert clock.local(order.due_at).isoformat() == "2026-11-21T18:00:00+08:00"
    assert order.due_at < clock.now() + clock.DAY


def test_the_page_of_the_ticket_says_why_it_is_due_earlier(keeper, order):
    text = keeper.get(f"/tickets/{order.number}").text

    assert "来单单位要求提前" in text
    assert "S20261120001" in text


def test_the_same_number_is_never_taken_twice(order, tmp_path):
    assert [one.state for one in bring(tmp_path, LINE).findings] == ["same"]
    assert Ticket.select().count() == 1


def test_what_cannot_be_an_order_is_told_by_row(hotline, tmp_path):
    found = bring(
        tmp_path,
        ("", "", "路口", "漏水", "", "", "", "", ""),
        ("B1", "", "", "漏水", "", "", "", "", ""),
        ("B2", "", "路口", "", "", "", "", "", ""),
        ("B3", "", "路口", "漏水", "2026-11-20", "2026-11-19", "", "", ""),
    )

    assert sorted(problem.code for problem in found.problems) == [
        "due_before_received",
        "number_missing",
        "order_place_missing",
        "order_text_missing",
    ]
    assert Ticket.select().count() == 0


def test_a_list_of_an_unknown_sender_is_refused_with_what_to_do(keeper, tmp_path):
    found = bring(tmp_path, LINE)

    assert [problem.code for problem in found.problems] == ["sender_unknown"]


def test_an_undone_list_cancels_its_tickets_and_can_come_again(hotline, tmp_path, office):
    bring(tmp_path, LINE)
    import_runs.undo(ImportBatch.get(), office.actor("agent"))

    assert Ticket.get().phase == "cancelled"
    assert [one.state for one in bring(tmp_path, LINE).findings] == ["new"]


def test_whoever_keeps_partners_may_undo_a_list_though_he_takes_no_tickets(hotline, tmp_path, office):
    bring(tmp_path, LINE)
    import_runs.undo(ImportBatch.get(), office.actor("manager"))

    assert Ticket.get().phase == "cancelled"


def test_the_rows_of_a_list_do_not_tell_whom_a_complaint_is_about(hotline, tmp_path, office, sign_in):
    rest = ("", LINE[2], "师傅上门迟到", *LINE[4:])
    path = tmp_path / "来单.xlsx"
    path.write_bytes(export_workbook("来单", (*HEADERS, "诉求类型"), [("S1", *rest, "投诉"), ("S2", *rest, "")]))
    imports.import_file(SYSTEM, "official", path)
    complaint = Complaint.get().ticket_id
    manager, address = sign_in("manager"), f"/import/{ImportBatch.get().id}?show=new"
    assert manager.get(address).text.count("师傅上门迟到") == 2

    complaints.accuse(office.actor("agent"), complaint, office.manager)

    page = manager.get(address).text
    assert page.count("师傅上门迟到") == 1
    assert page.count("投诉内容不公开") == 1
    assert ">S1<" not in page


def test_the_answer_goes_back_in_the_senders_own_columns_with_its_photos(keeper, hotline, order, office):
    attachments.add(office.actor("technician"), order.id, attachments.kept([attachments.cleaned(photo(), "a.jpg")]))
    keeper.post(f"/partners/orders/{order.id}/reply", data={"result": "solved", "reply": "已放气，室温 20 度"})

    answer = keeper.get(f"/partners/{hotline}/answers.zip?since=2026-11-01")
    bundle = zipfile.ZipFile(io.BytesIO(answer.data))
    book = next(name for name in bundle.namelist() if name.endswith(".xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(bundle.read(book))).active.iter_rows(values_only=True))
    assert rows[0][: len(HEADERS)] == HEADERS
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["工单编号"], line["回复内容"], line["办理结果"]) == ("S20261120001", "已放气，室温 20 度", "已解决")
    assert (line["我方工单号"], line["回复时间"]) == (order.number, "2026-11-21 12:00")
    assert "照片/S20261120001-1.jpg" in bundle.namelist()


def test_a_photo_in_an_own_field_neither_goes_to_the_sender_nor_shows_to_whom_the_field_is_closed(
    keeper, hotline, order, office, sign_in
):
    code = make.own_field(office.actor("admin"), "photo", "ticket", name="内部照片", read=["manager"])
    (blob_id,) = attachments.kept([attachments.cleaned(photo(), "a.jpg")])
    row = {"subject": "ticket", "subject_id": order.id, "blob_id": blob_id, "name": "内部.jpg", "kind": f"own:{code}"}
    file_id = Attachment.insert(row, by_kind="staff", by_id=office.admin, at=clock.now()).execute()
    keeper.post(f"/partners/orders/{order.id}/reply", data={"result": "solved", "reply": "已放气"})

    bundle = zipfile.ZipFile(io.BytesIO(keeper.get(f"/partners/{hotline}/answers.zip?since=2026-11-01").data))
    assert not [name for name in bundle.namelist() if name.startswith("照片/")]
    assert f"/files/{file_id}" in sign_in("manager").get(f"/tickets/{order.number}").text
    assert f"/files/{file_id}" not in sign_in("leader").get(f"/tickets/{order.number}").text


def photo():
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "JPEG")
    made.seek(0)
    return made


def test_nothing_is_answered_before_anybody_went(keeper, hotline, tmp_path):
    bring(tmp_path, LINE)
    ticket = Ticket.get()
    keeper.post(f"/partners/orders/{ticket.id}/reply", data={"result": "solved", "reply": "办好了"})

    assert "还没有人去办，不能先写答复" in keeper.get(f"/tickets/{ticket.number}").text
    assert PartnerOrder.get().replied_at is None


def test_an_answer_needs_its_words(keeper, order):
    keeper.post(f"/partners/orders/{order.id}/reply", data={"result": "solved", "reply": " "})

    assert "请填写答复内容" in keeper.get(f"/tickets/{order.number}").text
    assert PartnerOrder.get().replied_at is None


def test_orders_wait_by_deadline_and_move_to_the_answered(keeper, hotline, order):
    assert "S20261120001" in keeper.get(f"/partners/{hotline}").text
    keeper.post(f"/partners/orders/{order.id}/reply", data={"result": "explained", "reply": "已说明"})

    assert "S20261120001" not in keeper.get(f"/partners/{hotline}").text
    assert "已解释说明" in keeper.get(f"/partners/{hotline}?view=answered").text


def test_a_platform_sends_an_order_and_reads_its_answer(keeper, hotline, client, office):
    token = tokens.add(office.actor("admin"), "12345 平台", ("orders",), hotline)
    make.household("3-2-501")
    first = send(client, token, due_at="2026-11-21 18:00")
    again = send(client, token)

    assert (first.status_code, first.json["ticket"]) == (201, again.json["ticket"])
    assert first.json["due_at"] == "2026-11-21T18:00:00+08:00"
    assert Ticket.get().household_id is not None
    ticket = tickets.move(office.actor("leader"), Ticket.get().id, "assign", {"assignee": office.technician})
    keeper.post(f"/partners/orders/{ticket.id}/reply", data={"result": "solved", "reply": "已修好"})
    told = client.get("/hooks/orders/A1", headers={"Authorization": f"Bearer {token}"}).json
    assert (told["result"], told["reply"]) == ("已解决", "已修好")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"number": ""}, "缺少 number"),
        ({"text": 7}, "text 要写"),
        ({"text": "a\0b"}, "不能保存的字符"),
        ({"sender": "\ud800"}, "不能保存的字符"),
        ({"text": "热" * 2001}, "text 要写不超过 2000 个字"),
        ({"sender": "谁"}, "这个令牌只能送“12345 热线”的来单，不能送“谁”的"),
        ({"account_no": "999"}, "户号 999 系统里没有"),
        ({"due_at": "明天"}, "不是时间"),
        ({"address": ""}, "公共区域的报修请填写地址"),
    ],
)
def test_a_platform_hears_what_is_wrong(keeper, hotline, client, office, told, says):
    token = tokens.add(office.actor("admin"), "12345 平台", ("orders",), hotline)

    answer = send(client, token, **told)
    assert answer.status_code == 422
    assert says in answer.json["error"]
    assert Ticket.select().count() == 0


def test_a_sort_of_ticket_is_taken_from_programs_only_when_it_is_open_to_them(keeper, hotline, client, office, sign_in):
    token = tokens.add(office.actor("admin"), "12345 平台", ("orders",), hotline)
    admin = sign_in("admin")
    admin.post("/admin/kinds/leak/offer", data={"door": "api", "on": "0"})
    refused = send(client, token, kind="leak")
    admin.post("/admin/kinds/leak/offer", data={"door": "api", "on": "1"})

    assert (refused.status_code, refused.json["error"]) == (422, "“漏水”没有开放接口受理，请供热公司在工单类型里打开")
    assert send(client, token, kind="leak").status_code == 201
    assert db.value("SELECT k.code FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id") == "leak"


def test_a_token_of_the_telephone_sends_no_orders(keeper, hotline, client, office):
    assert send(client, tokens.add(office.actor("admin"), "交换机", ("cti",))).status_code == 401


@pytest.fixture
def job(company, office):
    ticket = make.ticket(office.actor("agent"), make.household("3-2-501", owner="刘桂兰", phone="13800000501"))
    return tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": company.staff_id})


@pytest.fixture
def link(keeper, job):
    answer = keeper.post(f"/partners/jobs/{job.id}/link")
    return re.search(r"/p/job/[\w-]+", answer.text)[0]


def act(client, link, action, **told):
    return client.post(link, data={"action": action, "once_key": f"k-{action}"} | told)


def test_a_company_is_written_a_link_to_its_one_job(link, client):
    assert link in Message.get().text
    text = client.get(link).text
    assert "客厅不热" in text
    assert "和美物业" in text


def test_a_job_is_done_by_link_and_timed_as_the_companys(link, client, job, company, keeper):
    act(client, link, "accept")
    act(client, link, "arrive")
    answer = act(client, link, "finish", cause="系统有气", text="已排气", photos=(photo(), "a.jpg"))

    assert "链接不再使用" in answer.text
    ticket = Ticket.get_by_id(job.id)
    assert (ticket.state, ticket.cause) == ("finished", "系统有气")
    assert db.row("SELECT staff_id, left_at IS NOT NULL FROM visit") == (company.staff_id, 1)
    assert db.value("SELECT count(*) FROM attachment") == 1
    assert client.get(link).status_code == 404
    assert re.search(r"和美物业.*?<td class=\"right num\"[^>]*>1</td>", keeper.get("/partners").text, re.S)


def test_the_link_shows_nothing_else_of_the_home(link, client):
    text = client.get(link).text

    assert "刘桂兰" not in text
    assert db.value("SELECT account_no FROM household") not in text


def test_a_job_given_to_somebody_else_takes_its_link_away(link, client, job, office):
    make.team("A区抢修组", office.technician)
    tickets.move(office.actor("leader"), job.id, "reassign", {"assignee": office.technician, "reason": "自己去"})

    assert client.get(link).status_code == 404
    assert act(client, link, "accept").status_code == 404


def test_a_second_link_ends_the_first(keeper, link, job, client):
    keeper.post(f"/partners/jobs/{job.id}/link")

    assert "这个链接过期了" in client.get(link).text


def test_what_is_missing_is_said_beside_the_form(link, client):
    act(client, link, "accept")
    answer = act(client, link, "return", reason="")

    assert answer.status_code == 422
    assert Ticket.get().state == "accepted"


def test_a_step_that_was_done_meanwhile_says_so(link, client):
    act(client, link, "accept")

    assert client.post(link, data={"action": "accept", "once_key": "other"}).status_code == 409


def test_the_office_sends_no_link_for_its_own_people(keeper, company, office):
    make.team("A区抢修组", office.technician)
    ticket = make.ticket(office.actor("agent"), make.household())
    answer = keeper.post(f"/partners/jobs/{ticket.id}/link", follow_redirects=True)

    assert "请先把工单派给一个办理单位" in answer.text


def test_a_companys_account_sees_its_own_jobs_and_nothing_of_the_home(keeper, company, job, office):
    other = make.ticket(office.actor("agent"), make.household("3-2-601"))
    account = Client(keeper.application)
    account.set_cookie("sid", sessions.open_for_staff(company.staff_id, ("partner",)))

    assert job.number in account.get("/m").text
    assert account.get(f"/tickets/{job.number}").headers["Location"] == f"/m/jobs/{job.number}"
    for page in ("/m", f"/m/jobs/{job.number}"):
        assert "刘桂兰" not in account.get(page).text, page
    assert account.post(f"/tickets/{job.id}/note", data={"text": "x"}).status_code == 404
    assert account.get(f"/tickets/{other.number}").status_code == 404
    assert account.get("/customers").status_code == 403


def test_a_party_with_open_work_is_not_given_up(keeper, hotline, company, job, tmp_path):
    bring(tmp_path, LINE)
    keeper.post(f"/partners/{hotline}/retire")
    keeper.post(f"/partners/{company.id}/retire")

    assert Partner.select().where(Partner.retired_at.is_null()).count() == 2


def test_a_retired_company_signs_in_no_more(sign_in, keeper, company, office):
    people.set_password(SYSTEM, company.staff_id, "一个很长很长的登录口令呢")
    sign_in("admin").post(f"/partners/{company.id}/retire")

    assert Partner.get().retired_at is not None
    assert db.value("SELECT disabled_at IS NOT NULL FROM staff WHERE id = ?", company.staff_id)


@pytest.mark.parametrize(
    ("told", "says"),
    [({"name": ""}, "单位名称"), ({"kind": "x"}, "请选择"), ({"name": "12345 热线"}, "已经登记过")],
)
def test_a_bad_registration_says_why(keeper, hotline, told, says):
    answer = keeper.post("/partners", data={"name": "住建局", "kind": "official"} | told)

    assert answer.status_code == 422
    assert says in answer.text


def test_the_list_costs_the_same_with_more_parties(keeper, hotline, office):
    admin = office.actor("admin")
    assert page_costs_the_same(keeper, "/partners", lambda n: partners.add(admin, f"物业{n}", "company"), times=3)


def test_only_whoever_keeps_parties_sees_them(sign_in, keeper):
    assert sign_in("technician").get("/partners").status_code == 403


def test_the_page_of_a_link_has_a_large_version_that_lasts(link, client):
    assert "data-elder" in client.get(f"{link}?elder=1").text
    assert act(client, link, "accept", elder="1").headers["Location"].endswith("elder=1")


def test_a_link_charges_nobody(link, client, keeper, job):
    verbs.switch_on(["partner", "board", "stock", "charge"])
    for action in ("accept", "arrive"):
        act(client, link, action)
    act(client, link, "finish", cause="系统有气", borne_by="customer", quoted="8888", consent="spoken")

    assert Ticket.get_by_id(job.id).state == "finished"
    assert db.value("SELECT count(*) FROM charge") == 0


def test_a_companys_account_charges_nobody_either(keeper, company, job):
    verbs.switch_on(["partner", "board", "stock", "charge"])
    account = Client(keeper.application)
    account.set_cookie("sid", sessions.open_for_staff(company.staff_id, ("partner",)))
    for action in ("accept", "arrive"):
        account.post(f"/m/jobs/{job.id}/{action}")
    told = {"cause": "系统有气", "borne_by": "customer", "quoted": "8888", "consent": "spoken"}
    account.post(f"/m/jobs/{job.id}/finish", data=told)

    assert Ticket.get_by_id(job.id).state == "finished"
    assert db.value("SELECT count(*) FROM charge") == 0


def test_the_list_of_messages_hides_the_link(link, sign_in):
    assert link.removeprefix("/p/job/") not in sign_in("agent").get("/reminders").text


def test_a_complaint_goes_to_no_company(keeper, company, office):
    ticket = make.ticket(office.actor("agent"), make.household(), kind="complaint")
    db.run("UPDATE ticket SET team_id = ? WHERE id = ?", company.team_id, ticket.id)
    answer = keeper.post(f"/partners/jobs/{ticket.id}/link", follow_redirects=True)

    assert "投诉只在公司里办" in answer.text
    assert Message.select().count() == 0


def test_a_ticket_of_no_team_belongs_to_no_party(hotline, office):
    ticket = make.ticket(office.actor("agent"), make.household())
    db.run("UPDATE ticket SET team_id = NULL WHERE id = ?", ticket.id)

    assert partners.holder(Ticket.get_by_id(ticket.id)) is None


def test_names_in_the_answers_are_files_of_their_folder():
    answer = Answer({"编号": "1"}, [("../../evil\nX-1.jpg", b"x")])
    names = zipfile.ZipFile(io.BytesIO(packed("../../a/12345答复", [answer]))).namelist()

    assert names == ["_.._a_12345答复.xlsx", "照片/_.._evil_X-1.jpg"]


def test_one_number_twice_in_a_list_is_told(hotline, tmp_path):
    path = tmp_path / "来单.xlsx"
    headers = ("工单编号", "来单单位", "诉求地址", "诉求内容")
    path.write_bytes(
        export_workbook("来单", headers, [("S1", "", "路口", "漏水"), ("S1", "12345 热线", "路口", "漏水")])
    )
    found = imports.import_file(SYSTEM, "official", path)

    assert [problem.code for problem in found.problems if problem.code == "number_repeated"] == ["number_repeated"]
    assert Ticket.select().count() == 1


def test_a_better_answer_keeps_the_hour_of_the_first(keeper, order, office):
    keeper.post(f"/partners/orders/{order.id}/reply", data={"result": "solved", "reply": "已修好"})
    first = PartnerOrder.get().replied_at
    with clock.stopped(clock.now() + clock.DAY):
        partner_orders.reply(office.actor("agent"), order.id, "explained", "已修好并说明")

    assert (PartnerOrder.get().replied_at, PartnerOrder.get().result) == (first, "explained")


def test_whoever_sees_not_the_ticket_reads_it_not_at_its_company(keeper, company, job, office):
    clerk = make.clerk(make.branch(), "leader")

    assert queries.jobs(clerk, company.team_id) == []
    assert [one.id for one in queries.jobs(office.actor("leader"), company.team_id)] == [job.id]
