"""Build static/icons.svg, the one sprite of all pages, from the names in icons.txt (Tabler Icons, MIT)."""

from __future__ import annotations

import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vendor import ROOT, archive_of

SPRITE = ROOT / "static" / "icons.svg"
SOURCE = "npm:@tabler/icons@3.51.0"
# Only what pages show: every name costs about 50 compressed bytes on each cold page.
NAMES = ROOT / "tools" / "icons.txt"
SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


def shapes(svg: str) -> str:
    """The drawn parts of one Tabler icon, without the invisible frame."""
    return "".join(shape for shape in SHAPE.findall(svg) if 'stroke="none"' not in shape)


def symbols(archive: Path) -> Iterator[str]:
    """One <symbol> a name, in the order of icons.txt."""
    with tarfile.open(archive) as tar:
        for name in NAMES.read_text(encoding="utf-8").split():
            member = tar.extractfile(f"package/icons/outline/{name}.svg")
            if member is None:
                raise SystemExit(f"{SOURCE} has no icon {name}")
            yield f'<symbol id="{name}" viewBox="0 0 24 24">{shapes(member.read().decode())}</symbol>'


def main() -> int:
    """Write the sprite and say how large it became."""
    with tempfile.TemporaryDirectory() as folder:
        lines = list(symbols(archive_of(SOURCE, folder)))
    SPRITE.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(lines) + "\n</svg>\n", encoding="utf-8")
    sys.stdout.write(f"{len(lines)} icons, {SPRITE.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
