"""A telephone number that somebody asked to see: beside the button, or said on the page one came from."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from heat.views import gate, htmx
from heat.views.page import fragment


def shown(number: str) -> Any:
    """The number in the place of the button that asked for it; a flash where nothing waits for a piece."""
    if not htmx.wants_part():
        flash(_("电话：%(number)s", number=number), "ok")
        return redirect(gate.came_from(), 303)
    return fragment("tickets/phone.html", "phone", number=number)
