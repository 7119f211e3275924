"""heat import: the importer of the wizard, from the command line."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from heat import settings
from heat.rules.permissions import SYSTEM
from heat.services import imports, install
from heat.services.import_checks import Examined
from heat.services.import_kinds import kinds


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("import", help="导入 Excel、CSV 名单")
    lists = verb.add_subparsers(dest="kind", required=True, metavar="名单")
    for name, kind in kinds().items():
        one = lists.add_parser(name, help=kind.lists.label)
        one.add_argument("file", type=Path, metavar="文件", help="Excel 或 CSV 文件")
        one.add_argument("--check", action="store_true", help="只检查，不写入")
        one.add_argument("--all", action="store_true", help="全部无误才导入")
        one.add_argument("--json", action="store_true", help="以 JSON 回答，给程序读")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check the file or import its good lines; exit 1 when --all met a bad one and nothing was written."""
    if args.check and not _has_data():
        with tempfile.TemporaryDirectory(prefix="heat-check-") as folder:
            install.open_office(Path(folder))
            examined = imports.check_file(SYSTEM, args.kind, args.file, _progress)
    else:
        install.open_office()
        if args.check:
            examined = imports.check_file(SYSTEM, args.kind, args.file, _progress)
        else:
            examined = imports.import_file(SYSTEM, args.kind, args.file, all_or_nothing=args.all, progress=_progress)
    answer = as_json(examined)
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _tell(answer, examined, check=args.check)
    return 1 if args.all and examined.counts["error"] else 0


def as_json(examined: Examined) -> dict[str, Any]:
    """The answer as the contract of the command line has it."""
    counts = examined.counts
    return {
        "rows": counts["rows"],
        "new": counts["new"],
        "changed": counts["changed"],
        "unchanged": counts["same"],
        "skipped": [{"row": one.row, "reason": str(one.reason)} for one in examined.reading.checked.skipped],
        "problems": [
            {
                "row": one.row,
                "column": one.column,
                "code": one.code,
                "severity": str(one.severity),
                "message": str(one.say),
            }
            for one in examined.problems
        ],
    }


def _tell(answer: dict[str, Any], examined: Examined, *, check: bool) -> None:
    refused = not check and examined.counts["error"] and not examined.writing
    verb = "检查完成,没有写入" if check or refused else "导入完成"
    print(
        f"{verb}:{answer['rows']} 行,新增 {answer['new']},有变化 {answer['changed']},"
        f"无变化 {answer['unchanged']},错误 {examined.counts['error']},跳过 {len(answer['skipped'])}"
    )
    for note in examined.reading.checked.notes:
        print(note)
    for problem in examined.problems:
        if problem.severity == "error":
            print(f"  {problem.say}")


def _progress(done: int, total: int) -> None:
    print(f"{done} / {total}", file=sys.stderr, flush=True)


def _has_data() -> bool:
    return bool(settings.text("HEAT_DATABASE_URL")) or any((settings.data_dir()).glob("heat.db"))
