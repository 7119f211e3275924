"""Orders by program: the office's own fields go in and come back, and a token is good for one sender alone."""

import html
import json

import pytest

from heat import db
from heat.models import PartnerOrder, Ticket
from heat.queries import own_fields as queries
from heat.services import office as verbs
from heat.services import own_values, partners, tokens
from tests import make


@pytest.fixture
def admin(office):
    verbs.switch_on(["partner", "board"])
    return office.actor("admin")


@pytest.fixture
def hotline(admin) -> int:
    return partners.add(admin, "12345 热线", "official")


@pytest.fixture
def bureau(admin) -> int:
    return partners.add(admin, "住建局", "official")


@pytest.fixture
def token(admin, hotline) -> str:
    return tokens.add(admin, "12345 平台", ("orders",), hotline)


@pytest.fixture
def send(client, token):
    def post(bearer=token, **told):
        said = {"number": "A1", "text": "家里不热", "address": "幸福里路口"} | told
        return client.post("/hooks/orders", json=said, headers={"Authorization": f"Bearer {bearer}"})

    return post


@pytest.fixture
def state(client, token):
    def get(bearer=token, number="A1", sender=""):
        asked = {"sender": sender} if sender else {}
        return client.get(f"/hooks/orders/{number}", query_string=asked, headers={"Authorization": f"Bearer {bearer}"})

    return get


def rooms(admin, **more) -> str:
    choices = [("c1", "一间"), ("c2", "全屋")]
    return make.own_field(admin, "choice", "ticket", name="几间不热", choices=choices, **more)


def test_own_fields_are_filled_in_by_name_and_come_back_as_they_were_sent(admin, send, state):
    rooms(admin)
    make.own_field(admin, "choices", "ticket", name="管道", choices=[("c1", "PPR"), ("c2", "铜")])
    make.own_field(admin, "number", "ticket", name="室温", places="1")
    make.own_field(admin, "money", "ticket", name="已付", searchable="1")
    make.own_field(admin, "table", "ticket", name="房间", columns=["名称", "温度"])
    make.own_field(admin, "household", "ticket", name="邻居")
    make.own_field(admin, "person", "ticket", name="找过谁")
    make.household(account_no="900777")
    told = {"几间不热": "全屋", "管道": ["铜"], "室温": 0.5, "已付": 12, "房间": [["卧室", "15"]], "邻居": "900777",
            "找过谁": "小张"}  # fmt: skip

    answer = send(fields=told)

    assert answer.status_code == 201
    assert queries.values("ticket", Ticket.get().id)["x4"] == 1200  # 12 yuan
    back = {"几间不热": "全屋", "管道": ["铜"], "室温": "0.5", "已付": "12.00", "房间": [["卧室", "15"]],
            "邻居": "900777", "找过谁": "小张"}  # fmt: skip
    assert state().json["fields"] == back


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"几间": "全屋"}, "没有可以由接口填写的字段“几间”"),
        ({"几间不热": "三间"}, "几间不热里没有"),
        ({"几间不热": ["全屋"]}, "几间不热要写文字或数字"),
        ({"几间不热": {"a": 1}}, "几间不热要写文字或数字"),
        ({"几间不热": True}, "几间不热要写文字或数字"),
        ({"几间不热": "全\0屋"}, "几间不热里有不能保存的字符"),
        ({"\ud800": "x"}, "没有可以由接口填写的字段“?”"),
        ({}, "请填写几间不热"),
        ({"几间不热": None}, "请填写几间不热"),
        ({"几间不热": "全屋", "室温": "很冷"}, "“很冷”不是数字"),
        ({"几间不热": "全屋", "室温": 1e300}, "室温要写文字或数字"),
        ({"几间不热": "全屋", "邻居": "123"}, "没有找到“123”"),
        ({"几间不热": "全屋", "找过谁": "某某"}, "没有找到“某某”"),
        ({"几间不热": "全屋", "房间": [["a", "b", "c"]]}, "房间只有 2 列"),
        ({"几间不热": "全屋", "房间": [["a\0"]]}, "房间里有不能保存的字符"),
        ({"几间不热": "全屋", "房间": [1]}, "房间要写成列表"),
        ({"几间不热": "全屋", "房间": [["a"]] * 41}, "房间最多写 40 项"),
        ([["几间不热", "全屋"]], "fields 要写成一个对象"),
        ("全屋", "fields 要写成一个对象"),
    ],
)
def test_what_the_form_would_refuse_is_refused_in_one_sentence_and_nothing_is_written(admin, send, fields, says):
    rooms(admin, required="1")
    make.own_field(admin, "number", "ticket", name="室温")
    make.own_field(admin, "household", "ticket", name="邻居")
    make.own_field(admin, "person", "ticket", name="找过谁")
    make.own_field(admin, "table", "ticket", name="房间", columns=["名称", "温度"])

    answer = send(fields=fields)

    assert answer.status_code == 422
    assert says in answer.json["error"]
    assert Ticket.select().count() + PartnerOrder.select().count() == 0


