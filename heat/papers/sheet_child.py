"""The guarded child: reads one spreadsheet under hard limits and writes its rows to stdout as lines of JSON.

It runs as a process of its own (`python -m heat.papers.sheet_child FILE`), because a hostile workbook can abort the
parser in a way no `except` catches. It knows nothing of the product; heat/papers/sheets.py turns its codes into
sentences. Lines: {"sheet", "merged"}, then lists of [row number, cells], at last {"end"} or {"refused"}.
"""

from __future__ import annotations

import csv
import gc
import itertools
import json
import os
import posixpath
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from heat.papers import sheet_guard as guard
from heat.papers.sheet_guard import NoSheet

MB = 2**20
_BASE_MB = 192  # interpreter and parser with nothing to read need about 60
_MB_PER_MB = 6  # a parsed sheet takes up to five times its XML
SMALL_MB = 1
_BATCH = 500
_MOST_CELLS = 6_000_000
_MOST_MERGED = 50_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;|"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

Cells = Sequence[Any]


def main(path: str) -> None:
    """Read the file and say everything on stdout; the last line tells whether it is whole."""
    gc.disable()  # a short life: nothing is worth collecting, and looking costs a tenth of the time
    _limit(SMALL_MB)
    try:
        for line in _lines(path):
            _write(line)
        _write({"end": True})
    except NoSheet as why:
        _write({"refused": why.code})
    except MemoryError:
        _write({"refused": "too_big"})
    except (calamine.PasswordError, RuntimeError) as wrong:
        locked = isinstance(wrong, calamine.PasswordError) or "encrypted" in str(wrong)
        _write({"refused": "encrypted" if locked else "broken"})
    except BaseException:  # a panic of the parser is no Exception; every fault of a file ends here
        _write({"refused": "broken"})


def _limit(unpacked_mb: int) -> None:
    """Memory and processor time by the size of the file, so that a small file can never take much of either."""
    memory = (_BASE_MB + _MB_PER_MB * unpacked_mb) * MB
    seconds = 2 + int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + unpacked_mb // 2
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(line: Any) -> None:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=_plain)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass") + b"\n")


def _lines(path: str) -> Iterator[Any]:
    kind = guard.kind_of(path)
    if kind == "text":
        _limit(os.path.getsize(path) // MB)
        yield {"sheet": "", "merged": []}
        yield from _batches(enumerate(_csv_rows(path), 1), {})
        return
    _limit((os.path.getsize(path) if kind == "ole" else guard.unpacked_size(path)) // MB)
    computed = _formulas_by_sheet(path) if kind == "xlsx" else {}
    with open(path, "rb") as file:
        book = calamine.CalamineWorkbook.from_filelike(file)
        for name in _readable(book):
            sheet = book.get_sheet_by_name(name)
            if sheet.width > guard.MOST_COLUMNS:
                raise NoSheet("too_wide")
            if sheet.total_height > guard.MOST_ROWS:
                raise NoSheet("too_long")
            yield {"sheet": name, "merged": (sheet.merged_cell_ranges or [])[:_MOST_MERGED]}
            yield from _batches(enumerate(sheet.iter_rows(), 1), computed.get(name, {}))


def _readable(book: calamine.CalamineWorkbook) -> list[str]:
    """The worksheets people see; when all are hidden, all."""
    sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    seen = [one.name for one in sheets if one.visible == calamine.SheetVisibleEnum.Visible]
    return seen or [one.name for one in sheets]


def _batches(rows: Iterable[tuple[int, Cells]], computed: dict[tuple[int, int], str]) -> Iterator[list[Any]]:
    """Rows with something in them, some hundred a line; formula cells carry their formula."""
    computing: dict[int, list[int]] = {}
    for number, column in computed:
        computing.setdefault(number, []).append(column)
    written = ([number, _with_formulas(number, cells, computing, computed)] for number, cells in rows)
    filled = (row for row in written if any(cell != "" for cell in row[1]))
    cells = 0
    while batch := list(itertools.islice(filled, _BATCH)):
        cells += sum(len(row[1]) for row in batch)
        if batch[-1][0] > guard.MOST_ROWS or cells > _MOST_CELLS:
            raise NoSheet("too_long")
        yield batch


def _with_formulas(number: int, cells: Cells, computing: dict[int, list[int]], computed: dict[Any, str]) -> Cells:
    if number not in computing:
        return cells
    own = list(cells)
    for column in computing[number]:
        own.extend("" for _ in range(column + 1 - len(own)))
        own[column] = {"f": computed[number, column], "v": own[column]}
    return own


def _formulas_by_sheet(path: str) -> dict[str, dict[tuple[int, int], str]]:
    """Formula cells under the name of the sheet; the workbook and its relations say which part that is."""
    by_part = guard.formulas(path)
    if not any(by_part.values()):
        return {}
    with zipfile.ZipFile(path) as book:
        relations = _tags(_RELATION, book.read("xl/_rels/workbook.xml.rels"))
        sheets = _tags(_SHEET, book.read("xl/workbook.xml"))
    parts = {one.get("Id"): posixpath.join("/xl", one.get("Target", "")).lstrip("/") for one in relations}
    return {_unescaped(one["name"]): by_part.get(parts.get(one.get("r:id"), ""), {}) for one in sheets if "name" in one}


def _tags(pattern: re.Pattern[str], xml: bytes) -> list[dict[str, str]]:
    return [dict(_ATTRIBUTE.findall(tag)) for tag in pattern.findall(xml.decode("utf-8", "replace"))]


def _unescaped(text: str) -> str:
    for sign, word in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;"), ("&", "&amp;")):
        text = text.replace(word, sign)
    return text


def _csv_rows(path: str) -> Iterator[list[str]]:
    """The records of a text table; a record with line breaks inside quotes is one row, as Excel counts."""
    with open(path, "rb") as file:
        text = _decoded(file.read()).rstrip("\x1a\r\n")
    if _CONTROL.search(text):
        raise NoSheet("not_a_sheet")
    if '"' not in text and text.count("\n") >= guard.MOST_ROWS:
        raise NoSheet("too_long")  # without quotes a line is a row: no need to read them all to know
    lines = text.splitlines(keepends=True) if "\n" in text or "\r" not in text else text.split("\r")
    try:
        for row in csv.reader(lines, delimiter=_delimiter(lines[:50])):
            if len(row) > guard.MOST_COLUMNS:
                raise NoSheet("too_wide")
            yield row
    except csv.Error:
        raise NoSheet("broken") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "strict")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoSheet("not_a_sheet")


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of cells."""

    def agreement(sign: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return count, width

    return max(_DELIMITERS, key=agreement)


def _plain(value: Any) -> str:
    """Days and times as people write them."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main(sys.argv[1])
