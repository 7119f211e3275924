"""Incidents on the pages: declared with a count, seen on desk and hall, restored, taken away as a list."""

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from heat import db
from heat.models import Household, Incident, Ticket
from heat.services import entry_code, incidents, jobs, outbox
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of


@pytest.fixture
def home(office) -> int:
    verbs.switch_on(["incident", "hall"])
    return make.household(account_no="300501")


@pytest.fixture
def leader(home, sign_in):
    return sign_in("leader")


def form(**more):
    return {"kind": "outage", "title": "三号站停热", "start": "2026-11-21T11:00", "numbers": "300501"} | more


def declared(leader, **more) -> str:
    return leader.post("/incidents/new", data=form(**more)).headers["Location"]


def test_whom_it_touches_is_counted_before_it_is_declared(leader):
    page = leader.post("/incidents/new", data=form(count="1")).text

    assert '<span class="big num">1</span>' in page
    assert Incident.select().count() == 0


def test_a_declared_incident_stands_on_the_desk_and_in_the_hall(leader, sign_in, client, home):
    where = declared(leader, expected="2026-11-21T18:00")
    assert "11-21 18:00" in leader.get(where).text

    agent = sign_in("agent")
    assert "三号站停热" in agent.get("/desk").text
    assert "会自动并入" in agent.part(f"/desk?household={home}", "caller").text
    client.post("/my/enter/paper", data={"account_no": "300501", "code": entry_code.entry_code(home)})
    assert "不必另外报修" in client.get("/my").text
    assert "不必另外报修" in client.get("/my/repair").text


def test_a_report_from_the_hall_joins_it(leader, client, home):
    declared(leader)
    client.post("/my/enter/paper", data={"account_no": "300501", "code": entry_code.entry_code(home)})

    client.post(f"/my/repair?home={home}", data={"tile": "cold", "text": "家里不热", "phone": "", "when": ""})

    assert Ticket.get().incident_id == Incident.get().id


def test_restoring_sends_its_tickets_to_the_call_back(leader, sign_in, office, home):
    where = declared(leader)
    make.ticket(office.actor("agent"), home)

    page = leader.post(f"{where}/restore", follow_redirects=True).text

    assert "1 张工单转入回访复核" in page
    assert Ticket.get().number in sign_in("agent").get("/callbacks").text


