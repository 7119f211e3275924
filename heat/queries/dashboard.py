"""The manager's figures: tickets by day, kind, state, area and team, and how much has been collected."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from heat import clock, db
from heat.queries import flow_bodies, visible
from heat.queries.accounts import NO_HEAT
from heat.rules import tickets as life
from heat.rules.permissions import Actor
from heat.words import N_

DAYS = 14
# the sums over all charges are counted again after a minute, in an office with few of them after every booking too
_MONEY_FOR, _FEW = clock.MINUTE, 20_000
_money: dict[tuple[str, int, int, int], list[Collection]] = {}


@dataclass(frozen=True)
class Head:
    """The figures at the top, for the days from `first` to `last`, both included."""

    first: date
    last: date
    opened: int
    opened_before: int
    finished: int
    open_now: int
    overdue: int
    soon: int
    mean_hours: float | None
    in_time: int | None
    satisfaction: float | None
    rated: int


def head(actor: Actor, first: date, last: date) -> Head:
    """Opened, finished, open, late, mean handling time and satisfaction; five indexed queries."""
    scope = visible.tickets(actor)
    days = (last - first).days + 1
    start, end = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    done = db.row(
        "SELECT count(*), avg(s.met_at - t.opened_at - s.paused_s * 1000), "
        "100.0 * sum(CASE WHEN s.breached THEN 0 ELSE 1 END) / nullif(count(*), 0) "
        f"FROM sla_clock s JOIN ticket t ON t.id = s.ticket_id WHERE s.goal = 'finish' "
        f"AND s.met_at >= ? AND s.met_at < ? AND {scope.sql}",
        start,
        end,
        *scope.values,
    ) or (0, None, None)
    now = clock.now()
    working = db.row(
        "SELECT count(*), sum(CASE WHEN t.phase IN ('new','active') AND t.due_at < ? THEN 1 ELSE 0 END), "
        "sum(CASE WHEN t.phase IN ('new','active') AND t.due_at >= ? AND t.due_at < ? THEN 1 ELSE 0 END) "
        f"FROM ticket t WHERE t.closed_at IS NULL AND {scope.sql}",
        now,
        now,
        now + clock.HOUR,
        *scope.values,
    ) or (0, 0, 0)
    rated = db.row(
        "SELECT avg(f.level), count(*) FROM feedback f JOIN ticket t ON t.id = f.ticket_id "
        f"WHERE f.done_at >= ? AND f.done_at < ? AND f.level IS NOT NULL AND {scope.sql}",
        start,
        end,
        *scope.values,
    ) or (None, 0)
    return Head(
        first=first,
        last=last,
        opened=_opened(actor, first, last),
        opened_before=_opened(actor, first - timedelta(days=days), last - timedelta(days=days)),
        finished=done[0],
        open_now=working[0],
        overdue=int(working[1] or 0),
        soon=int(working[2] or 0),
        mean_hours=float(done[1]) / clock.HOUR if done[1] is not None else None,
        in_time=round(float(done[2])) if done[2] is not None else None,
        satisfaction=float(rated[0]) if rated[0] is not None else None,
        rated=rated[1],
    )


def _opened(actor: Actor, first: date, last: date) -> int:
    scope = visible.tickets(actor)
    return int(
        db.value(
            f"SELECT count(*) FROM ticket t WHERE t.opened_on >= ? AND t.opened_on <= ? AND {scope.sql}",
            first.isoformat(),
            last.isoformat(),
            *scope.values,
        )
    )


@dataclass(frozen=True)
class Day:
    """One day of the trend with the same day a year before."""

    on: date
    n: int
    year_before: int


def trend(actor: Actor, last: date, days: int = DAYS) -> list[Day]:
    """Tickets opened a day, beside the same days of the year before; two queries along the stored business day."""
    this = _by_day(actor, last - timedelta(days=days - 1), last)
    back = timedelta(days=364)  # the same day of the week
    before = _by_day(actor, last - back - timedelta(days=days - 1), last - back)
    every = [last - timedelta(days=n) for n in range(days - 1, -1, -1)]
    return [Day(on, this.get(on, 0), before.get(on - back, 0)) for on in every]


def _by_day(actor: Actor, first: date, last: date) -> dict[date, int]:
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT t.opened_on, count(*) FROM ticket t WHERE t.opened_on >= ? AND t.opened_on <= ? "
        f"AND {scope.sql} GROUP BY t.opened_on",
        first.isoformat(),
        last.isoformat(),
        *scope.values,
    )
    return {on if isinstance(on, date) else date.fromisoformat(on): n for on, n in found}


@dataclass(frozen=True)
class Share:
    """One slice: its code for the drill-down, its name, how many."""

    code: str
    name: str
    n: int


def kinds(actor: Actor, first: date, last: date) -> list[Share]:
    """Tickets opened in the window by kind, most first; one query."""
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT k.code, k.name, x.n FROM (SELECT t.kind_id, count(*) AS n FROM ticket t WHERE t.opened_on >= ? "
        f"AND t.opened_on <= ? AND {scope.sql} GROUP BY t.kind_id) x JOIN ticket_kind k ON k.id = x.kind_id "
        "ORDER BY x.n DESC",
        first.isoformat(),
        last.isoformat(),
        *scope.values,
    )
    return [Share(*row) for row in found]


_OTHERS = 6  # states of other flows that are named; the rest is one line


def states(actor: Actor) -> list[Share]:
    """Open tickets by state, in the order of a ticket's life; one query over the partial index."""
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT t.state, t.flow_version_id, count(*) FROM ticket t "
        f"WHERE t.closed_at IS NULL AND {scope.sql} GROUP BY t.state, t.flow_version_id ORDER BY t.flow_version_id",
        *scope.values,
    )
    drawn = life.REPAIR["states"]
    shares = [
        Share(code, state["name"], sum(n for one, _, n in found if one == code))
        for code, state in drawn.items()
        if any(one == code for one, _, _ in found)
    ]
    others: Counter[str] = Counter()
    for code, version_id, n in found:
        if code not in drawn:
            state = flow_bodies.flow(version_id).states.get(code)
            others[state.name if state else code] += n
    named = others.most_common(_OTHERS)
    rest = others.total() - sum(n for _, n in named)
    shares += [Share(f"other-{at}", name, n) for at, (name, n) in enumerate(named)]
    return [*shares, Share("other", N_("其他流程"), rest)] if rest else shares


