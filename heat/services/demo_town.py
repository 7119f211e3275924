"""What is wished for of a demo town, and the town while it is being made."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from heat.rules.permissions import Actor
from heat.services import (
    sessions,
)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wish:
    """How large the town shall be; the last season is today's and is billed only when asked for."""

    households: int = 2000
    tickets: int = 300
    seasons: int = 3
    seed: int = 1
    password: str = "nuan-demo-2026"  # noqa: S105 - printed on purpose, of an office that does not exist
    billed: bool = False


@dataclass
class Town:
    """The town while it is being made."""

    wish: Wish
    dice: random.Random
    today: date
    progress: Progress
    staff: dict[str, int] = field(default_factory=dict)
    technicians: list[int] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        """Whoever has this role."""
        return self.person(self.staff[role])

    def person(self, staff_id: int) -> Actor:
        """One of the staff, asked for once: nobody changes roles or teams while the town is made."""
        if staff_id not in self._actors:
            found = sessions.staff_actor(staff_id)
            if found is None:
                raise LookupError(staff_id)
            self._actors[staff_id] = found
        return self._actors[staff_id]


class Nowhere:
    """The road of messages of a town that does not exist: each counts as sent and reaches nobody."""

    def send(self, to: str, text: str, once_key: str, at: int) -> str:
        """Take the message and forget it."""
        return once_key
