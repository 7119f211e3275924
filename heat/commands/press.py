"""The hidden word of the single binary that sets papers; `heat.papers.press` speaks it, people do not."""

from __future__ import annotations

import argparse

from heat.papers import press_child


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `press FOLDER`, without help so that no list shows it."""
    parser = subparsers.add_parser("press")
    parser.add_argument("folder", metavar="目录", help="要排版的纸张所在的目录")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer jobs until stdin ends."""
    press_child.main(args.folder)
    return 0
