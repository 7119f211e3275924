"""The import wizard in the browser, with and without scripts."""

import io

import openpyxl
import pytest

from heat import clock, db
from heat.models import Audit, Household, ImportBatch
from heat.papers.workbook import export_workbook
from heat.services import jobs
from heat.services.import_runs import JOBS
from tests.lists import bring, line, workbook


def upload(agent, *lines, data=None, kind="households"):
    file = (io.BytesIO(workbook(*lines) if data is None else data), "名单.xlsx")
    return agent.post("/import/new", data={"kind": kind, "file": file}, content_type="multipart/form-data")


def check(agent, location):
    return agent.post(f"{location}/check")


def test_the_whole_way_from_a_file_to_households(agent):
    location = upload(agent, line("300501"), line("300502", 状态="不清楚")).location
    page = agent.get(location).text
    assert "每一列是什么" in page and "户主姓名" in page
    assert "138****0501" in page and "13800000501" not in page

    headers = ImportBatch.get().mapping["headers"]
    meanings = {header: name for name, header in ImportBatch.get().mapping["columns"].items()}
    chosen = {f"header-{place}": meanings.get(header, "") for place, header in enumerate(headers)}
    assert agent.post(f"{location}/columns", data=chosen).status_code == 303
    page = agent.get(location).text
    assert "检查完成" in page and "错误 1 行" in page and "不认识" in page
    assert Household.select().count() == 0

    assert agent.post(f"{location}/run", data={"mode": "good"}).status_code == 303
    assert "正在导入" in agent.get(location).text
    jobs.run_due(JOBS)
    assert "已导入" in agent.get(location).text
    assert [h.account_no for h in Household.select()] == ["300501"]


def test_bad_cells_are_corrected_on_the_page(agent):
    location = upload(agent, line("300501", 状态="不清楚")).location
    check(agent, location)
    place = ImportBatch.get().mapping["headers"].index("状态")
    assert f'name="cell-{place}"' in agent.get(location).text

    agent.post(f"{location}/rows/3", data={f"cell-{place}": "报停"})

    assert ImportBatch.get().counts["error"] == 0


def test_a_row_put_right_by_itself_stands_as_it_will_be_and_is_explained_where_all_rows_are(agent):
    location = upload(agent, line("３００５０１")).location
    check(agent, location)

    page = agent.get(location).text
    assert '<td class="num">300501</td>' in page and 'id="why-3"' not in page
    assert "已改为 300501" in agent.get(f"{location}?show=all").text


def test_bad_rows_come_back_as_a_workbook_with_a_reason(agent):
    location = upload(agent, line("300501"), line("300502", 状态="不清楚")).location
    check(agent, location)

    answer = agent.get(f"{location}/errors.xlsx")

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.values)[1:]  # below the title
    assert (rows[0][0], rows[0][-1]) == ("户号", "原因")
    assert rows[1][0] == "300502" and "“不清楚”不认识" in rows[1][-1]
    assert Audit.select().order_by(Audit.id.desc()).get().code == "import.exported"


def test_corrected_bad_rows_can_be_imported_as_they_are(agent):
    location = upload(agent, line("300502", 状态="不清楚")).location
    check(agent, location)
    book = openpyxl.load_workbook(io.BytesIO(agent.get(f"{location}/errors.xlsx").data))
    book.active.cell(3, 11).value = "报停"
    file = io.BytesIO()
    book.save(file)

    again = upload(agent, data=file.getvalue()).location
    check(agent, again)

    counts = ImportBatch.select().order_by(ImportBatch.id.desc()).get().counts
    assert (counts["new"], counts["error"]) == (1, 0)


def test_corrected_bad_rows_stay_in_the_season_of_the_list_they_came_from(agent):
    data = workbook(line("300502", 建筑面积="-95.5", 状态="报停"), title="2025-2026采暖期登记表")
    location = upload(agent, data=data).location
    check(agent, location)

    bad = agent.get(f"{location}/errors.xlsx").data

    assert openpyxl.load_workbook(io.BytesIO(bad)).active.cell(1, 1).value == "2025-2026 采暖季"
    again = upload(agent, data=bad).location
    check(agent, again)
    assert ImportBatch.select().order_by(ImportBatch.id.desc()).get().counts["season"] == "2025-2026"


