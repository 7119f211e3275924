"""The code printed on a bill or work order that lets a household into the hall without any message (户号 + 查询码).

It follows from the office's key, the household and the day its owner became the owner: a paper of the one who has sold
the flat opens nothing any more, and nothing is stored.
"""

from __future__ import annotations

import hmac

from heat import clock, db
from heat.rules.codes import ALPHABET
from heat.services import secret_key

LENGTH = 8  # 31 signs to the power of 8 and a throttle: a million tries hit one of a million households in 10^6 years
NOBODY = ""


def entry_code(household_id: int) -> str:
    """The code of a household as of today, the same on every paper until the flat is sold; one query."""
    return _code(household_id, owners_since(household_id)[0])


def matched(household_id: int, typed: str, kept_id: int | None = None) -> str | None:
    """Since when today's owner owns what this paper opens ('' when nobody does); None for a wrong or an old code.

    Spaces, dashes and small letters do not matter. The paper of a file merged since names `household_id` and opens
    `kept_id`. One query or two, also for an unknown household.
    """
    cleaned = "".join(letter for letter in typed.upper() if letter.isalnum()).encode()
    here = owners_since(kept_id or household_id)
    printed = here if kept_id in (None, household_id) else _before_the_merge(household_id, here)
    right = [day for day in printed if hmac.compare_digest(_code(household_id, day).encode(), cleaned)]
    return (right[0] if right[0] in here else here[0]) if right else None


def _before_the_merge(gone_id: int, here: list[str]) -> list[str]:
    """The days on papers of a merged file; none once the kept file has other owners than right after the merge."""
    moved = db.value(
        "SELECT moved FROM merge WHERE kind = 'household' AND gone_id = ? AND undone_at IS NULL "
        "ORDER BY id DESC LIMIT 1",
        gone_id,
    )
    told = db.unpacked(moved) or {}
    return [str(day) for day in told.get("owners_since", [])] if told.get("kept_since") == here else []


def owners_since(household_id: int) -> list[str]:
    """The first days of today's owners, the main one first; [''] when there is none. One query."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT valid_from FROM household_party WHERE household_id = ? AND role = 'owner' AND valid_from <= ? "
        "AND ? < valid_to ORDER BY rank, valid_from DESC",
        household_id,
        today,
        today,
    )
    return [str(day) for (day,) in found] or [NOBODY]


def _code(household_id: int, since: str) -> str:
    digest = hmac.digest(secret_key.derived("entry-code"), f"{household_id}:{since}".encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])
