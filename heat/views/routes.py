"""Rules of addresses that are made ready when the first address is made, not for all pages when the program starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule that writes the function which makes its addresses when the first is asked for.

    werkzeug compiles two for every rule as it is added: a sixth of the way to the first page, of which most are
    never asked for. Where it should name them otherwise one day, they are compiled at the start again.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
        name, compiled = "_build_unknown" if append_unknown else "_build", super()._compile_builder

        def first(rule: Rule, **values: Any) -> Any:
            made = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, made)
            return made(**values)

        return first


class Site(Flask):
    """Flask with such rules."""

    url_rule_class = LateRule
