"""Shifts of the counter: opened by the first payment of a cashier on a day."""

from __future__ import annotations

from heat import clock, db
from heat.models import Shift
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Refused, Say


def open_today(by: Actor) -> int:
    """The open shift of this cashier today, opened when there is none; inside the payment's transaction."""
    if by.kind != "staff" or by.id is None:
        raise Refused(Say(N_("只有登录的收费员能收款。")))
    today = clock.today()
    found = db.value(
        "SELECT id FROM shift WHERE cashier_id = ? AND biz_on = ? AND closed_at IS NULL ORDER BY id DESC LIMIT 1",
        by.id,
        today.isoformat(),
    )
    if found:
        return int(found)
    org_id = db.value("SELECT org_id FROM staff WHERE id = ?", by.id)
    made = Shift.insert(cashier_id=by.id, org_id=org_id, biz_on=today, opened_at=clock.now()).execute()
    audit.record(by, "shift.opened", "shift", made)
    return int(made)
