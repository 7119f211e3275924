"""维修工单: the sheet a technician takes along."""

import re
from dataclasses import replace

from heat.papers import press
from heat.papers.order import Blank, Checklist, Material, order
from heat.rules.print_forms import PrintForm
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


def test_the_time_of_work_is_written_in_the_unit_it_is_entered_in() -> None:
    [text] = pages(press.render(order(ORDER)))

    assert "用时分钟" in text


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


def headings(html: str) -> list[str]:
    return re.findall(r"<h2>(.+?)(?:<span>|</h2>)", html)


def test_the_work_order_of_all_sorts_has_three_numbered_groups() -> None:
    assert headings(order(ORDER)) == ["一、客户与报修", "二、现场记录", "三、客户意见"]


def test_parts_stand_in_the_order_they_were_drawn_in_and_nothing_else_does() -> None:
    form = PrintForm("换表单", ("notes", "signatures", "temperatures", "customer"), ("客厅",), twice=False)

    html = order(replace(ORDER, form=form))
    [text] = pages(press.render(html))
    assert headings(html) == ["一、现场记录", "二、签字", "三、现场记录", "四、客户与报修"]
    places = [text.index(words) for words in ("换表单", "说明", "客户签字", "温度℃客厅仪器号", "实测", "户号")]
    assert places == sorted(places)
    for words in ("维修工单", "处理前", "用料", "满意度", "沿此线撕下"):
        assert words not in text


def test_a_part_with_nothing_to_print_leaves_no_heading() -> None:
    form = PrintForm("空单", ("checks", "results", "fields", "instructions", "signatures"))

    assert headings(order(replace(ORDER, form=form))) == ["一、签字"]


def test_a_field_is_printed_with_what_is_known_or_with_boxes() -> None:
    asked = (Blank("表号", "B-778"), Blank("表型", choices=("机械", "超声")))
    html = order(replace(ORDER, form=PrintForm("换表单", ("fields",)), checklist=Checklist(fields=asked)))

    assert "<th>表号</th><td>B-778</td>" in html
    assert html.count('class="box"') == 2


def test_what_people_wrote_for_a_sheet_is_never_markup() -> None:
    form = PrintForm("<b>单</b>", ("instructions", "temperatures"), ("<i>厅</i>",), instructions="{{ 1 }} <u> 100%s")

    html = order(replace(ORDER, form=form))
    assert "<b>单</b>" not in html
    assert "<i>厅</i>" not in html
    assert "{{ 1 }} &lt;u&gt; 100%s" in html


def test_material_without_a_price_leaves_its_column_to_the_pen() -> None:
    materials = (Material("PPR 管", 780, "米"), Material("手电筒", None))
    html = order(replace(ORDER, checklist=Checklist(materials=materials)))

    assert '<td class="left">PPR 管</td><td>7.80/米</td>' in html
    assert '<td class="left">手电筒</td><td></td>' in html
