"""The office's own key, made on the first start and kept outside the database."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from heat import settings

FILE = "secret.key"


def web() -> bytes:
    """The key that signs the browser's small cookie."""
    return derived("web")


def derived(purpose: str) -> bytes:
    """A key for one purpose; knowing it tells nothing about the others."""
    return hmac.new(_root(settings.data_dir()), purpose.encode(), hashlib.sha256).digest()


def _root(folder: Path) -> bytes:
    path = folder / FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path)
    return bytes.fromhex(path.read_text().strip())


def _write_once(path: Path) -> None:
    # linked into place whole: two processes that start together must not read half a key or make two
    draft = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
