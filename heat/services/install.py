"""An office ready to work: the database of today's shape with everything built in at its newest."""

from __future__ import annotations

from pathlib import Path

from heat import db
from heat.services import articles, designs, migrations, people


def open_office(folder: Path | None = None) -> list[str]:
    """Open the configured database, or make it, and bring it up to date; the names of migrations applied."""
    db.open_database(folder)
    return install()


def install() -> list[str]:
    """Migrate and refresh roles and built-in designs. Safe to run at every start and from two processes at once."""
    applied = migrations.migrate()
    people.install_roles()
    designs.install()
    articles.install()
    return applied
