"""Every route: declared permission, kebab-case, typed parameters, nothing changed by GET, in the matrix of roles."""

import re

import pytest

from heat.rules.permissions import CODES, HALL, PROGRAM, PUBLIC, ROLES, SIGNED_IN
from heat.services import sessions
from tests.critic import Client


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_names_its_permission(walked):
    bare = [r.rule for r in rules(walked) if not hasattr(walked.view_functions[r.endpoint], "permission")]

    assert not bare, f'write @needs("…") from heat/rules/permissions.py, or @needs(PUBLIC), above the view of {bare}'


def test_every_permission_of_the_catalogue_opens_a_door_or_a_button(walked):
    from heat.rules.tickets import REPAIR

    used = {walked.view_functions[r.endpoint].permission for r in rules(walked)}
    used |= {move["permission"] for move in REPAIR["moves"]}

    assert used >= CODES, (
        f"nothing asks for {sorted(CODES - used)}: remove them from heat/rules/permissions.py or use them"
    )


def test_addresses_are_kebab_case(walked):
    wrong = [
        r.rule
        for r in rules(walked)
        if not re.fullmatch(r"(/([a-z0-9.-]+|<[a-z_:]+>(\.pdf|\.xlsx|\.json|\.csv)?))*/?", r.rule)
    ]

    assert not wrong, f"write addresses small and with dashes: {wrong}"


def test_parameters_say_what_they_are(walked):
    bare = [r.rule for r in rules(walked) if re.search(r"<[a-z_]+>", r.rule)]

    assert not bare, f"give the parameter a converter, <int:ticket_id> or <string:number>: {bare}"


def test_writing_needs_a_post(walked):
    words = ("delete", "remove", "send", "assign", "confirm", "retry", "undo")
    wrong = [r.rule for r in rules(walked) if "GET" in r.methods and r.rule.rsplit("/", 1)[-1] in words]

    assert not wrong, f"these addresses change something and answer GET: {wrong}"


@pytest.mark.matrix
@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_a_role_opens_its_pages_and_no_others(app, office, role):
    client = Client(app)
    client.set_cookie("sid", sessions.open_for_staff(office.ids[role], (role,)))
    mine = next(r for r in ROLES if r.code == role).permissions
    for rule in rules(app):
        if "GET" not in rule.methods or rule.arguments:
            continue
        permission = app.view_functions[rule.endpoint].permission
        if permission in (PUBLIC, HALL):
            continue
        allowed = permission == SIGNED_IN or permission in mine
        status = client.get(rule.rule).status_code
        assert (status != 403) == allowed, f"{role} {rule.rule} ({permission}) answered {status}"
        assert status < 500, f"{role} {rule.rule} answered {status}"


@pytest.mark.matrix
def test_strangers_are_sent_to_the_door(app, office):
    client = Client(app)
    for rule in rules(app):
        if "GET" in rule.methods and not rule.arguments and app.view_functions[rule.endpoint].permission != PUBLIC:
            status = client.get(rule.rule).status_code
            assert status in (303, 404), f"a stranger at {rule.rule} got {status}"


@pytest.mark.whole
def test_no_form_is_taken_without_its_token(app, office):
    client = Client(app)
    app.config["WTF_CSRF_ENABLED"] = True
    for rule in rules(app):
        if "POST" in rule.methods and not rule.arguments:
            program = app.view_functions[rule.endpoint].permission == PROGRAM
            assert client.post(rule.rule, no_csrf=True).status_code == (401 if program else 400), rule.rule


def test_a_form_of_another_site_is_refused(app, office):
    answer = Client(app).post("/login", data={"login": "x"}, headers={"Origin": "http://elsewhere.example"})

    assert answer.status_code == 403
    assert "HEAT_BASE_URL" in answer.text  # behind a proxy nobody told of, every form is such a one


def test_menu_entries_lead_to_pages(walked):
    from heat.views.menu import ENTRIES

    known = {r.rule for r in rules(walked)}
    assert [e.url for e in ENTRIES if e.url not in known] == []


def test_a_new_office_sees_at_most_five_entries(app, office):
    from heat.rules.permissions import CODES as EVERYTHING
    from heat.rules.permissions import Actor
    from heat.views.menu import entries

    assert len(entries(Actor("staff", 1, permissions=EVERYTHING), frozenset())) <= 5
