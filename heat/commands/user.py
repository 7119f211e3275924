"""heat user add, heat user passwd."""

import argparse
import getpass
import sys

from heat import db, settings
from heat.rules.permissions import PRESETS, ROLE, SYSTEM
from heat.services import install, people
from heat.words import N_, Refused, Say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("user", help="员工账号")
    acts = verb.add_subparsers(dest="act", required=True, metavar="命令")
    adding = acts.add_parser("add", help="添加员工")
    adding.add_argument("login", metavar="登录名", help="登录时写的名字")
    adding.add_argument("--role", required=True, metavar="角色", help="其中之一：" + " ".join((*ROLE, *PRESETS)))
    adding.add_argument("--name", required=True, metavar="姓名", help="员工的姓名")
    adding.set_defaults(run=run_add)
    changing = acts.add_parser("passwd", help="修改密码")
    changing.add_argument("login", metavar="登录名", help="登录时写的名字")
    changing.set_defaults(run=run_passwd)


def run_add(args: argparse.Namespace) -> int:
    """Add a member of staff; the password is read from a pipe, or a one-time link is printed."""
    install.open_office()
    roles = PRESETS.get(args.role, (args.role,))
    password = None if sys.stdin.isatty() else _piped()
    staff_id = people.add(SYSTEM, login=args.login, name=args.name, roles=roles, password=password)
    if password is None:
        print(f"{settings.base_url()}/password?token={people.password_link(SYSTEM, staff_id)}")
    return 0


def run_passwd(args: argparse.Namespace) -> int:
    """Set a password, typed twice or read from a pipe, and end the person's sessions."""
    install.open_office()
    found = db.row("SELECT id FROM staff WHERE login = ?", args.login)
    if found is None:
        raise Refused(Say(N_("没有登录名为“{login}”的员工，请检查拼写"), login=args.login))
    people.set_password(SYSTEM, found[0], _typed_twice() if sys.stdin.isatty() else _piped())
    return 0


def _piped() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _typed_twice() -> str:
    password = getpass.getpass("新密码: ")
    if password != getpass.getpass("再输一次: "):
        raise Refused(Say(N_("两次输入的密码不一样，没有修改")))
    return password
