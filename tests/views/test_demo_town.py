"""The invented town as a stranger walks through it: behind every entry of the menu there is something to see."""

import pytest

from heat import db
from heat.queries import office
from heat.services import demo, install, secret_key, sessions
from heat.services.demo_town import Wish
from heat.views import live, menu
from tests.critic import Client

# pages of one's own: who is sent nowhere has no tickets, who takes no money no receipts of today
OWN = {"/m": ("technician", "leader"), "/counter": ("cashier",), "/inbox": ("leader",)}
BESIDE = {
    "manager": ("/changes?verdict=approved", "/changes?verdict=refused", "/inspections?view=decided", "/incidents/1"),
    "agent": ("/calls?view=missed", "/callbacks", "/import", "/valves?state=open", "/partners/1", "/partners/2"),
    "leader": ("/board/week", "/board/duty", "/patrols/hazards", "/costs?by=person", "/costs?by=community"),
}


@pytest.fixture
def town(one_app, data):
    """A small town of two seasons, billed, in place of the office of the cast."""
    (data / db.FILE).unlink()
    install.open_office(data)
    demo.build(Wish(households=90, tickets=90, seasons=2, billed=True))
    one_app.config["SECRET_KEY"] = secret_key.web()
    live.init(one_app)
    yield one_app
    db.close_database()


def test_no_entry_of_the_menu_opens_an_empty_page(town):
    empty = []
    for role in demo.CREW:
        staff_id = db.value("SELECT id FROM staff WHERE login = ?", role)
        actor, client = sessions.staff_actor(staff_id), Client(town)
        client.set_cookie("sid", sessions.open_for_staff(staff_id, (role,)))
        pages = [entry.url for entry in menu.entries(actor, office.modules())] + ["/inbox", *BESIDE.get(role, ())]
        for url in pages:
            if role in OWN.get(url, demo.CREW) and 'class="empty"' in client.get(url).text:
                empty.append((role, url))

    assert empty == []
