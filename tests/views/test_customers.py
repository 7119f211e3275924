"""Customers in the browser: the list, the file, the few changes by hand."""

import re

import pytest

from heat.models import Contact, Household, Org, StaffRole
from heat.queries import household_people
from tests import make
from tests.counting import queries_of


def test_an_empty_office_is_shown_how_to_begin(agent):
    page = agent.get("/customers").text

    assert "从一张 Excel 开始" in page
    assert 'action="/import/new"' in page
    assert "/import/template/households.xlsx" in page


def test_the_list_shows_households_with_masked_phones(agent, home):
    page = agent.get("/customers").text

    assert "300501" in page and "刘奶奶" in page
    assert "138****0501" in page and "13800000501" not in page


def test_the_list_is_narrowed_in_its_address(agent, home):
    make.household("4-1-101", account_no="300999")
    building = Household.get_by_id(home)

    page = agent.get(f"/customers?community_id={building.community_id}&building_id={building.building_id}").text

    assert "300501" in page and "300999" not in page
    assert "没有符合条件的住户" in agent.get("/customers?state=cut").text
    assert agent.get("/customers?state=nonsense&community_id=x&after=y").status_code == 200


def test_a_changed_filter_swaps_the_list_alone(agent, home):
    part = agent.part("/customers", "customers").text

    assert "300501" in part and "<html" not in part


def test_the_count_comes_a_moment_later(agent, home):
    assert "共 1 户" not in agent.get("/customers").text
    assert agent.part("/customers", "customer-count").text == "共 1 户"


def test_the_file_shows_where_who_and_what_is_owed(agent, home):
    page = agent.get(f"/customers/{home}").text

    for text in ("刘奶奶", "300501", "89.50 ㎡", "138****0501", "供热中", "用户日志", "邻里", "人员"):
        assert text in page


def test_a_file_costs_the_same_questions_however_long_its_history(agent, home):
    agent.get(f"/customers/{home}")
    few = queries_of(lambda: agent.get(f"/customers/{home}"))
    for n in range(30):
        Contact.insert(household_id=home, at=n, kind="note", direction="internal", text="记").execute()

    assert queries_of(lambda: agent.get(f"/customers/{home}")) == few


def test_a_note_stands_in_the_log_at_once(agent, home):
    part = agent.post_part(f"/customers/{home}/notes", "log", {"kind": "note", "text": "<b>先打电话</b>"})

    assert part.status_code == 200
    assert "&lt;b&gt;先打电话&lt;/b&gt;" in part.text


def test_without_scripts_a_note_leads_back_to_the_file(agent, home):
    answer = agent.post(f"/customers/{home}/notes", data={"kind": "visit", "text": "上门"})

    assert (answer.status_code, answer.location) == (303, f"/customers/{home}")


def test_an_empty_note_comes_back_with_a_sentence(agent, home):
    answer = agent.post(f"/customers/{home}/notes", data={"kind": "note", "text": ""})

    assert answer.status_code == 422
    assert "请填写备注" in answer.text


