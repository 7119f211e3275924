"""维修工单: the sheet a technician takes along."""

from dataclasses import replace

from heat.papers import press
from heat.papers.order import Checklist, Material, order
from tests.papers.samples import ORDER, pages


def test_an_order_is_one_sheet_with_number_code_and_house() -> None:
    [text] = pages(press.render(order(ORDER)))

    assert "GD-2611-0316短码0316-K7Q2" in text
    assert "不热加急幸福里小区3号楼2单元501" in text
    assert "11-2110:48前完工" in text
    assert "户号031020875501姓名张秀英电话138****0001" in text


def test_an_order_has_boxes_for_cause_temperature_material_and_signature() -> None:
    [text] = pages(press.render(order(ORDER)))

    for words in ("气堵过滤器堵", "温度℃客厅主卧", "处理前", "排气阀DN2018.00", "客户签字", "非常满意", "到场时分"):
        assert words in text


def test_boxes_are_drawn_and_not_typed() -> None:
    html = order(ORDER)

    assert "☐" not in html
    assert html.count('class="box"') == 7 + 7 + 2 + 6  # causes, remedies, fee, verdicts


def test_a_code_opens_the_order_and_another_shows_the_household_its_progress() -> None:
    assert order(ORDER).count("<svg") == 3  # mark, entry, progress
    assert order(replace(ORDER, progress_url="")).count("<svg") == 2


def test_empty_facts_leave_no_row_and_an_unassigned_order_a_place_to_write() -> None:
    html = order(replace(ORDER, facts=(), caution="", history="", technician=""))

    assert "注意" not in html
    assert "近期" not in html
    assert "维修工</th><td></td>" in html


def test_there_is_always_a_row_for_material_by_hand() -> None:
    for count in range(12):
        checklist = Checklist(materials=(Material("球阀", 3200),) * count)

        rows = checklist.material_rows()

        assert len(rows) >= 4
        assert rows[-1][1] is None
        assert sum(part is not None for row in rows for part in row) == count
