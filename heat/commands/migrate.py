"""heat migrate."""

import argparse

from heat.services import install


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("migrate", help="更新数据库结构")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring the database to today's shape and name what was applied."""
    applied = install.open_office()
    print("\n".join(applied) if applied else "数据库已是最新")
    return 0
