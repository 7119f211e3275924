"""Papers become PDF in a child process: it starts at the first paper, and one that hangs is killed and replaced."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import select
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from heat import clock
from heat.papers.press_child import FONT_FILES, frame_length, write_frame
from heat.paths import FONTS, ROOT
from heat.rules import troubles
from heat.words import N_, Refused, Say

SECONDS_EACH = 20.0
CHUNK = 25  # papers in one PDF: they share a font subset; more would cost 1.5 MB of memory each
POOL = 2
WAIT_FOR_TURN = 60.0

_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("libharfbuzz.so.0", "libharfbuzz0b"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ("libfontconfig.so.1", "libfontconfig1"),
)

Progress = Callable[[int], None]


class PressFailed(Refused):
    """A paper could not be set; the others can."""


class Unavailable(Refused):
    """No paper can be set on this machine until the remedy is done (HTTP 503)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no paper can be set, and what to do about it."""

    say: Say
    remedy: Say


def available() -> list[Problem]:
    """What this machine lacks for printing, each with its remedy; empty when papers can be set. About 1 ms.

    Loads the small C libraries to see that they load, never WeasyPrint.
    """
    problems = [
        Problem(Say(N_("缺少系统库 {library}，不能打印。"), library=library), _apt(package))
        for library, package in _LIBRARIES
        if not _loads(library)
    ]
    problems += [
        Problem(Say(N_("缺少字体文件 {file}，不能打印。"), file=file), Say(N_("请重新安装程序，字体随程序提供。")))
        for file in FONT_FILES
        if not (FONTS / file).is_file()
    ]
    if importlib.util.find_spec("weasyprint") is None:
        problems.append(Problem(Say(N_("缺少排版程序 WeasyPrint，不能打印。")), Say(N_("请运行 make setup。"))))
    return problems


def _apt(package: str) -> Say:
    return Say(N_("请以管理员身份运行：apt-get install {package}"), package=package)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


class Press:
    """One child and the lock of its turn. Safe to share between threads; costs nothing until the first paper."""

    def __init__(self, seconds_each: float = SECONDS_EACH) -> None:
        self._seconds = seconds_each
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def render(self, papers: Sequence[str], progress: Progress | None = None, *, first: int = 1) -> bytes:
        """The papers (HTML) as one PDF, each with its own page count; `progress` hears the number of each one set.

        PressFailed when one takes longer than 20 seconds or cannot be set, Unavailable when the machine lacks a part.
        """
        if not self._turn.acquire(timeout=WAIT_FOR_TURN):
            raise PressFailed(Say(N_("打印任务太多，请过一分钟再试。")))
        try:
            return self._render(papers, progress or (lambda done: None), first)
        except BaseException:
            self._stop()
            raise
        finally:
            self._turn.release()

    def children(self) -> list[int]:
        """The process that is waiting for papers: none before the first, after ten idle minutes and after close."""
        return [self._child.pid] if self._child and self._child.poll() is None else []

    def close(self) -> None:
        """Let the child go, once it has finished its turn."""
        with self._turn:
            self._stop()

    def _render(self, papers: Sequence[str], progress: Progress, first: int) -> bytes:
        child = self._ready()
        assert child.stdin and child.stdout  # noqa: S101 - both are pipes
        body = json.dumps({"papers": [_printable(paper) for paper in papers]}).encode()
        with suppress(BrokenPipeError):  # a dead child is noticed while reading
            write_frame(child.stdin, body)
        for done, frame in enumerate(self._frames(child.stdout), start=first):
            if frame.startswith(b"%PDF"):
                return frame
            if frame:
                raise PressFailed(Say(N_("第 {n} 张排版失败：{why}"), n=done, why=json.loads(frame)["error"]))
            progress(done)
        raise PressFailed(Say(N_("排版程序意外退出，请重试；仍然失败请运行 heat doctor。")))

    def _frames(self, pipe: IO[bytes]) -> Iterator[bytes]:
        """What the child says, until it has gone. Each frame must come within the time of one paper."""
        while head := self._read(pipe, 4):
            yield self._read(pipe, frame_length(head))

    def _read(self, pipe: IO[bytes], size: int) -> bytes:
        until, body = clock.ticks() + self._seconds, bytearray()
        while len(body) < size:
            if not select.select([pipe], [], [], max(0.0, until - clock.ticks()))[0]:
                raise PressFailed(
                    Say(
                        N_("一张单据超过 {seconds} 秒还没有排好，已停止。请缩短其中的文字。"),
                        seconds=round(self._seconds),
                    )
                )
            piece = pipe.read(size - len(body))  # unbuffered: what there is
            if not piece:
                return b""
            body += piece
        return bytes(body)

    def _ready(self) -> subprocess.Popen[bytes]:
        """The child, started anew when it was never started, went home after ten idle minutes, or died."""
        if self._child and self._child.poll() is None:
            return self._child
        self._stop()
        if problems := available():
            raise Unavailable(Say(f"{problems[0].say}{problems[0].remedy}"))
        self._folder = tempfile.TemporaryDirectory(prefix="heat-press-", ignore_cleanup_errors=True)
        self._child = subprocess.Popen(  # noqa: S603 - our own program and a folder of ours
            [*_program(), self._folder.name],
            cwd=ROOT,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._child

    def _stop(self) -> None:
        if self._child:
            self._child.kill()
            with self._child:  # closes the pipes and waits
                pass
        if self._folder:
            self._folder.cleanup()
        self._child = self._folder = None


def _program() -> list[str]:
    """How the child starts: a module of the interpreter, or the hidden command of the single binary."""
    own = ["press"] if getattr(sys, "frozen", False) else ["-m", "heat.papers.press_child"]
    return [sys.executable, *own]


def _printable(paper: str) -> str:
    """Half a surrogate pair cannot be written by anyone: it becomes a question mark."""
    return paper.encode("utf-8", "replace").decode()


_press = Press()


def render(paper: str) -> bytes:
    """One paper (HTML) as PDF, about a tenth of a second once the child is warm. Errors as Press.render."""
    return _press.render([paper])


def render_many(papers: Iterable[str], out: Path, progress: Progress | None = None) -> int:
    """Many papers as one PDF file in their order; returns its pages. `progress` hears how many are set, rising.

    Fewer than 25 go to the child that sets single papers, which is warm; of more, two children set chunks of 25 side
    by side, while here the next papers are drawn and those that are ready joined. The file appears whole at the end
    or not at all. Refused when there is nothing to print or the file cannot be written. Errors as Press.render, and
    whatever drawing the papers says.
    """
    chunks = _chunks(papers)
    first = next(chunks, None)
    if first is None:
        raise Refused(Say(N_("没有可打印的单据，请检查所选的范围。")))
    try:
        with tempfile.TemporaryDirectory(prefix="heat-print-", dir=out.parent) as folder:
            heard = _rising(progress)
            pdfs = _set(chain([first], chunks), heard) if len(first) == CHUNK else iter([_press.render(first, heard)])
            return _joined(pdfs, Path(folder) / "all.pdf", out)
    except OSError as problem:
        raise Refused(Say(N_("写不了文件 {file}：{why}。"), file=out.name, why=troubles.why(problem))) from None


def _chunks(papers: Iterable[str]) -> Iterator[list[str]]:
    left = iter(papers)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _rising(progress: Progress | None) -> Progress:
    """One count for all children."""
    lock, done = threading.Lock(), 0

    def heard(_: int) -> None:
        nonlocal done
        with lock:
            done += 1
            if progress:
                progress(done)

    return heard


def _joined(pdfs: Iterator[bytes], whole: Path, out: Path) -> int:
    from pypdf import PdfWriter  # only batches need it

    with PdfWriter() as writer:
        for pdf in pdfs:
            writer.append(BytesIO(pdf), import_outline=False)
        writer.write(whole)
        whole.replace(out)
        return len(writer.pages)


def _set(chunks: Iterable[list[str]], heard: Progress) -> Iterator[bytes]:
    """Each chunk as PDF, in order; two chunks wait at most, and after a failure nobody takes another one."""
    presses = [Press() for _ in range(POOL)]
    free: SimpleQueue[Press] = SimpleQueue()
    for press in presses:
        free.put(press)

    def work(chunk: list[str], first: int) -> bytes:
        press = free.get()
        try:
            return press.render(chunk, heard, first=first)
        finally:
            free.put(press)

    pool, ahead = ThreadPoolExecutor(POOL), deque[Future[bytes]]()
    try:
        for n, chunk in enumerate(chunks):
            ahead.append(pool.submit(work, chunk, n * CHUNK + 1))
            if len(ahead) > 2 * POOL:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        for press in presses:
            press.close()
