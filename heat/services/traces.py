"""What an act touched, step by step, so that it can be taken back: rows inserted, changed and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heat import db
from heat.models import dumps

Step = list[Any]


@dataclass
class Trace:
    """Writes rows and remembers how they were. Steps: ["+", table, id], ["~", table, id, old], ["-", table, row]."""

    steps: list[Step] = field(default_factory=list)

    def insert(self, table: str, **columns: Any) -> int:
        """Write a new row; its id."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        new = db.value(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", *_written(columns))
        self.steps.append(["+", table, new])
        return int(new)

    def update(self, table: str, row_id: int, **columns: Any) -> None:
        """Change columns of a row."""
        old = _row(table, row_id)
        self.steps.append(["~", table, row_id, {name: old[name] for name in columns}])
        _set(table, row_id, columns)

    def delete(self, table: str, row_id: int) -> None:
        """Take a row away."""
        self.steps.append(["-", table, _row(table, row_id)])
        db.run(f"DELETE FROM {table} WHERE id = ?", row_id)


def take_back(steps: list[Step]) -> None:
    """Undo the steps, the last one first. A row that others stand on meanwhile makes the database refuse."""
    for kind, table, *rest in reversed(steps):
        if kind == "+":
            db.run(f"DELETE FROM {table} WHERE id = ?", rest[0])
        elif kind == "~":
            _set(table, rest[0], rest[1])
        else:
            columns = rest[0]
            marks = ", ".join("?" * len(columns))
            db.run(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", *_written(columns))


def take_back_all(imported: Sequence[Any], by: Any) -> None:
    """Undo what importing lines did, the last one first; inside the caller's transaction. `by` leaves no trace here."""
    for one in reversed(imported):
        take_back(one.touched.steps)


def row_of(table: str, row_id: int) -> dict[str, Any] | None:
    """A row by its columns as the database holds it; None when it is gone. One query."""
    cursor = db.run(f"SELECT * FROM {table} WHERE id = ?", row_id)
    names = [column[0] for column in cursor.description]
    found = cursor.fetchall()
    return dict(zip(names, found[0], strict=True)) if found else None


def _row(table: str, row_id: int) -> dict[str, Any]:
    found = row_of(table, row_id)
    if found is None:
        raise LookupError(f"{table} {row_id} is gone")
    return found


def _set(table: str, row_id: int, columns: dict[str, Any]) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    db.run(f"UPDATE {table} SET {names} WHERE id = ?", *_written(columns), row_id)


def _written(columns: dict[str, Any]) -> list[Any]:
    return [_plain(value) for value in columns.values()]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return dumps(value) if isinstance(value, (dict, list)) else value
