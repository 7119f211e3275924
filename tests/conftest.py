"""One migrated office a session, copied for each test: a test costs a file copy, not a migration."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache

from heat import clock, db
from heat.services import install, secret_key, sessions
from heat.views import live
from tests import cast
from tests.critic import Client

TODAY = date(2026, 11, 21)  # a Saturday in the first week of heating

# no settings of this machine: once for all tests, and a test that sets one puts it back
for name in ("HEAT_DATA", "HEAT_DATABASE_URL", "HEAT_QUEUE_URL", "HEAT_BASE_URL", "HEAT_LANG", "HEAT_SMS_URL"):
    os.environ.pop(name, None)


@pytest.fixture(autouse=True)
def today() -> Iterator[date]:
    """The day of all tests; the clock stands still at noon."""
    with clock.stopped(TODAY):
        yield TODAY


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an office of our cast."""
    folder = tmp_path_factory.mktemp("seeded")
    with clock.stopped(TODAY):
        db.use(db.sqlite_database(folder / db.FILE, synchronous="off"))
        install.install()
        cast.hire()
        db.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close_database()
    return folder


@pytest.fixture
def data(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test alone."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(seeded / db.FILE, folder / db.FILE)
    monkeypatch.setenv("HEAT_DATA", str(folder))
    return folder


@pytest.fixture
def office(data: Path) -> Iterator[cast.Office]:
    """The office's database, open, and its people."""
    db.use(db.sqlite_database(data / db.FILE, synchronous="off"))
    yield cast.office()
    db.close_database()


@pytest.fixture(scope="session")
def one_app(seeded: Path, tmp_path_factory: pytest.TempPathFactory):
    """The web application of a process: it holds nothing of an office, and making it takes longer than most tests."""
    from app import create_app

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEAT_DATA", str(seeded))
        made = create_app(testing=True)
    compiled = tmp_path_factory.getbasetemp().parent / "templates"  # all workers of a run share what one has compiled
    compiled.mkdir(exist_ok=True)
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    return made


@pytest.fixture
def app(one_app, office: cast.Office):
    """The web application on this test's office; the watcher of its streams ends with it."""
    one_app.config["SECRET_KEY"] = secret_key.web()
    live.init(one_app)
    yield one_app
    live.watch(one_app).close()


@pytest.fixture
def client(app) -> Client:
    """A stranger's browser; every answer it gets is examined."""
    return Client(app)


@pytest.fixture
def sign_in(app, office: cast.Office) -> Callable[[str], Client]:
    """A browser signed in as one of the cast: sign_in("agent")."""

    def signed_in(role: str) -> Client:
        client = Client(app)
        client.set_cookie("sid", sessions.open_for_staff(office.ids[role], (role,)))
        return client

    return signed_in


def pytest_collection_finish(session: pytest.Session) -> None:
    """Five thousand tests are no garbage: Python need not look through them again and again."""
    gc.collect()
    gc.freeze()
