"""The language of the pages: Chinese is what the sources say, so for it nothing is looked up."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import flask_babel
from flask import Flask

from heat import paths, settings
from heat.papers.paper import in_template

SOURCE = "zh"


def init(app: Flask) -> None:
    """Give templates their words; another language than the sources' goes through the catalogue."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=settings.text("HEAT_LANG"),
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(paths.TRANSLATIONS),
    )
    flask_babel.Babel(app, locale_selector=lambda: settings.text("HEAT_LANG"))
    _chosen.cache_clear()
    if _chosen() == SOURCE:
        app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
            lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True
        )
    # also as `_`, which jinja else resolves anew at every word
    app.jinja_env.globals["gettext"] = app.jinja_env.globals["_"] = in_template(gettext)


@lru_cache(maxsize=1)
def _chosen() -> str:
    return settings.text("HEAT_LANG")


def gettext(text: str, **values: Any) -> str:
    """A sentence in the language of this office, with its values."""
    if _chosen() != SOURCE:
        return str(flask_babel.gettext(text, **values))
    return text % values if values else text
