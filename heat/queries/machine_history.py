"""The file of one machine: states, tickets by role, what they used and cost, plans; and how whole all machines were."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import machines, ticket_kinds, tickets, visible
from heat.queries.accounts import as_day
from heat.queries.ticket_rows import TicketRow
from heat.rules import costs, machine_plans
from heat.rules import machines as rules
from heat.rules.machine_plans import Plan, Season
from heat.rules.machines import Share, Spell
from heat.rules.money import Fen
from heat.rules.permissions import Actor

_ALL = 100_000  # more machines than a company has


@dataclass(frozen=True)
class StateLine:
    """One change of state."""

    from_at: int
    state: str
    reason: str
    by: str | None


def states(machine_id: int) -> list[StateLine]:
    """Every state a machine was in, the newest first; one query."""
    found = db.rows(
        "SELECT c.from_at, c.state, coalesce(c.reason, ''), p.name FROM machine_state c "
        "LEFT JOIN staff p ON p.id = c.by_id WHERE c.machine_id = ? ORDER BY c.from_at DESC, c.id DESC LIMIT 100",
        machine_id,
    )
    return [StateLine(*row) for row in found]


def of_role(actor: Actor, machine_id: int) -> dict[str, list[TicketRow]]:
    """The tickets of a machine by role (repair, maintenance, patrol), newest first, as far as this person sees them.

    A patrol that looks at a machine belongs here by machines.link(…, role="patrol"). Two queries.
    """
    seen = visible.tickets(actor)
    found = db.rows(
        "SELECT k.ticket_id, k.role FROM machine_ticket k JOIN ticket t ON t.id = k.ticket_id "
        f"WHERE k.machine_id = ? AND {seen.sql} ORDER BY t.opened_at DESC, t.id DESC LIMIT 200",
        machine_id,
        *seen.values,
    )
    known = tickets.lines([ticket_id for ticket_id, _ in found])
    made: dict[str, list[TicketRow]] = {role: [] for role in rules.ROLES}
    for ticket_id, role in found:
        made[role].append(known[ticket_id])
    return made


@dataclass(frozen=True)
class Used:
    """One part that was built into a machine, in all its repairs."""

    name: str
    unit: str
    quantity_milli: int
    fen: Fen


@dataclass(frozen=True)
class Spent:
    """What a machine has cost: parts at the price of then, hours, and the parts themselves."""

    parts: list[Used]
    minutes: int
    labour_fen: Fen

    @property
    def parts_fen(self) -> Fen:
        """What was built in."""
        return sum(one.fen for one in self.parts)

    @property
    def cost_fen(self) -> Fen:
        """Parts and hours."""
        return self.parts_fen + self.labour_fen


def spent(machine_id: int) -> Spent:
    """What the visits of all its tickets used and how long they took; two queries."""
    of = "JOIN machine_ticket k ON k.ticket_id = v.ticket_id WHERE k.machine_id = ?"
    parts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for name, unit, milli, price in db.rows(
        "SELECT i.name, i.unit, -u.quantity_milli, u.price_fen FROM stock_move u JOIN item i ON i.id = u.item_id "
        f"AND i.kind = 'material' JOIN visit v ON v.id = u.visit_id {of} ORDER BY u.id",
        machine_id,
    ):
        parts[name, unit][0] += milli
        parts[name, unit][1] += costs.line_fen(milli, price)
    visits = db.rows(f"SELECT v.minutes, v.hourly_fen, v.helper_id FROM visit v {of}", machine_id)
    return Spent(
        [Used(*names, *sums) for names, sums in parts.items()],
        sum(minutes or 0 for minutes, *_ in visits),
        sum(costs.labour_fen(minutes, hourly, 2 if helper else 1) for minutes, hourly, helper in visits),
    )


@dataclass(frozen=True)
class PlanRow:
    """One plan with the day or the hours until it is due."""

    id: int
    machine_id: int
    name: str
    text: str
    kind: str
    stopped: bool
    plan: Plan
    due_on: date | None
    hours_left: int | None
    waiting: bool

    @property
    def over(self) -> bool:
        """Whether it is due and nothing has been made of it yet."""
        late = self.due_on is not None and self.due_on <= clock.today()
        return not self.stopped and not self.waiting and (late or self.hours_left == 0)


def seasons() -> list[Season]:
    """The office's seasons with their days; one query."""
    found = db.rows(
        "SELECT s.code, k.first_on, k.last_on FROM season s JOIN season_calendar k ON k.season_id = s.id "
        "AND k.org_id = 1 ORDER BY k.first_on"
    )
    days = [(code, as_day(first), as_day(last)) for code, first, last in found]
    return [Season(code, first, last) for code, first, last in days if first and last]


