"""The households that lines of a list speak of, and what speaks against a line whatever it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from heat import clock
from heat.queries import dues, households, merges, visible
from heat.queries.dues import Home
from heat.rules.addresses import place_of
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.services.import_kinds import Reading


@dataclass(frozen=True)
class Homes:
    """Households by number as one person may import for them; `header` is what stands above the numbers."""

    found: Mapping[str, Home]
    header: str
    gone: Mapping[str, str]
    allowed: Sequence[int] | None

    @property
    def ids(self) -> list[int]:
        """The ids of all of them."""
        return [home.id for home in self.found.values()]

    def get(self, account_no: str) -> Home | None:
        """The household of this number, None when there is none."""
        return self.found.get(account_no)

    def problems(self, row: int, account_no: str) -> tuple[Problem, ...]:
        """Why nothing may be imported for a number: unknown, merged into another one, or another branch's."""
        home = self.get(account_no)
        if kept := self.gone.get(account_no):
            return (Problem(row, self.header, "merged_away", account_no, kept),)
        if home is None:
            return (Problem(row, self.header, "household_unknown", account_no),)
        if self.allowed is not None and home.community_id not in self.allowed:
            return (Problem(row, self.header, "not_yours", account_no),)
        return ()


def homes_of(reading: Reading, by: Actor, numbers: Sequence[str] | None = None) -> Homes:
    """The households of the good lines of a list, or of these numbers; a few queries for five hundred."""
    if numbers is None:
        numbers = [entry.value.account_no for entry in reading.checked.entries if entry.value is not None]
    allowed = visible.communities(by) if by.kind == "staff" else None
    header = reading.layout.header_of("account_no")
    return Homes(dues.homes(numbers, clock.today()), header, merges.gone_numbers(), allowed)


def at_home(entries: Sequence[Any]) -> list[Any]:
    """The lines, each with the account number of the household that lives where its address says; two queries."""
    said = {entry.value.address for entry in entries if not entry.value.account_no}
    doors = {address: door for address in said if (place := place_of(address)) and (door := households.door(place))}
    behind = households.doors({community for community, _, _ in doors.values()})
    lives = {address: behind[door] for address, door in doors.items() if door in behind}
    return [_known_by(entry, lives) for entry in entries]


def _known_by(entry: Any, lives: Mapping[str, str]) -> Any:
    line = entry.value
    if line.account_no or line.address not in lives:
        return entry
    return replace(entry, value=replace(line, account_no=lives[line.address]))
