"""What the rules of dispatch ask: the crew with skills, duty and load, who serves where, and tickets as work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heat import clock, db
from heat.queries import dispatch_asks, flow_bodies, visible
from heat.queries.dispatch import OWN_TEAM
from heat.rules import dispatch as rules
from heat.rules.dispatch import Chosen, Person, Rule, Work
from heat.rules.flows import GIVEN
from heat.rules.permissions import Actor

CODE = "dispatch"
TRIED = 200


@dataclass(frozen=True)
class Setting:
    """The rules in force: their version, whether intake uses them by itself, and the rules in order."""

    version: int
    auto: bool
    rules: tuple[Rule, ...]


def setting() -> Setting:
    """The rules as published, as we ship them in an office that never changed them; one query."""
    found = db.row(
        "SELECT v.version, v.body FROM design d JOIN design_version v ON v.id = d.current_id "
        "WHERE d.kind = 'rule' AND d.code = ?",
        CODE,
    )
    body = rules.DEFAULT | dict(db.unpacked(found[1])) if found else rules.DEFAULT
    return Setting(found[0] if found else 0, bool(body["auto"]), rules.read(body))


_Place = tuple[str, int | None]


@dataclass
class Ground:
    """The whole of what the rules stand on at one instant."""

    people: list[Person]
    areas: dict[_Place, set[int]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[tuple[int, _Place], set[int]] = field(default_factory=lambda: defaultdict(set))
    stewards: dict[int, int] = field(default_factory=dict)
    only_team: int | None = None

    def work(self, row: _Row, filled: Mapping[str, tuple[str, ...]]) -> Work:
        """A ticket as the rules see it, with what is filled in of the own fields they ask for."""
        places: tuple[_Place, _Place] = ("community", row.community_id), ("circuit", row.circuit_id)
        served = {team for place in places for team in self.areas.get(place, ())}
        special = {team for place in places for team in self.kinds.get((row.kind_id, place), ())}
        any_area = bool(self.areas or self.kinds) and self.only_team is None
        return Work(
            row.kind,
            row.kind_name,
            row.area,
            frozenset(served | special) if any_area else None,
            frozenset(special) or None,
            self.stewards.get(row.community_id or 0),
            filled,
        )


@dataclass(frozen=True)
class _Row:
    """A ticket as it is read for the rules."""

    id: int
    number: str
    version: int
    summary: str
    address: str
    opened_at: int
    assignee_id: int | None
    kind_id: int
    kind: str
    kind_name: str
    community_id: int | None
    area: str
    circuit_id: int | None
    ext: Any
    home_ext: Any


_ROW = (
    "SELECT t.id, t.number, t.version, t.summary, coalesce(t.address, ''), t.opened_at, t.assignee_id, t.kind_id, "
    "k.code, k.name, t.community_id, coalesce(c.name, ''), t.circuit_id, t.ext, h.ext FROM ticket t "
    "JOIN ticket_kind k ON k.id = t.kind_id LEFT JOIN community c ON c.id = t.community_id "
    "LEFT JOIN household h ON h.id = t.household_id"
)


def ground(by: Actor) -> Ground:
    """Crew that this person may send, areas and duty as they are now; five queries, however many tickets are asked."""
    made = Ground(_crew(by, on_duty(clock.now()), loads()))
    teams = db.rows(f"SELECT id FROM team t WHERE {OWN_TEAM} ORDER BY id LIMIT 2")
    made.only_team = teams[0][0] if len(teams) == 1 else None
    for team_id, community_id, circuit_id, kind_id, staff_id in db.rows(
        "SELECT a.team_id, a.community_id, a.circuit_id, a.kind_id, a.staff_id FROM team_area a "
        "JOIN team m ON m.id = a.team_id WHERE m.retired_at IS NULL ORDER BY a.id"
    ):
        place: _Place = ("circuit", circuit_id) if community_id is None else ("community", community_id)
        if kind_id is not None:
            made.kinds[kind_id, place].add(team_id)
            continue
        made.areas[place].add(team_id)
        if staff_id is not None and community_id is not None:
            made.stewards.setdefault(community_id, staff_id)
    return made


def _crew(by: Actor, duty: set[int], load: dict[int, int]) -> list[Person]:
    """Technicians of the office's own teams; whoever leads one with others in it dispatches and does not go."""
    today, seen = clock.today().isoformat(), visible.people(by)
    found = db.rows(
        "SELECT s.id, s.name, m.team_id, t.name, t.leader_id, m.skills FROM team_member m "
        "JOIN staff s ON s.id = m.staff_id JOIN team t ON t.id = m.team_id WHERE m.valid_from <= ? AND ? < m.valid_to "
        f"AND s.disabled_at IS NULL AND {OWN_TEAM} AND {seen.sql} ORDER BY s.id, m.team_id",
        today,
        today,
        *seen.values,
    )
    sizes: dict[int, int] = defaultdict(int)
    for _, _, team_id, _, _, _ in found:
        sizes[team_id] += 1
    crew: dict[int, Person] = {}
    for staff_id, name, team_id, team, leader_id, skills in found:
        if staff_id == leader_id and sizes[team_id] > 1:
            continue
        known = frozenset(db.unpacked(skills) or ())
        before = crew.get(staff_id)
        crew[staff_id] = (
            replace(before, team_ids=before.team_ids | {team_id}, skills=before.skills | known)
            if before
            else Person(staff_id, name, frozenset({team_id}), team, known, staff_id in duty, load.get(staff_id, 0))
        )
    return list(crew.values())


