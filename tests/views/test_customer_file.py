"""The file in the browser: its tabs, a day of the past, the timeline."""

import re

import pytest

from heat.models import Contact, HouseholdTerms, SupplyPeriod
from heat.rules.permissions import ROLE
from heat.views.customer_tabs import TABS
from tests import make
from tests.counting import queries_of


def address(home: int, code: str = "") -> str:
    return f"/customers/{home}/{code}" if code else f"/customers/{home}"


def without_token(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", html)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.code or "overview")
def test_every_tab_is_a_page_and_a_part_of_it(agent, home, tab):
    whole, part = agent.get(address(home, tab.code)), agent.part(address(home, tab.code), "file-tab")

    assert (whole.status_code, part.status_code) == (200, 200)
    assert "刘奶奶" in whole.text and "<html" not in part.text
    assert f'id="tab-{tab.code or "overview"}"' in part.text
    assert without_token(part.text) in without_token(whole.text)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.code or "overview")
def test_a_tab_costs_the_same_questions_however_long_its_history(agent, office, home, tab):
    agent.get(address(home, tab.code))
    few = queries_of(lambda: agent.get(address(home, tab.code)))
    for n in range(30):
        row = {"at": 1_700_000_000_000 + n, "kind": "temperature", "direction": "internal", "text": "19.5"}
        Contact.insert(household_id=home, **row).execute()
    for _ in range(3):
        make.ticket(office.actor("agent"), home)

    assert queries_of(lambda: agent.get(address(home, tab.code))) <= few <= 42


def test_a_tab_that_is_none_is_404(agent, home):
    assert agent.get(address(home, "nonsense")).status_code == 404
    assert agent.get("/customers/999999/money").status_code == 404


def test_a_tab_of_money_is_for_those_who_may_see_it(sign_in, home):
    leader = sign_in("leader")

    assert "ledger.view" not in ROLE["leader"].permissions
    assert leader.get(address(home, "money")).status_code == 403
    assert 'id="tab-money"' not in leader.get(address(home)).text


def test_a_past_day_shows_the_owner_area_and_state_of_then_and_nothing_to_write(agent, home):
    make.sold(home, "2025-06-01", phone="13800000777")
    HouseholdTerms.update(valid_to="2025-07-01").where(HouseholdTerms.household_id == home).execute()
    new = {"gross_m2": 96, "charge_m2": 96, "use_class": "居民", "stat_class": "居民", "charge_kind": "area"}
    HouseholdTerms.insert(household_id=home, valid_from="2025-07-01", **new).execute()
    SupplyPeriod.insert(
        household_id=home, season_id=1, state="suspended", valid_from="2024-11-15", valid_to="2025-07-01"
    ).execute()

    page = agent.get(f"/customers/{home}?on=2025-01-15").text
    assert "正在看 2025-01-15 当天的档案" in page and "只读" in page
    assert "<h1>刘奶奶</h1>" in page and "89.50 ㎡" in page and "停供" in page
    file = page[page.index('<main class="main') :]
    assert 'method="post"' not in file and "修改资料" not in file and "报修</span>" not in file
    today = agent.get(f"/customers/{home}").text
    assert "<h1>新房东</h1>" in today and "96.00 ㎡" in today and "正在看" not in today


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.code or "overview")
def test_every_tab_of_a_past_day_is_read_only_and_keeps_the_day(agent, home, tab):
    page = agent.get(address(home, tab.code) + "?on=2025-01-15").text

    assert 'method="post"' not in page[page.index('<main class="main') :]
    assert "/customers/1/money?on=2025-01-15" in page


def test_a_season_of_the_past_is_one_link_away(agent, home):
    make.sold(home, "2023-09-01")

    page = agent.get(f"/customers/{home}").text
    for words in ("20–21", "刘奶奶", "过户", "24–25", "今天"):
        assert words in page
    assert f"/customers/{home}?on=2025-01-15" in page


@pytest.mark.parametrize("typed", ["nonsense", "2999-01-01", "2025-02-30", "\x00"])
def test_a_day_that_cannot_be_shown_is_said_and_today_is_shown(agent, home, typed):
    answer = agent.get(f"/customers/{home}", query_string={"on": typed})

    assert answer.status_code == 200
    assert "现在显示的是今天" in answer.text and "修改资料" in answer.text


def test_then_and_now_stand_beside_each_other(agent, home):
    make.sold(home, "2025-06-01")

    page = agent.get(f"/customers/{home}/compare?on=2025-01-15").text
    assert "<s>刘奶奶</s>" in page and "<b>新房东</b>" in page and "1 项有变化" in page
    assert "没有变化" in agent.get(f"/customers/{home}/compare?on=2025-10-01").text
    assert agent.get("/customers/999999/compare?on=2025-01-15").status_code == 404


def test_the_timeline_is_narrowed_by_kind_and_words(agent, home):
    agent.post(f"/customers/{home}/notes", data={"kind": "call", "text": "问停供手续"})
    agent.post(f"/customers/{home}/notes", data={"kind": "note", "text": "已答复"})

    calls = agent.part(f"/customers/{home}/contacts?kind=call", "log").text
    assert "问停供手续" in calls and "已答复" not in calls
    found = agent.part(f"/customers/{home}/contacts?words=停供", "log-lines").text
    assert "问停供手续" in found and "已答复" not in found
    assert "没有找到带“&lt;b&gt;”的记录" in agent.part(f"/customers/{home}?words=<b>", "log-lines").text


def test_a_log_of_a_past_day_counts_what_had_happened(agent, home):
    agent.post(f"/customers/{home}/notes", data={"kind": "note", "text": "今天的"})

    page = agent.get(f"/customers/{home}/contacts?on=2026-11-20").text
    assert "到当天 1 条" in page and "今天的" not in page


def test_an_older_page_of_the_timeline_follows_the_first(agent, home):
    for n in range(30):
        row = {"at": 1_700_000_000_000 + n, "kind": "note", "direction": "internal", "text": f"第 {n} 条"}
        Contact.insert(household_id=home, **row).execute()

    first = agent.part(f"/customers/{home}", "log-lines").text
    older = first[first.index("before=") :].split('"')[0].split("&")[0]
    second = agent.part(f"/customers/{home}?{older}", "log-lines").text

    assert "第 10 条" in first and "第 9 条" in second and "第 10 条" not in second
    assert agent.get(f"/customers/{home}?before=x,y").status_code == 200
