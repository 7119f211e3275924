"""Importing lists: whole or not at all, again without change, and undone."""

import json
import os
import signal
import subprocess
import sys
from decimal import Decimal

import pytest

from heat import db
from heat.models import Audit, Household, HouseholdTerms, ImportBatch, SupplyPeriod
from heat.paths import ROOT
from heat.queries import imports as queries
from heat.queries import search
from heat.rules.permissions import SYSTEM
from heat.services import imports, jobs
from heat.services import office as decisions
from heat.services.import_kinds import kind
from heat.services.import_runs import JOBS, imported, undo
from heat.words import Missing, Moved, Refused
from tests import make
from tests.counting import queries_of
from tests.lists import bring, line, workbook


def counts(examined) -> dict[str, int]:
    return {name: examined.counts[name] for name in ("new", "changed", "same", "error")}


def one(sql: str, *values):
    return db.value(sql, *values)


def owner(account_no: str) -> str:
    return one(
        "SELECT p.name FROM household h JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' "
        "AND o.valid_to = '9999-12-31' JOIN party p ON p.id = o.party_id WHERE h.account_no = ?",
        account_no,
    )


def phones(account_no: str) -> list[str]:
    found = db.rows(
        "SELECT f.phone FROM household h JOIN household_party o ON o.household_id = h.id "
        "AND o.valid_to = '9999-12-31' JOIN party_phone f ON f.party_id = o.party_id "
        "WHERE h.account_no = ? AND f.dead_at IS NULL ORDER BY f.rank",
        account_no,
    )
    return [phone for (phone,) in found]


def everything() -> dict[str, int]:
    tables = "household household_terms household_party supply_period party party_phone search_key community building"
    return {table: one(f"SELECT count(*) FROM {table}") for table in f"{tables} entrance circuit".split()}


def test_a_list_on_a_bare_office_brings_households_with_all_that_belongs_to_them(office, tmp_path):
    found = bring(tmp_path, line("300501", 户主姓名="刘奶奶"), line("300502"))

    home = Household.get(Household.account_no == "300501")
    terms = HouseholdTerms.get(HouseholdTerms.household_id == home.id)
    state = SupplyPeriod.get(SupplyPeriod.household_id == home.id)
    assert counts(found) == {"new": 2, "changed": 0, "same": 0, "error": 0}
    assert (home.address, home.floor, home.column_no, home.room_key) == ("幸福里3号楼2单元501室", 5, 1, "2-501")
    assert (terms.gross_m2, terms.charge_m2, terms.use_class) == (Decimal("95.50"), Decimal("95.50"), "居民")
    assert (state.state, str(state.valid_from), str(state.valid_to)) == ("supplied", "2026-11-15", "2027-07-01")
    assert (owner("300501"), phones("300501")) == ("刘奶奶", ["13800000501"])
    assert one("SELECT count(*) FROM community") == one("SELECT count(*) FROM building") == 1


def test_a_sheet_without_a_heat_tree_hangs_on_the_unseen_circuit(office, tmp_path):
    bring(tmp_path, line())

    assert Household.get().circuit_id == 1


def test_the_same_list_again_changes_nothing(office, tmp_path):
    rows = [
        line("300501"),
        line("300502", 户主姓名="空置房"),
        line("300503", 状态="未开户", 单价="31"),
        line("300504", 状态="报停"),
    ]
    bring(tmp_path, *rows)
    before = everything()

    again = bring(tmp_path, *rows)

    assert counts(again) == {"new": 0, "changed": 0, "same": 4, "error": 0}
    assert everything() == before


def test_only_what_differs_is_written_and_past_days_stay_true(office, tmp_path):
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"), line("300502"))

    found = bring(tmp_path, line("300501", 户主姓名="刘晓", **{"建筑面积（㎡）": "96.00"}), line("300502"))

    home = Household.get(Household.account_no == "300501")
    terms = [(str(t.valid_from), str(t.valid_to), t.charge_m2) for t in HouseholdTerms.select().where(
        HouseholdTerms.household_id == home.id).order_by(HouseholdTerms.valid_from)]  # fmt: skip
    assert counts(found) == {"new": 0, "changed": 1, "same": 1, "error": 0}
    assert terms == [
        ("2026-11-15", "2026-11-21", Decimal("95.50")),
        ("2026-11-21", "9999-12-31", Decimal("96.00")),
    ]
    assert (owner("300501"), home.version) == ("刘晓", 2)


