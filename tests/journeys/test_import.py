"""The import wizard in a browser: a list with faults, mended cell by cell, written, and taken back."""

import pytest

from heat.models import Household
from heat.services import jobs
from heat.services.import_runs import JOBS
from tests.journeys.conftest import PHONE
from tests.lists import bring, line, workbook

pytestmark = pytest.mark.journey

AREA = "建筑面积（㎡）"


@pytest.fixture
def faulty(tmp_path):
    """A list beside which the office knows one household; three rows are bad, two of them say the same number."""
    bring(tmp_path, line("300501", 户主姓名="刘奶奶"))
    path = tmp_path / "城东片区住户.xlsx"
    lines = [
        line("300501", 户主姓名="刘晓", 联系电话="13800009999"),
        line("300502", 状态="已经停了"),
        line("300503", **{AREA: "约95。5平左右吧"}),
        line("300505", 状态="?", **{AREA: "不详"}),
        line("300506"),
        line("300506", 房号="606"),
        line("300507"),
    ]
    path.write_bytes(workbook(*lines))
    return path


def test_a_faulty_list_is_mended_written_and_undone(browse, faulty):
    tab = browse("agent")
    upload(tab, faulty)
    mend(tab)

    tab.click("button:has-text('导入 6 行')")
    tab.wait_for_selector("text=正在导入")
    tab.looks_right()
    jobs.run_due(JOBS)
    tab.wait_for_selector("text=已导入")
    tab.looks_right()
    assert {home.account_no for home in Household.select()} == {f"30050{n}" for n in (1, 2, 3, 5, 6, 7)}
    assert Household.get(Household.account_no == "300506").room == "606"

    take_back(tab)
    assert {home.account_no for home in Household.select()} == {"300501"}


def upload(tab, path):
    """The file, its check, back to the columns and checked again."""
    tab.open("/import/new")
    tab.looks_right()
    tab.set_input_files("input[type=file]", str(path))
    tab.click("button:has-text('上传')")
    tab.wait_for_selector("text=错误 4 行")
    tab.looks_right()
    tab.click("text=返回修改")
    tab.wait_for_selector("text=认出第 2 行是列名")
    tab.looks_right()
    tab.click("button:has-text('检查')")
    tab.wait_for_selector("text=错误 4 行")


def mend(tab):
    """Four bad rows: by a suggestion, by keys alone, by choosing one of two, and by what is suggested for all."""
    tab.click("#row-4 button:has-text('改为 报停')")
    tab.wait_for_selector("#row-4 >> text=已改好")
    tab.looks_right()
    _, second = (one.get_attribute("id") for one in tab.query_selector_all("#row-6 .imp-cell input"))
    tab.query_selector("#row-6 .imp-cell input").fill("95.50")
    tab.keyboard.press("Tab")
    tab.keyboard.type("报停")  # at once, while the row is on its way: it comes back with what was typed
    tab.wait_for_selector("#row-6 >> text=95.50")
    tab.until(f"document.activeElement.id === '{second}' && document.activeElement.value === '报停'")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#row-6 >> text=已改好")
    tab.click("#row-8 button:has-text('用这一行更新')")
    tab.wait_for_selector("#row-7 >> text=由您跳过")
    tab.click("button:has-text('采用全部 1 条建议')")
    tab.wait_for_selector("text=已改好 4 / 4 行")
    tab.looks_right()


def take_back(tab):
    """The whole batch, which nobody has touched."""
    tab.click("a:has-text('撤销批次')")
    tab.wait_for_selector("text=没有人改过")
    tab.looks_right()
    tab.click("button:has-text('撤销这一批')")
    tab.wait_for_selector("text=正在撤销")
    jobs.run_due(JOBS)
    tab.wait_for_selector("text=撤销了 6 行")


def test_enter_counts_also_while_the_row_is_on_its_way(browse, faulty):
    tab = browse("agent")
    tab.open("/import/new")
    tab.set_input_files("input[type=file]", str(faulty))
    tab.click("button:has-text('上传')")
    tab.wait_for_selector("text=错误 4 行")
    held = []
    tab.route("**/rows/6", lambda route: held.append(route) if not held else route.continue_())

    tab.query_selector("#row-6 .imp-cell input").fill("95.50")
    tab.keyboard.press("Tab")
    tab.keyboard.type("报停")
    tab.keyboard.press("Enter")
    held[0].continue_()

    tab.wait_for_selector("#row-6 >> text=已改好")


def test_without_scripts_a_row_is_mended_all_the_same(browse, faulty):
    tab = browse("agent", scripts=False)
    tab.open("/import/new")
    tab.set_input_files("input[type=file]", str(faulty))
    tab.click("button:has-text('上传')")
    tab.wait_for_selector("text=错误 4 行")

    tab.fill("#row-4 .imp-cell input", "报停")
    tab.click("#row-4 .imp-save")

    tab.wait_for_selector("#row-4 >> text=已改好")


def test_the_check_fits_a_phone(browse, faulty):
    tab = browse("agent", size=PHONE, theme="dark")
    tab.open("/import/new")
    tab.set_input_files("input[type=file]", str(faulty))
    tab.click("button:has-text('上传')")
    tab.wait_for_selector("text=错误 4 行")
    tab.looks_right()
    tab.goto(f"{tab.url}?step=columns")
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")  # or the bar at the foot covers half a field
    tab.looks_right()
