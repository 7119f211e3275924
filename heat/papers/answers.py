"""Answers to official parties as one file: their own columns with ours filled in, and the photos beside it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heat.papers.workbook import export_workbook


@dataclass(frozen=True)
class Answer:
    """One answered line, header to text in the sender's order, and its photos as (file name, bytes)."""

    line: dict[str, str]
    photos: Sequence[tuple[str, bytes]]


def _safe(name: str) -> str:
    """A name that is one file in its folder, whatever somebody wrote into it."""
    return re.sub(r"[^\w.-]+", "_", name).lstrip(".")[:80] or "_"


def packed(title: str, answers: Iterable[Answer]) -> bytes:
    """A zip of one workbook, with every header any of the lines has, and a folder of photos."""
    known = list(answers)
    headers = list(dict.fromkeys(header for one in known for header in one.line))
    rows = [[one.line.get(header, "") for header in headers] for one in known]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"{_safe(title)}.xlsx", export_workbook(title, headers, rows))
        for one in known:
            for name, data in one.photos:
                bundle.writestr(f"照片/{_safe(name)}", data)
    return made.getvalue()
