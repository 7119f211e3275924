"""What the counter asks."""

from heat import clock
from heat.queries import counter
from heat.services import search_keys
from tests import make
from tests.counting import queries_of


def test_lines_stand_in_the_order_a_payment_settles_them(office) -> None:
    home = make.billed()
    make.old_debt(home, "112.24", "2024-2025", due_on=clock.today().replace(year=2024))
    make.old_debt(home, "-5.00", "2025-2026")

    lines = counter.owed(home, clock.today())

    assert [(line.season, line.open_fen) for line in lines] == [
        ("2025-2026", -500),
        ("2024-2025", 11224),
        ("2026-2027", 241000),
    ]
    assert [line.overdue for line in lines] == [False, True, False]


def test_a_household_is_found_by_number_name_phone_tail_and_door(office) -> None:
    home = make.billed("3-2-501", owner="刘奶奶", phone="13800000501", account_no="0310208755")
    search_keys.add([home])

    for text in ("0310208755", "０３１０２０８７５５", "031020", "刘奶奶", "0501", "幸福里3-2-501"):
        assert [hit.id for hit in counter.find(office.actor("cashier"), text, clock.today())] == [home], text
    assert counter.find(office.actor("cashier"), "'; DROP TABLE household", clock.today()) == []


def test_the_counter_asks_as_often_for_ten_lines_as_for_one(office) -> None:
    few, many = make.billed("3-2-501"), make.billed("3-2-502")
    for year in range(2015, 2025):
        make.old_debt(many, "10.00", f"{year}-{year + 1}")

    assert queries_of(lambda: counter.owed(few, clock.today())) == 1
    assert queries_of(lambda: counter.owed(many, clock.today())) == 1
