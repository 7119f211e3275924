"""The command line: one module a verb in this folder, one clear sentence for whoever uses it wrongly."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from typing import Any

from heat import commands
from heat.commands.parsing import Parser
from heat.rules import troubles
from heat.words import Refused


def run(argv: list[str]) -> int:
    """Run one command: 0 done, 1 checked and not true, 2 bad input or use."""
    parser = Parser(prog="heat", description="暖管家 Heatdesk")
    parser.add_argument("--data", metavar="目录", help="数据目录，也可用 HEAT_DATA 设")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="命令")
    for module in _modules(_verb_of(argv)):
        module.add(verbs)
    for verb in verbs.choices.values():
        _accept_data(verb)
    args = parser.parse_args(argv)
    os.umask(0o077)  # the data folder may stand open to the machine's other users; the files in it must not
    if args.data:
        os.environ["HEAT_DATA"] = str(Path(args.data).absolute())
    try:
        return int(args.run(args) or 0)
    except Refused as problem:
        return _refuse(problem, as_json=getattr(args, "json", False))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        if os.environ.get("HEAT_CHILD"):
            raise  # whoever keeps this process starts it again; a refusal would be the end of the service
        return _refuse(Refused(troubles.of_file(problem)), as_json=getattr(args, "json", False))
    except KeyboardInterrupt:
        return 130


def _verb_of(argv: list[str]) -> str:
    words = iter(argv)
    for word in words:
        if word == "--data":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _modules(verb: str) -> list[Any]:
    """The module of one verb alone, so that a small command starts fast; all of them when there is none such."""
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    one = [name for name in names if name.rstrip("_").replace("_", "-") == verb]
    return _verbs(one) or _verbs([name for name in names if name != "front"])


def _verbs(names: list[str]) -> list[Any]:
    found = [importlib.import_module(f"heat.commands.{name}") for name in names]
    return [module for module in found if hasattr(module, "add")]


def _accept_data(verb: argparse.ArgumentParser) -> None:
    """`--data` counts before and after the verb; the later one wins."""
    nested = [action for action in verb._actions if isinstance(action, argparse._SubParsersAction)]
    verb.add_argument("--data", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    for action in nested:
        for inner in action.choices.values():
            _accept_data(inner)


def _refuse(problem: Refused, *, as_json: bool) -> int:
    print(problem.say, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": str(problem.say)}, ensure_ascii=False))
    return 2
