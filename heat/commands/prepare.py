"""heat prepare: what `heat serve` lets a child do before web and worker start."""

import argparse
import socket

from heat.services import install, people
from heat.words import N_, Refused, Say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("prepare", help="启动前的准备")
    verb.add_argument("--host", default="127.0.0.1")
    verb.add_argument("--port", type=int, default=8000)
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check the port, migrate, and print the set-up link while nobody has set up the office."""
    _port_is_free(args.host, args.port)
    install.open_office()
    if not people.any_staff():
        host = "127.0.0.1" if args.host in ("0.0.0.0", "::") else args.host  # noqa: S104
        print(f"首次使用，请打开：http://{host}:{args.port}/setup?token={people.setup_token()}", flush=True)
    return 0


def _port_is_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            sentence = N_("不能在 {host}:{port} 上启动（{why}）：请用 --port 换一个端口")
            raise Refused(Say(sentence, host=host, port=port, why=problem.strerror)) from None
