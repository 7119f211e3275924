"""Tags by hand and the blacklist, in the browser."""

from datetime import date

import pytest

from heat import clock
from heat.models import Audit, Party, Tag
from tests import make


def add(client, home, **typed):
    return client.post(f"/customers/{home}/tags", data={"tag": "老旧管网", "reason": "普查发现"} | typed)


def test_a_tag_has_its_word_its_reason_and_its_last_day(agent, home):
    assert add(agent, home, until="2027-03-15").status_code == 303

    page = agent.get(f"/customers/{home}/tags").text
    assert "老旧管网" in page and "普查发现" in page and "2027-03-15 到期" in page and "小王" in page
    assert "老旧管网" in agent.get(f"/customers/{home}").text
    assert "老旧管网" in agent.get(f"/desk?household={home}").text
    with clock.stopped(date(2027, 3, 15)):
        assert Tag.get().valid_to == date(2027, 3, 15)


def test_the_list_offers_the_tags_there_are(agent, home):
    make.household("4-1-101", account_no="300999")
    add(agent, home)

    page = agent.get("/customers?tag=老旧管网").text
    assert "300501" in page and "300999" not in page and 'value="老旧管网" selected' in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"tag": ""}, "请填写标签"),
        ({"reason": ""}, "请填写原因"),
        ({"until": "2026-11-21"}, "到期日要在今天以后"),
        ({"tag": "欠费"}, "由系统自动判断"),
        ({"tag": "一二三四五六七八九十一二三"}, "最多 12 个字"),
    ],
)
def test_a_tag_that_cannot_be_comes_back_with_what_was_typed(agent, home, typed, words):
    answer = add(agent, home, **typed)

    assert answer.status_code == 422 and words in answer.text
    assert Tag.select().count() == 0


def test_the_same_tag_is_not_put_on_twice(agent, home):
    add(agent, home)

    assert "已经有“老旧管网”" in add(agent, home).text
    assert Tag.select().count() == 1


def test_a_tag_is_taken_off_with_a_reason_and_remembered(agent, home):
    add(agent, home)
    url = f"/customers/{home}/tags/{Tag.get().id}/end"

    assert agent.post(url, data={"reason": ""}).status_code == 422
    assert agent.post(url, data={"reason": "已改造"}).status_code == 303
    assert "老旧管网" not in agent.get(f"/customers/{home}").text
    line = Audit.select().order_by(Audit.id.desc()).get()
    assert (line.code, line.after) == ("tag.ended", {"tag": "老旧管网", "reason": "已改造"})
    assert agent.post(url, data={"reason": "再一次"}).status_code == 404


def test_a_tag_of_the_rules_ends_with_its_fact_only(agent, office, home):
    for _ in range(2):
        make.ticket(office.actor("agent"), home)

    answer = agent.post(f"/customers/{home}/tags/{Tag.get().id}/end", data={"reason": "不要"})
    assert answer.status_code == 422 and "系统自动判断" in answer.text


def test_a_person_is_blacklisted_by_one_and_released_by_another_right(sign_in, agent, home):
    owner = Party.get(Party.name == "刘奶奶").id
    inspector, manager = sign_in("inspector"), sign_in("manager")
    url = f"/customers/{home}/tags/people/{owner}"

    assert agent.post(url, data={"reason": "私自开栓"}).status_code == 403
    assert inspector.post(url, data={"reason": ""}).status_code == 422
    assert inspector.post(url, data={"reason": "私自开栓"}).status_code == 303
    assert inspector.post(url, data={"reason": "私自开栓"}).status_code == 422
    assert "黑名单 · 刘奶奶" in agent.get(f"/customers/{home}").text

    tag = Tag.get()
    release = f"/customers/{home}/tags/{tag.id}/release"
    assert agent.post(f"/customers/{home}/tags/{tag.id}/end", data={"reason": "算了"}).status_code == 404
    assert inspector.post(release, data={"reason": "已缴清"}).status_code == 403
    assert manager.post(release, data={"reason": "已缴清"}).status_code == 303
    assert "黑名单" not in agent.get(f"/customers/{home}").text


def test_the_blacklist_follows_a_person_to_every_home(sign_in, agent, home):
    other = make.household("4-1-101", owner="张先生", phone="13800000101")
    for one in (home, other):
        child = {"role": "contact", "kind": "person", "name": "小磊", "phone": "13800002208"}
        agent.post(f"/customers/{one}/people", data=child)
    party = Party.get(Party.name == "小磊").id

    sign_in("inspector").post(f"/customers/{home}/tags/people/{party}", data={"reason": "破坏热表"})
    assert "黑名单 · 小磊" in agent.get(f"/customers/{other}").text


def test_a_foreign_household_has_no_tags(agent, office, home):
    far = make.clerk(make.branch(), "agent")

    assert far.may("household.edit")
    assert agent.get("/customers/999999/tags").status_code == 404
    assert add(agent, 999999).status_code == 404
