"""The hidden word of the single binary that reads one spreadsheet under guard; people do not speak it."""

from __future__ import annotations

import argparse

from heat.papers import sheet_child


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `read-sheet FILE`, without help so that no list shows it."""
    verb = verbs.add_parser("read-sheet")
    verb.add_argument("file", metavar="文件", help="要读的表格")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read the file and say its rows on stdout."""
    sheet_child.main(args.file)
    return 0
