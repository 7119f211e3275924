"""PostgreSQL takes in lists, finds households and shows their files as SQLite does."""

import pytest

from heat import db
from heat.models import ImportBatch
from heat.queries import customer_file, customers, neighbours, search
from heat.queries import imports as batches
from heat.queries.customers import Filter
from heat.services import households, imports, jobs
from heat.services.import_runs import JOBS, undo
from tests.lists import bring, line, workbook

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_list_is_imported_changed_found_and_undone(pg, tmp_path, monkeypatch):
    monkeypatch.setenv("HEAT_DATA", str(tmp_path))
    agent = pg.actor("agent")
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"), line("300502", 户主姓名="空置房", 状态="报停"))

    again = bring(
        tmp_path, line("300501", 户主姓名="刘晓", 联系电话="13800009999"), line("300502", 状态="正常", 户主姓名="")
    )

    assert (again.counts["changed"], again.counts["same"]) == (2, 0)
    (home,) = search.search(agent, "刘晓").households
    assert [row.account_no for row in search.search(agent, "幸福里3 9999").households] == ["300501"]
    assert customer_file.customer_file(agent, home.id).main_phone.phone == "13800009999"
    undo(ImportBatch.select().order_by(ImportBatch.id.desc()).get(), agent)
    assert search.search(agent, "刘奶奶").households[0].id == home.id
    assert customers.count(agent, Filter(state="suspended")) == 1
    undo(ImportBatch.select().order_by(ImportBatch.id).get(), agent)
    assert db.value("SELECT count(*) FROM household") == db.value("SELECT count(*) FROM search_key") == 0


def test_the_wizard_goes_its_way(pg, tmp_path, monkeypatch):
    monkeypatch.setenv("HEAT_DATA", str(tmp_path))
    agent = pg.actor("agent")
    batch_id = imports.upload(agent, "households", workbook(line("300501"), line("300502", 状态="不清楚")), "名单.xlsx")
    imports.recheck(agent, batch_id)

    assert [row.row for row in batches.rows(batch_id, "error")] == [4]
    assert [len(batches.rows(batch_id, show)) for show in ("all", "new", "fixed", "warning")] == [2, 1, 0, 0]
    imports.ask(agent, batch_id, all_or_nothing=False)
    jobs.run_due(JOBS)

    assert [(one.state, one.counts["new"]) for one in batches.batches(agent, ("households",))] == [("done", 1)]
    assert customers.listed(agent, Filter(arrears="late")) == []
    assert customers.listed(agent, Filter(state="supplied"))[0].account_no == "300501"


def test_people_change_a_household_by_hand(pg):
    agent = pg.actor("agent")
    typed = {"account_no": "700001", "owner": "刘奶奶", "address": "幸福里3-2-501", "use_class": "居民"}
    home = households.add(agent, typed)["household_id"]

    households.edit(agent, home, 1, {"phone": "13800009999", "main": "new"}, {"needs": ["独居老人"]})
    households.note(agent, home, {"kind": "visit", "text": "上门"})

    found = customer_file.customer_file(agent, home)
    assert (found.main_phone.phone, found.needs, found.counts) == (
        "13800009999",
        ["独居老人"],
        {"visit": 1, "people": 1},
    )
    assert [flat.room for flat in neighbours.around(found.building_id, found.floor)] == ["501"]
