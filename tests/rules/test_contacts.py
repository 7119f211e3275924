"""The log of a household."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heat.rules import contacts


@dataclass(frozen=True)
class Terms:
    since: date
    charge_m2: Decimal
    use_class: str = "居民"
    price: Decimal | None = None


@dataclass(frozen=True)
class Supply:
    since: date
    state: str


def said(found) -> list[str]:
    return [str(say) for _day, say in found]


def test_people_may_write_notes_calls_and_visits_but_no_tickets():
    assert [kind.code for kind in contacts.TYPED] == ["note", "call", "visit"]


def test_a_kind_nobody_knows_still_has_a_look():
    assert contacts.kind_of("fax").name == "其他"


def test_the_first_terms_are_no_change_and_every_later_difference_is_one():
    first, second = (
        Terms(date(2020, 1, 1), Decimal("89.5")),
        Terms(date(2025, 7, 1), Decimal(96), "非居民", Decimal(22)),
    )

    assert said(contacts.changed_terms([first])) == []
    assert said(contacts.changed_terms([first, second])) == [
        "收费面积 89.50 ㎡ 改为 96.00 ㎡",
        "用热性质 居民 改为 非居民",
        "单价 按热价 改为 22",
    ]


def test_a_state_is_told_when_it_is_not_the_one_before():
    states = ["supplied", "suspended", "suspended", "supplied"]

    found = contacts.changed_states([Supply(date(2022 + n, 11, 15), state) for n, state in enumerate(states)])
    assert said(found) == ["供热状态：停供", "供热状态：供热中"]


def test_people_come_and_go_in_words():
    assert str(contacts.came("payer", "刘奶奶")) == "刘奶奶 登记为付款人"
    assert str(contacts.went("tenant", "刘奶奶")) == "刘奶奶 不再是租户"


def test_a_list_names_the_row_it_came_from():
    assert str(contacts.imported("households", "new", 7)) == "名单第 7 行建立档案"


def test_a_list_of_money_opens_no_household():
    assert str(contacts.imported("opening", "new", 13)) == "名单“往年欠费”第 13 行"
