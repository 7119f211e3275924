"""Calibration that nears its day: whoever keeps the machine hears of it once, and opens its ticket by one button."""

from __future__ import annotations

from datetime import date, timedelta

from heat import clock, db
from heat.models import Ticket
from heat.queries import machines as queries
from heat.queries import office
from heat.queries.accounts import as_day
from heat.rules import machines as rules
from heat.rules.permissions import ROLES, Actor
from heat.services import breaches, inbox, journal, machines, sessions, tickets
from heat.words import N_, Missing, Refused, Say

_KIND = "maintenance"
_RIGHT = "machine.keep"


def remind() -> int:
    """Tell of every machine whose calibration is due within the office's days; how many lines are new.

    Once a machine and due day, whatever became of the line and however often this runs. Lines whose day is written
    anew, or whose machine is retired, go. Three queries, and a few for each line that is new.
    """
    if "plant" not in office.modules():
        return 0
    until = clock.today() + timedelta(days=queries.calibration_days())
    with db.writing():
        due = {
            (int(row_id), rules.calibration_line(as_day(day))): (row_id, f"{code} {name}", as_day(day))
            for row_id, code, name, day in db.rows(
                "SELECT id, code, name, calibration_due FROM machine WHERE state <> 'retired' "
                "AND calibration_due IS NOT NULL ORDER BY calibration_due, id"
            )
        }
        lines = db.rows("SELECT DISTINCT subject_id, kind FROM inbox_item WHERE subject = 'machine'")
        known = {(int(row_id), str(kind)) for row_id, kind in lines}
        for row_id, kind in known - due.keys():
            inbox.settled("machine", row_id, [kind])
        new = [one for key, one in due.items() if key not in known and one[2] is not None and one[2] <= until]
        keepers = _keepers() if new else []
        return sum(_tell(keepers, row_id, name, day) for row_id, name, day in new if day is not None)


def open_ticket(by: Actor, machine_id: int) -> Ticket:
    """The ticket that has a machine calibrated; the same due day answers the ticket that is there.

    Refused for a machine without a day of calibration, or a retired one.
    """
    row = queries.one(by, machine_id)
    if row is None:
        raise Missing(Say(N_("没有这台设备，或不在您负责的范围")))
    if row.state == "retired":
        raise Refused(Say(N_("设备已经报废，不用再检定")))
    if row.calibration_due is None:
        raise Refused(Say(N_("这台设备没有写下次检定，请先修改资料")))
    text = f"检定：{row.calibration_due.isoformat()} 到期，检定后请修改“下次检定”"
    with db.writing():
        ticket = tickets.take(by, machines.intake(row, _KIND, text, once_key=_key(machine_id, row.calibration_due)))
        machines.link(by, machine_id, ticket, rules.role_of(_KIND))
    return ticket


def ticket_of(row: queries.MachineRow) -> str:
    """The number of the ticket for the calibration that is due next, '' while there is none. One query or two."""
    if row.calibration_due is None:
        return ""
    found = journal.done(journal.key("take", _key(row.id, row.calibration_due)))
    return str(db.value("SELECT number FROM ticket WHERE id = ?", found)) if found else ""


def _key(machine_id: int, day: date) -> journal.Ours:
    return journal.Ours(f"calibration{machine_id}x{day:%Y%m%d}")


def _tell(keepers: list[Actor], machine_id: int, name: str, day: date) -> int:
    mine = [one.id for one in keepers if one.id and queries.one(one, machine_id)]
    text = f"{name} 的检定 {day.isoformat()} 到期，请安排送检"
    end = clock.start_of(day + timedelta(days=1))
    return inbox.tell(mine, rules.calibration_line(day), "machine", machine_id, text, due_at=end)


def _keepers() -> list[Actor]:
    """Everybody who keeps the machines; the administrators where nobody else does."""
    codes = [role.code for role in ROLES if _RIGHT in role.permissions and role.code != "admin"]
    people = dict.fromkeys(one for code in codes for one in breaches.holding(code)) or breaches.holding("admin")
    return [actor for one in people if (actor := sessions.staff_actor(one)) and actor.may(_RIGHT)]
