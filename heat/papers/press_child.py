"""The child that sets papers: the only process that loads WeasyPrint. Frames come in on stdin and leave on stdout."""

from __future__ import annotations

import json
import os
import re
import select
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

from heat.papers.press_codes import finisher, lift, placed
from heat.paths import FONTS, TEMPLATES

FONT_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")
SHEETS = ("bill", "receipt", "order", "labels")
IDLE_SECONDS = 600
MOST_FRAME = 256 * 2**20
_LENGTH = struct.Struct(">I")
_SPARE = Path("/usr/share/fonts/truetype/dejavu")  # for the odd Greek, Arabic or Hebrew letter, where it is installed
_CLASS = re.compile(r"<html[^>]* class=\"(\w+)\"")
_NO_INK = ("Cf", "Zs", "Zl", "Zp")
_CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>{spare}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="prepend" binding="strong"><string>Noto Sans SC</string></edit></match>
</fontconfig>
"""


def write_frame(pipe: IO[bytes], body: bytes) -> None:
    """One message: four bytes of length, then the body."""
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def frame_length(head: bytes) -> int:
    """The length that a frame announces; ValueError beyond 256 MB, which no paper of ours has."""
    (length,) = _LENGTH.unpack(head)
    if length > MOST_FRAME:
        raise ValueError(f"frame of {length} bytes")
    return int(length)


def main(folder: str) -> None:
    """Answer jobs until stdin ends or ten minutes pass without one; `folder` holds the private font cache."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not enter the frames
    press = _press(Path(folder))
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        head = sys.stdin.buffer.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        job = json.loads(sys.stdin.buffer.read(frame_length(head)))
        for answer in _answers(press, job["papers"]):
            write_frame(out, answer)


def _answers(press: Callable[[list[str]], Iterator[bytes]], papers: list[str]) -> Iterator[bytes]:
    """An empty frame for each paper that is set, then the PDF; or the reason in JSON when one fails."""
    try:
        yield from press(papers)
    except Exception as problem:
        yield json.dumps({"error": f"{type(problem).__name__}: {problem}"[:500]}).encode()


def _press(folder: Path) -> Callable[[list[str]], Iterator[bytes]]:
    """WeasyPrint with our fonts alone, style sheets parsed once, and no way to the network or the disk."""
    _only_our_fonts(folder)  # before the import: fontconfig reads it once
    import weasyprint
    from cssselect2 import ElementWrapper
    from defusedxml import DefusedXmlException, ElementTree
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    class DenyAll(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            raise ValueError(f"papers fetch nothing: {url[:200]}")

    class Sheet(weasyprint.HTML):  # type: ignore[misc]
        """A paper read as XML, which our own are and which is fifty times quicker to read; anything else as HTML."""

        def __init__(self, paper: str) -> None:
            self.codes: dict[str, str] = {}
            try:
                root = ElementTree.fromstring(paper.lstrip(), forbid_dtd=False)
            except (ElementTree.ParseError, DefusedXmlException):
                super().__init__(string=paper, url_fetcher=nothing)
                return
            self.codes = lift(root)
            self.base_url, self.url_fetcher, self.media_type = None, nothing, "print"
            self.wrapper_element = ElementWrapper.from_html_root(root)
            self.etree_element = root

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return []  # the browser's hundred rules cost a sixth of a bill; paper.css says what our elements are

    nothing, drawn = DenyAll(), _drawn()

    @cache
    def sheet(kind: str) -> Any:
        return weasyprint.CSS(string=_rules(kind), url_fetcher=nothing)

    def run(papers: list[str]) -> Iterator[bytes]:
        fonts = FontConfiguration()  # what pango remembers of fonts is shared, and freed with the batch
        pages, marks = [], []
        for paper in papers:
            one = Sheet(_with_ink(paper, drawn))
            document = one.render(stylesheets=[sheet(_kind(paper))], font_config=fonts)
            _cut_to_length(document.pages[-1])
            pages += document.pages
            marks += [placed(page, one.codes) for page in document.pages]
            yield b""
        yield document.copy(pages).write_pdf(finisher=finisher(marks))

    return run


def _only_our_fonts(folder: Path) -> None:
    config = folder / "fonts.conf"
    config.write_text(_CONFIG.format(fonts=FONTS, spare=_SPARE, cache=folder / "cache"), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(config)


def _rules(kind: str) -> str:
    """The style sheet of a kind of paper: what all have, then its own."""
    names = ["paper.css", f"{kind}.css"] if kind in SHEETS else ["paper.css"]
    return "\n".join((TEMPLATES / "papers" / name).read_text(encoding="utf-8") for name in names)


def _kind(paper: str) -> str:
    """Which sheet a paper is set with: the class of its html element; fewer rules to match make it a tenth faster."""
    found = _CLASS.search(paper[:400])
    return found[1] if found else ""


def _drawn() -> set[int]:
    """The characters that our fonts and the spare one have."""
    from fontTools.ttLib import TTFont  # WeasyPrint has loaded it already

    files = [FONTS / FONT_FILES[0], _SPARE / "DejaVuSans.ttf"]
    return {code for file in files if file.is_file() for code in TTFont(file, lazy=True).getBestCmap()}


def _with_ink(paper: str, drawn: set[int]) -> str:
    """A character of no font becomes □: its glyph number would make the text of the whole paper unsearchable."""
    blank = [char for char in set(paper) if ord(char) not in drawn and not _needs_no_ink(char)]
    return paper.translate({ord(char): "□" for char in blank})


def _needs_no_ink(char: str) -> bool:
    return char in "\t\n\r" or unicodedata.category(char) in _NO_INK or "\ufe00" <= char <= "\ufe0f"


def _cut_to_length(page: Any) -> None:
    """End a paper of the roll printer below its last line, marked #end; CSS has no page as long as its content."""
    if "end" not in page.anchors:
        return
    for box in page._page_box.descendants():
        if box.element is not None and box.element.get("id") == "end":
            page.height = box.position_y + page._page_box.margin_bottom
            return


if __name__ == "__main__":
    main(sys.argv[1])
