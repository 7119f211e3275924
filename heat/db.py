"""The one seam to the database: SQLite behind a write gate, or PostgreSQL; nobody else knows which."""

from __future__ import annotations

import fcntl
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from peewee import Database as PeeweeDatabase
from peewee import DatabaseProxy, SqliteDatabase, sqlite3

from heat import settings
from heat.rules import troubles
from heat.schema import POSTGRES, SQLITE
from heat.words import N_, Refused, Say

# below this SQLite may lose committed writes when two connections checkpoint at once
OLDEST_SQLITE = (3, 51, 3)
FILE = "heat.db"
_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "recursive_triggers": 1,  # or INSERT OR REPLACE would slip past the guards of append-only tables
    "busy_timeout": 10_000,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "cache_size": -16_000,
    "mmap_size": 256 * 1024 * 1024,
    "temp_store": "memory",
}
_WRITERS = int.from_bytes(b"heat", "big")  # the lock of whoever writes to PostgreSQL
database = DatabaseProxy()


class _Gate:
    """One writer at a time, in turn, on SQLite: a lock for the threads, a locked file for the processes.

    SQLite's own busy handler is unfair and lets a writer wait for seconds; behind this gate the longest wait is short.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mine = threading.local()
        self.file: IO[bytes] | None = None

    def open(self, path: Path) -> None:
        self.file = path.open("ab")

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None

    @contextmanager
    def held(self) -> Iterator[None]:
        with self.lock:
            if self.file is not None:
                fcntl.flock(self.file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if self.file is not None:
                    fcntl.flock(self.file, fcntl.LOCK_UN)


_gate = _Gate()


def open_database(folder: Path | None = None) -> PeeweeDatabase:
    """Open the office's database once a process: PostgreSQL by HEAT_DATABASE_URL, else heat.db in the data folder."""
    close_database()
    if url := settings.text("HEAT_DATABASE_URL"):
        return _initialize(_postgres(url))
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Refused(
            Say(
                N_("SQLite 版本 {found} 太旧，可能丢失数据，至少需要 {needed}：请运行 make setup 安装 pysqlite3"),
                found=sqlite3.sqlite_version,
                needed=".".join(map(str, OLDEST_SQLITE)),
            )
        )
    return _initialize(_sqlite((folder or settings.data_dir()) / FILE))


def close_database() -> None:
    """Close this process's connections; safe when nothing is open."""
    if database.obj is not None:
        if not database.is_closed():
            database.close()
        database.initialize(None)
    _gate.close()


def close_thread() -> None:
    """Close the connection of this thread alone: whoever waits for minutes needs none."""
    if database.obj is not None and not database.is_closed():
        database.close()


def use(other: PeeweeDatabase, gate_file: Path | None = None) -> None:
    """Take an opened database as the office's: for tests and for a restored copy under examination."""
    _gate.close()
    if gate_file is not None:
        _gate.open(gate_file)
    database.initialize(other)


def _initialize(opened: PeeweeDatabase) -> PeeweeDatabase:
    database.initialize(opened)
    return opened


def _sqlite(path: Path) -> SqliteDatabase:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _gate.open(path.with_name("write.lock"))
    except OSError as problem:
        sentence = N_("数据目录 {folder} 不能用：{why}；也可以用 --data 或 HEAT_DATA 换一个目录")
        raise Refused(Say(sentence, folder=path.parent, why=troubles.why(problem))) from None
    return sqlite_database(path)


def sqlite_database(path: Path | str, **pragmas: Any) -> SqliteDatabase:
    """A SQLite database with our pragmas; callers may soften one of them for a scratch copy."""
    return SqliteDatabase(str(path), pragmas={**_PRAGMAS, **pragmas}, check_same_thread=False)


def _postgres(url: str) -> PeeweeDatabase:
    from playhouse.db_url import parse
    from playhouse.pool import PooledPostgresqlDatabase

    return PooledPostgresqlDatabase(
        **parse(url),
        prefer_psycopg3=True,
        max_connections=60,
        timeout=10,
        stale_timeout=300,
        isolation_level="READ COMMITTED",  # whatever the server's own: whoever has the turn must see what was written
    )