def test_the_list_of_households_tells_the_hours_without_heat(leader, sign_in, home):
    where = declared(leader)

    book = sign_in("manager").get(f"{where}/households.xlsx").data

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "300501"
    assert rows[1][-1] == 1  # from eleven to noon


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "标题"),
        ({"kind": "x"}, "类型"),
        ({"numbers": ""}, "至少选择一个"),
        ({"numbers": "999999"}, "没有这些户号"),
        ({"start": "yesterday"}, "不是时间"),
        ({"expected": "2026-11-21T10:00"}, "晚于开始"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(leader, wrong, sentence):
    answer = leader.post("/incidents/new", data=form(cause="循环泵故障") | wrong)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "循环泵故障" in answer.text
    assert Incident.select().count() == 0


def test_withdrawing_needs_a_reason(leader):
    where = declared(leader)

    assert leader.post(f"{where}/withdraw", data={"reason": " "}).status_code == 422
    assert Incident.get().state == "active"


def test_an_incident_of_another_branch_is_not_there(leader, office, app):
    where = declared(leader)
    from heat.services import sessions
    from tests.critic import Client

    stranger = make.clerk(make.branch(), "leader")
    browser = Client(app)
    browser.set_cookie("sid", sessions.open_for_staff(stranger.id, ("leader",)))

    assert browser.get(where).status_code == 404
    assert browser.post(f"{where}/restore").status_code == 404


def test_the_pages_cost_the_same_however_many_tickets_joined(leader, office):
    where = declared(leader, numbers="300501 " + " ".join(_more(3)))
    leader.get(where)
    few = queries_of(lambda: leader.get(where))
    for account_no in _more(9, start=10):
        make.ticket(office.actor("agent"), make.household(f"8-1-{account_no[-2:]}1", account_no=account_no))

    assert queries_of(lambda: leader.get(where)) <= few + 1


def _more(n: int, start: int = 1) -> list[str]:
    numbers = [f"7000{place:02d}" for place in range(start, start + n)]
    if start == 1:
        for place, number in enumerate(numbers, 1):
            make.household(f"7-1-{place}01", account_no=number)
    return numbers


@pytest.fixture
def three(leader) -> list[int]:
    """Three more homes: 501 with somebody ill, 601 without a telephone, 701 that will report."""
    homes = [
        make.household("5-1-501", owner="张秀英", account_no="700501"),
        make.household("5-1-601", owner="王五", account_no="700601", phone=""),
        make.household("5-1-701", owner="赵六", account_no="700701"),
    ]
    Household.update(ext={"needs": ["重病在家"]}).where(Household.id == homes[0]).execute()
    Household.update(ext={"needs": [], "note": '"needs"'}).where(Household.id == homes[1]).execute()
    return homes


NUMBERS = "300501 700501 700601 700701"


def listed(browser, where, who="all"):
    """The account numbers of the list in its order."""
    return re.findall(r'<td class="sm num nowrap">(\d+)</td>', browser.get(f"{where}?who={who}").text)


def test_whom_it_touches_stands_on_its_page_special_needs_first(leader, three):
    where = declared(leader, numbers=NUMBERS)

    page = leader.get(where).text
    assert listed(leader, where) == ["700501", "300501", "700601", "700701"]
    assert "重病在家" in page
    assert "张*英" in page
    assert "张秀英" not in page
    assert listed(leader, where, "needs") == ["700501"]


def test_who_was_not_told_and_who_has_not_reported_are_found(leader, office, three):
    where = declared(leader, numbers=NUMBERS, notify="1")
    jobs.run_due({"incident-tell": incidents.JOBS["incident-tell"]})
    assert len(listed(leader, where, "untold")) == 4  # three wait to be sent, one has no telephone
    outbox.pump()
    ticket = make.ticket(office.actor("agent"), three[2])

    assert listed(leader, where, "untold") == ["700601"]
    assert listed(leader, where, "silent") == ["700501", "300501", "700601"]
    assert f'href="/tickets/{ticket.number}"' in leader.get(where).text


def test_the_list_goes_on_after_fifty(leader):
    numbers = [f"60{n:04d}" for n in range(53)]
    for n, number in enumerate(numbers):
        make.household(f"6-{n % 3 + 1}-{n // 3 + 1}01", account_no=number)
    where = declared(leader, numbers=" ".join(numbers))
    first = leader.get(where).text
    after = re.search(r"after=(\d+)#homes", first)[1]

    shown = listed(leader, where)
    rest = re.findall(r'<td class="sm num nowrap">(\d+)</td>', leader.get(f"{where}?after={after}").text)
    assert (len(shown), len(rest)) == (50, 3)
    assert sorted(shown + rest) == numbers


@pytest.mark.parametrize("asked", ["who=%00", "after=-1", "after=x", "after=" + "9" * 40])
def test_no_question_for_the_list_breaks_the_server(leader, asked):
    assert leader.get(f"{declared(leader)}?{asked}").status_code == 200


def test_a_longer_list_asks_as_much_as_a_short_one(leader, three):
    short, long = declared(leader), declared(leader, numbers=NUMBERS)
    leader.get(short)

    assert queries_of(lambda: leader.get(long)) == queries_of(lambda: leader.get(short))


def test_a_whole_heat_source_is_a_scope(leader, sign_in):
    make.household("9-1-101", account_no="909101")
    source = db.value("SELECT s.source_id FROM circuit c JOIN substation s ON s.id = c.substation_id WHERE c.id = 1")
    assert f'name="source" value="{source}"' in leader.get("/incidents/new").text
    assert (
        '<span class="big num">2</span>'
        in leader.post("/incidents/new", data=form(numbers="", source=str(source), count="1")).text
    )

    where = declared(leader, numbers="", source=str(source))

    assert sorted(listed(leader, where)) == ["300501", "909101"]
    assert Incident.get().scope == {"source": [source]}
