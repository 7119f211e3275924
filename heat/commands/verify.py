"""heat verify."""

import argparse
import json

from heat.services import install, verify


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("verify", help="核对账本、操作日志、数据库和附件")
    verb.add_argument("--json", action="store_true", help="以 JSON 回答，给程序读")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Recompute everything: 0 when all holds, 1 with the first fault otherwise."""
    install.open_office()
    faults = [str(fault) for fault in verify.faults()]
    if args.json:
        print(json.dumps({"ok": not faults, "faults": faults}, ensure_ascii=False))
    elif faults:
        print(f"{faults[0]}（共 {len(faults)} 处不符）")
    else:
        print("账本、操作日志、数据库和附件都核对无误。")
    return 1 if faults else 0