def test_a_new_phone_is_called_first_and_the_old_one_is_kept(office, tmp_path):
    bring(tmp_path, line("300501"))

    bring(tmp_path, line("300501", 联系电话="13800009999"))

    assert phones("300501") == ["13800009999", "13800000501"]


def test_an_empty_flat_belongs_to_the_organisation_of_its_community(office, tmp_path):
    bring(tmp_path, line("300501", 户主姓名="空置房"), line("300502", 户主姓名="空置房"), line("300503", 户主姓名=""))

    assert [owner(no) for no in ("300501", "300502", "300503")] == ["空置房"] * 3
    assert one("SELECT count(*) FROM party WHERE kind = 'organisation'") == 1
    assert phones("300501") == ["13800000501"]  # of a contact, not of the organisation


def test_a_price_is_the_households_own_only_where_the_tariff_says_another(office, tmp_path):
    db.run(
        "INSERT INTO tariff (org_id, code, version, name, valid_from, rule, published_at) "
        "VALUES (1, 't', 1, '居民', '2026-01-01', ?, 1)",
        json.dumps({"use_class": "居民", "price": "30"}),
    )

    bring(tmp_path, line("300501", 单价="30"), line("300502", 单价="31.5"))

    prices = [t.price_override for t in HouseholdTerms.select().order_by(HouseholdTerms.household_id)]
    assert prices == [None, Decimal("31.5")]


def test_the_states_of_a_list_are_for_the_season_of_its_title(office, tmp_path):
    path = tmp_path / "old.xlsx"
    path.write_bytes(workbook(line("300501", 状态="报停"), title="2025-2026采暖期登记表"))

    imports.import_file(SYSTEM, "households", path)

    state = SupplyPeriod.get()
    assert one("SELECT code FROM season WHERE id = ?", state.season_id) == "2025-2026"
    assert (str(state.valid_from), str(state.valid_to)) == ("2025-11-15", "2026-07-01")


def test_a_door_that_is_taken_keeps_the_row_out(office, tmp_path):
    bring(tmp_path, line("300501"))

    found = bring(tmp_path, line("300999", 房号="501"))

    assert [(p.code, p.now) for p in found.problems if p.severity == "error"] == [("door_taken", "300501")]
    assert counts(found)["error"] == 1


def test_all_or_nothing_writes_nothing_when_a_line_is_bad(office, tmp_path):
    found = bring(tmp_path, line("300501"), line("300502", 状态="不清楚"), all_or_nothing=True)

    assert counts(found)["error"] == 1
    assert everything()["household"] == 0


def test_good_lines_are_imported_beside_bad_ones(office, tmp_path):
    bring(tmp_path, line("300501"), line("300502", 状态="不清楚"))

    assert [h.account_no for h in Household.select()] == ["300501"]


def test_households_are_found_by_what_the_list_says(office, tmp_path):
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"), line("300502", 户主姓名="曾国强", 联系电话="13800007788"))
    agent = office.actor("agent")

    for text, account_no in {
        "300501": "300501",
        "奶奶": "300501",
        "lnn": "300501",
        "幸福里3-2-501": "300501",
        "xfl3-2-501": "300501",
        "7788": "300502",
        "zgq": "300502",
        "cgq": "300502",
    }.items():
        assert [row.account_no for row in search.search(agent, text).households] == [account_no], text


def test_a_changed_household_is_no_longer_found_by_what_it_was(office, tmp_path):
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"))

    bring(tmp_path, line("300501", 户主姓名="陈大文"))

    assert not search.search(office.actor("agent"), "刘奶奶").households
    assert search.search(office.actor("agent"), "陈大文").households


# -- undo


def batch() -> ImportBatch:
    return ImportBatch.select().order_by(ImportBatch.id.desc()).get()


def test_an_import_is_undone_without_a_trace(office, tmp_path):
    before = everything()
    bring(tmp_path, line("300501"), line("300502", 户主姓名="空置房"))

    undo(batch(), office.actor("agent"))

    assert everything() == before
    assert batch().state == "undone"


