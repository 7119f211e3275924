"""Small files made by the tests: good ones, and ones that must not be read."""

import zipfile
from pathlib import Path

import openpyxl


def workbook(path: Path, *rows, sheets=()) -> Path:
    """An .xlsx with these rows on its first sheet; `sheets` are more, as (name, rows)."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, own in sheets:
        more = book.create_sheet(name)
        for row in own:
            more.append(row)
    book.save(path)
    return path


def rewritten(source: Path, target: Path, change) -> Path:
    """The same zip with the bytes of each part passed through `change(name, content)`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def zipped(path: Path, **parts: str) -> Path:
    """A zip of these parts; '/' in a name is written '__'."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/"), content)
    return path


def written(path: Path, content: bytes) -> Path:
    """A file with exactly these bytes."""
    path.write_bytes(content)
    return path
