"""Child processes that never outlive their parent, started again when they fall."""

from __future__ import annotations

import argparse
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from heat.paths import ROOT
from heat.rules import troubles
from heat.words import N_, Refused, Say

_PR_SET_PDEATHSIG = 1
_LONGEST_WAIT = 30.0
REFUSED = 2  # the exit code of bad input or use
_HEALTHY = 20.0  # a child that lived so long starts again at once


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent goes, however that happens."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == 1 and os.environ.get("HEAT_CHILD"):
        sys.exit(0)


def listen_options(verb: argparse.ArgumentParser) -> None:
    """What `web` and `serve` can be told."""
    verb.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址，对外服务用 0.0.0.0")
    verb.add_argument("--port", type=int, default=8000, metavar="端口", help="监听端口，默认 8000")
    verb.add_argument("--workers", type=int, default=2, metavar="个数", help="网页进程的个数，默认 2")


def own_command(*words: str) -> list[str]:
    """The command line that runs this program again, from source or from the single binary."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, str(ROOT / "app.py"), *words]


def port_must_be_free(host: str, port: int) -> None:
    """Refused when somebody else listens there; what was killed a moment ago gets two seconds to let go."""
    patience = time.monotonic() + 2
    while (problem := _bind(host, port)) is not None:
        if time.monotonic() > patience:
            taken = N_("端口 {port} 已经被别的程序占用：请先停止它，或用 --port 换一个端口")
            other = N_("不能在 {host}:{port} 上启动（{why}）：请用 --host、--port 换一个")
            sentence = taken if problem.errno == errno.EADDRINUSE else other
            raise Refused(Say(sentence, host=host, port=port, why=troubles.why(problem)))
        time.sleep(0.1)


def _bind(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None


@dataclass
class Child:
    """One kept process; `wait` grows while it keeps falling."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = 0.0
    wait: float = 0.5
    not_before: float = 0.0
    refused: bool = False

    def start(self) -> None:
        """Start the process."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(own_command(*self.words), env={**os.environ, "HEAT_CHILD": "1"})  # noqa: S603

    def fallen(self) -> bool:
        """Whether it has ended; decides when it may start again."""
        if self.process is None or self.process.poll() is None:
            return False
        lived = time.monotonic() - self.started
        self.wait = 0.5 if lived > _HEALTHY else min(_LONGEST_WAIT, self.wait * 2)
        self.not_before = time.monotonic() + self.wait
        # a refusal has said its sentence; starting again would only repeat it
        self.refused = self.process.returncode == REFUSED and lived < _HEALTHY
        self.process = None
        return True


@dataclass
class Keeper:
    """Keeps children alive until it is told to stop."""

    children: list[Child]
    stopping: bool = field(default=False)

    def run(self) -> int:
        """Start all, start the fallen again, stop all on SIGTERM or SIGINT; 0 after a clean stop, 2 if one refused."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for child in self.children:
            child.not_before = time.monotonic() + child.delay
        while not self.stopping:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.2)
        self._end()
        return REFUSED if any(child.refused for child in self.children) else 0

    def _look_after(self, child: Child) -> None:
        if child.fallen():
            self.stopping = self.stopping or child.refused
            if not child.refused:
                print(f"{child.words[0]} 退出，{child.wait:.0f} 秒后重新启动", file=sys.stderr, flush=True)
        if child.process is None and not self.stopping and time.monotonic() >= child.not_before:
            child.start()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end(self) -> None:
        living = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + 20
        for process in living:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
