"""Stock is a sum of movements that nobody edits; a price has its days."""

from datetime import date

import pytest

from heat import clock, db
from heat.models import Item
from heat.queries import stock as queries
from heat.rules.costs import STORE, van
from heat.services import stock
from heat.services.stock import Named
from heat.words import Refused
from tests import make


@pytest.fixture
def keeper(office):
    make.team("A区抢修组", office.technician)
    return office.actor("leader")


@pytest.fixture
def valve(keeper) -> int:
    return stock.name(keeper, Named("material", "F20", "排气阀 DN20", "个", 1800, ("no_heat",)))


def test_goods_come_in_go_to_a_van_and_are_counted(keeper, valve, office):
    car = van(office.technician)
    stock.receive(keeper, valve, STORE, 10_000, once_key="a")
    stock.transfer(keeper, valve, STORE, car, 4_000, once_key="b")

    assert (queries.held("F20", STORE), queries.held("F20", car)) == (6000, 4000)
    assert stock.count(keeper, valve, car, 3_500, "摔坏半盒", once_key="c") == -500
    assert queries.held("F20", car) == 3500


def test_the_same_form_twice_moves_once(keeper, valve, office):
    for _ in range(2):
        stock.receive(keeper, valve, STORE, 10_000, once_key="a")
        stock.transfer(keeper, valve, STORE, van(office.technician), 4_000, once_key="b")
        stock.count(keeper, valve, STORE, 5_000, "盘亏", once_key="c")

    assert (queries.held("F20", STORE), queries.held("F20", van(office.technician))) == (5000, 4000)


def test_nobody_takes_more_than_is_there(keeper, valve, office):
    stock.receive(keeper, valve, STORE, 1_500, once_key="a")

    with pytest.raises(Refused, match=r"只有 1\.5 个"):
        stock.transfer(keeper, valve, STORE, van(office.technician), 2_000, once_key="b")


def test_a_difference_needs_a_reason_and_none_needs_none(keeper, valve):
    stock.receive(keeper, valve, STORE, 2_000, once_key="a")

    with pytest.raises(Refused, match="差 -1 个，请写明原因"):
        stock.count(keeper, valve, STORE, 1_000, " ", once_key="b")
    assert stock.count(keeper, valve, STORE, 2_000, "", once_key="c") == 0


def test_a_new_price_counts_from_today_and_the_old_movements_keep_theirs(keeper, valve):
    stock.receive(keeper, valve, STORE, 1_000, once_key="a")
    with clock.stopped(date(2026, 12, 1)):
        newer = stock.name(keeper, Named("material", "F20", "排气阀 DN20", "个", 2000))
        stock.receive(keeper, valve, STORE, 1_000, once_key="b")  # an old page names the old row

        assert queries.held("F20", STORE) == 2000
        assert [row.price_fen for row in queries.items()] == [2000]
    assert db.rows("SELECT item_id, price_fen FROM stock_move ORDER BY id") == [(valve, 1800), (newer, 2000)]


def test_a_price_mended_on_its_first_day_makes_no_second_row(keeper, valve):
    assert stock.name(keeper, Named("material", "F20", "排气阀", "个", 1900)) == valve
    assert Item.select().count() == 1


def test_what_is_charged_for_work_lies_nowhere(keeper):
    visit = stock.name(keeper, Named("labour", "SM", "上门费", "次", 3000))

    with pytest.raises(Refused, match="没有库存"):
        stock.receive(keeper, visit, STORE, 1_000, once_key="a")


@pytest.mark.parametrize("place", ["", "van:999", "moon"])
def test_a_place_that_is_none_is_refused(keeper, valve, place):
    with pytest.raises(Refused, match="库房"):
        stock.receive(keeper, valve, place, 1_000, once_key="a")
