"""heat token add: a token by which another program comes in, printed once."""

import argparse

from heat.rules.permissions import SCOPES, SYSTEM
from heat.services import install, tokens


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("token", help="接口令牌")
    acts = verb.add_subparsers(dest="act", required=True, metavar="add")
    adding = acts.add_parser("add", help="新建令牌，只显示一次")
    adding.add_argument("name")
    adding.add_argument("--scopes", required=True, help="用逗号分开：" + ",".join(SCOPES))
    adding.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the token and print it."""
    install.open_office()
    print(tokens.add(SYSTEM, args.name, tuple(scope.strip() for scope in args.scopes.split(",") if scope.strip())))
    return 0
