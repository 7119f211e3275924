"""PostgreSQL finds articles, keeps versions and votes, and looks after machines as SQLite does."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from heat import clock, db
from heat.models import MachineTicket, Ticket
from heat.papers.workbook import export_workbook
from heat.queries import articles as found
from heat.queries import inbox
from heat.queries import machine_history as history
from heat.queries import machines as queries
from heat.queries.machines import Wanted
from heat.rules.permissions import SYSTEM
from heat.services import articles, calibrations, imports, machine_plans, machines, place_tree
from heat.services import office as verbs
from tests import make
from tests.conftest import TODAY

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_an_article_is_found_written_voted_on_and_answers(pg):
    verbs.switch_on(["knowledge"])
    by, ticket = pg.actor("manager"), make.ticket(pg.actor("agent"), make.household(), "enquiry", "怎么报停")

    best = found.found("次卧上热下凉，有水声", kind="no_heat")[0]
    number = articles.write(by, best.id, replace(best.said, short="换一句"))
    articles.publish(by, number)
    articles.opened(number, "hall")
    articles.opened(number, "hall")
    articles.vote(by, number, useful=True)
    articles.vote(by, number, useful=False)
    row = found.one(number)
    assert (row.version, row.said.short, row.hall_views, row.useful, row.useless) == (2, "换一句", 2, 0, 1)
    assert [one.version for one in found.versions(number)] == [2, 1]
    assert len(found.listed("hall")) == len([one for one in found.listed() if one.said.hall])

    stop = found.found("报停", hall=True)[0]
    assert articles.answer(pg.actor("agent"), ticket.id, stop.id)
    assert Ticket.get_by_id(ticket.id).state == "closed"
    with pytest.raises(Exception, match="design_version"), db.database.atomic():
        db.run("UPDATE design_version SET version = 9 WHERE id = ?", best.version_id)


def test_a_machine_is_kept_up_counted_and_imported(pg, tmp_path):
    verbs.switch_on(["plant"])
    source = place_tree.add_heat(SYSTEM, "heat_source", "城东热源厂")
    station = place_tree.add_heat(SYSTEM, "substation", "1# 换热站", source)
    keeper = pg.actor("leader")
    told = {"code": "P1", "name": "泵", "kind": "pump", "calibration_due": date(2026, 12, 1)}
    with clock.stopped(date(2026, 11, 1)):
        pump = machines.add(keeper, told, f"substation-{station}")
    with clock.stopped(date(2026, 11, 5)):
        machines.set_state(keeper, pump, "broken", "x")
    with clock.stopped(date(2026, 11, 6)):
        machines.set_state(keeper, pump, "in_use")
    total, (line,) = history.shares(keeper, "station", date(2026, 11, 2), date(2026, 11, 11))
    assert total.time_percent == line.share.time_percent == Decimal("90.0")

    machines.read_hours(keeper, pump, "100")
    machine_plans.add(keeper, pump, {"plan": "加油", "every": "days", "n": "90", "counted_on": "2026-08-23"})
    assert [machine_plans.make_due(), machine_plans.make_due()] == [1, 0]
    assert MachineTicket.get().due_key == TODAY.isoformat()
    assert history.plans(pump, 100)[0].waiting
    assert len(history.of_role(keeper, pump)["maintenance"]) == 1
    assert history.spent(pump).cost_fen == 0
    assert queries.counts(keeper) | {"upkeep": 1, "calibration": 1} == queries.counts(keeper)
    assert [calibrations.remind(), calibrations.remind()] == [2, 0]
    assert [item.machine_id for item in inbox.items(keeper)] == [pump]
    ticket = calibrations.open_ticket(keeper, pump)
    assert calibrations.ticket_of(queries.one(keeper, pump)) == ticket.number
    assert [row.code for row in queries.listed(keeper, Wanted("upkeep", "pump", station, None, "p1"))] == ["P1"]

    path = tmp_path / "设备.xlsx"
    path.write_bytes(export_workbook("设备", ("设备编号", "设备名称", "换热站"), [("P2", "补水泵", "1# 换热站")]))
    assert [one.state for one in imports.import_file(SYSTEM, "machines", path).findings] == ["new"]
    assert [one.state for one in imports.check_file(SYSTEM, "machines", path).findings] == ["same"]
