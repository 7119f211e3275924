"""Where the program's own files lie: the repository, or the bundle of the single binary."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"
TRANSLATIONS = ROOT / "translations"
FONTS = STATIC / "vendor" / "noto-sans-sc-0.4.3"
