"""The press: papers become PDF in a child process that cannot hang us, read our disk or reach the network."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from heat.papers import press
from heat.papers.bill import bill
from heat.papers.order import order
from heat.words import Refused, Say
from tests.papers.samples import BILL, ORDER, pages

HELLO = "<!doctype html><html lang='zh-CN'><body><p>{text}</p></body></html>"


@pytest.fixture
def own_press() -> Iterator[press.Press]:
    """A press of this test alone."""
    made = press.Press()
    yield made
    made.close()


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine that remembers who called."""
    calls: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    done = threading.Event()

    def listen() -> None:
        while not done.is_set():
            try:
                caller, _ = listener.accept()
            except TimeoutError:
                continue
            calls.append("called")
            caller.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", calls
    done.set()
    thread.join()
    listener.close()


def test_this_machine_can_print() -> None:
    assert press.available() == []


def test_the_web_process_never_loads_the_typesetter() -> None:
    press.render(HELLO.format(text="热"))

    assert "weasyprint" not in sys.modules


def test_signs_of_the_trade_come_out_as_text() -> None:
    assert pages(press.render(HELLO.format(text="20.4 ℃ 96.40 ㎡ ¥1,004.64 ①")))[0].startswith("20.4℃96.40㎡¥1,004.64①")


@pytest.mark.parametrize(
    "fetching",
    [
        '<img src="{url}/a.png">',
        '<link rel="stylesheet" href="{url}/a.css">',
        "<style>@import url({url}/b.css); p {{ background: url({url}/c.png) }}</style>",
        '<svg><image href="{url}/d.png" width="9" height="9"/></svg>',
        '<object data="{url}/e.svg"></object><embed src="{url}/f.svg">',
        '<link rel="attachment" href="{url}/g">',
    ],
)
def test_nothing_is_fetched_from_the_network(canary: tuple[str, list[str]], fetching: str) -> None:
    url, calls = canary

    pdf = press.render(HELLO.format(text="热") + fetching.format(url=url))

    assert pages(pdf)[0].startswith("热")
    assert calls == []


def test_nothing_is_read_from_the_disk(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-7c1f", encoding="utf-8")
    paper = (
        HELLO.format(text="热") + f'<link rel="attachment" href="{secret.as_uri()}"><iframe src="{secret.as_uri()}">'
    )

    pdf = press.render(paper)

    assert b"secret" not in pdf
    assert not PdfReader(tmp_path / _write(tmp_path, pdf)).attachments


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("مرحبا", "مرحبا"),
        ("🙂👨\u200d👩\u200d👧", "□□□□"),
        ("a\x01b\x0bc", "a□b□c"),
        pytest.param("W" * 3000, "W" * 3000, id="long"),
        ("\ud800x", "?x"),
        ("&lt;script&gt;alert(1)", "<script>alert(1)"),
        ("\ufeff\u200bx", "x"),
    ],
)
def test_odd_text_is_printed_and_never_spoils_the_rest(typed: str, printed: str) -> None:
    text = "".join(pages(press.render(HELLO.format(text=f"始{typed}终"))))

    for mark in ("\u200d", "\ufeff", "\u200b"):
        text = text.replace(mark, "")
    assert f"始{printed}终" in text.replace("1/2", "").replace("2/2", "")


def test_a_paper_that_takes_too_long_is_given_up(own_press: press.Press) -> None:
    hasty = press.Press(seconds_each=0.01)

    with pytest.raises(press.PressFailed, match="已停止"):
        hasty.render([HELLO.format(text="热")])
    assert own_press.render([HELLO.format(text="热")]).startswith(b"%PDF")


def test_a_child_that_was_killed_is_replaced(own_press: press.Press) -> None:
    own_press.render([HELLO.format(text="热")])
    [child] = own_press.children()

    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)

    assert own_press.render([HELLO.format(text="热")]).startswith(b"%PDF")
    assert own_press.children() != [child]


def test_a_closed_press_leaves_no_child_and_no_folder(own_press: press.Press) -> None:
    own_press.render([HELLO.format(text="热")])
    [child] = own_press.children()

    own_press.close()

    assert own_press.children() == []
    assert not Path(f"/proc/{child}").exists()


def test_threads_take_turns(own_press: press.Press) -> None:
    done: list[bytes] = []
    threads = [
        threading.Thread(target=lambda n=n: done.append(own_press.render([HELLO.format(text=f"第{n}张")])))
        for n in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(pages(pdf)[0][:3] for pdf in done) == [f"第{n}张" for n in range(4)]


def test_the_orders_of_a_day_are_set_by_the_child_that_is_warm(tmp_path: Path) -> None:
    def children() -> set[str]:
        tasks = Path("/proc/self/task").iterdir()
        return {pid for task in tasks for pid in (task / "children").read_text().split()}

    press.render(HELLO.format(text="热"))
    warm, meanwhile = children(), set[str]()

    press.render_many([HELLO.format(text="热")] * 3, tmp_path / "all.pdf", lambda done: meanwhile.update(children()))

    assert meanwhile == warm


def test_a_batch_keeps_its_order_and_each_paper_its_own_page_count(tmp_path: Path) -> None:
    heard: list[int] = []
    papers = [HELLO.format(text=f"第{n:02}张") for n in range(30)]

    count = press.render_many(papers, tmp_path / "all.pdf", heard.append)

    texts = pages((tmp_path / "all.pdf").read_bytes())
    assert count == 30
    assert heard == list(range(1, 31))
    assert [text[:4] for text in texts] == [f"第{n:02}张" for n in range(30)]
    assert all(text.endswith("1/1") for text in texts)
    assert [file.name for file in tmp_path.iterdir()] == ["all.pdf"]


def test_different_papers_may_stand_in_one_batch(tmp_path: Path) -> None:
    press.render_many([bill(BILL), order(ORDER)], tmp_path / "all.pdf")

    one, two = pages((tmp_path / "all.pdf").read_bytes())
    assert "供热费账单" in one
    assert "维修工单" in two


def test_papers_are_drawn_while_others_are_set(tmp_path: Path) -> None:
    heard: list[int] = []
    drawn: list[int] = []

    def papers() -> Iterator[str]:
        for n in range(8 * press.CHUNK):
            drawn.append(len(heard))
            yield HELLO.format(text=f"第{n:03}张")

    press.render_many(papers(), tmp_path / "all.pdf", heard.append)

    assert drawn[0] == 0
    assert drawn[-1] > 0  # the last was drawn after the first had been set
    assert [text[:5] for text in pages((tmp_path / "all.pdf").read_bytes())] == [f"第{n:03}张" for n in range(200)]


def test_a_paper_that_cannot_be_drawn_leaves_no_file(tmp_path: Path) -> None:
    def papers() -> Iterator[str]:
        yield HELLO.format(text="热")
        raise Refused(Say("这一户没有欠费"))

    with pytest.raises(Refused, match="没有欠费"):
        press.render_many(papers(), tmp_path / "all.pdf")

    assert list(tmp_path.iterdir()) == []


def test_an_empty_batch_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有可打印的单据"):
        press.render_many([], tmp_path / "all.pdf")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="^写不了文件 all.pdf：没有这个文件或文件夹，请核对路径。"):
        press.render_many([HELLO.format(text="热")], tmp_path / "nowhere" / "all.pdf")


def _write(folder: Path, pdf: bytes) -> str:
    (folder / "paper.pdf").write_bytes(pdf)
    return "paper.pdf"
