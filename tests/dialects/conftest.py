"""The same office on a real PostgreSQL: started once a session, each test in a transaction that is rolled back.

Tests of several at once need what is committed: theirs is an office in a database of its own.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heat import clock, db
from heat.services import install
from tests import cast
from tests.conftest import TODAY
from tests.servers import postgres

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres() as url:
        _install(url)
        yield url


def _install(url: str, people: Callable[[], object] = cast.hire) -> None:
    os.environ["HEAT_DATABASE_URL"] = url
    with clock.stopped(TODAY):
        db.open_database()
        install.install()
        people()
        db.close_database()
    del os.environ["HEAT_DATABASE_URL"]


@pytest.fixture
def pg(postgres_url: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[cast.Office]:
    """The office on PostgreSQL; what the test writes is gone afterwards."""
    monkeypatch.setenv("HEAT_DATABASE_URL", postgres_url)
    monkeypatch.setenv("HEAT_DATA", str(tmp_path))
    db.open_database()
    with db.database.atomic() as outer:
        yield cast.office()
        outer.rollback()
    db.close_database()


def _another(postgres_url: str, name: str) -> str:
    """The address of a new, empty database on the same server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEAT_DATABASE_URL", postgres_url)
        db.open_database()
        db.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        db.run(f"CREATE DATABASE {name}")
        db.close_database()
    return re.sub(r"(?<=/)[^/?]+(?=\?|$)", name, postgres_url, count=1)


@pytest.fixture(scope="module")
def shared_url(postgres_url: str) -> str:
    """The address of an office in which acts are committed, for all tests of a file together."""
    url = _another(postgres_url, "shared")
    _install(url)
    return url


@pytest.fixture
def shared(shared_url: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[cast.Office]:
    """That office, open, and its people; what the test writes stays."""
    monkeypatch.setenv("HEAT_DATABASE_URL", shared_url)
    monkeypatch.setenv("HEAT_DATA", str(tmp_path))
    db.open_database()
    yield cast.office()
    db.close_database()


@pytest.fixture
def unmanned(postgres_url: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An office that was installed a moment ago and has no staff yet, open."""
    url = _another(postgres_url, "unmanned")
    _install(url, people=lambda: None)
    monkeypatch.setenv("HEAT_DATABASE_URL", url)
    monkeypatch.setenv("HEAT_DATA", str(tmp_path))
    db.open_database()
    yield
    db.close_database()


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Let several act at the same moment, each over a connection of its own; what each got, or what it was refused."""

    def run(*acts: Callable[[], Any]) -> list[Any]:
        got: list[Any] = [None] * len(acts)
        start = threading.Barrier(len(acts))

        def one(place: int, act: Callable[[], Any]) -> None:
            db.database.connect(reuse_if_open=True)
            start.wait(10)
            try:
                got[place] = act()
            except Exception as problem:
                got[place] = problem
            finally:
                db.close_thread()

        threads = [threading.Thread(target=one, args=each) for each in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return got

    return run