def test_a_list_of_another_season_says_that_its_states_do_not_count_for_this_one(agent):
    data = workbook(line("300502", 状态="报停"), title="2025-2026采暖期登记表")
    location = upload(agent, data=data).location
    check(agent, location)

    assert "报停、强制停供只记在那一季，2026-2027 照常按供热中算" in agent.get(location).text


def test_a_list_of_this_season_says_nothing_of_seasons(agent):
    location = upload(agent, line("300502", 状态="报停")).location
    check(agent, location)

    assert "只记在那一季" not in agent.get(location).text


def test_nobody_is_promised_to_mend_rows_in_a_batch_that_is_written(agent):
    location = upload(agent, line("300501"), line("300502", 状态="不清楚")).location
    check(agent, location)

    assert "错误 1 行这次不写入" in agent.get(location).text


def test_changes_are_shown_cell_by_cell_with_masked_phones(agent, tmp_path):
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"))
    location = upload(agent, line("300501", 户主姓名="刘晓", 联系电话="13800009999", 单价="31")).location

    page = agent.get(f"{location}?show=changed").text

    assert "<del>刘奶奶</del><ins>刘晓</ins>" in page
    assert "<del>138****0501</del><ins>138****9999</ins>" in page
    assert "单价" in page and "<ins>31.00</ins>" in page


def test_every_sort_of_rows_can_be_looked_at(agent):
    location = upload(agent, line("300501"), line("300502", 楼号="003号楼", 联系电话="")).location
    check(agent, location)

    for show in ("all", "new", "changed", "same", "error", "fixed", "warning", "nonsense"):
        assert agent.get(f"{location}?show={show}").status_code == 200
    assert "统一为 3" in agent.get(f"{location}?show=fixed").text
    assert "请补上" in agent.get(f"{location}?show=warning").text


def test_all_or_nothing_is_refused_while_a_row_is_bad(agent):
    location = upload(agent, line("300501"), line("300502", 状态="不清楚")).location
    check(agent, location)

    answer = agent.post(f"{location}/run", data={"mode": "all"})

    assert answer.status_code == 422
    assert "还有 1 行错误" in answer.text


def test_a_batch_is_undone_from_its_page(agent):
    location = upload(agent, line("300501")).location
    check(agent, location)
    agent.post(f"{location}/run", data={"mode": "good"})
    jobs.run_due(JOBS)
    Household.update(version=2).execute()

    assert "导入后又被修改过" in agent.get(f"{location}/edited").text
    agent.post(f"{location}/undo", data={"also": "3"})
    jobs.run_due(JOBS)

    assert "撤销了 1 行" in agent.get(location).text
    assert Household.select().count() == 0


def test_a_page_asks_for_progress_until_the_work_is_done(agent):
    location = upload(agent, line("300501")).location
    check(agent, location)
    agent.post(f"{location}/run", data={"mode": "good"})

    assert "every 1s" in agent.part(location, "batch").text
    jobs.run_due(JOBS)
    assert "every 1s" not in agent.part(location, "batch").text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "“名单.xlsx”是空的"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04", "损坏"),
        ("姓名\n张三\n".encode(), "没有找到表头"),
    ],
    ids=["empty", "pdf", "broken", "no-header"],
)
def test_what_is_no_list_is_told_in_one_sentence(agent, content, says):
    answer = upload(agent, data=content)

    assert answer.status_code == 422
    assert says in answer.text
    assert ImportBatch.select().count() == 0


def test_a_form_without_a_file_asks_for_one(agent):
    assert "请先选择要导入的表格文件" in agent.post("/import/new", data={"kind": "households"}).text


