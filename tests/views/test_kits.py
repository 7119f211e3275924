"""常用材料: drawn beside the price list, first on the phone, on paper and in the paper entry."""

import re

import pytest

from heat import clock, db
from heat.queries import ticket_kinds as queries
from heat.rules.codes import short_code
from heat.services import office as verbs
from heat.services import stock, ticket_kinds, tickets
from heat.services.stock import Named
from tests import make
from tests.papers.samples import pages
from tests.views.test_kinds import form


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


@pytest.fixture
def priced(office) -> list[int]:
    """Three items, the last one offered by the storekeeper for repairs; their ids."""
    verbs.switch_on(["board", "stock"])
    make.team("A区抢修组", office.technician)
    keeper = office.actor("leader")
    return [
        stock.name(keeper, Named("material", "F20", "排气阀 DN20", "个", 1800)),
        stock.name(keeper, Named("material", "PPR", "PPR 管", "米", 780)),
        stock.name(keeper, Named("material", "QF", "球阀", "个", 3200, ("no_heat",))),
    ]


def kit(office, *lines: str) -> None:
    """The kit of repairs from now on."""
    ticket_kinds.draw(office.actor("admin"), "no_heat", form(name="不热", kit="\n".join(lines)))
    ticket_kinds.publish(office.actor("admin"), "no_heat", "常用材料")


def job(office, where: str = "3-2-501"):
    """A repair given to 小张."""
    ticket = make.ticket(office.actor("agent"), make.household(where))
    return tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})


def draw(admin, *rows: tuple[str, str], **more):
    names, quantities = [name for name, _ in rows], [quantity for _, quantity in rows]
    data = form(name="不热") | {"kit_name": names, "kit_quantity": quantities} | more
    return admin.post("/admin/kinds/no_heat/draw", data=data)


def test_a_kit_is_drawn_with_suggestions_and_says_what_the_price_list_knows(admin, office, priced):
    page = admin.get("/admin/kinds/no_heat").text
    assert '<option value="排气阀 DN20">¥18.00 / 个</option>' in page

    assert draw(admin, ("排气阀dn20", "2"), ("PPR 管", "0.5"), ("生料带", ""), ("", "")).status_code == 303

    assert queries.drawing("no_heat").template.words("kit") == ("排气阀dn20 × 2", "PPR 管 × 0.5", "生料带 × 1")
    page = admin.get("/admin/kinds/no_heat").text
    assert page.count("¥18.00 / 个") == 2  # the suggestion, and beside the line
    assert page.count("不在价目表，只当文字") == 1


def test_an_item_taken_off_the_price_list_leaves_a_word_and_the_editor_says_so(sign_in, office, priced):
    kit(office, "排气阀 DN20 × 2")
    with clock.stopped(clock.today().replace(day=22)):
        stock.name(office.actor("leader"), Named("material", "F20", "排气阀 DN25", "个", 2000))
        assert "已不在价目表，只当文字" in sign_in("admin").get("/admin/kinds/no_heat").text


def test_an_office_without_a_store_writes_words(admin, office):
    first = admin.get("/admin/kinds/no_heat").text
    assert "price-list" not in first
    assert "打开“备件和成本”以后" in first
    draw(admin, ("手电筒", "1"))

    page = admin.get("/admin/kinds/no_heat").text
    assert "手电筒" in page
    assert "价目表，只当文字" not in page


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("球阀", "0")], "常用材料“球阀”的数量“0”不对"),
        ([("球阀", "两")], "常用材料“球阀”的数量“两”不对"),
        ([("", "2")], "请填写常用材料的名称"),
        ([("球阀", "1"), ("球 阀", "2")], "写了两次"),
        ([(f"阀{n}", "1") for n in range(31)], "最多 30 行"),
    ],
)
def test_a_kit_that_cannot_be_is_said_beside_what_was_typed(admin, rows, says):
    answer = draw(admin, *rows)

    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{rows[0][1]}"' in answer.text


def test_the_phone_offers_the_kit_first_with_its_usual_quantities(sign_in, office, priced):
    kit(office, "PPR 管 × 0.5", "排气阀 DN20 × 2", "手电筒 × 1")
    ticket = job(office)

    page = sign_in("technician").get(f"/m/jobs/{ticket.number}").text
    assert re.findall(r'name="part-(\d+)"', page) == [str(priced[n]) for n in (1, 0, 2)]
    assert re.findall(r'data-usual="([^"]+)"', page) == ["0.5", "2"]
    assert "按常用材料填入" in page
    assert "还要带：手电筒" in page


def test_a_running_ticket_keeps_its_kit_at_the_price_of_today(sign_in, office, priced):
    kit(office, "排气阀 DN20 × 2")
    ticket = job(office)
    kit(office, "PPR 管 × 0.5")
    stock.name(office.actor("leader"), Named("material", "F20", "排气阀 DN20", "个", 1900))

    page = sign_in("technician").get(f"/m/jobs/{ticket.number}").text
    assert re.findall(r'data-price="(\d+)" data-usual="([^"]+)"', page) == [("1900", "2")]


def test_nothing_is_filled_in_where_no_item_has_a_usual_quantity(sign_in, office, priced):
    kit(office, "手电筒 × 1")

    assert "按常用材料填入" not in sign_in("technician").get(f"/m/jobs/{job(office).number}").text


def test_the_printed_order_has_the_kit_first_with_price_and_unit(sign_in, office, priced):
    kit(office, "PPR 管 × 0.5", "手电筒 × 1", "排气阀 DN20 × 2")
    ticket = job(office)

    [text] = pages(sign_in("leader").get(f"/tickets/{ticket.id}/order.pdf").data)
    places = [text.index(words) for words in ("PPR管7.80/米", "排气阀DN2018.00/个", "手电筒", "球阀32.00/个")]
    assert places == sorted(places)


def test_the_paper_entry_offers_the_kit_first_and_the_causes_of_the_sheet(sign_in, office, priced):
    ticket_kinds.draw(office.actor("admin"), "no_heat", form(name="不热", kit="PPR 管 × 0.5", causes="阀芯卡死"))
    ticket_kinds.publish(office.actor("admin"), "no_heat", "常用材料和原因")
    ticket = job(office)
    clerk = sign_in("agent")

    page = clerk.get(f"/orders/enter?code={short_code(ticket.id)}").text
    assert re.findall(r'name="part-(\d+)"', page)[0] == str(priced[1])
    assert "按常用材料填入" in page
    assert "系统有气" not in page
    told = {"cause": "阀芯卡死", "borne_by": "company", f"part-{priced[1]}": "0.5", "once_key": "k"}
    assert clerk.post("/orders/enter", data={"code": short_code(ticket.id)} | told).status_code == 303
    # half a metre at 7.80 yuan: the price stands with the movement
    assert db.row("SELECT quantity_milli, price_fen FROM stock_move") == (-500, 780)


def test_a_built_in_word_says_no_more_than_the_item_that_is_offered_anyway(sign_in, office):
    verbs.switch_on(["board", "stock"])
    make.team("A区抢修组", office.technician)
    stock.name(office.actor("leader"), Named("material", "F20", "排气阀 DN20", "个", 1800, ("no_heat",)))

    page = sign_in("technician").get(f"/m/jobs/{job(office).number}").text
    assert "还要带：过滤网、生料带、球阀" in page
