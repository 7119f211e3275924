"""`heat tariff try FILE`: prove a tariff set-up against worked cases before billing with it."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from heat.rules import troubles
from heat.rules.tariffs import try_cases
from heat.words import N_, Refused, Say

_MOST_BYTES = 20_000_000  # far above any list of cases, far below what would hurt


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register `tariff try FILE`."""
    parser = subparsers.add_parser("tariff", help=N_("热价规则：用公布的算例核对"))
    actions = parser.add_subparsers(dest="action", required=True, metavar="命令")
    attempt = actions.add_parser("try", help=N_("逐条计算算例文件（JSON 数组），有不符退出码为 1"))
    attempt.add_argument("file", type=Path, metavar="文件", help="算例的 JSON 文件")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer each case on a JSON line; 0 when nothing differs from what was expected, else 1."""
    agreed = True
    for result in try_cases(_cases(args.file)):
        print(json.dumps(result, ensure_ascii=False, default=str))
        agreed = agreed and result["ok"] is not False
    return 0 if agreed else 1


def _cases(file: Path) -> list[dict[str, Any]]:
    """The cases of the file, numbers as decimals; Refused in a sentence when it cannot be read as such."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise Refused(Say(N_("文件 {file} 太大，算例文件最多 20 MB。"), file=file))
        cases = json.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as problem:
        raise Refused(Say(N_("读不了文件 {file}：{why}。"), file=file, why=troubles.why(problem))) from None
    except (ValueError, RecursionError) as problem:
        raise Refused(Say(N_("文件 {file} 不是 UTF-8 的 JSON：{why}。"), file=file, why=str(problem)[:120])) from None
    if not isinstance(cases, list):
        raise Refused(Say(N_("文件 {file} 应是算例的 JSON 数组，请以 [ 开头。"), file=file))
    for place, case in enumerate(cases, start=1):
        if not isinstance(case, dict):
            raise Refused(Say(N_("文件 {file} 的第 {place} 条不是算例，应是 {{…}}。"), file=file, place=place))
    return cases
