"""The test client is a critic: every answer any test fetches is examined as a reader, a browser and a guard would."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_NAMES_ITSELF = {"submit", "button", "hidden", "image", "reset"}
# what html5lib calls an error but browsers and the standard allow in our pages
# (a control character that a person typed comes back as typed; browsers draw nothing for it)
_ALLOWED = {"non-void-element-with-trailing-solidus", "invalid-codepoint"}


class Client(FlaskClient):
    """A browser that fills in its CSRF token like one and refuses answers that break a promise of the house."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)
        self._csrf = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        method = kwargs.get("method", "GET")
        if method not in ("GET", "HEAD") and not kwargs.pop("no_csrf", False):
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRF-Token", self.csrf())
            kwargs["headers"] = headers
        response = super().open(*args, **kwargs)
        examine(response)
        return response

    def csrf(self) -> str:
        """The token of this browser's pages, fetched once from the sign-in page."""
        if not self._csrf:
            text = super().open("/password", method="GET").text
            self._csrf = re.search(r'name="csrf_token" value="([^"]+)"', text)[1]  # type: ignore[index]
        return self._csrf

    def stream(self, url: str, headers: dict[str, str] | None = None) -> TestResponse:
        """Open an answer that has no end; the caller reads what it wants and closes it."""
        return super().open(url, method="GET", headers=headers)

    def part(self, url: str, target: str, **kwargs: Any) -> TestResponse:
        """Ask for the piece of a page that stands in the element `target`, as htmx 4 does."""
        return self.get(url, headers=partial(target), **kwargs)

    def post_part(self, url: str, target: str, data: Any = None) -> TestResponse:
        """Send a form as htmx 4 does."""
        return self.post(url, data=data or {}, headers=partial(target))


def partial(target: str) -> dict[str, str]:
    """The headers of a partial request of htmx 4."""
    return {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{target}"}


_PARENTS = {"<tb": "table", "<tr": "tbody", "<td": "tr"}  # where a piece of a table may stand
# words and values that are escaped rightly: two answers that differ in these alone keep or break the same promises
_ESCAPED = '(?:[^"<>&]|&(?:amp|lt|gt|#34|#39);)'
_TEXT = re.compile(rf'>(?=\s*[^\s<])(?:{_ESCAPED}|")+<')
_VALUES = re.compile(rf'\b(value|href|content|title|placeholder|datetime)="(?!\s*javascript:){_ESCAPED}+"', re.I)
# an icon is read without what it draws, and of neighbours that are the same to the letter and have no id only one:
# half of a page is one of the two
_ICON = re.compile(r'<svg class="[^"<>]*" aria-hidden="true"><use href="x"/></svg>')
_TWINS = re.compile(r"(<(\w+)(?![^<>]*\bid=)(?: [^<>]*)?>[^<>]*</\2>\s*)\1+")
_examined: set[int] = set()
_PARTIAL = re.compile(r"</?hx-partial[^>]*>")


def examine(response: TestResponse) -> None:
    """Raise AssertionError with the first promise this answer breaks."""
    headers = response.headers
    assert "unsafe" not in headers.get("Content-Security-Policy", "unsafe"), "strict CSP is missing"
    assert headers.get("X-Content-Type-Options") == "nosniff"
    assert "Referrer-Policy" in headers
    if response.mimetype == "application/json":
        json.loads(response.text)
    if response.mimetype != "text/html" or not response.data or headers.get("Content-Encoding"):
        return
    if headers.get("Location") and response.status_code in (301, 302, 303, 308):
        return  # werkzeug's own few words
    shape = _VALUES.sub(r'\1="x"', _TEXT.sub(">x<", response.text))
    known = hash(shape)
    if known in _examined:
        return  # the same page with other words has been read
    try:
        _read(_TWINS.sub(r"\1", _ICON.sub("<svg></svg>", shape)))
    except AssertionError:
        _read(response.text)  # says where the fault stands
        raise
    _examined.add(known)


def _read(text: str) -> None:
    whole = text.lstrip().lower().startswith("<!doctype")
    for piece in [text] if whole else _pieces(text):
        _examine(_parse(piece, whole), whole)


def _pieces(text: str) -> list[str]:
    """A fragment and the pieces for other places beside it: htmx makes a template of each."""
    return [piece for piece in _PARTIAL.split(text) if piece.strip()]


def _examine(parsed: Any, whole: bool) -> None:
    _ids_are_unique(parsed)
    _inputs_have_labels(parsed)
    _forms_carry_csrf(parsed)
    _nothing_inline(parsed)
    _images_have_words(parsed)
    if whole:
        _targets_exist(parsed)


def _parse(text: str, whole: bool) -> Any:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if whole:
        tree = parser.parse(text)
    else:
        start = text.lstrip()[:3]
        tree = parser.parseFragment(text, container=_PARENTS.get(start, "div"))
    wrong = [(place, code, data) for place, code, data in parser.errors if code not in _ALLOWED]
    assert not wrong, f"HTML: {wrong[:3]} in …{_around(text, wrong[0][0])}…"
    return tree


def _around(text: str, place: tuple[int, int]) -> str:
    line = text.splitlines()[place[0] - 1] if place[0] <= len(text.splitlines()) else ""
    return line[max(0, place[1] - 80) : place[1] + 40]


def _ids_are_unique(tree: Any) -> None:
    twice = [name for name, n in Counter(e.get("id") for e in tree.iter() if e.get("id")).items() if n > 1]
    assert not twice, f"ids twice: {twice}"


def _inputs_have_labels(tree: Any) -> None:
    labelled = {e.get("for") for e in tree.iter("label")}
    inside = {id(e) for label in tree.iter("label") for e in label.iter()}
    for kind in ("input", "select", "textarea"):
        for e in tree.iter(kind):
            named = e.get("aria-label") or e.get("aria-labelledby") or e.get("id") in labelled or id(e) in inside
            assert named or e.get("type") in _NAMES_ITSELF, f"no label for {kind} {dict(e.attrib)}"


def _forms_carry_csrf(tree: Any) -> None:
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            assert any(e.get("name") == "csrf_token" for e in form.iter("input")), (
                f"no csrf_token: {form.get('action')}"
            )


def _nothing_inline(tree: Any) -> None:
    for e in tree.iter():
        if not isinstance(e.tag, str):
            continue
        assert e.tag != "style", "inline <style>"
        assert e.tag != "script" or e.get("src"), "inline <script>"
        for name, value in e.attrib.items():
            assert name != "style" and not name.startswith(("on", "hx-on")), f"inline {name} on <{e.tag}>"
            leads = name in ("href", "src", "action", "formaction") or name.startswith("hx-")
            assert not (leads and str(value).strip().lower().startswith("javascript:")), f"javascript: on <{e.tag}>"


def _images_have_words(tree: Any) -> None:
    for e in tree.iter("img"):
        assert e.get("alt") is not None, f"img without alt: {e.get('src')}"


def _targets_exist(tree: Any) -> None:
    ids = {e.get("id") for e in tree.iter() if e.get("id")}
    for e in tree.iter():
        if not isinstance(e.tag, str):
            continue
        for name in ("hx-target", "hx-target:inherited", "aria-controls", "aria-describedby", "for"):
            value = e.get(name) or ""
            for word in value.split():
                word = word.removeprefix("#") if name.startswith("hx") and word.startswith("#") else word
                if name.startswith("hx") and not value.startswith("#"):
                    continue
                assert word in ids, f"{name}={value!r} of <{e.tag}> points nowhere"