def dialect() -> str:
    """'sqlite' or 'postgres'."""
    return SQLITE if isinstance(database.obj, SqliteDatabase) else POSTGRES


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that writes: everything in it, or nothing. Inside another one it is a savepoint.

    There is one writer at a time, so what is read in here stays true until it ends: who asks whether a key, a number or
    a last administrator is there may act on the answer. SQLite has one writer anyway, behind the gate; on PostgreSQL
    the writers of all servers take turns by `_turn`, none waits for another in a circle, and acts are seen in the order
    of their ids.
    """
    if getattr(_gate.mine, "depth", 0):
        with database.atomic():
            yield
        return
    with _gate.held() if dialect() == SQLITE else _nothing():
        _gate.mine.depth = 1
        try:
            with database.atomic("IMMEDIATE") if dialect() == SQLITE else database.atomic():
                _turn()
                yield
        finally:
            _gate.mine.depth = 0


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _turn() -> None:
    """Wait until no other transaction writes and keep them waiting until this one ends; SQLite's gate does so before.

    PostgreSQL lets the lock go after it has made a transaction visible, and each statement sees what was visible when
    it began: whoever gets the lock sees all that was written before.
    """
    if dialect() == POSTGRES:
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITERS,))


def chain_lock(_name: str) -> None:
    """The head of this hash chain belongs to the transaction until it ends, as everything does within `writing`."""
    if not getattr(_gate.mine, "depth", 0):
        _turn()


def run(sql: str, *params: Any) -> Any:
    """Execute one statement written with `?`; the cursor is the caller's to read to its end."""
    return database.execute_sql(_spelled(sql), params)


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """All rows of a query, also of UPDATE … RETURNING: an unread cursor would break the commit."""
    return run(sql, *params).fetchall()


def row(sql: str, *params: Any) -> tuple[Any, ...] | None:
    """The first row of a query or None."""
    found = rows(sql, *params)
    return found[0] if found else None


def value(sql: str, *params: Any) -> Any:
    """The single value a query answers, None without a row; PostgreSQL's Decimal sums come back as int."""
    found = row(sql, *params)
    answer = found[0] if found else None
    return int(answer) if answer is not None and type(answer).__name__ == "Decimal" else answer


def many(sql: str, params: Sequence[Sequence[Any]]) -> None:
    """One statement for many rows: the fast road of imports and billing."""
    cursor = database.cursor()
    cursor.executemany(_spelled(sql), params)


def unpacked(stored: Any) -> Any:
    """A JSON column of a raw row: text on SQLite, unpacked already on PostgreSQL."""
    return json.loads(stored) if stored is not None and dialect() == SQLITE else stored


def take_ids(table: str, n: int) -> list[int]:
    """Ids for `n` new rows of a table, to be written by `many` before ids of it are taken again; inside writing()."""
    if dialect() == SQLITE:
        first = value(f'SELECT coalesce(max(id), 0) + 1 FROM "{table}"')  # noqa: S608 - a table of ours
        return list(range(first, first + n))
    taken = rows("SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)", table, n)
    return [number for (number,) in taken]


def _spelled(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s") if dialect() == POSTGRES else sql


def steady(sql: str) -> str:
    """The statement so that SQLite plans it once a connection, for questions asked all the time.

    Where a bare `?` is compared or limits, a SQLite with STAT4 looks at its value and plans anew whenever it is bound:
    that costs as much as reading hundreds of rows. PostgreSQL decides by itself.
    """
    return sql.replace("?", "+?") if dialect() == SQLITE else sql


def roll_back_leftovers() -> None:
    """End a transaction that a failed request left open; the kept connection must be clean for the next one."""
    if database.obj is not None and not database.is_closed() and database.in_transaction():
        database.rollback()


def analyze() -> None:
    """Let the planner count again: nightly, and after writing more than 10,000 rows."""
    database.execute_sql("ANALYZE")
