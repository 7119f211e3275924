"""One act on many households, and back."""

import pytest

from heat import db
from heat.models import Circuit, Household, Tag
from heat.services import bulk
from heat.words import Missing, Moved, Refused
from tests import make


@pytest.fixture
def homes(office) -> list[int]:
    return [make.household(f"3-2-{room}") for room in (501, 502, 601)]


def high_zone() -> int:
    return Circuit.insert(substation_id=1, code="H", name="高区", zone="high").execute()


def test_many_households_move_to_another_circuit_and_back(agent, homes):
    zone = high_zone()
    made = bulk.do(agent, "circuit", homes, {"circuit": str(zone)})
    assert {Household.get_by_id(home).circuit_id for home in homes} == {zone}

    assert bulk.undo(agent, made) == []
    assert {Household.get_by_id(home).circuit_id for home in homes} == {1}


def test_a_household_changed_since_stays_as_it_is_and_is_named(agent, homes):
    made = bulk.do(agent, "collector", homes, {"collector": str(agent.id)})
    db.run("UPDATE household SET version = version + 1 WHERE id = ?", homes[1])

    assert bulk.undo(agent, made) == [homes[1]]
    assert [Household.get_by_id(home).collector_id for home in homes] == [None, agent.id, None]


def test_a_tag_is_put_with_its_reason_and_taken_away_again(agent, homes):
    made = bulk.do(agent, "tag", homes, {"tag": "老旧管网", "reason": "2026 年普查", "until": "2027-03-15"})
    assert Tag.select().where(Tag.code == "老旧管网", Tag.valid_to == "2027-03-15").count() == 3

    bulk.undo(agent, made)
    assert Tag.select().count() == 0


def test_an_act_is_undone_once(agent, homes):
    made = bulk.do(agent, "collector", homes, {"collector": ""})
    bulk.undo(agent, made)

    with pytest.raises(Moved):
        bulk.undo(agent, made)


def test_nobody_undoes_the_act_of_another(agent, office, homes):
    made = bulk.do(agent, "collector", homes, {"collector": ""})

    with pytest.raises(Missing):
        bulk.undo(office.actor("manager"), made)


@pytest.mark.parametrize(
    ("kind", "told", "word"),
    [
        ("tag", {"reason": "x"}, "标签"),
        ("tag", {"tag": "x", "reason": "y", "until": "昨天"}, "到期日"),
        ("tag", {"tag": "x", "reason": "y", "until": "2026-11-21"}, "今天以后"),
        ("circuit", {"circuit": "999999"}, "机组"),
        ("collector", {"collector": "999999"}, "收费员"),
        ("paint", {}, "操作"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(agent, homes, kind, told, word):
    with pytest.raises(Refused, match=word):
        bulk.do(agent, kind, homes, told)
    assert db.value("SELECT count(*) FROM bulk_act") == 0


def test_one_household_of_another_branch_stops_it_all(homes, office):
    stranger = make.clerk(make.branch(), "agent")

    with pytest.raises(Missing):
        bulk.do(stranger, "collector", homes, {"collector": ""})