def test_a_whole_number_is_shown_on_request(agent, home):
    (phone,) = household_people.phones_of(home)
    url = f"/customers/{home}/phones/{phone.id}/reveal"

    assert "13800000501" in agent.post(url).text
    assert agent.post(url, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text.startswith("<span")


def test_the_form_changes_phones_needs_and_note(agent, home):
    page = agent.get(f"/customers/{home}/edit").text
    assert "138****0501" in page and "13800000501" not in page

    typed = {
        "version": "1",
        "phone": "13800009999",
        "needs": ["独居老人", "听力不便"],
        "needs_other": "",
        "note": "先打电话",
    }
    answer = agent.post(f"/customers/{home}/edit", data=typed)

    assert answer.status_code == 303
    page = agent.get(f"/customers/{home}").text
    assert "独居老人" in page and "先打电话" in page and "138****9999" in page


def test_a_wrong_phone_keeps_what_was_typed(agent, home):
    answer = agent.post(f"/customers/{home}/edit", data={"version": "1", "phone": "12", "note": "写了很多"})

    assert answer.status_code == 422
    assert "不是电话号码" in answer.text and "写了很多" in answer.text


def hidden(page: str) -> dict[str, str]:
    """What a browser sends back of the hidden fields of a form."""
    return dict(re.findall(r'type="hidden" name="(version|was_\w+)" value="([^"]*)"', page))


def opened(client, home) -> dict[str, str]:
    return hidden(client.get(f"/customers/{home}/edit").text)


def save(client, home, form, **typed):
    return client.post(f"/customers/{home}/edit", data={**form, **typed})


def kept(home) -> dict:
    return Household.get_by_id(home).ext


def test_two_editors_of_different_fields_both_win(agent, sign_in, home):
    mine, theirs = opened(agent, home), opened(sign_in("admin"), home)

    assert save(sign_in("admin"), home, theirs, note="先打电话").status_code == 303
    assert save(agent, home, mine, needs=["独居老人"]).status_code == 303
    assert kept(home) == {"needs": ["独居老人"], "note": "先打电话"}


def test_two_editors_of_one_field_see_theirs_mine_and_was_and_lose_nothing(agent, sign_in, home):
    save(agent, home, opened(agent, home), note="原来的话")
    mine, theirs = opened(agent, home), opened(sign_in("admin"), home)
    save(sign_in("admin"), home, theirs, note="对方的话", needs=["听力不便"])

    answer = save(agent, home, mine, note="我写了很久的话", needs_other="养狗", phone="13800009999")
    assert answer.status_code == 409
    for words in ("管理员刚改过这一户", "用我的", "我写了很久的话", "用管理员的", "对方的话", "原来是：", "原来的话"):
        assert words in answer.text
    assert 'value="养狗"' in answer.text and 'value="13800009999"' in answer.text
    assert kept(home)["note"] == "对方的话"  # nothing is written before somebody has chosen


@pytest.mark.parametrize(("take", "note"), [("mine", "我的话"), ("theirs", "对方的话")])
def test_the_choice_is_saved_with_what_merged_by_itself(agent, sign_in, home, take, note):
    mine, theirs = opened(agent, home), opened(sign_in("admin"), home)
    save(sign_in("admin"), home, theirs, note="对方的话", needs=["听力不便"])
    met = save(agent, home, mine, note="我的话", needs=["独居老人"])

    again = hidden(met.text)
    chosen = re.findall(r'name="needs" value="([^"]*)" checked', met.text)
    assert chosen == ["独居老人", "听力不便"]
    assert save(agent, home, again, note="我的话", take_note=take, needs=chosen).status_code == 303
    assert kept(home) == {"needs": ["独居老人", "听力不便"], "note": note}


def test_a_wrong_phone_does_not_forget_what_the_form_began_with(agent, sign_in, home):
    mine = opened(agent, home)
    save(sign_in("admin"), home, opened(sign_in("admin"), home), note="对方的话")
    wrong = save(agent, home, mine, note="我的话", phone="12")
    again = hidden(wrong.text)

    assert save(agent, home, again, note="我的话").status_code == 409


def test_a_form_that_does_not_say_what_it_began_with_asks_about_every_difference(agent, home):
    agent.post(f"/customers/{home}/edit", data={"version": "1", "note": "一"})

    assert agent.post(f"/customers/{home}/edit", data={"version": "1", "note": "二"}).status_code == 409


def test_nobody_edits_without_the_right(sign_in, home):
    inspector = sign_in("inspector")

    assert inspector.get(f"/customers/{home}").status_code == 200
    assert inspector.get(f"/customers/{home}/edit").status_code == 403
    assert inspector.post(f"/customers/{home}/notes", data={"kind": "note", "text": "x"}).status_code == 403


def test_money_is_hidden_from_those_who_may_not_see_it(sign_in, home):
    assert "各季账务" not in sign_in("leader").get(f"/customers/{home}").text


def test_a_household_that_is_not_ones_own_is_404(agent, office, home):
    branch = Org.insert(parent_id=1, kind="branch", code="2", name="西片", pinyin="xipian").execute()
    StaffRole.update(org_id=branch).where(StaffRole.staff_id == office.agent).execute()

    for url in (f"/customers/{home}", f"/customers/{home}/edit", "/customers/999999"):
        assert agent.get(url).status_code == 404
    assert agent.post(f"/customers/{home}/notes", data={"kind": "note", "text": "x"}).status_code == 404


def test_a_household_is_opened_by_hand(agent):
    answer = agent.post(
        "/customers/new", data={"account_no": "700001", "address": "幸福里3-2-501", "use_class": "居民"}
    )

    assert answer.status_code == 303
    assert "幸福里" in agent.get(answer.location).text


def test_a_form_that_cannot_be_comes_back_with_its_reasons(agent, home):
    answer = agent.post("/customers/new", data={"account_no": "300501", "gross_m2": "很大", "use_class": "居民"})

    assert answer.status_code == 422
    assert "不是数字" in answer.text and "300501" in answer.text


def test_a_household_of_which_no_floor_is_known_has_a_file_too(agent):
    location = agent.post("/customers/new", data={"account_no": "700001", "use_class": "居民"}).location

    page = agent.get(location).text
    assert "700001" in page and "没有面积" in page and "邻里" not in page