def test_what_an_import_changed_is_as_it_was(office, tmp_path):
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"))
    before = everything()
    bring(tmp_path, line("300501", 户主姓名="刘晓", 联系电话="13800009999", 状态="报停", 房号="502"))

    undo(batch(), office.actor("agent"))

    home = Household.get()
    assert (owner("300501"), phones("300501"), home.room, home.version) == ("刘奶奶", ["13800000501"], "501", 1)
    assert everything() == before
    assert search.search(office.actor("agent"), "刘奶奶").households


def test_what_was_edited_since_is_listed_and_stays(office, tmp_path):
    bring(tmp_path, line("300501"), line("300502"))
    home = Household.get(Household.account_no == "300501")
    Household.update(version=2).where(Household.id == home.id).execute()

    edited = kind("households").edited(imported(batch().id))
    result = undo(batch(), office.actor("agent"))

    assert {row: str(why) for row, why in edited.items()} == {3: "导入后又被修改过"}
    assert result == {"undone": 1, "kept": 1}
    assert [h.account_no for h in Household.select()] == ["300501"]


def test_a_row_that_was_edited_goes_too_when_that_is_wanted(office, tmp_path):
    bring(tmp_path, line("300501"), line("300502"))
    Household.update(version=2).where(Household.account_no == "300501").execute()

    assert undo(batch(), office.actor("agent"), also=[3]) == {"undone": 2, "kept": 0}
    assert everything()["household"] == 0


def test_a_household_with_a_ticket_is_never_taken_away(office, tmp_path):
    bring(tmp_path, line("300501"))
    make.ticket(office.actor("agent"), Household.get().id)

    assert undo(batch(), office.actor("agent"), also=[3]) == {"undone": 0, "kept": 1}
    assert Household.get().account_no == "300501"


# -- the wizard's way


def upload(by, *lines, name="名单.xlsx") -> int:
    return imports.upload(by, "households", workbook(*lines), name)


def work() -> int:
    return jobs.run_due(JOBS)


def test_an_uploaded_list_waits_for_its_columns_and_writes_nothing(office):
    batch_id = upload(office.actor("agent"), line("300501"))

    found = ImportBatch.get_by_id(batch_id)
    assert (found.state, found.mapping["columns"]["name"]) == ("reading", "户主姓名")
    assert found.mapping["samples"]["户号"] == ["300501"]
    assert everything()["household"] == 0


def test_a_list_with_headers_seen_before_is_checked_at_once_with_the_columns_chosen_then(office):
    agent = office.actor("agent")
    first = upload(agent, line("300501", 性质="居民"))
    meanings = {header: name for name, header in ImportBatch.get_by_id(first).mapping["columns"].items()}
    imports.choose(agent, first, {**meanings, "性质": "note"})

    second = upload(agent, line("300502", 性质="东户"))

    found = ImportBatch.get_by_id(second)
    assert (found.state, found.mapping["columns"]["note"]) == ("checked", "性质")


def test_a_checked_list_is_written_by_the_worker(office):
    agent = office.actor("agent")
    batch_id = upload(agent, line("300501"))
    imports.recheck(agent, batch_id)
    assert everything()["household"] == 0

    imports.ask(agent, batch_id, all_or_nothing=False)
    work()

    assert ImportBatch.get_by_id(batch_id).state == "done"
    assert [h.account_no for h in Household.select()] == ["300501"]
    assert "import.done" in [line.code for line in Audit.select()]


def test_a_cell_is_corrected_without_touching_the_file(office):
    agent = office.actor("agent")
    batch_id = upload(agent, line("300501", 状态="不清楚"))
    imports.recheck(agent, batch_id)
    assert ImportBatch.get_by_id(batch_id).counts["error"] == 1

    imports.correct(agent, batch_id, {3: {"状态": "报停"}})

    assert (ImportBatch.get_by_id(batch_id).counts["error"], queries.rows(batch_id, "new")[0].said["state"]) == (
        0,
        "suspended",
    )


