"""PostgreSQL answers grid, lists, data quality, own fields, trees and the wider search alike."""

import pytest

from heat import clock, db
from heat.models import Contact, Device, DeviceFit, Reading, SavedView
from heat.queries import customer_rows, customers, elevation, place_tree, quality, saved_views, search, warmth
from heat.queries import own_fields as fields
from heat.queries.customers import Filter
from heat.services import bulk, jobs, own_fields, own_values, search_keys
from heat.services import place_tree as trees
from heat.services import quality as counting
from heat.services import saved_views as views
from tests import make
from tests.services.test_own_fields import draw, pipes

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def homes(pg) -> list[int]:
    homes = [make.household(f"3-2-{room}", account_no=f"3000{room}") for room in (501, 502, 601)]
    search_keys.add(homes)
    return homes


def house() -> int:
    return db.value("SELECT id FROM building WHERE number = '3'")


def test_a_building_is_drawn(pg, homes):
    Contact.insert(household_id=homes[0], at=clock.now(), kind="temperature", direction="in", text="17.2").execute()
    device = Device.insert(kind="room-sensor", serial="S", unit="℃", scale=10).execute()
    DeviceFit.insert(device_id=device, household_id=homes[1], valid_from="2026-01-01").execute()
    Reading.insert(device_id=device, at=clock.now(), value=215).execute()

    flats, _warm = elevation.flats(house())
    assert [flat.tenths for flat in flats] == [172, 215, None]
    assert elevation.building(pg.actor("agent"), house()).community == "幸福里"
    assert elevation.building_of(pg.actor("agent"), homes[0]) == house()
    assert elevation.collected(house(), 1, "2026-2027").charged_fen == 0
    assert len(warmth.of_building(house(), 0)) == 2


def test_lists_are_read_exported_kept_and_acted_on(pg, homes):
    agent = pg.actor("agent")
    rows = list(customer_rows.every(agent, Filter(state="supplied")))
    assert [row["account_no"] for row in rows] == ["3000501", "3000502", "3000601"]
    assert customers.ids(agent, Filter(), limit=2) == homes[:2]
    assert customers.by_number(agent, "3000502") == homes[1]

    views.save(agent, "customers", "停供", "state=suspended")
    views.save(agent, "customers", "停供", "state=cut")
    assert [(view.name, view.query) for view in saved_views.of(agent, "customers")] == [("停供", "state=cut")]
    views.remove(agent, SavedView.get().id)

    made = bulk.do(agent, "collector", homes, {"collector": str(pg.cashier)})
    assert bulk.undo(agent, made) == []
    tagged = bulk.do(agent, "tag", homes, {"tag": "老旧", "reason": "普查"})
    assert bulk.undo(agent, tagged) == []


def test_the_data_is_counted(pg, homes):
    assert counting.count() == counting.count()
    (state,) = quality.communities(pg.actor("agent"))
    assert (state.households, state.counted_on) == (3, clock.today())
    assert quality.of_community(state.id) == []


def test_the_trees_grow_and_households_follow(pg, homes):
    admin = pg.actor("admin")
    source = trees.add_heat(admin, "heat_source", "热源厂")
    station = trees.add_heat(admin, "substation", "1# 站", source)
    circuit = trees.add_heat(admin, "circuit", "高区", station, "high")
    community = db.value("SELECT id FROM community")

    assert trees.set_circuit(admin, "building", house(), circuit) == 3
    assert trees.set_circuit(admin, "building", house(), None) == 3
    trees.remove_heat(admin, "circuit", circuit)
    branch = trees.add_branch(admin, 1, "branch", "城东")
    trees.change_community(admin, community, "福满园", "FMY", branch)

    assert place_tree.communities()[0].org == "城东"
    assert [node.number for node in place_tree.buildings(community)] == ["3"]
    assert place_tree.heat()
    assert (branch, 1, "branch", "城东") in place_tree.branches()
    assert search.search(admin, "福满园3-2-501").households


def test_own_fields_are_drawn_filled_renamed_found_and_defaulted(pg, homes):
    admin, agent = pg.actor("admin"), pg.actor("agent")
    code = pipes(admin, searchable="1")
    assert own_values.save(agent, "household", homes[0], {code: "PPR"}, {}).ok
    assert [row.id for row in search.search(agent, "ppr").households] == [homes[0]]
    assert customers.count(agent, Filter(own=(f"{code}:PPR",))) == 1

    told = {"name": "管材", "choices": [("c1", "PP-R"), ("c2", "镀锌")], "searchable": "1", "default": "镀锌"}
    own_fields.change(admin, "household", code, told)
    own_fields.publish(admin, "household")
    jobs.run_due(own_fields.JOBS)
    assert [fields.values("household", home)[code] for home in homes] == ["PP-R", "镀锌", "镀锌"]

    unique = draw(admin, "text", name="表号", unique="1")
    own_values.save(agent, "household", homes[0], {code: "PP-R", unique: "A-1"}, {})
    assert not own_values.save(agent, "household", homes[1], {code: "镀锌", unique: "A-1"}, {}).ok
    assert fields.uses("household", unique) == 1
