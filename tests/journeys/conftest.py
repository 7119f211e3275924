"""The whole program in a real browser: a threaded server on loopback, Chromium, and an eye on every page."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from heat.services import sessions
from heat.views import live

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# the shell is Chromium without the window around the page; tools/setup.sh installs it where it can
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # office.test is this machine under a name that no browser trusts: plain http as in an office's own network
    "--host-resolver-rules=MAP office.test 127.0.0.1",
    # a page lives for seconds here: making its scripts fast takes longer than running them slowly
    "--js-flags=--no-opt --no-maglev",
]
# violations alone, and of these the elements alone: what passed is not written down, which is a seventh of axe's time
QUIETLY = "{runOnly: rules, resultTypes: ['violations'], selectors: false}"
BROWSER = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def base(app) -> Iterator[str]:
    """The address of the office's program."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    live.watch(app).life, live.watch(app).most = live.LIFE, live.MOST
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    live.watch(app).close()
    server.shutdown()
    thread.join(10)
    server.server_close()


@dataclass
class Tab:
    """A browser tab that remembers every complaint of the browser."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    def open(self, path: str) -> None:
        """Go to a page of the program."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"

    def click(self, what: str, **how: Any) -> None:
        """Press, and wait for the page that a link or form led to: its address is there before its words are."""
        self.page.click(what, **how)
        self.page.wait_for_load_state()

    def wait_for_url(self, address: str, **how: Any) -> None:
        """Wait for an address and for the page behind it, which hears no key before it is whole."""
        self.page.wait_for_url(address, **how)
        self.until("document.readyState === 'complete'")

    def until(self, words: str, seconds: float = 30) -> None:
        """Wait until a sentence of JavaScript is true. The page's own policy refuses the browser's way of asking again."""
        deadline = time.monotonic() + seconds
        while not self.page.evaluate(words):
            assert time.monotonic() < deadline, f"{self.page.url}: never {words}"
            self.page.wait_for_timeout(50)

    def looks_right(self, rules: list[str] = RULES) -> None:
        """No accessibility violation, nothing beyond the right edge, no complaint of the browser."""
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{self.page.url} scrolls sideways"
        )
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(
            f"rules => axe.run({QUIETLY}).then(r => r.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))",
            rules,
        )
        assert found == [], f"{self.page.url}: {found}"
        assert self.complaints == [], self.complaints

    def looks_right_everywhere(self) -> None:
        """The page as it stands, on a desk and on a phone, in light and in dark: a theme changes nothing but colours."""
        for size in (DESKTOP, PHONE):
            self.page.set_viewport_size(size)
            for theme, rules in (("light", RULES), ("dark", ["color-contrast"])):
                self.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
                self.page.wait_for_timeout(60)  # colours fade in
                self.looks_right(rules)


def _is_complaint(said: ConsoleMessage) -> bool:
    """An error or a warning, except that there is no network: some browsers write it down whenever we took it away."""
    return said.type in ("error", "warning") and "ERR_INTERNET_DISCONNECTED" not in said.text


@pytest.fixture
def browse(chromium: Browser, base: str, office) -> Iterator[Callable[..., Tab]]:
    """A tab signed in as one of the cast (or a stranger's): browse("agent"), browse("technician", PHONE)."""
    opened = []

    def tab(role: str = "", size: dict[str, int] = DESKTOP, theme: str = "light", scripts: bool = True) -> Tab:
        # axe is put into the page from outside, which the page's own policy would rightly refuse
        context = chromium.new_context(
            viewport=size, locale="zh-CN", java_script_enabled=scripts, reduced_motion="reduce"
        )
        cookies = [{"name": "theme", "value": theme, "url": base}]
        if role:
            token = sessions.open_for_staff(office.ids[role], (role,))
            cookies.append({"name": "sid", "value": token, "url": base})
        context.add_cookies(cookies)
        made = Tab(context.new_page(), base)
        made.page.on("console", lambda m: made.complaints.append(m.text) if _is_complaint(m) else None)
        made.page.on("pageerror", lambda problem: made.complaints.append(str(problem)))
        opened.append(context)
        return made

    yield tab
    for context in opened:
        context.close()