def test_asking_twice_writes_once(office):
    agent = office.actor("agent")
    batch_id = upload(agent, line("300501"))
    imports.recheck(agent, batch_id)
    imports.ask(agent, batch_id, all_or_nothing=False)

    with pytest.raises(Moved):
        imports.ask(agent, batch_id, all_or_nothing=False)
    work()
    work()

    assert everything()["household"] == 1


def test_a_file_that_is_no_list_makes_no_batch(office):
    with pytest.raises(Refused, match="不是表格|读不出来|压缩包|没有找到表头"):
        imports.upload(office.actor("agent"), "households", b"PK\x03\x04 nothing", "x.xlsx")
    assert ImportBatch.select().count() == 0


def test_two_columns_cannot_mean_the_same(office):
    batch_id = upload(office.actor("agent"), line())

    with pytest.raises(Refused, match="都对应到"):
        imports.choose(office.actor("agent"), batch_id, {"户号": "account_no", "房号": "account_no"})


def test_a_batch_is_not_there_for_those_who_may_not_import(office):
    batch_id = upload(office.actor("agent"), line())

    with pytest.raises(Missing):
        imports.find(office.actor("cashier"), batch_id)


def test_a_branch_sees_only_the_lists_it_brought_itself(office):
    clerk = make.clerk(make.branch(), "agent")
    whole, own = upload(office.actor("agent"), line()), upload(clerk, line())

    assert [one.id for one in queries.batches(clerk, ("households",))] == [own]
    assert [one.id for one in queries.batches(office.actor("agent"), ("households",))] == [own, whole]
    with pytest.raises(Missing):
        imports.find(clerk, whole)


_KILLED = """
import os, signal, sys
from heat import db
from heat.services import install, jobs
from heat.services.import_runs import JOBS
install.open_office()
def cut(sql):
    if sql.startswith("INSERT INTO search_key"):
        os.kill(os.getpid(), signal.SIGKILL)
db.database.connection().set_trace_callback(cut)
jobs.run_due(JOBS)
"""


def test_a_kill_in_the_middle_of_the_writing_leaves_nothing_and_the_next_worker_all(office, data):
    agent = office.actor("agent")
    batch_id = upload(agent, *[line(f"3005{n:02}") for n in range(1, 41)])
    imports.recheck(agent, batch_id)
    imports.ask(agent, batch_id, all_or_nothing=False)
    before = everything()

    died = subprocess.run([sys.executable, "-c", _KILLED], cwd=ROOT, env={**os.environ, "HEAT_DATA": str(data)})

    assert died.returncode == -signal.SIGKILL
    assert everything() == before
    assert (ImportBatch.get_by_id(batch_id).state, one("SELECT state FROM job")) == ("running", "leased")
    db.run("UPDATE job SET lease_until = 0")  # a minute later
    assert work() == 1
    assert ImportBatch.get_by_id(batch_id).state == "done"
    assert everything()["household"] == 40


def test_the_number_of_statements_does_not_grow_with_the_rows_of_a_check(office, tmp_path):
    few, many = tmp_path / "few.xlsx", tmp_path / "many.xlsx"
    few.write_bytes(workbook(line("300501")))
    many.write_bytes(workbook(*[line(f"3{n:05}", 房号=f"{n}") for n in range(101, 401)]))

    assert queries_of(lambda: imports.check_file(SYSTEM, "households", many)) <= queries_of(
        lambda: imports.check_file(SYSTEM, "households", few)
    )


def test_a_household_that_another_was_merged_into_stays_and_the_rest_goes(office, tmp_path):
    other = make.household()
    bring(tmp_path, line("300511"), line("300512"))
    kept = Household.get(Household.account_no == "300511")
    Household.update(merged_into_id=kept.id).where(Household.id == other).execute()

    assert undo(batch(), office.actor("agent")) == {"undone": 1, "kept": 1}
    assert Household.select().where(Household.account_no == "300512").count() == 0


def test_a_number_that_breaks_the_rule_of_the_office_is_a_warning(office, tmp_path):
    decisions.decide(office.actor("admin"), {"account.shape": "31########"})

    found = bring(tmp_path, line("300501"), line("3100000502", 房号="502"))

    assert [(one.row, one.code) for one in found.problems] == [(3, "account_no_shape")]
    assert counts(found)["new"] == 2
