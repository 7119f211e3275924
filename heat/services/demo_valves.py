"""Valves of the demo town: closed ones of the stopped flats, one that speaks against its account, open jobs."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from heat import clock, db
from heat.rules import valves as rules
from heat.rules.permissions import Actor
from heat.rules.valves import Proof
from heat.services import attachments, field, tickets, valves
from heat.services.attachments import Picture

_CLOSED, _OPEN_JOBS = 6, 2


def fill(agent: Actor, leader: Actor, technician: int) -> None:
    """A handful of jobs, each made by the office's own acts; one of them closed a flat whose account is heated."""
    stopped, heated = _homes("s.state = 'suspended'", _CLOSED), _homes("s.state = 'supplied'", _OPEN_JOBS + 2)
    done = [(home, "close", "报停", Proof("open", "closed", f"QF{20417 + n}")) for n, home in enumerate(stopped)]
    done += [(home, "close", "报停", Proof("open", "closed", f"QF{20417 + len(stopped)}")) for home in heated[:1]]
    # closed before there was a register, opened this winter
    done += [(home, "open", "复热", Proof("closed", "open")) for home in heated[1:2]]
    for n, (home, act, reason, proof) in enumerate(done):
        at = clock.start_of(clock.today()) + 9 * clock.HOUR - (2 + n) * clock.DAY
        with clock.stopped(at):
            ticket = valves.open_job(agent, home, act, reason, once_key=f"demovalve{n}")
            tickets.move(leader, ticket.id, "assign", {"assignee": technician})
        with clock.stopped(at + (70 + 15 * n) * clock.MINUTE):
            told = {rules.KIND: proof.told(), "cause": rules.outcome(proof)}
            field.enter(agent, ticket.id, told, [photo(n)], once_key=f"demovalve{n}e")
    for n, home in enumerate(heated[2:]):
        ticket = valves.open_job(agent, home, "check", "季中核查", once_key=f"demovalvej{n}")
        tickets.move(leader, ticket.id, "assign", {"assignee": technician})


def _homes(condition: str, n: int) -> Sequence[int]:
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT h.id FROM household h JOIN supply_period s ON s.household_id = h.id AND s.valid_from <= ? "
        f"AND ? < s.valid_to WHERE {condition} ORDER BY h.id LIMIT {int(n)}",
        today,
        today,
    )
    return [home for (home,) in found]


def photo(n: int) -> Picture:
    """A valve and its seal as a child would draw them: no real flat stands in the demo."""
    picture = Image.new("RGB", (480, 360), "#d9dde3")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 160, 440, 200), fill="#8a929e")
    pen.rectangle((200, 110, 280, 250), fill="#b0433a")
    pen.ellipse((250, 220, 310, 280), fill="#e2b13c", outline="#6b4f12")
    pen.text((262, 243), f"QF{20417 + n}", fill="#222222")
    out = BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return attachments.cleaned(out)
