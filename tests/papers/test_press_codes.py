"""The codes of a paper: drawn where its blocks stand, bar for bar, and nothing else of it touched."""

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path

from defusedxml import ElementTree
from PIL import Image
from pypdf import PdfReader
from segno import make
from zxingcpp import read_barcodes

from heat.papers import press
from heat.papers.bill import Debt, bill
from heat.papers.order import order
from heat.papers.paper import qr
from heat.papers.press_codes import lift
from tests.papers.samples import BILL, ORDER

FLAME = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M12 2.5c1 4.2 5.5 6 5.5 11.2"/></svg>'
BAR = re.compile(r"(\d+) ([\d.]+) m (\d+) [\d.]+ l")


def test_a_code_keeps_every_dark_module() -> None:
    [drawn] = lift(ElementTree.fromstring(f"<p>{qr('031020875501')}</p>")).values()

    dark = {(x, int(float(y))) for left, y, right in BAR.findall(drawn) for x in range(int(left), int(right))}
    rows = make("031020875501", error="m", micro=False, mask=6).matrix
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module & 1}


def test_a_code_leaves_an_empty_block_with_its_name() -> None:
    paper = ElementTree.fromstring(f"<p>{qr('1')}{qr('1')}</p>")

    codes = lift(paper)

    assert [block.get("id") for block in paper] == list(codes)
    assert [(block.tag, len(block)) for block in paper] == [("svg", 0), ("svg", 0)]


def test_any_other_drawing_stays_one() -> None:
    paper = ElementTree.fromstring(f"<p>{FLAME}</p>")

    assert lift(paper) == {}
    assert len(paper[0]) == 1


def test_a_scanner_reads_the_codes_of_a_printed_bill(tmp_path: Path) -> None:
    assert _scanned(press.render(bill(BILL)), tmp_path) == {BILL.pay_url, BILL.household.account_no}


def test_a_scanner_reads_the_codes_of_a_printed_work_order(tmp_path: Path) -> None:
    assert _scanned(press.render(order(ORDER)), tmp_path) == {ORDER.entry_url, ORDER.progress_url}


def test_codes_follow_their_blocks_to_the_second_sheet() -> None:
    old = replace(BILL, debts=tuple(Debt(f"{year}–{year + 1}", "热费", 11224) for year in range(2000, 2025)))

    first, second = _bars(press.render(bill(old)))
    [both] = _bars(press.render(bill(BILL)))

    assert first == 0
    assert second == both > 200


def test_the_place_of_a_code_is_nothing_to_jump_to() -> None:
    assert not PdfReader(io.BytesIO(press.render(bill(BILL)))).named_destinations


def _scanned(pdf: bytes, folder: Path) -> set[str]:
    """What a scanner reads on the paper as an office printer of 150 dots an inch leaves it."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", "150", "-singlefile", "paper.pdf", "paper"], cwd=folder, check=True)
    with Image.open(folder / "paper.pgm") as page:
        return {code.text for code in read_barcodes(page)}


def _bars(pdf: bytes) -> list[int]:
    """How many bars of codes each page has."""
    streams = [page.get_contents() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [len(BAR.findall(stream.get_data().decode("latin-1"))) for stream in streams if stream is not None]
