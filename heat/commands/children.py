"""Child processes that never outlive their parent, started again when they fall."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from heat.paths import ROOT

_PR_SET_PDEATHSIG = 1
_LONGEST_WAIT = 30.0
_HEALTHY = 20.0  # a child that lived so long starts again at once


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent goes, however that happens."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == 1 and os.environ.get("HEAT_CHILD"):
        sys.exit(0)


def listen_options(verb: argparse.ArgumentParser) -> None:
    """What `web` and `serve` can be told."""
    verb.add_argument("--host", default="127.0.0.1", help="监听地址，对外服务用 0.0.0.0")
    verb.add_argument("--port", type=int, default=8000)
    verb.add_argument("--workers", type=int, default=2)


def is_child() -> bool:
    """Whether `heat serve` started this process, which has migrated already."""
    return "HEAT_CHILD" in os.environ


def own_command(*words: str) -> list[str]:
    """The command line that runs this program again, from source or from the single binary."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, str(ROOT / "app.py"), *words]


def run_once(*words: str) -> int:
    """Run this program with other words to its end; the exit code."""
    return subprocess.run(own_command(*words), check=False).returncode  # noqa: S603


@dataclass
class Child:
    """One kept process; `wait` grows while it keeps falling."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.5
    not_before: float = 0.0

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
        self.process = None
        return True


@dataclass
class Keeper:
    """Keeps children alive until it is told to stop."""

    children: list[Child]
    stopping: bool = field(default=False)

    def run(self) -> int:
        """Start all, start the fallen again, stop all on SIGTERM or SIGINT; 0 after a clean stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        while not self.stopping:
            time.sleep(0.2)
            for child in self.children:
                if child.fallen():
                    print(f"{child.words[0]} 退出，{child.wait:.0f} 秒后重新启动", file=sys.stderr, flush=True)
                if child.process is None and not self.stopping and time.monotonic() >= child.not_before:
                    child.start()
        return self._end()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end(self) -> int:
        living = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + 20
        for process in living:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        return 0
