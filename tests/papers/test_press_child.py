"""The child of the press, by itself."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from heat.papers.press_child import frame_length, write_frame
from heat.paths import ROOT


def test_a_frame_says_its_length_first() -> None:
    pipe = io.BytesIO()

    write_frame(pipe, b"heat")

    assert pipe.getvalue() == b"\x00\x00\x00\x04heat"
    assert frame_length(pipe.getvalue()[:4]) == 4


def test_a_frame_no_paper_needs_is_refused() -> None:
    with pytest.raises(ValueError, match="frame"):
        frame_length(b"\xff\xff\xff\xff")


def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    child = _child(tmp_path, "")

    child.communicate(b"", timeout=60)

    assert child.returncode == 0


def test_the_child_goes_home_when_nobody_needs_it(tmp_path: Path) -> None:
    child = _child(tmp_path, "press_child.IDLE_SECONDS = 0.1; ")

    assert child.wait(timeout=60) == 0
    assert child.stdin
    child.stdin.close()


def _child(folder: Path, before: str) -> subprocess.Popen[bytes]:
    program = f"from heat.papers import press_child; {before}press_child.main({str(folder)!r})"
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE)
