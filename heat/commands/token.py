"""heat token add: a token by which another program comes in, printed once."""

import argparse

from heat.queries import partners
from heat.rules.permissions import SCOPES, SYSTEM
from heat.services import install, tokens


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("token", help="接口令牌")
    acts = verb.add_subparsers(dest="act", required=True, metavar="add")
    adding = acts.add_parser("add", help="新建令牌，只显示一次")
    adding.add_argument("name")
    adding.add_argument("--scopes", required=True, help="用逗号分开：" + ",".join(SCOPES))
    adding.add_argument("--sender", help="送来工单的令牌：属于哪个来单单位")
    adding.add_argument("--office", action="store_true", help="送来工单的令牌：本公司的程序，可代各单位")
    adding.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the token and print it."""
    install.open_office()
    scopes = tuple(scope.strip() for scope in args.scopes.split(",") if scope.strip())
    sender = tokens.OFFICE if args.office else partners.named(args.sender) if args.sender else None
    print(tokens.add(SYSTEM, args.name, scopes, sender))
    return 0
