"""Opening balances as a kind of import: what is still owed of past seasons, charged once and taken back by reversal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import dues as queries
from heat.queries.dues import Due, Home
from heat.rules import seasons as calendar
from heat.rules.columns import Layout
from heat.rules.intake import Checked
from heat.rules.lists import OPENING
from heat.rules.money import yuan
from heat.rules.opening_list import OpeningLine, check_opening
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.services import due_lists, dues
from heat.services.dues import Wanted
from heat.services.import_kinds import Finding, Reading, Shown, Written, offered
from heat.services.list_homes import homes_of
from heat.words import N_

CHARGE = "opening"
SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("season", N_("采暖季"), ("season",)),
    Shown("owed", N_("欠费金额"), ("amount",), right=True),
)


def check(sheet: Sheet, layout: Layout) -> Checked[OpeningLine | None]:
    """The lines of a list cleaned; the season of today is no past one."""
    return check_opening(sheet, layout, current=calendar.season_code(clock.today()))


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside what its household is down for; a handful of queries for five hundred lines."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    homes = homes_of(reading, by)
    known = {(due.household_id, due.season_id): due for due in queries.dues(homes.ids, CHARGE)}
    billed = {(due.household_id, due.season_id) for due in queries.dues(homes.ids) if due.charge_id}
    season_ids = dict(db.rows("SELECT code, id FROM season"))
    for entry in entries:
        line: OpeningLine = entry.value
        if line.owed_fen is None:  # an empty cell says nothing, and takes nothing back
            yield Finding(entry, {"season": line.season}, known=line)
            continue
        home = homes.get(line.account_no)
        place = (home.id, season_ids.get(line.season, 0)) if home else (0, 0)
        finding = _beside(entry, known.get(place))
        finding.problems = homes.problems(line.row, line.account_no)
        if home and not finding.problems and (code := _quarrel(home, place in billed and finding.state != "same")):
            finding.problems = (Problem(line.row, homes.header, code, line.account_no, line.season),)
        yield finding


def _beside(entry: Any, due: Due | None) -> Finding:
    line: OpeningLine = entry.value
    said = {"season": line.season, "owed": line.owed_fen}
    if due is None or due.charge_id is None:
        # nothing owed where nothing stands is nothing new
        return Finding(entry, said, after=said) if line.owed_fen else Finding(entry, said, known=line)
    if due.owed_fen == line.owed_fen:
        return Finding(entry, said, due)
    return Finding(entry, said, due, {"owed": due.owed_fen}, {"owed": line.owed_fen})


def _quarrel(home: Home, billed: bool) -> str:
    """Why nothing is booked for a household; '' when nothing speaks against it."""
    if not home.debtor_id:
        return "owner_unknown"
    return "already_billed" if billed else ""


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Charge what differs, due since the end of the year its season began in. Inside the caller's transaction."""
    lines: list[OpeningLine] = [finding.entry.value for finding in findings]
    return Written(dues.apply(by, [_wanted(line) for line in lines]))


def _wanted(line: OpeningLine) -> Wanted:
    return Wanted(line.account_no, line.season, line.owed_fen or 0, 0, date(int(line.season[:4]), 12, 31), CHARGE)


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {name: yuan(value) if isinstance(value, int) else str(value or "") for name, value in facts.items()}


IMPORTS = offered(OPENING, "season.bill", globals(), edited=due_lists.edited, take_back=due_lists.take_back)
