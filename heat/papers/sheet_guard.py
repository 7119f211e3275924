"""What a spreadsheet must be before anything parses it: its kind by content, its size, no traps inside."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

MOST_PARTS = 200
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 100
SMALL = 10 * 2**20  # below this a high ratio is only a sparse sheet
MOST_ROWS = 200_000
MOST_COLUMNS = 702  # column ZZ

_CHUNK = 4 * 2**20
_WORDS = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"7z\xbc\xaf": "archive",
    b"Rar!": "archive",
    b"\x1f\x8b": "archive",
    b"{\\rtf": "word",
    b"ID;P": "old_kind",
}
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*))'
)


class NoSheet(Exception):
    """This file is not read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(path: str) -> str:
    """What the content is, whatever the name says: xlsx, xlsb, ods, ole or text; NoSheet for all else."""
    with open(path, "rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise NoSheet("empty")
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(path)
    for word, code in _WORDS.items():
        if head.startswith(word):
            raise NoSheet(code)
    _refuse_markup(head)
    return "text"


def unpacked_size(path: str) -> int:
    """How many bytes a zip claims to hold; refuses bombs, too many parts and locked ones."""
    with zipfile.ZipFile(path) as book:
        parts = book.infolist()
    size, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise NoSheet("too_many_parts")
    if size > MOST_UNPACKED:
        raise NoSheet("too_big")
    if size > SMALL and size > packed * MOST_RATIO:
        raise NoSheet("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise NoSheet("encrypted")
    return size


def formulas(path: str) -> dict[str, dict[tuple[int, int], str]]:
    """The cells of each xlsx part that compute: part name to {(row, column from 0): formula}.

    Reads every sheet once as bytes; refuses declared document types.
    """
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if not name.lower().endswith((".xml", ".rels")):
                continue
            with book.open(name) as part:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    found[name] = _scan(part)
                elif b"<!DOCTYPE" in part.read(4096):
                    raise NoSheet("doctype")
    return found


def column_of(letters: str) -> int:
    """Column letters as a number from 0: 'A' -> 0, 'AA' -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _kind_of_zip(path: str) -> str:
    unpacked_size(path)
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if "content.xml" in names and "mimetype" in names and b"spreadsheet" in book.read("mimetype")[:100]:
            if "META-INF/manifest.xml" in names and b"encryption-data" in book.read("META-INF/manifest.xml"):
                raise NoSheet("encrypted")
            return "ods"
    if any(name.startswith("word/") for name in names):
        raise NoSheet("word")
    # Some programs write the parts under other names and say so only in the relations.
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise NoSheet("archive")


def _kind_of_ole(path: str) -> str:
    with open(path, "rb") as file:
        content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise NoSheet("encrypted")
    if "WordDocument".encode("utf-16-le") in content:
        raise NoSheet("word")
    return "ole"


def _refuse_markup(head: bytes) -> None:
    """Web pages and XML that only bear the name of a workbook."""
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip().lower()
    if start.startswith(b"mime-version:") or (start.startswith(b"<") and (b"<html" in start or b"<table" in start)):
        raise NoSheet("html")
    if start.startswith((b"<!doctype html", b"<head", b"<meta", b"<style")):
        raise NoSheet("html")
    if start.startswith(b"<?xml"):
        raise NoSheet("old_kind" if b"spreadsheet" in start else "not_a_sheet")


def _scan(part: IO[bytes]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for place, chunk in enumerate(_rows_of(part)):
        if place == 0 and b"<!DOCTYPE" in chunk:
            raise NoSheet("doctype")
        if b"<f" in chunk or b":f" in chunk:
            for letters, number, text in _FORMULA.findall(chunk):
                found[int(number), column_of(letters.decode())] = text[:200].decode("utf-8", "replace")
    return found


def _rows_of(part: IO[bytes]) -> Iterator[bytes]:
    """The sheet in pieces of some megabytes, cut only between rows so that no cell is torn."""
    rest = b""
    while piece := part.read(_CHUNK):
        whole = rest + piece
        cut = whole.rfind(b"</row>")
        if cut < 0 and len(whole) < 4 * _CHUNK:
            rest = whole
            continue
        cut = len(whole) if cut < 0 else cut
        yield whole[:cut]
        rest = whole[cut:]
    yield rest
