"""The house tests walk the application as it is."""

import pytest


@pytest.fixture(scope="session")
def walked(seeded, tmp_path_factory):
    """The application on the seeded office, only looked at, never written to."""
    import os
    import shutil

    from app import create_app
    from heat import db

    folder = tmp_path_factory.mktemp("walked")
    shutil.copy(seeded / db.FILE, folder / db.FILE)
    os.environ["HEAT_DATA"] = str(folder)
    db.use(db.sqlite_database(folder / db.FILE, synchronous="off"))
    yield create_app(testing=True)
    db.close_database()
    del os.environ["HEAT_DATA"]