@pytest.mark.parametrize(
    "sent", [{"data": "{'number': 'A1'}", "content_type": "application/json"}, {"data": {"number": "A1"}}, {"json": []}]
)
def test_what_is_no_json_object_is_called_that(client, token, sent):
    answer = client.post("/hooks/orders", headers={"Authorization": f"Bearer {token}"}, **sent)

    assert answer.status_code == 422
    assert "要是一个 JSON 对象" in answer.json["error"]


def test_the_example_on_the_page_is_taken_as_it_stands(sign_in, send):
    page = html.unescape(sign_in("admin").get("/partners").text)
    example = json.loads(page[page.index('{"number"') :].partition("<")[0])

    assert send(**example).status_code == 201


def test_an_order_without_fields_still_lacks_what_must_be_filled_in(admin, send):
    rooms(admin, required="1")

    assert send().json["error"] == "请填写几间不热。"


def test_a_field_for_certain_roles_is_neither_written_nor_read_by_a_program(admin, send, state):
    hidden = make.own_field(admin, "text", "ticket", name="定性", read=["manager"])
    noted = make.own_field(admin, "text", "ticket", name="处理意见", write=["leader"])
    assert send(fields={"定性": "x"}).status_code == 422
    assert send(fields={"处理意见": "x"}).status_code == 422

    send()
    own_values.save(admin, "ticket", Ticket.get().id, {hidden: "人为", noted: "已看"}, {})
    assert state().json["fields"] == {}


def test_a_sort_of_ticket_that_does_not_ask_for_a_field_takes_none(admin, send):
    make.own_field(admin, "photo", "ticket", name="照片")
    db.run("""UPDATE ticket_kind SET settings = '{"fields": []}' WHERE code = 'no_heat'""")
    rooms(admin, required="1")

    assert "没有可以由接口填写的字段“照片”" in send(fields={"照片": "1"}).json["error"]
    assert "没有可以由接口填写的字段“几间不热”" in send(fields={"几间不热": "全屋"}).json["error"]
    assert send().status_code == 201


def test_the_same_number_again_changes_nothing(admin, send, state):
    rooms(admin)
    send(fields={"几间不热": "全屋"})

    assert send(fields={"几间不热": "一间"}).status_code == 201
    assert state().json["fields"] == {"几间不热": "全屋"}


def test_a_token_reads_and_sends_the_orders_of_its_own_sender_alone(admin, bureau, send, state):
    other = tokens.add(admin, "住建局平台", ("orders",), bureau)
    send()
    send(other, number="B1")

    assert (state().status_code, state(sender="12345 热线").status_code) == (200, 200)
    assert state(number="B1").status_code == 404
    assert state(number="B1", sender="住建局").status_code == 404
    assert state(other, number="A1", sender="12345 热线").status_code == 404
    answer = send(number="C1", sender="住建局")
    assert answer.status_code == 422
    assert "只能送“12345 热线”的来单" in answer.json["error"]


def test_the_offices_own_program_speaks_for_each_sender_it_names(admin, bureau, send, state):
    office = tokens.add(admin, "自己的网关", ("orders",), tokens.OFFICE)

    assert send(office, sender="住建局").status_code == 201
    assert state(office, sender="住建局").status_code == 200
    assert send(office, number="A2").status_code == 422  # two senders: it must say whose


def test_a_token_of_a_sender_that_was_given_up_sends_and_reads_no_more(admin, hotline, send, state):
    send()
    db.run("UPDATE partner SET retired_at = 1 WHERE id = ?", hotline)

    answer = send(number="A2")
    assert answer.status_code == 422
    assert "“12345 热线”已停用" in answer.json["error"]
    assert state().status_code == 404


def test_the_page_of_tokens_says_where_a_sender_is_registered_while_there_is_none(sign_in):
    assert "先在“协同单位”里登记" in sign_in("admin").get("/admin/tokens").text


def test_the_page_of_tokens_asks_whose_orders_and_says_it(sign_in, bureau):
    page = sign_in("admin")
    told = {"name": "住建局平台", "scope": ["orders"]}

    refused = page.post("/admin/tokens", data=told)
    assert refused.status_code == 422
    assert "要选属于哪个来单单位" in refused.text
    assert 'value="住建局平台"' in refused.text
    assert page.post("/admin/tokens", data=told | {"sender": str(bureau)}).status_code == 200
    page.post("/admin/tokens", data=told | {"name": "网关", "sender": "0"})
    text = page.get("/admin/tokens").text
    assert '<div class="mut">住建局</div>' in text
    assert '<div class="mut">本公司的程序，可以代各单位</div>' in text


def test_an_order_called_a_complaint_is_one_though_it_tells_of_a_cold_home(admin, send):
    send(kind="投诉", text="投诉家里一直不热没人管")
    send(number="A2", text="投诉家里一直不热没人管")

    kinds = db.rows("SELECT k.code FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id ORDER BY t.id")
    assert kinds == [("complaint",), ("no_heat",)]


def test_what_is_nested_deeper_than_anybody_reads_is_no_order(admin, client, token):
    deep = '{"number":"A1","text":"家里不热","fields":' + "[" * 50_000 + "]" * 50_000 + "}"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    assert client.post("/hooks/orders", data=deep, headers=headers).status_code == 422
    assert Ticket.select().count() == 0