def on_duty(at: int) -> set[int]:
    """Who is on the roster at an instant; one query along (start_at, end_at)."""
    found = db.rows(
        "SELECT staff_id FROM duty WHERE start_at <= ? AND ? < end_at AND start_at > ?", at, at, at - clock.DAY * 8
    )
    return {staff_id for (staff_id,) in found}


def loads() -> dict[int, int]:
    """How many open tickets each technician holds; one query along the partial index of open tickets."""
    standing, values = flow_bodies.standing(*GIVEN)
    found = db.rows(
        "SELECT t.assignee_id, count(*) FROM ticket t WHERE t.closed_at IS NULL AND t.assignee_id IS NOT NULL "
        f"AND {standing} GROUP BY t.assignee_id",
        *values,
    )
    return dict(found)


@dataclass(frozen=True)
class Offer:
    """One ticket and whom the rules chose for it."""

    row: _Row
    chosen: Chosen


def offers(actor: Actor, ticket_ids: Sequence[int], by: Iterable[Rule]) -> list[Offer]:
    """Whom the rules would send to these tickets, urgent ones first, each as if those before had been given.

    Only people whom this person may send are asked.
    """
    scope = visible.tickets(actor)
    marks = ",".join("?" * len(ticket_ids))
    found = db.rows(
        f"{_ROW} WHERE t.id IN ({marks}) AND t.closed_at IS NULL AND {scope.sql} ORDER BY t.priority, t.due_at, t.id",
        *ticket_ids,
        *scope.values,
    )
    return _offered(ground(actor), [_Row(*row) for row in found], by) if found else []


def _offered(stand: Ground, rows: list[_Row], by: Iterable[Rule]) -> list[Offer]:
    asked = dispatch_asks.ready(by)
    works = [stand.work(row, asked.filled(row.ext, row.home_ext)) for row in rows]
    chosen = rules.in_turn(asked.rules, stand.people, works)
    return [Offer(row, one) for row, one in zip(rows, chosen, strict=True)]


@dataclass(frozen=True)
class Trial:
    """What the rules would have done with the last tickets: how many each had got, how many nobody."""

    offers: list[Offer]
    shares: list[tuple[str, str, int]]
    nobody: int
    same: int
    decided: int


def trial(actor: Actor, by: Iterable[Rule]) -> Trial:
    """The last two hundred tickets this person sees, given out by these rules, with today's crew, areas and the roster
    of their hour.

    Loads begin at nothing and grow with what is given; `same` counts those that went to the same person as in truth.
    A fixed number of queries.
    """
    scope = visible.tickets(actor)
    last = f"{_ROW} WHERE {scope.sql} ORDER BY t.opened_at DESC, t.id DESC LIMIT {TRIED}"
    rows = [_Row(*row) for row in db.rows(last, *scope.values)][::-1]
    stand, made = ground(actor), []
    roster = _roster(rows)
    crew = {one.id: replace(one, load=0) for one in stand.people}
    asked = dispatch_asks.ready(by)
    for row in rows:
        duty = {staff_id for staff_id, start, end in roster if start <= row.opened_at < end}
        people = [replace(one, on_duty=one.id in duty) for one in crew.values()]
        chosen = rules.choose(asked.rules, people, stand.work(row, asked.filled(row.ext, row.home_ext)))
        made.append(Offer(row, chosen))
        if one := chosen.person:
            crew[one.id] = replace(crew[one.id], load=crew[one.id].load + 1)
    return _summed(made[::-1], list(crew.values()))


def _roster(rows: list[_Row]) -> list[tuple[Any, ...]]:
    if not rows:
        return []
    return db.rows(
        "SELECT staff_id, start_at, end_at FROM duty WHERE start_at <= ? AND end_at > ?",
        rows[-1].opened_at,
        rows[0].opened_at,
    )


def _summed(made: list[Offer], crew: list[Person]) -> Trial:
    decided = [one for one in made if one.row.assignee_id is not None]
    same = sum(one.chosen.person is not None and one.chosen.person.id == one.row.assignee_id for one in decided)
    shares = sorted(((one.name, one.team, one.load) for one in crew), key=lambda share: -share[2])
    return Trial(made, shares, sum(one.chosen.person is None for one in made), same, len(decided))
