"""The page behind a link somebody was sent: public, with the company's name and hotline, in the large version too."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.wrappers import Response

from heat.queries import office
from heat.views.page import page


def link_page(template: str, token: str, status: int = 200, **parts: Any) -> Response:
    """A page of the hall's kind for whoever holds `token`; ?elder=1 is the large one, whatever modules are on."""
    company = {"company": office.setting("company.name"), "hotline": office.setting("company.hotline")}
    elder = request.values.get("elder") == "1"
    other = f"{request.path}{'' if elder else '?elder=1'}"
    return page(template, status, **company, elder=elder, other_look=other, token=token, **parts)
