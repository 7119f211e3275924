"""Every form of every page, every field, every nasty string: never a server error, never read as code.

HEAT_HOSTILE=all tries each string alone (make hostile); without it two strings that hold them all, a NUL and a long one.
A field of a form is tried by the first who finds it: who may send it at all is what tests/house/test_routes.py asks.
"""

import os
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from heat.rules.office import MODULES
from heat.services import sessions
from tests import make
from tests.critic import Client
from tests.hostile import LONG, NASTY, NUL, QUICK, WIDE

STRINGS = (*NASTY, NUL, LONG, WIDE) if os.environ.get("HEAT_HOSTILE") == "all" else QUICK
ROLES = ("admin", "agent", "leader", "technician", "cashier", "accountant", "manager", "inspector")
TYPED = {
    "text",
    "search",
    "tel",
    "password",
    "email",
    "date",
    "time",
    "datetime-local",
    "number",
    "hidden",
    "textarea",
    "",
}
_tried: set[tuple[str, ...]] = set()
pytestmark = pytest.mark.xdist_group("hostile")
# signing out would end the walk, a password ends the sessions
LEFT_OUT = ("/logout", "/my/leave", "/me/password")


@dataclass
class Form:
    """A form as a browser finds it."""

    page: str
    action: str
    method: str
    typed: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def town(office):
    from heat.services import office as verbs

    verbs.switch_on(list(MODULES))
    home = make.household(account_no="300501")
    make.team("A区抢修组", office.technician, office.leader)
    make.ticket(office.actor("agent"), home)
    make.complaint(office, home)
    make.survey(office)
    return home


@pytest.mark.parametrize("role", ROLES)
def test_no_field_of_any_form_breaks_the_program(app, office, town, role):
    client = Client(app)
    client.set_cookie("sid", sessions.open_for_staff(office.ids[role], (role,)))
    forms = walk(client)
    assert forms, f"{role} found no form at all"
    for form in forms:
        for name in form.typed:
            field = (*route(app, form), name)
            if field not in _tried:
                _tried.add(field)
                for nasty in STRINGS:
                    send(client, form, name, nasty)


def test_no_field_of_the_hall_breaks_the_program(app, office, town):
    from heat.services import entry_code, hall

    client = Client(app)
    stranger = walk(client, start=["/my/enter", "/login"])
    token = hall.enter_by_account("300501", entry_code.entry_code(town))
    client.set_cookie("sid", token)
    for form in (*stranger, *walk(client, start=["/my", "/my/repair", "/my/homes", "/my/repairs/1"])):
        for name in form.typed:
            for nasty in STRINGS:
                send(client, form, name, nasty)


def route(app, form: Form) -> tuple[str, str, str]:
    """Where a form goes: its route with the act that the address names. Twelve sorts of tickets are drawn by one."""
    path = urlsplit(form.action).path or urlsplit(form.page).path
    try:
        endpoint, told = app.url_map.bind("localhost").match(path, method=form.method.upper())
    except HTTPException:  # its buttons say where they go
        return path, form.method, ""
    return endpoint, form.method, str(told.get("action", ""))


def walk(client: Client, start: list[str] | None = None, most: int = 250) -> list[Form]:
    """The forms of every page that can be reached by links, a page of each kind."""
    waiting, seen, forms = list(start or ["/"]), set(), {}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        kind = re.sub(r"\d+", "#", path.split("?")[0]) + "?".join(re.findall(r"[?&]\w+=", path))
        if kind in seen or path.startswith(("/static", "/logout", "tel:", "mailto:")):
            continue
        seen.add(kind)
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code < 500, f"{path} answered {answer.status_code}"
        if answer.mimetype != "text/html":
            continue
        found = Found(path)
        found.feed(answer.text)
        waiting += found.links
        for form in found.forms:
            if not form.action.startswith(LEFT_OUT):
                forms.setdefault((re.sub(r"\d+", "#", form.action), form.method, tuple(form.typed)), form)
    return list(forms.values())


class Found(HTMLParser):
    """What a page offers: its links, and its forms as a browser would send them. The critic has read it for faults."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.links, self.forms = page, [], []
        self._inside, self._asked = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and re.match("/(?!/)", told.get("href", "")):
            self.links.append(told["href"])
        elif tag == "form":
            method = told.get("method", "get").lower()
            self.forms.append(Form(self.page, told.get("action") or self.page, method))
            self._inside = True
        elif tag == "option" and self._asked:
            form, name = self.forms[-1], self._asked
            form.typed[name] = form.chosen[name] = told.get("value", "")
            self._asked = ""
        elif self._inside and told.get("name") and told["name"] != "csrf_token":
            self._field(self.forms[-1], tag, told["name"], told)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._asked = "" if tag == "select" else self._asked

    def _field(self, form: Form, tag: str, name: str, told: dict[str, str]) -> None:
        sort, value = told.get("type", "").lower(), told.get("value", "")
        if tag == "select":
            form.typed[name] = form.chosen[name] = ""
            self._asked = name
        elif tag == "textarea" or (tag == "input" and sort in TYPED):
            form.typed[name] = value
        elif tag in ("input", "button") and name not in form.chosen:
            form.chosen[name] = value
            if sort in ("radio", "checkbox"):
                form.typed[name] = value


def send(client: Client, form: Form, name: str, nasty: str) -> None:
    data = {**form.chosen, **form.typed, name: nasty}
    address = form.action if urlsplit(form.action).path else form.page
    if form.method == "get":
        if "\x00" in nasty or len(nasty) > 2000:
            return
        answer = client.get(address.partition("?")[0], query_string=data)
    else:
        answer = client.post(address, data=data)
    where = f"{form.method} {address} {name}={nasty[:40]!r} (on {form.page})"
    assert answer.status_code < 500, f"{where} answered {answer.status_code}"
    if answer.mimetype == "text/html":
        assert "<script>alert(1)" not in answer.text, f"{where} came back as code"
        assert "onerror=alert" not in answer.text or "&lt;img" in answer.text, f"{where} came back as code"
