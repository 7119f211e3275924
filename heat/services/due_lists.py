"""The list of dues as a kind of import: compared with what each household is down for, booked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.queries import accounts, merges, visible
from heat.queries import dues as queries
from heat.queries.dues import STANDS_SINCE, Due, Home
from heat.rules import seasons as calendar
from heat.rules.addresses import place_of
from heat.rules.columns import Layout
from heat.rules.dues_list import DueLine, check_dues
from heat.rules.households import UNNAMED, VACANT
from heat.rules.intake import Checked
from heat.rules.lists import DUES
from heat.rules.money import plain_yuan, yuan
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.services import dues, household_opening, search_keys
from heat.services.dues import Wanted
from heat.services.household_opening import Book, NewHousehold
from heat.services.import_kinds import Finding, Imported, Reading, Shown, Written, offered
from heat.services.places import Places
from heat.words import N_, Say

SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("season", N_("采暖季"), ("season",)),
    Shown("owed", N_("应缴"), ("owed", "unpaid"), right=True),
    Shown("paid", N_("已缴"), ("paid",), right=True),
    Shown("due_on", N_("截止日"), ("due_on",)),
)


def check(sheet: Sheet, layout: Layout) -> Checked[DueLine | None]:
    """The lines of a list cleaned; one that names no day is due on the day of today's season."""
    found = db.value(
        "SELECT k.due_on FROM season_calendar k JOIN season s ON s.id = k.season_id WHERE s.code = ? ORDER BY k.id",
        calendar.season_code(clock.today()),
    )
    return check_dues(sheet, layout, due_on=accounts.as_day(found))


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside what its household is down for; a handful of queries for five hundred lines."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    homes = queries.homes([entry.value.account_no for entry in entries], clock.today())
    known = {(due.household_id, due.season_id): due for due in queries.dues([home.id for home in homes.values()])}
    season_ids = dict(db.rows("SELECT code, id FROM season"))
    # where households are on file, a number nobody knows is more often mistyped than new
    filed = db.row("SELECT 1 FROM household LIMIT 1") is not None
    allowed, gone = visible.communities(by) if by.kind == "staff" else None, merges.gone_numbers()
    for entry in entries:
        line: DueLine = entry.value
        season, home = _season(reading, line), homes.get(line.account_no)
        due = known.get((home.id, season_ids.get(season, 0))) if home else None
        finding = _beside(entry, season, due)
        finding.problems = tuple(_problems(reading, finding, season, home, allowed))
        if filed and home is None:
            finding.problems = (_problem(reading, line, "account_no", "account_no_unfiled", line.account_no),)
        if kept := gone.get(line.account_no):
            finding.problems = (_problem(reading, line, "account_no", "merged_away", line.account_no, kept),)
        yield finding


def _beside(entry: Any, season: str, due: Due | None) -> Finding:
    line: DueLine = entry.value
    said = {"season": season, "owed": line.owed_fen, "paid": line.paid_fen, "due_on": line.due_on}
    if due is None:
        return Finding(entry, said, after=said)
    there = {"owed": due.owed_fen, "paid": due.paid_fen, "due_on": due.due_on}
    # what is owed to nobody falls due on no day
    after = {name: said[name] for name, value in there.items() if said[name] != value}
    if not line.owed_fen and not due.owed_fen:
        after.pop("due_on", None)
    return Finding(entry, said, due, {name: there[name] for name in after}, after)


def _problems(
    reading: Reading, finding: Finding, season: str, home: Home | None, allowed: list[int] | None
) -> Iterator[Problem]:
    line: DueLine = finding.entry.value
    if home and allowed is not None and home.community_id not in allowed:
        yield _problem(reading, line, "account_no", "not_yours", line.account_no)
    if home and not home.debtor_id:
        yield _problem(reading, line, "account_no", "owner_unknown", line.account_no)
    due: Due | None = finding.known
    if due is None or not finding.after:
        return
    if not due.by_list:
        yield _problem(reading, line, "account_no", "already_billed", line.account_no, season)
    elif line.paid_fen < due.paid_fen:
        column = "paid" if "paid" in reading.columns else "unpaid" if "unpaid" in reading.columns else "owed"
        yield _problem(reading, line, column, "paid_shrunk", plain_yuan(line.paid_fen), plain_yuan(due.paid_fen))


def _problem(reading: Reading, line: DueLine, column: str, code: str, was: str, now: str = "") -> Problem:
    return Problem(line.row, reading.layout.header_of(column), code, was, now)


def _season(reading: Reading, line: DueLine) -> str:
    """The season of a line: its own, the one the title names, or today's."""
    return line.season or reading.season or calendar.season_code(clock.today())


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Book new and changed dues; households nobody knows are opened on the way. Inside the caller's transaction."""
    places = Places(by.org_ids[0] if by.org_ids else 1)
    _open_unknown(reading, findings, places)
    wanted = [
        Wanted(line.account_no, _season(reading, line), line.owed_fen, line.paid_fen, line.due_on)
        for line in (finding.entry.value for finding in findings)
    ]
    return Written(dues.apply(by, wanted), places.made.steps)


def _open_unknown(reading: Reading, findings: Sequence[Finding], places: Places) -> None:
    """Minimal households for numbers nobody knows: who, phone and address as far as the list says."""
    numbers = [finding.entry.value.account_no for finding in findings]
    there = queries.homes(numbers, clock.today())
    new: dict[str, NewHousehold] = {}
    for line in (finding.entry.value for finding in findings):
        if line.account_no not in there:
            new.setdefault(line.account_no, NewHousehold(line.account_no, _facts(line)))
    if new:
        opened = household_opening.open_households(Book.of(reading.season, places), list(new.values()))
        search_keys.add([one.subject_id for one in opened])


def _facts(line: DueLine) -> dict[str, Any]:
    facts: dict[str, Any] = {"owner": VACANT if line.vacant else line.owner or UNNAMED, "phones": line.phones}
    if place := place_of(line.address) if line.address else None:
        return facts | {"place": place}
    return facts | {"address": line.address}


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {name: yuan(value) if isinstance(value, int) else str(value or "") for name, value in facts.items()}


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Lines on which money has moved since they were imported, by row of the sheet: they are not taken back."""
    why: dict[int, Say] = {}
    for one in imported:
        last = max((txn_id for _, txn_id in one.touched.steps), default=0)
        since = db.value(
            "SELECT 1 FROM entry e WHERE e.household_id = ? AND e.txn_id > ? AND e.season_id IN "
            f"(SELECT season_id FROM entry WHERE txn_id = ?) AND {STANDS_SINCE} LIMIT 1",
            one.touched.subject_id,
            last,
            last,
            last,
        )
        if since:
            why[one.row] = Say(N_("导入后又缴过费，或被新的名单改过"))
    return why


def take_back(imported: Sequence[Imported], by: Actor) -> None:
    """Take the postings of lines back, the last line first; households that were opened on the way stay."""
    for one in reversed(imported):
        dues.take_back(by, one.touched.steps)


IMPORTS = offered(DUES, "reminder.send", globals())
