"""The timeline of a household (用户日志): everything said, done, paid, sent, moved and changed, newest first.

What was said, sent, measured and paid stands in `contact`. The steps of tickets, the people who came and left, the
terms that changed and the lists that were imported are read from their own tables, so that nothing is told twice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from heat import clock, db
from heat.queries import as_of, visible
from heat.queries.as_of import AsOf
from heat.queries.household_history import History
from heat.rules import contacts
from heat.rules import tickets as life
from heat.words import Say

LINES = 20
_PEOPLE, _CHANGE, _IMPORT, _MOVE, _CONTACT = range(5)
_NAMES = {move["action"]: move["name"] for move in life.REPAIR["moves"]}
_IN_CONTACT = frozenset(("note", "call", "visit", "ticket", "temperature", "message", "payment"))
# the other steps of a ticket (taken, finished, closed …) have a line in contact already
MOVES = ("assign", "reassign", "accept", "arrive", "hold", "resume", "return", "reopen", "escalate", "merge")


class Place(NamedTuple):
    """Where a line stands on the timeline; the address of an older page names the last one shown."""

    at: int
    source: int
    id: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what kind, what was said, by whom; `dated` when only its day is known."""

    place: Place
    kind: str
    direction: str
    text: str
    by: str | None = None
    subject: str | None = None
    subject_id: int | None = None
    title: Say | None = None
    number: str = ""
    dated: bool = False

    @property
    def at(self) -> int:
        """When it happened."""
        return self.place.at

    @property
    def id(self) -> int:
        """Its number among the lines of its source."""
        return self.place.id


@dataclass(frozen=True)
class Asked:
    """Which lines: of one kind, with these words in them, older than the last one shown."""

    kind: str = ""
    words: str = ""
    before: Place | None = None
    limit: int = LINES


EVERYTHING = Asked()


def lines(household_id: int, history: History, asked: Asked = EVERYTHING, seen: AsOf | None = None) -> list[Line]:
    """Up to `limit` + 1 lines, newest first; one more than the limit tells that there are older ones. Three queries."""
    seen = seen or as_of.now()
    found = [line for line in _rest(household_id, history, seen) if _wanted(line, asked)]
    if not asked.kind or asked.kind in _IN_CONTACT:
        found += _contacts(household_id, asked, seen)
    if asked.kind in ("", "ticket"):
        found += _moves(household_id, asked, seen)
    return sorted(found, key=lambda one: one.place, reverse=True)[: asked.limit + 1]


def counts(household_id: int, history: History, seen: AsOf | None = None) -> dict[str, int]:
    """How many lines of each kind there are by the end of a day; three queries."""
    seen = seen or as_of.now()
    said = "SELECT kind, count(*) FROM contact WHERE household_id = ? AND at < ? GROUP BY kind"
    counted = Counter(dict(db.rows(said, household_id, seen.end)))
    counted["ticket"] += db.value(
        "SELECT count(*) FROM ticket t JOIN ticket_move m ON m.ticket_id = t.id WHERE t.household_id = ? "
        f"AND m.at < ? AND m.action IN ({','.join('?' * len(MOVES))})",
        household_id,
        seen.end,
        *MOVES,
    )
    counted.update(line.kind for line in _rest(household_id, history, seen))
    return {kind.code: counted[kind.code] for kind in contacts.KINDS if counted[kind.code]}


def _rest(household_id: int, history: History, seen: AsOf) -> list[Line]:
    """The lines that are few: read whole, chosen from afterwards."""
    found = [*_imports(household_id), *_changes(history), *_people(history)]
    return [line for line in found if line.at < seen.end]


def _wanted(line: Line, asked: Asked) -> bool:
    return (
        asked.kind in ("", line.kind)
        and (asked.before is None or line.place < asked.before)
        and asked.words.lower() in f"{line.title or ''} {line.text}".lower()
    )


def _older(asked: Asked, source: int, columns: str) -> tuple[str, list[int]]:
    """The condition that leaves the lines of one source behind the last one shown; `columns` are its at and key."""
    if asked.before is None:
        return "1 = 1", []
    at = columns.split(",")[0]
    if source != asked.before.source:
        return f"{at} {'<=' if source < asked.before.source else '<'} ?", [asked.before.at]
    key = [asked.before.id] if columns.count(",") == 1 else list(divmod(asked.before.id, _STEPS))
    return f"({columns}) < ({', '.join('?' * (len(key) + 1))})", [asked.before.at, *key]


