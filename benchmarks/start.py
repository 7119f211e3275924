"""How soon the first page stands after `heat serve`, beside a bare Flask behind the same server, and what is held idle.

python -m benchmarks.start [TIMES]: starts both TIMES times (5) on a small office, then lets ours stand for ten seconds.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.live import _free_port
from heat.services import install

BARE = """
import sys
from flask import Flask
from gunicorn.app.base import BaseApplication
app = Flask("bare")
app.add_url_rule("/login", "page", lambda: "热")
class Server(BaseApplication):
    def load_config(self):
        settings = {"bind": sys.argv[1], "workers": 2, "threads": 4, "preload_app": True, "loglevel": "error"}
        for name, value in {**settings, "control_socket_disable": True}.items():
            self.cfg.set(name, value)
    def load(self):
        return app
Server().run()
"""


def main(times: int) -> None:
    """Print the median of both, their ratio, and the memory of all our processes."""
    folder = tempfile.mkdtemp(prefix="heat-start-")
    os.environ["HEAT_DATA"] = folder
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a second start has its byte code, and is what an office knows
    install.open_office(Path(folder))
    ours, bare = [], []
    for _ in range(times + 1):
        port = str(_free_port())
        bare.append(_ready([sys.executable, "-c", BARE, f"127.0.0.1:{port}"], port))
        ours.append(_ready([sys.executable, "app.py", "serve", "--port", port], port))
    took, least = statistics.median(ours[1:]), statistics.median(bare[1:])
    print(f"first page after {took:.2f} s ({min(ours[1:]):.2f}–{max(ours[1:]):.2f}), {took / least:.1f} × a bare Flask")
    print(f"idle: {_idle():.0f} MB in all processes")


def _ready(command: list[str], port: str) -> float:
    """Seconds until the first page; the program is gone afterwards."""
    began = time.perf_counter()
    program = _start(command)
    _wait(port)
    took = time.perf_counter() - began
    _stop(program)
    return took


def _idle() -> float:
    port = str(_free_port())
    program = _start([sys.executable, "app.py", "serve", "--port", port])
    _wait(port)
    time.sleep(10)
    pages = [_pss(pid) for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _group(pid) == program.pid]
    _stop(program)
    return sum(pages) / 1024


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)


def _stop(program: subprocess.Popen[bytes]) -> None:
    os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _wait(port: str) -> None:
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.01)


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _pss(pid: int) -> int:
    """Kilobytes of a process, its share of what several hold together."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
