"""The code printed on a bill or work order that lets a household into the hall without any message (户号 + 验证码)."""

from __future__ import annotations

import hmac

from heat.rules.codes import ALPHABET
from heat.services import secret_key

LENGTH = 8  # 31 signs to the power of 8 and a throttle: a million tries hit one of a million households in 10^6 years


def entry_code(household_id: int) -> str:
    """The code of a household, the same on every paper; it follows from the office's key and is stored nowhere."""
    digest = hmac.digest(secret_key.derived("entry-code"), str(household_id).encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def matches(household_id: int, typed: str) -> bool:
    """Whether a typed code is the household's; spaces, dashes and small letters do not matter."""
    cleaned = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hmac.compare_digest(entry_code(household_id).encode(), cleaned.encode())
