"""Numbers that name a person or an organisation for ever: 身份证号 (GB 11643) and 统一社会信用代码 (GB 32100-2015)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from heat.rules.fields import Bad, Field
from heat.rules.written import folded, squeezed
from heat.words import N_, Say

_ID = re.compile(r"[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# GB 32100-2015, table 2: letters that look like digits or each other are left out
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def id_check(body: str) -> str:
    """The last sign of an identity number by its first seventeen digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def credit_check(body: str) -> str:
    """The last sign of a credit code by its first seventeen signs (GB 32100-2015, MOD 31)."""
    total = sum(_CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_SIGNS[-total % 31]


@dataclass(frozen=True)
class IdNumber(Field):
    """An identity number of eighteen signs with a real day of birth and the right last sign."""

    def _read(self, text: str) -> str:
        number = squeezed(folded(text)).upper()
        found = _ID.fullmatch(number)
        if not found or not _day(*found.groups()):
            raise Bad(Say(N_("身份证号应是 18 位，含真实的出生日期，请核对。")))
        if id_check(number[:17]) != number[17]:
            raise Bad(Say(N_("身份证号的最后一位对不上，多半是抄错了一位，请核对。")))
        return number


@dataclass(frozen=True)
class CreditCode(Field):
    """A unified social credit code of eighteen signs with the right last sign."""

    def _read(self, text: str) -> str:
        code = squeezed(folded(text)).upper()
        if len(code) != 18 or any(sign not in _CREDIT_SIGNS for sign in code):
            raise Bad(Say(N_("统一社会信用代码应是 18 位数字和字母（不含 I、O、S、V、Z），请核对。")))
        if credit_check(code[:17]) != code[17]:
            raise Bad(Say(N_("统一社会信用代码的最后一位对不上，多半是抄错了一位，请核对。")))
        return code


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
