"""The live stream: what sort of thing changed, nothing of anybody, and an end when the server goes down."""

import threading

import pytest

from heat.services import tickets
from heat.views import live
from tests import make


@pytest.fixture
def watch(app):
    here = live.watch(app)
    here.life, here.most = 2 * live.BEAT, live.MOST
    yield here
    here.close()


def words(sign_in, last: str = "", meanwhile=None) -> list[str]:
    """The first words of a stream to a browser that has heard everything up to `last`."""
    headers = {"Last-Event-ID": last} if last else {}
    answer = sign_in("agent").stream("/live", headers)
    parts = iter(answer.iter_encoded())
    heard = [next(parts).decode()]
    if meanwhile:
        threading.Thread(target=meanwhile).start()
    heard.append(next(parts).decode())
    answer.close()
    return heard


def test_an_act_is_told_by_the_sort_of_thing_it_was_done_to(office, sign_in, watch):
    make.household()

    told = words(sign_in, meanwhile=lambda: make.ticket(office.actor("agent")))

    assert "data: ticket" in told[1]


def test_what_happened_while_the_browser_slept_is_told_at_once(office, sign_in, watch):
    before = live.live.head()
    ticket = make.ticket(office.actor("agent"))
    tickets.move(office.actor("agent"), ticket.id, "urge")

    assert "ticket" in words(sign_in, str(before))[1]


def test_what_happened_while_no_stream_was_to_be_had_is_told_at_once(office, sign_in, watch):
    before = live.live.head()
    make.ticket(office.actor("agent"))

    parts = iter(sign_in("agent").stream(f"/live?after={before}").iter_encoded())

    assert next(parts).decode().startswith(f"retry: 2000\nid: {before}\n")
    assert "ticket" in next(parts).decode()


def test_a_browser_from_another_database_hears_that_everything_changed(sign_in, watch):
    assert "data: everything" in words(sign_in, "999999999")[1]


def test_a_stream_names_nobody(office, sign_in, watch):
    before = live.live.head()
    ticket = make.ticket(office.actor("agent"), make.household(owner="刘桂兰"))

    told = "".join(words(sign_in, str(before)))

    assert "刘桂兰" not in told
    assert ticket.number not in told


def test_streams_end_when_the_server_goes_down(sign_in, watch):
    answer = sign_in("agent").stream("/live")
    threading.Timer(0.1, watch.close).start()

    assert len(list(answer.iter_encoded())) == 1


def test_a_browser_too_many_asks_later(sign_in, watch):
    watch.most = 1
    agent = sign_in("agent")
    first = agent.stream("/live")
    next(iter(first.iter_encoded()))

    assert agent.stream("/live").status_code == 503
    first.close()


def test_a_stranger_hears_nothing(client, watch):
    assert client.get("/live").headers["Location"].startswith("/login")
