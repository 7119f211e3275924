"""heat version."""

import argparse

from heat import __version__
from heat.db import sqlite3


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("version", help="程序版本")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the versions of the program and of its SQLite."""
    print(f"暖管家 Heatdesk {__version__} · SQLite {sqlite3.sqlite_version}")
    return 0
