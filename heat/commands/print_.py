"""heat print."""

import argparse
import sys
from pathlib import Path

from heat.services import install, prints
from heat.words import N_, Refused, Say

KINDS = ("invoices", "notices", "orders")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("print", help="批量打印账单、缴费通知单或工单到一个 PDF")
    verb.add_argument(
        "kind", choices=KINDS, metavar="种类", help="invoices 账单，notices 缴费通知单，orders 今天的工单"
    )
    verb.add_argument("--season", metavar="2026-2027", help="哪个采暖季（账单和通知单必填）")
    verb.add_argument("--community", default="", metavar="小区", help="只打印一个小区（名称或代码）")
    verb.add_argument("--out", required=True, type=Path, metavar="文件.pdf", help="写到哪个文件")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file and say how many papers it holds; progress goes to stderr."""
    if not args.out.parent.is_dir():
        raise Refused(Say(N_("没有文件夹“{folder}”，请先建立或换一个位置。"), folder=args.out.parent))
    if args.kind != "orders" and not args.season:
        raise Refused(Say(N_("请用 --season 写明采暖季，例如 --season 2026-2027。")))
    install.open_office()
    n = prints.write(args.kind, args.season or "", args.community, args.out.absolute(), _progress)
    print(f"已写入 {args.out}，共 {n} 张。")
    return 0


def _progress(done: int, total: int) -> None:
    if done == total or done % 25 == 0:
        print(f"{done} / {total}", file=sys.stderr, flush=True)