def _like(words: str) -> str:
    return "%" + words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _contacts(household_id: int, asked: Asked, seen: AsOf) -> list[Line]:
    older, values = _older(asked, _CONTACT, "c.at, c.id")
    where: list[str] = ["c.household_id = ?", "c.at < ?", older]
    given: list[Any] = [household_id, seen.end, *values]
    if asked.kind:
        where.append("c.kind = ?")
        given.append(asked.kind)
    if asked.words:
        where.append("lower(c.text) LIKE ? ESCAPE ?")
        given += [_like(asked.words), "\\"]
    found = db.rows(
        "SELECT c.at, c.id, c.kind, c.direction, c.text, s.name, c.subject, c.subject_id, "
        "(SELECT t.number FROM ticket t WHERE c.subject = 'ticket' AND t.id = c.subject_id) FROM contact c "
        f"LEFT JOIN staff s ON s.id = c.by_id WHERE {' AND '.join(where)} ORDER BY c.at DESC, c.id DESC LIMIT ?",
        *given,
        asked.limit + 1,
    )
    return [Line(Place(row[0], _CONTACT, row[1]), *row[2:8], number=row[8] or "") for row in found]


_STEPS = 10_000  # a ticket has fewer steps than that: its id and the step are one number


def _moves(household_id: int, asked: Asked, seen: AsOf) -> list[Line]:
    older, values = _older(asked, _MOVE, "m.at, m.ticket_id, m.seq")
    where = ["t.household_id = ?", "m.at < ?", f"m.action IN ({','.join('?' * len(MOVES))})", older]
    where.append(visible.no_complaints().sql)  # the reasons given there are for those who may open it
    given: list[Any] = [household_id, seen.end, *MOVES, *values]
    if asked.words:
        names = [code for code, name in _NAMES.items() if asked.words in name and code in MOVES]
        said = f"m.action IN ({','.join('?' * len(names)) or 'NULL'})"
        where.append(f"({said} OR lower(t.number || ' ' || coalesce(m.reason, '')) LIKE ? ESCAPE ?)")
        given += [*names, _like(asked.words), "\\"]
    found = db.rows(
        "SELECT m.at, m.ticket_id, m.seq, m.action, coalesce(m.reason, ''), s.name, t.number FROM ticket t "
        "JOIN ticket_move m ON m.ticket_id = t.id LEFT JOIN staff s ON s.id = m.by_id "
        f"WHERE {' AND '.join(where)} ORDER BY m.at DESC, m.ticket_id DESC, m.seq DESC LIMIT ?",
        *given,
        asked.limit + 1,
    )
    return [
        Line(
            Place(at, _MOVE, ticket_id * _STEPS + seq), "ticket", "internal", reason, by, "ticket", ticket_id,
            Say(_NAMES[action]), number,
        )
        for at, ticket_id, seq, action, reason, by, number in found
    ]  # fmt: skip


def _imports(household_id: int) -> list[Line]:
    found = db.rows(
        "SELECT coalesce(b.done_at, b.at), r.batch_id, r.row, r.state, b.kind, b.name, s.name FROM import_row r "
        "JOIN import_batch b ON b.id = r.batch_id LEFT JOIN staff s ON s.id = b.by_id "
        "WHERE r.subject = 'household' AND r.subject_id = ? AND r.state IN ('new', 'changed') "
        "AND b.done_at IS NOT NULL AND b.undone_at IS NULL",
        household_id,
    )
    return [
        Line(Place(at, _IMPORT, batch_id), "import", "internal", name, by, title=contacts.imported(kind, state, row))
        for at, batch_id, row, state, kind, name, by in found
    ]


def _changes(history: History) -> list[Line]:
    """What decides the price, and the state of supply, as they changed from one dated row to the next."""
    told = sorted([*contacts.changed_terms(history.terms), *contacts.changed_states(history.states)], key=_first)
    return [_day_line(_CHANGE, day, n, say) for n, (day, say) in enumerate(told)]


def _people(history: History) -> list[Line]:
    came = [_day_line(_PEOPLE, one.since, one.id * 2, contacts.came(one.role, one.name)) for one in history.links]
    went = [
        _day_line(_PEOPLE, one.until, one.id * 2 + 1, contacts.went(one.role, one.name))
        for one in history.links
        if one.until
    ]
    return came + went


def _first(told: tuple[date, Say]) -> date:
    return told[0]


def _day_line(source: int, day: date, row_id: int, say: Say) -> Line:
    kind = "people" if source == _PEOPLE else "change"
    return Line(Place(clock.start_of(day), source, row_id), kind, "internal", "", title=say, dated=True)
