"""Does what the Dockerfile says in a folder with a bare Debian, where no container engine runs, and tries the program.

Wants root, debootstrap and unshare, two minutes and half a GB: make image
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
OWN_CERTIFICATES = Path("/usr/local/share/ca-certificates")  # of a network that looks into its traffic
PORT = "8766"


@dataclass
class Image:
    """What an engine would remember between the lines of a Dockerfile."""

    root: Path
    where: str = "/"
    user: str = "root"
    told: dict[str, str] = field(default_factory=dict)
    program: list[str] = field(default_factory=list)

    def inside(self, command: list[str], user: str = "root") -> list[str]:
        """The command as it stands in the image, as somebody there."""
        enter = ["chroot", f"--userspec={user}", str(self.root), "env", f"--chdir={self.where}"]
        return [*enter, *(f"{key}={value}" for key, value in self.told.items()), *command]

    def run(self, words: str) -> None:
        """RUN: a line of the shell."""
        subprocess.run(self.inside(["sh", "-ec", words]), check=True)

    def copy(self, words: str) -> None:
        """COPY: files of this folder, a folder by what is in it."""
        *sources, target = shlex.split(words)
        place = self.root / os.path.normpath(os.path.join(self.where, target)).lstrip("/")
        for source in (HERE / name for name in sources):
            if source.is_dir():
                shutil.copytree(source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, place)

    def follow(self, verb: str, words: str) -> None:
        """One line; those that mean nothing without an engine are passed over."""
        match verb:
            case "RUN":
                self.run(words)
            case "COPY":
                self.copy(words)
            case "WORKDIR":
                self.where = words
                (self.root / words.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "ENV":
                self.told |= dict(pair.split("=", 1) for pair in shlex.split(words))
            case "USER":
                self.user = words
            case "ENTRYPOINT":
                self.program = json.loads(words)


def lines() -> list[tuple[str, str]]:
    """The Dockerfile's verbs with what they say."""
    text = re.sub(r"^#.*\n", "", (HERE / "Dockerfile").read_text(encoding="utf-8"), flags=re.M).replace("\\\n", " ")
    return [(verb, words.strip()) for verb, _, words in (line.partition(" ") for line in text.splitlines()) if verb]


def bare(root: Path, release: str) -> None:
    """A Debian with nothing in it, its processes and devices in reach."""
    subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", release, str(root)], check=True)
    for kind, name in (("proc", "proc"), ("sysfs", "sys")):
        subprocess.run(["mount", "-t", kind, name, str(root / name)], check=True)
    subprocess.run(["mount", "--rbind", "/dev", str(root / "dev")], check=True)
    shutil.copy2("/etc/resolv.conf", root / "etc/resolv.conf")
    if OWN_CERTIFICATES.is_dir():
        shutil.copytree(OWN_CERTIFICATES, root / str(OWN_CERTIFICATES)[1:], dirs_exist_ok=True)
        subprocess.run(["chroot", str(root), "update-ca-certificates"], check=True)


def attempt(image: Image) -> None:
    """As its own user: a town, its books proved, the first page, bills in Chinese."""

    image.told["TINI_SUBREAPER"] = "1"  # an engine starts it as the first process; here others came before

    def heat(*words: str) -> list[str]:
        return image.inside([*image.program, *words], f"{image.user}:{image.user}")

    subprocess.run(heat("demo", "--households", "40", "--tickets", "4", "--seasons", "2"), check=True)
    subprocess.run(heat("verify"), check=True)
    with subprocess.Popen(heat("serve", "--host", "0.0.0.0", "--port", PORT)) as server:  # noqa: S104 - as its CMD says
        try:
            print(f"first page after {_answered():.1f} s")
        finally:
            server.terminate()
    year = int(time.strftime("%Y"))
    subprocess.run(heat("print", "invoices", "--season", f"{year - 1}-{year}", "--out", "/data/bills.pdf"), check=True)
    pdf = image.root / "data/bills.pdf"
    if not pdf.read_bytes().startswith(b"%PDF-"):
        raise SystemExit("what was printed is no PDF")
    print(f"the image serves a page and prints {pdf.stat().st_size} bytes of bills")


def _answered() -> float:
    begun = time.monotonic()
    while time.monotonic() < begun + 30:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/login", timeout=2):
                return time.monotonic() - begun
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer")


def main() -> None:
    """In a space of mounts that ends with this process, so that nothing stays behind."""
    if "inside" not in sys.argv:
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__, "inside"])  # noqa: S606 - ourselves
    first, *others = lines()
    with tempfile.TemporaryDirectory(prefix="heat-image-", ignore_cleanup_errors=True) as folder:
        image = Image(Path(folder) / "root")
        bare(image.root, first[1].removeprefix("debian:").removesuffix("-slim"))
        for verb, words in others:
            print("==", verb, words, flush=True)
            image.follow(verb, words)
        attempt(image)
        subprocess.run(["umount", "--recursive", "--lazy", str(image.root / "dev")], check=False)
        for name in ("sys", "proc"):
            subprocess.run(["umount", str(image.root / name)], check=False)


if __name__ == "__main__":
    main()
