"""The list of customers as a whole through HTTP: columns, views, export, acts on many."""

import csv
import io

import openpyxl
import pytest

from heat import db
from heat.models import Household, Tag
from heat.services import own_values
from tests import make
from tests.services.test_own_fields import pipes


@pytest.fixture
def homes(office) -> list[int]:
    return [make.household(f"3-2-{room}", account_no=f"300{room}", owner=f"住户{room}") for room in (501, 502, 601)]


def test_a_list_shows_the_columns_that_are_asked_for(sign_in, homes):
    page = sign_in("agent").get("/customers?col=account_no&col=room&col=use_class").text

    assert '<th scope="col">用热性质' in page
    assert '<th scope="col">电话' not in page
    assert f'href="/customers/{homes[0]}">300501' in page


def test_an_export_holds_whole_numbers_and_is_noted(sign_in, homes):
    answer = sign_in("manager").get("/customers/export.csv?community_id=1")

    lines = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [line["户号"] for line in lines] == ["300501", "300502", "300601"]
    assert lines[0]["电话"] == "13800000501"
    assert lines[0]["收费面积"] == "89.50"
    assert db.value("SELECT after FROM audit WHERE code = 'household.exported'") == '{"n":3,"filter":"community_id=1"}'


def test_a_name_that_looks_like_a_formula_stays_a_name(sign_in, office):
    make.household("3-2-501", owner='=HYPERLINK("x")')

    assert "'=HYPERLINK" in sign_in("manager").get("/customers/export.csv").get_data().decode("utf-8-sig")


def test_the_same_list_as_a_workbook(sign_in, homes):
    answer = sign_in("manager").get("/customers/export.xlsx?col=account_no&col=owner")

    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()), read_only=True)
    assert [list(row) for row in book.active.iter_rows(values_only=True)] == [
        ["户号", "户主"],
        ["300501", "住户501"],
        ["300502", "住户502"],
        ["300601", "住户601"],
    ]


def test_an_agent_takes_no_list_away(sign_in, homes):
    assert sign_in("agent").get("/customers/export.csv").status_code == 403


def test_a_list_is_kept_under_a_name_and_taken_away_again(sign_in, homes):
    agent = sign_in("agent")
    agent.post("/views", data={"list": "customers", "name": "停供户", "query": "state=suspended&after=9"})

    assert 'href="/customers?state=suspended">停供户' in agent.get("/customers").text
    assert "停供户" not in sign_in("cashier").get("/customers").text

    view = db.value("SELECT id FROM saved_view")
    assert sign_in("cashier").post(f"/views/{view}/remove", data={"list": "customers"}).status_code == 404
    agent.post(f"/views/{view}/remove", data={"list": "customers"})
    assert "停供户" not in agent.get("/customers").text


def test_a_teams_view_is_seen_by_the_team(sign_in, office, homes):
    team = make.team("客服组", office.agent, office.manager)
    sign_in("agent").post(
        "/views", data={"list": "customers", "name": "欠费户", "query": "arrears=open", "team": str(team)}
    )

    assert "欠费户" in sign_in("manager").get("/customers").text
    assert "欠费户" not in sign_in("cashier").get("/customers").text


def test_a_view_is_not_put_upon_a_team_one_is_not_in(sign_in, office, homes):
    team = make.team("收费组", office.cashier)
    sign_in("agent").post(
        "/views", data={"list": "customers", "name": "欠费户", "query": "arrears=open", "team": str(team)}
    )

    assert db.value("SELECT count(*) FROM saved_view") == 0


def test_ticked_households_get_a_tag_and_lose_it_by_undo(sign_in, homes):
    agent = sign_in("agent")
    assert "对 2 户做同一件事" in agent.get(f"/customers/bulk?id={homes[0]}&id={homes[1]}").text

    done = agent.post(
        "/customers/bulk", data={"id": homes[:2], "act": "tag", "tag": "老旧管网", "reason": "普查"}
    ).location
    assert "完成：加标签，2 户" in agent.get(done).text
    assert Tag.select().count() == 2

    agent.post(f"{done}/undo")
    assert "已撤销" in agent.get(done).text
    assert Tag.select().count() == 0


def test_everything_the_filter_leaves_is_acted_on(sign_in, office, homes):
    make.household("1-1-101", in_community="YJY")
    community = db.value("SELECT id FROM community WHERE code = 'XFL'")

    sign_in("agent").post(
        "/customers/bulk", data={"all": "1", "community_id": community, "act": "collector", "collector": office.cashier}
    )

    assert Household.select().where(Household.collector_id == office.cashier).count() == 3


def test_a_refused_act_keeps_what_was_typed(sign_in, homes):
    answer = sign_in("agent").post("/customers/bulk", data={"id": homes[:1], "act": "tag", "tag": "老旧管网"})

    assert answer.status_code == 422
    assert "请填写原因" in answer.text
    assert 'value="老旧管网"' in answer.text


@pytest.fixture
def iron(office, homes) -> str:
    """An own field 管道材质 that is filled in for the first household; its code."""
    code = pipes(office.actor("admin"), searchable="1")
    own_values.save(office.actor("agent"), "household", homes[0], {code: "镀锌钢管"}, {})
    return code


def test_an_own_field_is_a_column_and_a_filter_of_the_list(sign_in, homes, iron):
    agent = sign_in("agent")

    page = agent.get(f"/customers?col=account_no&col=own_{iron}&own={iron}:镀锌钢管").text
    assert "镀锌钢管</td>" in page
    assert "300502" not in page


def test_an_own_field_leaves_with_the_export(sign_in, homes, iron):
    lines = list(
        csv.DictReader(io.StringIO(sign_in("manager").get("/customers/export.csv").get_data().decode("utf-8-sig")))
    )

    assert [line["管道材质"] for line in lines] == ["镀锌钢管", "", ""]


def test_an_own_field_that_a_role_may_not_read_is_neither_column_nor_filter(sign_in, office, homes):
    code = pipes(office.actor("admin"), searchable="1", read=["cashier"])
    own_values.save(office.actor("admin"), "household", homes[0], {code: "PPR"}, {})

    page = sign_in("agent").get(f"/customers?own={code}:PPR&col=own_{code}").text
    assert "管道材质" not in page
    assert "300502" in page
