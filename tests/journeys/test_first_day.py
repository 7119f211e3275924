"""Four people, one Excel, one winter day: a fresh folder, the real program, nothing set beforehand."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import openpyxl
import pytest

from heat.rules.codes import short_code

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "今年冬天一定不会冷的真的"


@pytest.fixture
def served(tmp_path):
    """`heat serve` on an empty folder: its address, its first-run link, its folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path / "office"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HEAT_")}
    log = (tmp_path / "log").open("w+")
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "serve", "--port", str(port), "--data", str(data)],
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
    )
    base = f"http://127.0.0.1:{port}"
    for _ in range(900):
        try:
            urllib.request.urlopen(base + "/login", timeout=1)
            break
        except OSError:
            time.sleep(0.1)
    printed = (tmp_path / "log").read_text()
    yield base, re.search(r"http://\S+/setup\?token=\S+", printed)[0], data
    server.terminate()
    assert server.wait(30) == 0
    log.close()


def sheet(path: Path) -> Path:
    """A list as offices have it: a title, a subtotal, full-width digits, a phone as a number, a double."""
    book = openpyxl.Workbook()
    page = book.active
    rows = [
        ["幸福里小区供暖用户明细"],
        ["户号", "小区", "楼号", "单元", "室", "户主", "联系电话", "建筑面积"],
        ["300501", "幸福里", "3号楼", "2单元", "501", "刘奶奶", 13800000501.0, "89.50"],
        ["300502", "幸福里", "3号楼", "2单元", "502", "孙建国", "138-0000-0502", "８９．５０"],
        ["300503", "幸福里", "003号楼", "2单元", "401", "王 芳", "13800000503", "95.5㎡"],
        ["小计", None, None, None, None, None, None, 274.5],
        ["300503", "幸福里", "3号楼", "2单元", "402", "重复户", "13800000504", "60"],
        [None, "幸福里", "3号楼", "2单元", "403", "没有户号", "13800000505", "60"],
    ]
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def dues(path: Path, due_on: str) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["户号", "应缴", "已缴", "截止日"])
    book.active.append(["300501", "2148.00", "0", due_on])
    book.active.append(["300502", "2148.00", "2148.00", due_on])
    book.active.append(["300503", "2292.00", "1000.00", due_on])
    book.save(path)
    return path


def test_four_people_and_one_sheet_work_a_winter_day(chromium, served, tmp_path):
    base, first_run, _data = served
    started = time.monotonic()
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)

    _set_up(page, first_run)
    _import(page, sheet(tmp_path / "用户.xlsx"))
    page.goto(base + "/customers")
    assert "300501" in page.inner_text("main")
    assert "300503" in page.inner_text("main")
    _take(page, base)
    assert time.monotonic() - started < 180
    _on_paper(page, base, context)
    _remind(page, base, tmp_path)

    assert time.monotonic() - started < 600
    assert complaints == []
    context.close()


def _set_up(page, first_run: str) -> None:
    """The boss opens the link the program printed; nothing else is asked."""
    page.goto(first_run)
    page.fill("[name=name]", "老板")
    page.fill("[name=login]", "boss")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('开始使用')")
    page.wait_for_url("**/customers")
    assert page.locator(".rail-link").count() <= 5


def _take(page, base: str) -> None:
    """A call from an address of the sheet."""
    page.goto(base + "/desk")
    page.fill("[data-call]", "幸福里3-2-501")
    page.press("[data-call]", "Enter")
    page.locator("text=刘奶奶").first.wait_for()
    page.fill("textarea[name=text]", "全屋不热")
    page.keyboard.press("Control+Enter")
    page.locator(".taken").wait_for()


def _on_paper(page, base: str, context) -> None:
    """The order is printed, done, typed in by its short code, and called back about."""
    pdf = context.request.get(base + "/tickets/1/order.pdf")
    assert pdf.body().startswith(b"%PDF-")
    page.goto(f"{base}/orders/enter?code={short_code(1)}")
    page.select_option("[name=cause]", index=1)
    page.click("button:has-text('完工')")
    page.goto(base + "/callbacks")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.locator("text=没有待回访的工单").wait_for()


def _remind(page, base: str, folder: Path) -> None:
    """Reminders from a list alone: no tariff, no bill."""
    page.goto(base + "/import/new?kind=dues")
    _import(page, dues(folder / "应缴.xlsx", _shanghai_day(3)))
    page.goto(f"{base}/reminders?on={_shanghai_day(1)}")
    text = page.inner_text("main")
    assert "1,292.00" in text
    assert "2,148.00" in text
    assert re.search(r"2\s*户将收到短信", text)
    assert re.search(r"已缴清 1 户", text)


def _import(page, path: Path) -> None:
    page.set_input_files("input[type=file]", str(path))
    page.click("button:has-text('上传')")
    page.wait_for_url("**/import/*")
    if page.locator("text=每一列是什么").count():
        page.click("button:has-text('检查')")
    page.locator("text=检查完成").wait_for(timeout=90_000)
    page.click(".foot-bar button:has-text('导入')")
    page.locator("text=已导入").wait_for(timeout=90_000)


def _shanghai_day(days: int) -> str:
    from datetime import timedelta

    from heat import clock

    return str(clock.day_of(int(time.time() * 1000)) + timedelta(days=days))
