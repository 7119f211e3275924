"""Real servers for the tests: a PostgreSQL of its own in a temporary folder, reached by socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL; HEAT_TEST_DATABASE_URL names one that is already there."""
    if url := os.environ.get("HEAT_TEST_DATABASE_URL"):
        yield url
        return
    if not BIN:
        raise RuntimeError("PostgreSQL is missing: sudo apt-get install -y postgresql")
    folder = Path(tempfile.mkdtemp(prefix="heat-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _do(as_user, BIN[-1] / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    _do(as_user, BIN[-1] / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        user = "postgres" if as_user else os.environ.get("USER", "postgres")
        yield f"postgresql:///postgres?host={folder}&user={user}"
    finally:
        _do(as_user, BIN[-1] / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _do(as_user: list[str], *command: object) -> None:
    subprocess.run(
        [*as_user, *map(str, command)],
        check=True,
        cwd=tempfile.gettempdir(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
