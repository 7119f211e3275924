"""heat demo: an invented town in an empty data folder."""

import argparse
import sys

from heat import db
from heat.services import demo, install
from heat.services.demo_town import Wish
from heat.words import N_, Refused, Say

MOST = 1_000_000


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("demo", help="在空目录里建一座演示小城")
    verb.add_argument("--households", type=int, default=Wish.households, metavar="户数", help="建多少户")
    verb.add_argument("--tickets", type=int, default=Wish.tickets, metavar="张数", help="建多少张工单")
    verb.add_argument("--seasons", type=int, default=Wish.seasons, metavar="个数", help="建几个采暖季")
    verb.add_argument("--seed", type=int, default=Wish.seed, metavar="数", help="同一个数建出同一座小城")
    verb.add_argument("--password", default=Wish.password, metavar="密码", help="演示账号的密码")
    verb.add_argument("--billed", action="store_true", help="本采暖季也出账")
    verb.add_argument("--if-empty", action="store_true", help="目录里已有数据时什么也不做")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the town and print `login password role`, a line a person."""
    for name, least, most in (("households", 1, MOST), ("tickets", 0, MOST), ("seasons", 1, 20)):
        value = getattr(args, name)
        if not least <= value <= most:
            sentence = N_("--{name} 要在 {least} 到 {most} 之间，现在是 {value}")
            raise Refused(Say(sentence, name=name, least=least, most=most, value=value))
    install.open_office()
    if args.if_empty and (db.row("SELECT 1 FROM staff LIMIT 1") or db.row("SELECT 1 FROM household LIMIT 1")):
        return 0
    wish = Wish(args.households, args.tickets, args.seasons, args.seed, args.password, args.billed)
    for login in demo.build(wish, _show):
        print(*login)
    return 0


def _show(what: str, done: int, total: int) -> None:
    end = "\n" if done >= total else ""
    print(f"\r{what} {done}/{total}", end=end, file=sys.stderr, flush=True)
