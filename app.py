"""The front door: builds the web application and hands the command line its words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from heat import __version__

if TYPE_CHECKING:
    from flask import Flask  # a command that shows no page does not wait for it


def create_app(*, testing: bool = False) -> Flask:
    """The web application on the database that heat.db has open; opens the configured one when none is."""
    from heat import db
    from heat.services import wake
    from heat.views import kernel

    if db.database.obj is None:
        db.open_database()
    if not testing:
        wake.use(_ring)
    app = kernel.build(testing=testing)
    app.config["VERSION"] = __version__
    return app


@cache
def _bell() -> Callable[[], None]:
    from heat import tasks

    return tasks.bell()


def _ring() -> None:
    # the queue's library is only loaded by whoever rings first: a page must not wait for it
    _bell()()


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 checked and not true, 2 bad input or use."""
    from heat.commands import front

    return front.run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
