"""heat serve: web and worker from one command."""

import argparse
import os

from heat import settings
from heat.commands import children
from heat.words import N_, Refused, Say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("serve", help="启动网页和后台任务")
    children.listen_options(verb)
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Keep web and worker alive; the web migrates and prints the first-run link. Opens no database itself."""
    if not 0 < args.port < 65536:
        raise Refused(Say(N_("端口 {port} 不对，请用 1 到 65535 之间的数"), port=args.port))
    children.port_must_be_free(args.host, args.port)
    if not os.environ.get("HEAT_BASE_URL", "").strip():
        os.environ["HEAT_BASE_URL"] = _address(args)  # QR codes and links must not name another port
    print(f"暖管家正在启动：{_address(args)}  数据目录：{settings.data_dir()}  按 Ctrl+C 停止", flush=True)
    listen = ("--host", args.host, "--port", str(args.port), "--workers", str(args.workers))
    # the first page comes first: the worker would only compete with it for the processor
    return children.Keeper([children.Child(("web", *listen)), children.Child(("work",), delay=1.5)]).run()


def _address(args: argparse.Namespace) -> str:
    host = "127.0.0.1" if args.host in ("0.0.0.0", "::") else args.host  # noqa: S104
    return f"http://{host}:{args.port}"
