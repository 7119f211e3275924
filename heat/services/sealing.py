"""Identity numbers sealed in the file: AES-GCM under the office's key, found again by a blind index only."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from heat.services import secret_key
from heat.words import N_, Refused, Say

_NONCE = 12  # bytes, as NIST SP 800-38D wants for GCM
_WHAT = b"id-number"


def seal(number: str) -> bytes:
    """A number as it is kept: nonce and cipher text; the same number is never sealed alike twice."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, number.encode(), _WHAT)


def opened(sealed: bytes) -> str:
    """The number again; Refused when the key in the data folder is not the one it was sealed with."""
    try:
        return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], _WHAT).decode()
    except InvalidTag:
        raise Refused(Say(N_("证件号打不开：数据目录里的 secret.key 不是原来的，请恢复备份里的那一份"))) from None


def blind(number: str) -> str:
    """What tells whether two numbers are the same without telling the number."""
    return hmac.new(secret_key.derived("id-number-index"), number.encode(), hashlib.sha256).hexdigest()


def _cipher() -> AESGCM:
    return AESGCM(secret_key.derived("id-number"))
