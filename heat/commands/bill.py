"""heat bill."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from heat import db, settings
from heat.rules.billing import REASONS
from heat.rules.money import plain_yuan, yuan
from heat.rules.permissions import SYSTEM
from heat.services import billing, install
from heat.services.billing import Outcome


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("bill", help="按热价生成一个采暖季的账单，可以重复运行")
    verb.add_argument("--season", required=True, metavar="2026-2027", help="哪个采暖季")
    verb.add_argument("--check", action="store_true", help="只试算，不写入")
    verb.add_argument("--json", action="store_true", help="以 JSON 回答，给程序读")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bill the season and tell what was done; with --check only what would be done."""
    with tempfile.TemporaryDirectory() as scratch:
        # a check writes nothing, not even an empty office into an empty folder
        empty = args.check and not settings.text("HEAT_DATABASE_URL") and not (settings.data_dir() / db.FILE).exists()
        install.open_office(Path(scratch) if empty else None)
        outcome = billing.run(SYSTEM, args.season, check=args.check, progress=_progress)
        db.close_database()
    print(_as_json(outcome) if args.json else _as_text(outcome, check=args.check))
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} / {total:,}", end="\n" if done >= total else "", file=sys.stderr, flush=True)


def _as_json(outcome: Outcome) -> str:
    answer = {
        "season": outcome.season,
        "accounts": outcome.accounts,
        "new": outcome.new,
        "unchanged": outcome.unchanged,
        "skipped": [{"account_no": account_no, "reason": reason} for account_no, reason in outcome.skipped],
        "amount": plain_yuan(outcome.fen),
    }
    return json.dumps(answer, ensure_ascii=False)


def _as_text(outcome: Outcome, *, check: bool) -> str:
    verb = "将出账" if check else "已出账"
    done = f"{outcome.season}：{verb} {outcome.new} 户 {yuan(outcome.new_fen)} 元，原有 {outcome.unchanged} 户不变"
    skipped = [f"  跳过 {n} 户：{REASONS[reason]}" for reason, n in outcome.reasons.items()]
    return "\n".join([f"{done}，本季应收共 {yuan(outcome.fen)} 元", *skipped])
