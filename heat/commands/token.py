"""heat token add: a token by which another program comes in, printed once."""

import argparse

from heat.queries import partners
from heat.rules.permissions import SCOPES, SYSTEM
from heat.services import install, tokens
from heat.words import N_, Refused, Say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("token", help="接口令牌")
    acts = verb.add_subparsers(dest="act", required=True, metavar="命令")
    adding = acts.add_parser("add", help="新建令牌，只显示一次")
    adding.add_argument("name", metavar="名称", help="这个令牌给谁用")
    adding.add_argument("--scopes", required=True, metavar="权限", help="用逗号分开：" + ",".join(SCOPES))
    whose = adding.add_mutually_exclusive_group()
    whose.add_argument("--sender", metavar="单位", help="送来工单的令牌：属于哪个来单单位，写登记的名称")
    whose.add_argument("--office", action="store_true", help="送来工单的令牌：本公司的程序，可代各单位")
    adding.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the token and print it."""
    install.open_office()
    scopes = tuple(scope.strip() for scope in args.scopes.split(",") if scope.strip())
    print(tokens.add(SYSTEM, args.name, scopes, tokens.OFFICE if args.office else _sender(args.sender)))
    return 0


def _sender(name: str | None) -> int | None:
    if not name:
        return None
    found = partners.named(name)
    if found is None:
        raise Refused(Say(N_("没有名为“{name}”的来单单位，请先在“协同单位”里登记"), name=name))
    return found
