"""One window (一窗受理): what a household may want in one sitting, at the counter or on the phone, from one page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _

from heat import clock
from heat.queries import (
    accounts,
    callers,
    counter,
    household_history,
    office,
    receipts,
    ticket_kinds,
    timeline,
)
from heat.queries.timeline import Asked, Line
from heat.rules import contacts
from heat.views import gate
from heat.views.gate import needs
from heat.views.page import page
from heat.words import N_

pages = Blueprint("window", __name__, url_prefix="/customers/<int:household_id>/window")
_TODAY = 40  # more than anybody does for one household in one day


@pages.get("")
@needs("household.view")
def one(household_id: int) -> Any:
    actor = gate.actor()
    if not callers.may_see(actor, household_id):
        abort(404)
    charges = "charge" in office.modules() and actor.may("ledger.view")
    return page(
        "customers/window.html",
        card=callers.card(household_id, actor),
        kinds=ticket_kinds.offered("desk") if actor.may("ticket.take") else [],
        visits=_visits(household_id),
        owed=counter.owed(household_id, clock.today()) if charges else [],
        accounts=[one for one in accounts.of_household(household_id) if not one.repairs] if charges else [],
        slips=receipts.of_household(household_id) if charges else [],
        charges=charges,
        today=_today(household_id),
        kind_of=contacts.kind_of,
    )


def _visits(household_id: int) -> list[tuple[str, str, str]]:
    """What sends somebody to the door besides a ticket: name, icon and address, as far as modules and rights go."""
    asked = (
        ("valve", "ticket.take", N_("开阀、关阀、查验"), "key", "valves.new"),
        ("inspection", "inspection.open", N_("安排稽查"), "shield-check", "inspections.new"),
    )
    on, actor = office.modules(), gate.actor()
    return [
        (_(name), icon, url_for(endpoint, household=household_id))
        for module, right, name, icon, endpoint in asked
        if module in on and actor.may(right)
    ]


def _today(household_id: int) -> list[Line]:
    """What has been done for this household today, by anybody, the newest first."""
    since = clock.start_of(clock.today())
    lines = timeline.lines(household_id, household_history.of(household_id), Asked(limit=_TODAY))
    return [line for line in lines if line.at >= since and not line.dated]
