"""How papers leave the house: as a PDF the browser shows, or with the remedy when nothing can be printed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flask import Response

from heat.papers import press
from heat.views import errors
from heat.views.filters import said


def pdf(paper: str, name: str) -> Response:
    """One paper (HTML) as PDF under a readable name; 503 with the remedy when this machine cannot print."""
    try:
        content = press.render(paper)
    except press.Unavailable as problem:
        return errors.answer(503, said(problem.say))
    return shown(content, name)


def joined(papers: Sequence[str]) -> bytes:
    """Several papers (HTML) as one PDF in their order. Errors as press.render."""
    if len(papers) == 1:
        return press.render(papers[0])
    with tempfile.TemporaryDirectory(prefix="heat-papers-") as folder:
        out = Path(folder) / "papers.pdf"
        press.render_many(papers, out)
        return out.read_bytes()


def shown(content: bytes, name: str) -> Response:
    """A finished PDF under a readable name, never kept by the browser."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    return response
