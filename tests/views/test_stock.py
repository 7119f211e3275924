"""Parts on their page: named, received, moved, counted; refused in a sentence; closed while the module is off."""

import pytest

from heat import db
from heat.queries import stock as queries
from heat.services import office as verbs
from heat.services import partners, stock
from heat.services.stock import Named
from tests import make
from tests.counting import queries_of


@pytest.fixture
def keeper(sign_in, office):
    verbs.switch_on(["board", "stock"])
    make.team("A区抢修组", office.technician)
    return sign_in("leader")


VALVE = {"kind": "material", "code": "F20", "name": "排气阀 DN20", "unit": "个", "price": "18", "kinds": ["no_heat"]}


def test_from_a_name_to_a_count(keeper, office):
    assert keeper.post("/stock/items", data=VALVE).status_code == 303
    item = str(db.value("SELECT id FROM item"))
    for address, form in [
        ("receive", {"place": "store", "quantity": "10"}),
        ("transfer", {"source": "store", "target": f"van:{office.technician}", "quantity": "2.5"}),
        ("count", {"place": "store", "counted": "7", "reason": "少半个"}),
    ]:
        assert keeper.post(f"/stock/{address}", data=form | {"item": item, "once_key": address}).status_code == 303

    page = keeper.get("/stock").text
    assert "排气阀 DN20" in page
    assert "小张的车" in page
    assert (queries.held("F20", "store"), queries.held("F20", f"van:{office.technician}")) == (7000, 2500)


def test_a_card_on_a_phone_names_the_places_that_hold_something(keeper, office):
    keeper.post("/stock/items", data=VALVE)
    item = str(db.value("SELECT id FROM item"))
    keeper.post("/stock/receive", data={"item": item, "place": "store", "quantity": "10", "once_key": "r"})

    page = keeper.get("/stock").text
    assert '<td class="right num" data-label="主库">10</td>' in page
    assert '<td class="right num wide-only" data-label="小张的车">—</td>' in page


@pytest.mark.parametrize(
    ("address", "form", "says"),
    [
        ("items", VALVE | {"price": "cheap"}, "cheap"),
        ("items", VALVE | {"code": ""}, "请填写编码"),
        ("receive", {"item": "1", "place": "store", "quantity": "-3"}, "数量应在"),
        ("receive", {"item": "99", "place": "store", "quantity": "3"}, "没有这种材料"),
        ("transfer", {"item": "1", "source": "store", "target": "store", "quantity": "1"}, "同一个地方"),
        ("count", {"item": "1", "place": "store", "counted": "5", "reason": ""}, "请写明原因"),
    ],
)
def test_what_cannot_be_says_why_and_keeps_what_was_typed(keeper, address, form, says):
    keeper.post("/stock/items", data=VALVE)

    answer = keeper.post(f"/stock/{address}", data=form | {"once_key": "k"})

    assert answer.status_code == 422
    assert says in answer.text


def test_an_office_with_two_stores_moves_goods_between_them(keeper, office):
    verbs.decide(office.actor("admin"), {"stock.stores": "东区库"})
    item = stock.name(office.actor("leader"), Named("material", "F20", "排气阀", "个", 1800))
    stock.receive(office.actor("leader"), item, "store", 5000, once_key="k1")

    form = {"item": item, "source": "store", "target": "store:东区库", "quantity": "2", "once_key": "k2"}
    assert keeper.post("/stock/transfer", data=form).status_code == 303

    assert "东区库" in keeper.get("/stock").text
    assert (queries.held("F20", "store"), queries.held("F20", "store:东区库")) == (3000, 2000)


def test_what_lies_in_a_store_no_longer_kept_or_in_the_van_of_one_who_left_can_be_moved_out(keeper, office):
    verbs.decide(office.actor("admin"), {"stock.stores": "东区库"})
    leader = office.actor("leader")
    item = stock.name(leader, Named("material", "F20", "排气阀", "个", 1800))
    for n, place in enumerate(("store:东区库", f"van:{office.technician}")):
        stock.receive(leader, item, place, 1000, once_key=f"k{n}")
    verbs.decide(office.actor("admin"), {"stock.stores": ""})
    db.run("DELETE FROM team_member")

    assert [place.name for place in queries.places()] == ["主库", "东区库", "小张"]
    for n, place in enumerate(("store:东区库", f"van:{office.technician}")):
        stock.transfer(leader, item, place, "store", 1000, once_key=f"b{n}")
    assert [place.name for place in queries.places()] == ["主库"]


def test_a_company_outside_has_no_van_of_the_offices_parts(keeper, office):
    verbs.switch_on(["board", "stock", "partner"])
    partners.add(office.actor("admin"), "和美物业", "company")

    assert "和美物业" not in {place.name for place in queries.places()}


def test_the_page_asks_no_more_often_for_more_items(keeper, office):
    few = queries_of(lambda: keeper.get("/stock"))
    for n in range(6):
        item = stock.name(office.actor("leader"), Named("material", f"M{n}", f"材料{n}", "个", 100))
        stock.receive(office.actor("leader"), item, "store", 1000, once_key=f"k{n}")

    assert queries_of(lambda: keeper.get("/stock")) <= few


def test_a_technician_sees_the_van(sign_in, keeper, office):
    item = stock.name(office.actor("leader"), Named("material", "F20", "排气阀", "个", 1800))
    stock.receive(office.actor("leader"), item, f"van:{office.technician}", 2500, once_key="a")

    assert "2.5 个" in sign_in("technician").get("/m/stock").text
    assert 'href="/m/stock"' in sign_in("technician").get("/m").text


def test_the_page_is_closed_while_its_module_is_off(sign_in):
    leader = sign_in("leader")

    assert leader.get("/stock").status_code == leader.get("/costs").status_code == 404
    assert "/stock" not in leader.get("/board").text
