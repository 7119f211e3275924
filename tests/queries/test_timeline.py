"""The timeline of a household: everything once, newest first, in parts."""

from datetime import date

import pytest

from heat import clock
from heat.models import Contact, HouseholdTerms, SupplyPeriod
from heat.queries import as_of, household_history, timeline
from heat.queries.timeline import LINES, Asked
from heat.services import households
from tests import make


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501")


def lines(home: int, *asked, seen=None, **more):
    return timeline.lines(home, household_history.of(home), Asked(*asked, **more), seen)


def counts(home: int) -> dict[str, int]:
    return timeline.counts(home, household_history.of(home))


def titles(found) -> list[str]:
    return [str(line.title or line.text) for line in found]


def contact(home: int, n: int = 1, kind: str = "note") -> None:
    day = clock.start_of(date(2026, 11, 1))
    for n_th in range(n):
        row = {"at": day + n_th, "kind": kind, "direction": "internal", "text": f"第 {n_th} 条"}
        Contact.insert(household_id=home, **row).execute()


def test_the_log_is_read_in_parts_without_a_line_lost_or_doubled(office, home):
    contact(home, 30)
    contact(home, 2, "call")
    make.repair(office, make.ticket(office.actor("agent"), home).id)

    seen, before = [], None
    while True:
        part = lines(home, before=before)
        seen += part[:LINES]
        if len(part) <= LINES:
            break
        before = part[LINES - 1].place
    assert len(seen) == len({line.place for line in seen}) == sum(counts(home).values())
    assert seen == sorted(seen, key=lambda line: line.place, reverse=True)


def test_a_repair_is_told_step_by_step_and_each_step_once(office):
    done = make.repaired(office)
    home = make.ticket(office.actor("agent")).household_id

    told = [line for line in lines(home, "ticket") if line.subject_id == done]

    assert titles(told) == ["完工 系统有气", "到场", "接单", "派单"]
    assert {line.number for line in told} == {told[0].number}


def test_people_who_came_and_went_stand_on_their_days(office, home):
    make.sold(home, "2024-06-01")

    assert titles(lines(home, "people")) == ["新房东 登记为户主", "刘奶奶 不再是户主", "刘奶奶 登记为户主"]
    assert all(line.dated for line in lines(home, "people"))


def test_a_new_area_and_a_stop_of_supply_are_changes(office, home):
    HouseholdTerms.update(valid_to="2025-07-01").where(HouseholdTerms.household_id == home).execute()
    new = {"gross_m2": 96, "charge_m2": 96, "use_class": "居民", "stat_class": "居民", "charge_kind": "area"}
    HouseholdTerms.insert(household_id=home, valid_from="2025-07-01", **new).execute()
    SupplyPeriod.insert(
        household_id=home, season_id=1, state="suspended", valid_from="2025-11-15", valid_to="2026-07-01"
    ).execute()

    assert titles(lines(home, "change")) == ["供热状态：停供", "收费面积 89.50 ㎡ 改为 96.00 ㎡"]


def test_words_are_found_in_notes_steps_and_names(office, home):
    households.note(office.actor("agent"), home, {"kind": "call", "text": "老人听力 100% 不好"})
    make.ticket(office.actor("agent"), home)

    assert titles(lines(home, words="听力")) == ["老人听力 100% 不好"]
    assert titles(lines(home, words="0% 不")) == ["老人听力 100% 不好"]
    assert lines(home, words="100_") == []
    assert titles(lines(home, words="刘奶奶")) == ["刘奶奶 登记为户主"]


def test_a_past_day_knows_nothing_of_what_came_after(office, home):
    contact(home)
    with clock.stopped(date(2026, 11, 22)):
        assert [line.kind for line in lines(home, seen=as_of.on(date(2026, 10, 31)))] == ["people"]
        assert [line.kind for line in lines(home, seen=as_of.on(date(2026, 11, 1)))] == ["note", "people"]


def test_a_payment_is_told_once(office):
    home = make.billed()
    make.paid(office.actor("cashier"), home, "410")

    assert [line.kind for line in lines(home)] == ["payment", "people"]
    assert counts(home) == {"payment": 1, "people": 1}
