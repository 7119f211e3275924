"""The same office on a real PostgreSQL: started once a session, each test in a transaction that is rolled back."""

from __future__ import annotations

import os
from collections.abc import Iterator

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
        os.environ["HEAT_DATABASE_URL"] = url
        with clock.stopped(TODAY):
            db.open_database()
            install.install()
            cast.hire()
            db.close_database()
        del os.environ["HEAT_DATABASE_URL"]
        yield url


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
