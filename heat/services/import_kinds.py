"""What a kind of list must say of itself to be imported: how it is checked, compared, written and taken back."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from heat.rules.columns import Layout
from heat.rules.intake import Checked
from heat.rules.lists import KINDS, Column, ListKind
from heat.rules.permissions import Actor
from heat.rules.problems import Problem, Severity
from heat.rules.sheets import Sheet
from heat.services.traces import Step
from heat.words import N_, Missing, Say


class InUse(Exception):
    """Something stands on an imported line by now: it cannot be taken back."""


@dataclass(frozen=True)
class Reading:
    """A list that has been read: its sheet, what its columns mean, its checked lines, the season its title names."""

    sheet: Sheet
    layout: Layout
    checked: Checked[Any]
    season: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """The names of the columns the sheet has."""
        return frozenset(self.layout.places)


@dataclass(slots=True)
class Finding:
    """One good line beside what the office knows: all it says, and what differs, `before` and `after`.

    `known` is the kind's own picture of what is there, None for something new, where `after` is all that is said.
    """

    entry: Any  # Entry of the kind's line
    said: dict[str, Any] = field(default_factory=dict)
    known: Any = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def state(self) -> str:
        """new, changed, same or error."""
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            return "error"
        return "new" if self.known is None else "changed" if self.after else "same"


@dataclass(frozen=True, slots=True)
class Touched:
    """What importing one line did: to which row (0 to none), which version it has now, and the steps that undo it."""

    subject_id: int
    version: int
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Imported:
    """A line of a batch that was written: its row in the sheet, whether it was new, and what it touched."""

    row: int
    new: bool
    touched: Touched


@dataclass(frozen=True)
class Written:
    """What an import did: one Touched a finding, and the steps that belong to the whole (places made on the way)."""

    touched: Sequence[Touched]
    made: list[Step] = field(default_factory=list)


class Shown(NamedTuple):
    """A column of the preview: the fact, its label, the columns of a list it is made from; numbers stand right."""

    fact: str
    label: str
    columns: tuple[str, ...]
    right: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of list; `subject` is the table a line becomes a row of, `shown` what a preview shows.

    `check` cleans the lines alone; `compare` sets good lines beside the database and writes nothing; `write` writes
    new and changed findings inside the caller's transaction, `take_back` undoes them there, and `edited` names by row
    what has happened to them since, which keeps an undo away.
    """

    lists: ListKind
    permission: str
    subject: str
    shown: Sequence[Shown]
    check: Callable[[Sheet, Layout], Checked[Any]]
    compare: Callable[[Reading, Actor], Iterator[Finding]]
    write: Callable[[Reading, Sequence[Finding], Actor], Written]
    worded: Callable[[Mapping[str, Any]], dict[str, str]]
    edited: Callable[[Sequence[Imported]], dict[int, Say]]
    take_back: Callable[[Sequence[Imported], Actor], None]
    module: str = ""  # the switch that must be on for people to see it
    own: Callable[[], list[Column]] | None = None  # columns of fields the office drew itself, as they are now


def offered(
    lists: ListKind, permission: str, said: Mapping[str, Any], subject: str = "household", **more: Any
) -> dict[str, Kind]:
    """What a module of lists offers: its kind, made of SHOWN and the verbs that stand in it under the names of Kind.

    A verb that stands elsewhere is said in `more`.
    """
    verbs = ("check", "compare", "write", "worded", "edited", "take_back")
    own = {name: said[name] for name in verbs if name not in more}
    return {lists.name: Kind(lists, permission, subject, said["SHOWN"], **own, **more)}


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of list by name, in the order of the vocabulary: each service module that offers IMPORTS."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(importlib.import_module("heat.services").__path__):
        found |= getattr(importlib.import_module(f"heat.services.{module.name}"), "IMPORTS", {})
    return {name: found[name] for name in KINDS if name in found}


def kind(name: str) -> Kind:
    """The kind of list of this name; Missing when there is none."""
    if name not in kinds():
        raise Missing(Say(N_("没有“{name}”这种名单"), name=name[:20]))
    found = kinds()[name]
    if found.own is None:
        return found
    return replace(found, lists=replace(found.lists, columns=(*found.lists.columns, *found.own())))
