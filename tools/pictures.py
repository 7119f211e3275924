"""Takes the pictures of the README from a running demo town: python tools/pictures.py BASE LOGINS HOUSEHOLD

LOGINS is the file `heat demo` printed its logins into, HOUSEHOLD the id of one to which something happened. Pictures
land in docs/pictures/.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BROWSER = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"


def main(base: str, logins: str, household: str) -> None:
    """Sign in as each role and look at its page."""
    OUT.mkdir(parents=True, exist_ok=True)
    passwords = {
        line.split()[0]: line.split()[1] for line in Path(logins).read_text().splitlines() if len(line.split()) == 3
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for role, path, name in (
            ("agent", "/desk", "desk"),
            ("manager", "/dash", "dash"),
            ("leader", "/board", "board"),
            ("agent", f"/customers/{household}", "file"),
            ("agent", "/buildings/1?mode=owed", "grid"),
        ):
            _save(_shot(browser, base, role, passwords[role], path, DESKTOP), OUT / f"{name}.png")
        parts = [
            _shot(browser, base, "technician", passwords["technician"], "/m", PHONE),
            _shot(browser, base, "", "", "/my/enter", PHONE),
            _shot(browser, base, "cashier", passwords["cashier"], "/counter?q=310000003", DESKTOP),
        ]
        _save(_beside(parts), OUT / "phones.png")
        browser.close()


def _shot(browser: Browser, base: str, login: str, password: str, path: str, size: dict[str, int]) -> Image.Image:
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()
    if login:
        page.goto(base + "/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
    page.goto(base + path)
    page.wait_for_timeout(800)
    return Image.open(io.BytesIO(page.screenshot()))


def _beside(pictures: list[Image.Image]) -> Image.Image:
    height = max(picture.height for picture in pictures)
    whole = Image.new("RGB", (sum(p.width for p in pictures) + 24 * (len(pictures) - 1), height), "white")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + 24
    return whole


def _save(picture: Image.Image, path: Path) -> None:
    picture.convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:4])
