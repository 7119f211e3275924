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

    def actor(self, role: str) -> Actor:
        found = sessions.staff_actor(self.staff[role])
        if found is None:
            raise LookupError(role)
        return found
