"""A file is known by its content before anything parses it."""

import pytest

from heat.papers.sheet_guard import NoSheet, column_of, formulas, kind_of
from tests.papers.workbooks import rewritten, workbook, written, zipped


def test_a_workbook_is_known_whatever_its_name_says(tmp_path):
    path = workbook(tmp_path / "list.xlsx", ["户号"])

    assert kind_of(path.rename(tmp_path / "list.csv")) == "xlsx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"Rar!\x1a", "archive"),
        (b"<html><table><tr><td>x", "html"),
        (b"  <!DOCTYPE html>", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "old_kind"),
        (b'<?xml version="1.0"?><note/>', "not_a_sheet"),
        (b"ID;PWXL;N;E", "old_kind"),
        ("EncryptedPackage".encode("utf-16-le").join([b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""]), "encrypted"),
    ],
)
def test_what_is_no_sheet_is_told_by_its_content(tmp_path, content, code):
    with pytest.raises(NoSheet) as refused:
        kind_of(written(tmp_path / "list.xls", content))

    assert refused.value.code == code


def test_a_document_of_word_is_no_workbook(tmp_path):
    with pytest.raises(NoSheet, match="word"):
        kind_of(zipped(tmp_path / "list.xlsx", word__document="<w/>"))


def test_a_workbook_of_hundreds_of_parts_is_not_opened(tmp_path):
    with pytest.raises(NoSheet, match="too_many_parts"):
        kind_of(zipped(tmp_path / "list.xlsx", **{f"xl__{part}": "" for part in range(201)}))


def test_formula_cells_are_found_by_place(tmp_path):
    path = workbook(tmp_path / "list.xlsx", ["户号", "=A1&1"], ["000117", "", "=SUM(A1:A2)"])

    assert formulas(str(path)) == {"xl/worksheets/sheet1.xml": {(1, 1): "A1&amp;1", (2, 2): "SUM(A1:A2)"}}


def test_a_declared_document_type_is_refused(tmp_path):
    good = workbook(tmp_path / "good.xlsx", ["户号"])
    bad = rewritten(good, tmp_path / "bad.xlsx", lambda name, part: b'<!DOCTYPE a [<!ENTITY b "c">]>' + part)

    with pytest.raises(NoSheet, match="doctype"):
        formulas(str(bad))


def test_columns_count_from_a():
    assert [column_of(letters) for letters in ("A", "Z", "AA", "ZZ", "XFD")] == [0, 25, 26, 701, 16383]
