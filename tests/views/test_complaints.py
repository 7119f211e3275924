"""Complaints through HTTP: the list, the forms on the ticket's page, who is let in."""

import pytest

from heat import clock
from heat.models import Complaint, ComplaintLetter, Household, Supervision, Ticket
from heat.services import complaints, entry_code, hall
from heat.services import office as verbs
from tests import make
from tests.papers.samples import pages


@pytest.fixture
def complaint(office) -> int:
    return make.complaint(office, make.household())


@pytest.fixture
def manager(sign_in):
    return sign_in("manager")


def number(ticket_id: int) -> str:
    return Ticket.get_by_id(ticket_id).number


def judged(manager, complaint, **form):
    data = {"finding": "false", "found": "问过师傅和邻居，没有这回事"} | form
    return manager.post(f"/complaints/{complaint}/judge", data=data)


def lettered(agent, complaint):
    said = {"found": "问过师傅和邻居", "measures": "已当面解释", "signer": "陈总"}
    return agent.post(f"/complaints/{complaint}/letter", data=said)


def test_the_list_shows_what_is_open_and_its_figures(manager, complaint):
    page = manager.get("/complaints").text

    assert number(complaint) in page
    assert "师傅说话态度不好" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("view=all", True),
        ("view=supervised", False),
        ("view=late", False),
        ("view=repeat", False),
        ("view=all&finding=none", True),
        ("view=all&finding=true", False),
        ("view=all&cause=服务态度", False),
        ("view=all&team=999", False),
        ("view=all&month=2026-11", True),
        ("view=all&month=2026-10", False),
        ("view=nonsense&month=2026-13&after=x", True),
    ],
)
def test_the_list_is_narrowed(manager, complaint, query, shown):
    assert (number(complaint) in manager.get(f"/complaints?{query}").text) is shown


def test_a_late_one_stands_among_the_late_ones(sign_in, complaint):
    with clock.stopped(clock.now() + 4 * clock.DAY):
        assert number(complaint) in sign_in("manager").get("/complaints?view=late").text


def test_whoever_has_no_right_is_turned_away(sign_in, complaint):
    inspector = sign_in("inspector")

    assert inspector.get("/complaints").status_code == 403
    assert inspector.get(f"/tickets/{number(complaint)}").status_code == 404


def test_the_file_of_the_household_hides_it_from_them(sign_in, complaint):
    home = Ticket.get_by_id(complaint).household_id

    assert "师傅说话态度不好" in sign_in("agent").get(f"/customers/{home}").text
    assert "师傅说话态度不好" not in sign_in("inspector").get(f"/customers/{home}").text


def test_from_the_finding_to_the_delivered_letter(manager, sign_in, complaint):
    agent = sign_in("agent")
    assert judged(manager, complaint).status_code == 303
    assert lettered(agent, complaint).status_code == 303
    letter = ComplaintLetter.get()
    assert "还没有送达" in agent.get(f"/tickets/{number(complaint)}").text

    sent = agent.post(f"/complaints/{complaint}/deliver", data={"letter": letter.id, "via": "visit", "note": "刘奶奶"})

    assert sent.status_code == 303
    assert Ticket.get_by_id(complaint).state == "call"
    assert number(complaint) in agent.get("/callbacks").text


def test_a_refused_finding_keeps_the_words(manager, complaint):
    refused = judged(manager, complaint, finding="true", cause="服务态度", found="确有其事")

    assert refused.status_code == 422
    assert "要写明责任班组或责任人" in refused.text
    assert "确有其事" in refused.text


def test_the_letter_is_a_paper_and_printed_again_it_says_so(manager, sign_in, complaint):
    agent = sign_in("agent")
    judged(manager, complaint)
    lettered(agent, complaint)
    letter = ComplaintLetter.get().id

    first = agent.post(f"/complaints/{complaint}/letters/{letter}/print", follow_redirects=True)
    [text] = pages(first.data)
    for word in (
        "投诉答复函",
        "DF2026-0001",
        "刘奶奶：",
        "师傅说话态度不好",
        "问过师傅和邻居",
        "已当面解释",
        "签发人陈总",
    ):
        assert word in text
    assert "补打" not in text
    [again] = pages(agent.post(f"/complaints/{complaint}/letters/{letter}/print", follow_redirects=True).data)
    assert "补打，第2次打印" in again


