"""The critic of every answer finds what it promises, also where it reads only half of a page."""

import pytest
from flask import Flask, Response

from tests.critic import Client

ICON = '<svg class="icon" aria-hidden="true"><use href="/i.svg#x"/></svg>'


def shown(body: str) -> None:
    """Show the critic a page with this body."""
    site = Flask("shown")
    guarded = {"Content-Security-Policy": "x", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "x"}
    page = f"<!doctype html><html><head><title>页</title></head><body>{body}</body></html>"
    site.add_url_rule("/", "page", lambda: Response(page, headers=guarded))
    Client(site).get("/")


def test_a_page_without_fault_passes():
    shown(f"<ul><li>一</li><li>二</li></ul><p>{ICON}</p>")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<span id="a">一</span><span id="a">二</span>', "ids twice"),
        ('<span class="b" id="a">一</span>\n<span class="b" id="a">一</span>', "ids twice"),
        (f'<label>选<select name="s"><option>一{ICON}</option></select></label>', "in-select"),
        ("<p>一</p><p>二</p></div>", "end-tag"),
        ('<b style="x">一</b><b style="x">二</b>', "inline style"),
    ],
)
def test_twins_and_icons_hide_no_fault(body, found):
    with pytest.raises(AssertionError, match=found):
        shown(body)
