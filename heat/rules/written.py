"""What people write and what it means: full-width digits, amounts, areas, days and phone numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x3002: "."}
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})?(?:\.[0-9]{0,15})?")
_POWER = re.compile(r"([+-]?[0-9](?:\.[0-9]{1,15})?)E\+?([0-9]{1,2})", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]?00:00(?::00)?)?")
_DAY_RUN = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})(?:\.0)?")
_DAY_LAST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_SERIAL = re.compile(r"([2-9][0-9]{4})(?:\.0)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_MOBILE = re.compile(r"(?:\+?0?86)?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-9][0-9]{6,7}|[2-9][0-9]{6,7}|[48]00[0-9]{7}")


def folded(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, wide and no-break spaces as plain ones."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def squeezed(text: str) -> str:
    """Without any space, line break or tab."""
    return "".join(text.split())


def decimal_of(text: str) -> Decimal | None:
    """The number a person wrote, exactly: '1,234.50', '.00', '１２３．６９', '1.38E+10'; None when it is none."""
    plain = squeezed(folded(text))
    if power := _POWER.fullmatch(plain):
        return Decimal(power[1]).scaleb(int(power[2]))
    if not _DECIMAL.fullmatch(plain) or not any(sign.isdigit() for sign in plain):
        return None
    return Decimal(plain.replace(",", ""))


def day_of(text: str) -> date | None:
    """The business day a person or a sheet wrote, 1900 to 2199; None when it is none.

    Understands 2026-11-15, 2026/11/15, 2026.11.15, 2026年11月15日, 20261115, the serial day of Excel (45231), and
    11/15/2026 as an Excel that speaks English writes it into a CSV, the month first.
    """
    plain = folded(text).strip()
    if found := _DAY.fullmatch(plain) or _DAY_RUN.fullmatch(plain):
        return _real_day(*(int(part) for part in found.groups()))
    if found := _DAY_LAST.fullmatch(plain):
        month, day, year = (int(part) for part in found.groups())
        return _real_day(year, month, day)
    if serial := _SERIAL.fullmatch(plain):
        return _EXCEL_EPOCH + timedelta(days=int(serial[1]))
    return None


def phone_of(text: str) -> str | None:
    """A mobile or landline number as bare digits, without +86, dashes, spaces and brackets; None when it is none."""
    bare = re.sub(r"[\s()\-—–·.]", "", folded(text))
    if mobile := _MOBILE.fullmatch(bare):
        return mobile[1]
    return bare if _LANDLINE.fullmatch(bare) else None


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        there = date(year, month, day)
    except ValueError:
        return None
    return there if FIRST_DAY <= there <= LAST_DAY else None
