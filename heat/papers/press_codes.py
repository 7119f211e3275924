"""The codes of a paper, drawn straight into its PDF: set as SVG, their five hundred steps were a twelfth of a bill."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

_SVG = "{http://www.w3.org/2000/svg}"
_BARS = re.compile(r"M0 0\.5h\d+(?:m-?\d+ \d+h\d+)*")
_BAR = re.compile(r"m(-?\d+) (\d+)h(\d+)")
_POINTS = 0.75  # of a pixel of CSS


def lift(root: Any) -> dict[str, str]:
    """Take the codes out of a paper read as XML: by id, the PDF operators that draw each in a square of one by one.

    What stays is an empty block with that id, which the style sheet gives its size. A drawing that is not all bars
    of one module's height, as ours are, stays a drawing.
    """
    found = {}
    for number, svg in enumerate(root.iter(f"{_SVG}svg")):
        path = svg.find(f"{_SVG}path")
        bars = "" if path is None else path.get("d", "")
        if path is not None and _BARS.fullmatch(bars):
            size = svg.get("viewBox", "").split()[-1]
            found[f"code-{number}"] = _stroked(bars, int(size))
            svg.remove(path)
            svg.tag = "svg"  # without its namespace it is a block like any other
            svg.set("id", f"code-{number}")
    return found


def _stroked(bars: str, size: int) -> str:
    """One path of bars and one stroke, which viewers set on whole pixels, as they do not with a filled one."""
    x, y = 0, 0.5
    steps = []
    for right, down, length in _BAR.findall("m0 0" + bars[6:]):
        x, y = x + int(right), y + int(down)
        steps.append(f"{x} {y} m {x + int(length)} {y} l")
        x += int(length)
    scale = 1 / size
    return f"{scale:.6f} 0 0 {scale:.6f} 0 0 cm {' '.join(steps)} S"


def placed(page: Any, codes: dict[str, str]) -> bytes:
    """The codes of a page where its empty blocks stand, which are no anchors any more: no link leads there."""
    drawn = []
    for name in [name for name in codes if name in page.anchors]:
        left, top, right, bottom = (round(edge * _POINTS, 3) for edge in page.anchors.pop(name))
        drawn.append(f"q {right - left:.3f} 0 0 {bottom - top:.3f} {left} {top} cm {codes[name]} Q")
    return f"q 0 G 1 w {' '.join(drawn)} Q".encode() if drawn else b""


def finisher(marks: Sequence[bytes]) -> Callable[[Any, Any], None]:
    """What WeasyPrint calls before it writes a PDF: the marks of each page go on top of what it drew."""

    def finish(_document: Any, pdf: Any) -> None:
        for page, drawn in zip(_of(pdf, pdf.page_references), marks, strict=True):
            if drawn:
                [content] = _of(pdf, [page["Contents"]])
                content.stream.append(drawn)

    return finish


def _of(pdf: Any, references: Sequence[bytes]) -> list[Any]:
    """The objects that references like b'12 0 R' mean."""
    return [pdf.objects[int(reference.split()[0])] for reference in references]