def test_a_letter_of_another_complaint_is_not_there(manager, complaint):
    assert manager.get(f"/complaints/{complaint}/letters/99.pdf").status_code == 404


def test_supervision_with_an_earlier_deadline(manager, complaint):
    page = manager.post(f"/complaints/{complaint}/supervise", data={"reason": "局长信箱", "due": "2026-11-22T12:00"})

    assert page.status_code == 303
    assert Supervision.select().count() == 1
    assert number(complaint) in manager.get("/complaints?view=supervised").text


@pytest.mark.parametrize("due", ["", "明天", "2026-11-20T12:00", "2026-12-30T12:00"])
def test_a_deadline_that_is_none_is_refused(manager, complaint, due):
    answer = manager.post(f"/complaints/{complaint}/supervise", data={"reason": "局长信箱", "due": due})

    assert answer.status_code == 422
    assert Supervision.select().count() == 0


def test_whoever_names_himself_has_lost_sight_of_it(sign_in, office, complaint):
    agent = sign_in("agent")
    answer = agent.post(f"/complaints/{complaint}/against", data={"staff": office.agent}, follow_redirects=True)

    assert "说的是您本人" in answer.text
    assert agent.get(f"/tickets/{number(complaint)}").status_code == 404


def test_one_press_opens_the_repair(sign_in, complaint):
    agent = sign_in("agent")
    agent.post(f"/complaints/{complaint}/repair", data={"kind": "no_heat", "text": "客厅不热", "once_key": "k1"})

    child = Ticket.get(Ticket.parent_id == complaint)
    assert child.summary == "客厅不热"
    assert child.number in agent.get(f"/tickets/{number(complaint)}").text


def test_no_complaint_opens_a_complaint(sign_in, complaint):
    assert sign_in("agent").post(f"/complaints/{complaint}/repair", data={"kind": "complaint"}).status_code == 422


def test_an_ordinary_ticket_is_no_complaint(sign_in, office):
    ticket = make.ticket(office.actor("agent"), make.household())

    assert sign_in("agent").post(f"/complaints/{ticket.id}/against", data={"staff": "1"}).status_code == 404


@pytest.mark.parametrize(
    "what", ["judge", "measure", "letter", "deliver", "supervise", "unsupervise", "repair", "against"]
)
def test_nothing_typed_breaks_the_server(manager, complaint, what):
    rubbish = dict.fromkeys(
        ("finding", "cause", "found", "team", "staff", "measures", "signer", "letter", "via", "reason", "due", "kind"),
        "\x00'\"><9999999999999999999",
    )

    assert manager.post(f"/complaints/{complaint}/{what}", data=rubbish).status_code in (303, 404, 409, 422)


def test_a_household_complains_in_the_hall_and_sees_how_it_stands_but_not_what_the_office_says(client, office):
    verbs.switch_on(["hall"])
    make.household(account_no="310501")
    home = Household.get().id
    client.set_cookie("sid", hall.enter_by_account("310501", entry_code.entry_code(home)))

    sent = client.post(f"/my/repair?home={home}", data={"tile": "complaint", "text": "师傅态度不好", "when": "尽快"})
    ticket = Complaint.get().ticket_id
    complaints.supervise(office.actor("manager"), ticket, "内部说法", clock.now() + clock.DAY)

    assert sent.status_code == 303
    page = client.get(f"/my/repairs/{ticket}").text
    assert "正在整改" in page
    assert "内部说法" not in page


def test_the_log_keeps_a_complaint_from_whom_it_is_about(office, manager, complaint):
    assert number(complaint) in manager.get("/admin/log").text

    complaints.accuse(office.actor("agent"), complaint, office.manager)

    page = manager.get("/admin/log").text
    assert number(complaint) not in page
    assert "登记被投诉人" not in page.partition("<table")[2]
