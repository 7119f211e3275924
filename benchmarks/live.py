"""How soon thirty open browsers hear of an act, and how soon a server with open streams is down.

python -m benchmarks.live [STREAMS]: starts the web server on a small office, opens the streams, acts twenty times.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from heat.rules.permissions import SYSTEM
from heat.services import audit, install, people, sessions

ACTS = 20


def main(n: int) -> None:
    """Print the time from an act to the word of it in each stream, and from SIGTERM to the end."""
    folder = tempfile.mkdtemp(prefix="heat-live-")
    os.environ["HEAT_DATA"] = folder
    install.open_office(Path(folder))
    staff_id = people.add(SYSTEM, login="bench", name="客服小林", roles=("agent",))
    token = sessions.open_for_staff(staff_id, ("agent",))
    port = _free_port()
    server = subprocess.Popen([sys.executable, "app.py", "web", "--port", str(port), "--workers", "2"])
    heard: list[list[float]] = [[] for _ in range(n)]
    opened = threading.Semaphore(0)
    for place in range(n):
        threading.Thread(target=_listen, args=(port, token, heard[place], opened), daemon=True).start()
    for _ in range(n):
        opened.acquire()
    acted = []
    for _ in range(ACTS):
        time.sleep(1.1)
        acted.append(time.perf_counter())
        audit.record(SYSTEM, "session.opened", "staff", staff_id)
    time.sleep(2)
    late = sorted(at - max(act for act in acted if act < at) for times in heard for at in times)
    began = time.perf_counter()
    server.terminate()
    server.wait(30)
    print(f"{n} streams heard {len(late)} words of {n * ACTS}")
    print(f"p50 {late[len(late) // 2]:.2f} s  p95 {late[int(len(late) * 0.95)]:.2f} s  most {late[-1]:.2f} s")
    print(f"down {time.perf_counter() - began:.1f} s after SIGTERM")


def _listen(port: int, token: str, times: list[float], opened: threading.Semaphore) -> None:
    while True:
        try:
            line = socket.create_connection(("127.0.0.1", port), 5)
            break
        except OSError:
            time.sleep(0.1)
    line.settimeout(60)
    line.sendall(f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sid={token}\r\n\r\n".encode())
    stands = False
    while words := line.recv(4096):
        if not stands and b"event: beat" in words:
            stands = True
            opened.release()
        times += [time.perf_counter()] * words.count(b"data: staff")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
