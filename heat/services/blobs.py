"""File contents in the data folder: one file a digest, on disk before the row that names it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from heat import clock, db, settings
from heat.models import Blob
from heat.words import N_, Missing, Say


def keep(data: bytes, media_type: str, *, width: int | None = None, height: int | None = None) -> int:
    """Store bytes and answer the id of their blob; the same bytes are kept once. The file survives a power cut."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(digest)
    if not path.exists():
        _write(path, data)
    with db.writing():
        found = db.value("SELECT id FROM blob WHERE sha256 = ?", digest)
        row = {"bytes": len(data), "media_type": media_type, "width": width, "height": height}
        return int(found or Blob.insert(sha256=digest, stored_at=clock.now(), **row).execute())


def path_of(blob_id: int) -> Path:
    """Where the bytes of a blob lie; Missing when the file is gone."""
    digest = db.value("SELECT sha256 FROM blob WHERE id = ?", blob_id)
    path = _path(digest) if digest else None
    if path is None or not path.is_file():
        raise Missing(Say(N_("原文件已不在服务器上，请重新上传")))
    return path


def _path(digest: str) -> Path:
    return settings.data_dir() / "blobs" / digest[:2] / digest


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)  # or the name of the new file could be lost
    os.close(folder)
