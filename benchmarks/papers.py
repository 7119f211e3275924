"""How much work a paper is: cpu of a bill alone and in a batch, against a page that says one sentence.

Run: .venv/bin/python -m benchmarks.papers [COUNT]
The press is asked as the web asks it; cpu is that of its child, so that the load of the machine matters little.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from heat.papers import press
from heat.papers.bill import bill
from heat.papers.order import order
from heat.papers.receipt import receipt
from tests.papers.samples import BILL, ORDER, RECEIPT

MINIMAL = "<!doctype html><html lang='zh-CN'><body><p>供热费</p></body></html>"
_TICK = os.sysconf("SC_CLK_TCK")


def main(count: int) -> None:
    """Print one line a measurement: ms cpu a paper, KB a paper, ratio to the minimal page."""
    base = _single(MINIMAL, count)
    print(f"minimal page        {base[0]:7.1f} ms  {base[1]:6.1f} KB")
    for name, make in _papers().items():
        _show(name, _single(make(), count), base[0])
    setting = time.process_time()
    papers = list(_bills(count * 5))
    print(
        f"HTML of a bill      {(time.process_time() - setting) * 1000 / len(papers):7.1f} ms  (in the asking process)"
    )
    _show(f"bill, {len(papers)} in one PDF", _batch(papers), base[0])


def _papers() -> dict[str, Callable[[], str]]:
    return {"bill": lambda: bill(BILL), "receipt": lambda: receipt(RECEIPT), "work order": lambda: order(ORDER)}


def _show(name: str, measured: tuple[float, float], base: float) -> None:
    print(f"{name:<19} {measured[0]:7.1f} ms  {measured[1]:6.1f} KB  {measured[0] / base:5.1f} x minimal")


def _single(paper: str, count: int) -> tuple[float, float]:
    """Cpu ms and KB of one paper at a time, after a first one that loads the fonts."""
    one = press.Press()
    one.render([paper])
    [child] = one.children()
    before = _cpu(child)
    size = [len(one.render([paper])) for _ in range(count)][-1]
    spent = _cpu(child) - before
    one.close()
    return spent * 1000 / count, size / 1024


def _batch(papers: list[str]) -> tuple[float, float]:
    """Cpu ms and KB of each paper of a chunk-wise PDF by one child, start-up left out."""
    one = press.Press()
    one.render(papers[:1])
    [child] = one.children()
    before = _cpu(child)
    size = sum(len(one.render(papers[n : n + press.CHUNK])) for n in range(0, len(papers), press.CHUNK))
    spent = _cpu(child) - before
    one.close()
    wall = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        press.render_many(_bills(len(papers)), Path(folder) / "all.pdf")
    each = len(papers) / (time.monotonic() - wall)
    print(f"two children, {len(papers)} bills, drawn, set and joined: {each:.1f} a second with start-up")
    return spent * 1000 / len(papers), size / 1024 / len(papers)


def _bills(count: int) -> Iterator[str]:
    return (bill(replace(BILL, number=f"ZD-{n:06}")) for n in range(count))


def _cpu(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