def areas(actor: Actor, limit: int = 8) -> list[Share]:
    """Communities with the most open tickets; one query."""
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT c.code, c.name, count(*) AS n FROM ticket t JOIN community c ON c.id = t.community_id "
        f"WHERE t.closed_at IS NULL AND {scope.sql} GROUP BY c.id, c.code, c.name ORDER BY n DESC, c.id LIMIT ?",
        *scope.values,
        limit,
    )
    return [Share(*row) for row in found]


@dataclass(frozen=True)
class TeamWork:
    """What a team has done in the window."""

    name: str
    finished: int
    mean_hours: float
    in_time: int
    satisfaction: float | None


def teams(actor: Actor, first: date, last: date) -> list[TeamWork]:
    """Teams by the tickets they finished in the window; two queries."""
    scope = visible.tickets(actor)
    start, end = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    levels = dict(
        db.rows(
            "SELECT t.team_id, avg(f.level) FROM feedback f JOIN ticket t ON t.id = f.ticket_id "
            f"WHERE f.done_at >= ? AND f.done_at < ? AND f.level IS NOT NULL AND {scope.sql} GROUP BY t.team_id",
            start,
            end,
            *scope.values,
        )
    )
    found = db.rows(
        "SELECT m.id, m.name, count(*) AS n, avg(s.met_at - t.opened_at - s.paused_s * 1000), "
        "100.0 * sum(CASE WHEN s.breached THEN 0 ELSE 1 END) / count(*) FROM sla_clock s "
        "JOIN ticket t ON t.id = s.ticket_id JOIN team m ON m.id = t.team_id "
        f"WHERE s.goal = 'finish' AND s.met_at >= ? AND s.met_at < ? AND {scope.sql} "
        "GROUP BY m.id, m.name ORDER BY n DESC, m.id",
        start,
        end,
        *scope.values,
    )
    return [
        TeamWork(name, n, float(mean) / clock.HOUR, round(float(share)), float(levels[i]) if levels.get(i) else None)
        for i, name, n, mean, share in found
    ]


@dataclass(frozen=True)
class Collection:
    """How much of what was charged has come in, for one use class or for old debts."""

    name: str
    charged_fen: int
    open_fen: int

    @property
    def collected_fen(self) -> int:
        """What has come in."""
        return self.charged_fen - self.open_fen

    @property
    def percent(self) -> int:
        """The collection rate, 0 to 100; a rate of 99.9 is not 100."""
        return 0 if self.charged_fen <= 0 else max(0, self.collected_fen * 100 // self.charged_fen)


def collection(season_id: int) -> list[Collection]:
    """This season's heat by use class, from bills and lists; old debts, late fees, repairs and penalties are left out.

    The sums of a large office are at most a minute old.
    """
    charges, txns = db.row("SELECT (SELECT max(id) FROM charge), (SELECT max(id) FROM txn)") or (0, 0)
    newest = 0 if (charges or 0) > _FEW else txns or 0
    key = (str(db.database.obj.database), season_id, clock.now() // _MONEY_FOR, newest)
    if key not in _money:
        _money.clear()
        _money[key] = _collection(season_id)
    return _money[key]


def _collection(season_id: int) -> list[Collection]:
    charged = db.rows(
        "SELECT a.use_class, sum(c.fen) FROM season_account a JOIN charge c ON c.account_id = a.id "
        f"WHERE a.season_id = ? AND c.kind NOT IN ({NO_HEAT}) GROUP BY a.use_class ORDER BY 2 DESC",
        season_id,
    )
    still_open = dict(
        db.rows(
            "SELECT a.use_class, sum(o.open_fen) FROM open_charge o JOIN charge c ON c.id = o.charge_id "
            "JOIN season_account a ON a.id = c.account_id WHERE o.season_id = ? "
            f"AND o.kind NOT IN ({NO_HEAT}) GROUP BY a.use_class",
            season_id,
        )
    )
    return [Collection(name, int(fen), int(still_open.get(name) or 0)) for name, fen in charged]


def season_of(on: date) -> tuple[int, str] | None:
    """The newest season that has begun to be charged by this day: (id, name); None in an empty office."""
    found = db.row(
        "SELECT s.id, s.name FROM season s JOIN season_calendar c ON c.season_id = s.id AND c.org_id = 1 "
        "WHERE EXISTS (SELECT 1 FROM season_account a WHERE a.season_id = s.id) AND c.first_on <= ? "
        "ORDER BY c.first_on DESC LIMIT 1",
        (on + timedelta(days=180)).isoformat(),
    )
    return (found[0], found[1]) if found else None