def test_a_template_is_a_workbook_that_imports_itself(agent):
    answer = agent.get("/import/template/households.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.active.cell(1, 1).value == "户号"


def test_the_history_names_every_batch(agent):
    upload(agent, line("300501"))

    page = agent.get("/import").text

    assert "名单.xlsx" in page and "小王" in page


def test_those_who_may_import_nothing_see_no_wizard(sign_in, agent):
    location = upload(agent, line("300501")).location
    cashier = sign_in("cashier")

    for url in ("/import", "/import/new?kind=households", location, f"{location}/errors.xlsx"):
        assert cashier.get(url).status_code == 404
    assert cashier.post(f"{location}/run").status_code == 404
    assert agent.get("/import/new?kind=nonsense").status_code == 404
    assert agent.get("/import/99999").status_code == 404


def test_a_list_of_dues_goes_the_same_way(agent):
    headers, rows = ["户号", "户主", "应缴", "已缴", "截止日"], [["300501", "刘奶奶", "2410", "", "2026-12-31"]]
    content = export_workbook("应缴", headers, rows)
    location = upload(agent, data=content, kind="dues").location
    check(agent, location)
    assert "2,410.00" in agent.get(location).text

    agent.post(f"{location}/run", data={"mode": "good"})
    jobs.run_due(JOBS)

    assert "已导入" in agent.get(location).text
    assert agent.get(f"{location}/edited").status_code == 200
    assert agent.get("/import/template/dues.xlsx").status_code == 200


def test_the_header_row_and_the_sheet_can_be_chosen_by_hand(agent):
    rows = [
        ["名单汇总"],
        ["户号", "姓名"],
        ["说明", "请看下一行"],
        ["编码", "名字", "电话"],
        ["300501", "王伟", "13800000501"],
    ]
    location = upload(agent, data=export_workbook("名单", ["收费处"], rows)).location
    page = agent.get(location).text
    assert "认出第 3 行是列名" in page and "138****0501" in page and "13800000501" not in page

    answer = agent.post(f"{location}/header", data={"sheet": "名单", "header_row": "5"})
    assert "认出第 5 行是列名" in agent.get(answer.location).text
    meanings = {f"header-{place}": name for place, name in enumerate(("account_no", "name", "phone"))}
    agent.post(f"{location}/columns", data=meanings)

    assert ImportBatch.get().counts["new"] == 1


@pytest.mark.parametrize(("sheet", "row"), [("没有这张", "3"), ("名单", "999"), ("名单", "x")])
def test_a_sheet_or_header_that_is_not_there_is_told(agent, sheet, row):
    location = upload(agent, line("300501")).location

    answer = agent.post(f"{location}/header", data={"sheet": sheet, "header_row": row})

    assert answer.status_code in (303, 422)
    assert ImportBatch.get().mapping["header_row"] == 2


def test_a_layout_chosen_by_hand_is_known_the_next_time(agent):
    rows = [["户号", "姓名"], ["编码", "名字", "电话"], ["300501", "王伟", "13800000501"]]
    book = export_workbook("名单", ["收费处"], rows)
    location = upload(agent, data=book).location
    agent.post(f"{location}/header", data={"sheet": "名单", "header_row": "3"})
    agent.post(f"{location}/columns", data={"header-0": "account_no", "header-1": "name", "header-2": "phone"})

    again = upload(agent, data=book).location

    batch = ImportBatch.get_by_id(int(again.rsplit("/", 1)[1]))
    assert (batch.mapping["header_row"], batch.state, batch.counts["new"]) == (3, "checked", 1)


def test_the_page_tells_pace_and_that_nothing_is_written_when_the_worker_died(agent):
    location = upload(agent, line("300501"), line("300502")).location
    check(agent, location)
    agent.post(f"{location}/run", data={"mode": "good"})
    now = clock.now()
    # one of two rows in two seconds: 0.5 a second, two seconds more
    db.run("UPDATE job SET state = 'leased', lease_until = ?, done = 1, total = 2, at = ?", now + 1000, now - 2000)
    page = agent.get(location).text
    assert "每秒 1 行，还要约 2 秒" in page and "中断" not in page

    db.run("UPDATE job SET lease_until = ?", now - 1)

    assert "到现在一行也没有写入" in agent.get(location).text