def plans(machine_id: int, hours: int | None) -> list[PlanRow]:
    """The plans of a machine, the oldest first; three queries."""
    known = seasons()
    names = {kind.id: kind.name for kind in ticket_kinds.all_kinds()}
    found = db.rows(
        "SELECT p.id, p.machine_id, p.name, coalesce(p.text, ''), p.kind_id, p.stopped_at, p.every, p.n, p.counted_on, "
        "p.counted_hours, EXISTS (SELECT 1 FROM machine_ticket k JOIN ticket t ON t.id = k.ticket_id "
        "WHERE k.plan_id = p.id AND t.closed_at IS NULL) FROM machine_plan p WHERE p.machine_id = ? ORDER BY p.id",
        machine_id,
    )
    return [_plan(row, names, known, hours) for row in found]


def _plan(row: tuple[Any, ...], names: dict[int, str], known: list[Season], hours: int | None) -> PlanRow:
    plan = Plan(row[6], row[7], as_day(row[8]) or clock.today(), row[9])
    coming = machine_plans.next_due(plan, known)
    left = machine_plans.hours_left(plan, hours)
    kind = names.get(row[4], "")
    return PlanRow(*row[:4], kind, row[5] is not None, plan, coming.on if coming else None, left, bool(row[10]))


@dataclass(frozen=True)
class ShareRow:
    """One line of 设备完好率: the key a list is narrowed by, its name, and the share."""

    key: str
    name: str
    share: Share


def shares(actor: Actor, group: str, first: date, last: date) -> tuple[Share, list[ShareRow]]:
    """How whole equipment was over some days, both included: in all, and by substation or kind. Two queries.

    The worst stands first. Days to come count for nothing: the time ends now.
    """
    first_at, end_at = clock.start_of(first), min(clock.now(), clock.start_of(last) + clock.DAY)
    rows = [row for view in ("all", "retired") for row in machines.listed(actor, machines.Wanted(view), _ALL)]
    key = {row.id: _key(row, group) for row in rows}
    found = rules.shares(_spells(key, end_at), first_at, max(first_at, end_at))
    lines = [ShareRow(*one, found[one[0]]) for one in sorted(set(key.values())) if one[0] in found]
    worst = sorted(lines, key=lambda line: (line.share.time_percent if line.share.all_ms else 101, line.name))
    return found[""], worst


def _key(row: machines.MachineRow, group: str) -> tuple[str, str]:
    if group == "kind":
        return row.kind, row.kind_name
    return (str(row.substation_id), row.substation) if row.substation_id else (f"s{row.source_id}", row.source)


def _spells(keys: dict[int, tuple[str, str]], end_at: int) -> list[Spell]:
    found = db.rows("SELECT machine_id, state, from_at FROM machine_state ORDER BY machine_id, from_at, id")
    after = [*found[1:], (0, "", 0)]
    return [
        Spell(row[0], (keys[row[0]][0],), row[1], row[2], following[2] if following[0] == row[0] else end_at)
        for row, following in zip(found, after, strict=False)  # without machines there is none to follow
        if row[0] in keys and row[2] < end_at
    ]
