"""What every drawing in draft has in common: its sheet, and the buttons that press one verb on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.words import Missing, Refused

Verb = Callable[..., Any]
Done = Callable[[str, Callable[[], Any], str], Any]


def buttons(pages: Blueprint, right: str, path: str, done: Done, verbs: Mapping[str, tuple[Verb, str]]) -> None:
    """Route POST `path`/NAME to each verb of (actor, drawing), with the words that are said when it is done.

    `done` takes the drawing, what to do and those words: it does it and answers, refusals included.
    """
    for name, (verb, words) in verbs.items():
        pages.post(f"{path}/{name}", endpoint=name)(needs(right)(_press(done, verb, words)))


def answered(
    act: Callable[[], Any], words: str, refused: Callable[[str], Response], then: Callable[[], Response]
) -> Response:
    """Do it, say `words` and go on with `then`; a refusal is handed to `refused`, while what is not there stays 404."""
    try:
        act()
    except Missing:
        raise
    except Refused as problem:
        return refused(said(problem.say))
    if words:
        flash(words, "ok")
    return then()


def _press(done: Done, verb: Verb, words: str) -> Callable[..., Any]:
    def press(**drawing: str) -> Any:
        (code,) = drawing.values()
        return done(code, lambda: verb(gate.actor(), code), _(words) if words else "")

    return press


def sheet(pages: Blueprint, right: str, path: str, show: Callable[[str], Any]) -> None:
    """Route GET `path` to the sheet of one drawing, called `one`."""
    pages.get(path, endpoint="one")(needs(right)(lambda code: show(code)))
