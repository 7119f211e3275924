"""heat web: the web server alone, as `heat serve` starts it."""

import argparse
from contextlib import suppress
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from heat import db
from heat.commands import children
from heat.services import install, people
from heat.views import live, unread

_PATIENCE = 2.0  # seconds for whoever does not read the answer


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("web", help="网页进程")
    children.listen_options(verb)
    verb.set_defaults(run=run)


def _streams_end_with(worker: Any) -> None:
    """A worker told to stop ends its live streams at once, instead of waiting for their browsers to go."""
    live.watch(worker.wsgi).may_go_on = lambda: bool(worker.alive)


class _Overheard:
    """In place of a connection: keeps what gunicorn would have written there."""

    def __init__(self) -> None:
        self.said = b""

    def gettimeout(self) -> float:
        """Never waits."""
        return 0.0

    def sendall(self, data: bytes) -> None:
        """Keep the words."""
        self.said += data


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads; what it refuses by itself it says by our page."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """As gunicorn decides and logs it, but in Chinese and with the headers of our other errors."""
        overheard = _Overheard()
        super().handle_error(req, overheard, addr, exc)
        status = int(overheard.said.split(b" ", 2)[1])
        with suppress(OSError):  # whoever asked may have gone
            client.settimeout(_PATIENCE)
            client.sendall(unread.answer(self.wsgi, status))


class _Server(BaseApplication):
    """gunicorn with our settings."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.settings.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """The application, loaded once before the workers fork, so that they share its memory."""
        from app import create_app

        return create_app()


def _own_database(_arbiter: Any, _worker: Any) -> None:
    """Each worker opens connection and write gate for itself: a lock file shared by a fork locks nobody out."""
    db.close_database()
    db.open_database()


def run(args: argparse.Namespace) -> int:
    """Migrate, print the link of the first run while there is no member of staff, and serve."""
    children.die_with_parent()
    install.open_office()
    if not people.any_staff():
        host = "127.0.0.1" if args.host in ("0.0.0.0", "::") else args.host  # noqa: S104
        print(f"首次使用，请打开：http://{host}:{args.port}/setup?token={people.setup_token()}", flush=True)
    db.close_database()
    _Server(
        {
            "bind": f"{args.host}:{args.port}",
            "workers": args.workers,
            "preload_app": True,
            "post_fork": _own_database,
            "post_worker_init": _streams_end_with,
            "worker_class": Worker,
            "threads": live.THREADS,
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 5,
            "control_socket_disable": True,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "proc_name": "heat-web",
        }
    ).run()
    return 0
