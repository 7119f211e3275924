"""Compiled templates, kept with the data: what was drawn once is drawn at once after a restart, in every process."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from heat import __version__


class Kept(FileSystemBytecodeCache):
    """One file a template in a folder; a template that has changed since is compiled again and takes its place."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """By its name alone: the single binary unpacks itself into another folder at every start."""
        return super().get_cache_key(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; a full disk costs half a second a page and never the page."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept(data: Path) -> Kept | None:
    """What is kept below a data folder for this version; that of others is thrown away. None where nothing can be."""
    folder = data / "cache" / f"templates-{__version__}-{jinja2.__version__}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.glob("templates-*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        return Kept(str(folder))
    return None
