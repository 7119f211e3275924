"""Bring a database to today's shape: numbered files, each applied once and whole."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

from heat import clock, db
from heat.paths import MIGRATIONS
from heat.words import N_, Refused, Say

_BOOK = {
    "sqlite": "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) STRICT",
    "postgres": "CREATE TABLE IF NOT EXISTS migration (name text NOT NULL PRIMARY KEY, at bigint NOT NULL)",
}


def migrate(today: date | None = None) -> list[str]:
    """Apply what is missing, each file in its own transaction; the names applied now.

    Refused when the database is newer than the program. Safe to run twice and from two processes at once.
    """
    known = {path.stem: path for path in sorted(MIGRATIONS.glob("[0-9]*.py"))}
    with db.writing():
        db.run(_BOOK[db.dialect()])
    applied = _applied()
    if unknown := sorted(applied - known.keys()):
        raise Refused(
            Say(
                N_("数据库比程序新（多出 {name}）：请安装新版程序，或恢复升级前的备份"),
                name=unknown[0],
            )
        )
    return [name for name, path in known.items() if name not in applied and _apply(name, path, today or clock.today())]


def pending() -> list[str]:
    """Names of migrations not applied yet; all of them on an empty database."""
    names = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))
    if not db.database.table_exists("migration"):
        return names
    return [name for name in names if name not in _applied()]


def _applied() -> set[str]:
    return {name for (name,) in db.rows("SELECT name FROM migration")}


def _apply(name: str, path: Path, today: date) -> bool:
    with db.writing():
        db.chain_lock("migration")
        if name in _applied():
            return False
        _load(path).up(db.run, db.dialect(), today)
        db.run("INSERT INTO migration (name, at) VALUES (?, ?)", name, clock.now())
    return True


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"migration_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
