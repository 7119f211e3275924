"""The line of a ticket as every list shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from heat import clock
from heat.queries import flow_bodies, ticket_kinds
from heat.rules import tickets as life
from heat.rules.flows import OPEN_PHASES


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One line of a list; `stage` is where it stands in the field (rules.flows), '' where no hand is needed there."""

    id: int
    number: str
    kind: str
    kind_name: str
    tone: str
    summary: str
    state: str
    state_name: str
    phase: str
    priority: int
    household_id: int | None
    account_no: str | None
    customer: str | None
    address: str
    team: str | None
    assignee: str | None
    assignee_id: int | None
    team_id: int | None
    opened_at: int
    due_at: int | None
    closed_at: int | None
    in_time: bool | None
    urged: int
    version: int
    started_at: int
    paused_at: int | None
    paused_s: int
    met_at: int | None
    proposed: str
    stage: str

    @property
    def percent(self) -> int:
        """How much of the deadline has gone; pauses do not count, and work that is done stands still."""
        if not self.due_at:
            return 0
        until = self.met_at or self.paused_at or clock.now()
        return life.percent_used(self.started_at, self.due_at, until, self.paused_s * clock.SECOND)

    @property
    def overdue(self) -> bool:
        """Still to be done after the deadline; while the clock stands still a ticket waits without being late."""
        return bool(self.open and not self.met_at and not self.paused_at and self.due_at and clock.now() > self.due_at)

    @property
    def clock_tone(self) -> str:
        """The colour of the deadline bar."""
        return life.tone_of(self.percent, self.overdue) if self.in_time is None else "ok" if self.in_time else "bad"

    @property
    def open(self) -> bool:
        """Whether anything is left to be done."""
        return self.phase in OPEN_PHASES

    @property
    def urgent(self) -> bool:
        """Whether it goes before others."""
        return self.priority == life.URGENT


SELECT = """
SELECT t.id, t.number, k.code, t.summary, t.state, t.phase, t.priority, t.household_id, h.account_no, p.name,
       coalesce(t.address, h.address, ''), m.name, s.name, t.assignee_id, t.team_id, t.opened_at, t.due_at, t.closed_at,
       t.in_time, t.urged, t.version, c.start_at, c.paused_at, c.paused_s, c.met_at, CAST(t.ext AS text),
       t.flow_version_id, k.name, CAST(k.settings AS text)
FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id
LEFT JOIN household h ON h.id = t.household_id LEFT JOIN party p ON p.id = t.party_id
LEFT JOIN team m ON m.id = t.team_id LEFT JOIN staff s ON s.id = t.assignee_id
LEFT JOIN sla_clock c ON c.ticket_id = t.id AND c.goal = 'finish'
"""


def as_row(found: tuple[Any, ...]) -> TicketRow:
    """A line from a row of SELECT."""
    kind = ticket_kinds.template_of(found[2], found[27], found[28])
    flow = flow_bodies.flow(found[26])
    drawn = flow.states.get(found[4])
    return TicketRow(
        id=found[0],
        number=found[1],
        kind=found[2],
        kind_name=kind.name,
        tone=kind.tone,
        summary=found[3],
        state=found[4],
        state_name=drawn.name if drawn else found[4],
        phase=found[5],
        priority=found[6],
        household_id=found[7],
        account_no=found[8],
        customer=found[9],
        address=found[10],
        team=found[11],
        assignee=found[12],
        assignee_id=found[13],
        team_id=found[14],
        opened_at=found[15],
        due_at=found[16],
        closed_at=found[17],
        in_time=None if found[18] is None else bool(found[18]),
        urged=found[19],
        version=found[20],
        started_at=found[21] or found[15],
        paused_at=found[22],
        paused_s=found[23] or 0,
        met_at=found[24],
        proposed=json.loads(found[25]).get("proposed", "") if "proposed" in (found[25] or "") else "",
        stage=flow.stage(found[4]),
    )
