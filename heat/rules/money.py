"""Money is whole fen (分) in an int; yuan exist only in what people type and read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from heat.words import N_, Refused, Say

Fen = int
Exact = Decimal | Fraction | int

MOST_FEN = 10**13 - 1  # 999 亿: more than any heating company books, and safe in 64 bits
_TYPED = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{0,2}))?", re.ASCII)
_DROPPED = str.maketrans("", "", "¥￥元圆 \u00a0\u3000\t")


def half_up(value: Exact) -> int:
    """The nearest whole number; exactly half goes away from zero, as on paper (2.5 -> 3, -2.5 -> -3)."""
    return _nearest(*value.as_integer_ratio())


def fen(amount_yuan: Exact) -> Fen:
    """Yuan as whole fen, rounded half up: the one place where money is rounded. docs/rules/charging.md, 2."""
    above, below = amount_yuan.as_integer_ratio()
    return _nearest(above * 100, below)


def _nearest(above: int, below: int) -> int:
    """The whole number nearest to above / below, half away from zero; `below` is positive."""
    whole = (2 * abs(above) + below) // (2 * below)
    return whole if above >= 0 else -whole


def yuan(amount: Fen) -> str:
    """Fen as people read it: 1234567 -> '12,345.67'."""
    return f"{Decimal(amount) / 100:,.2f}"


def plain_yuan(amount: Fen) -> str:
    """Fen as programs read it: 1234567 -> '12345.67', no separators."""
    return f"{Decimal(amount) / 100:.2f}"


def parse_yuan(text: str) -> Fen:
    """What a person typed as an amount in yuan, in fen; full-width digits, 元, ¥, spaces and 1,234.50 are understood.

    Refused when it is no amount, has a third decimal, or is beyond 99,999,999,999.99 yuan either way.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DROPPED)
    found = _TYPED.fullmatch(folded)
    if not found:
        raise Refused(Say(N_("“{typed}”不是金额，请填写最多两位小数的数字，例如 1830.30。"), typed=text.strip()[:20]))
    sign, whole, cents = found.groups()
    amount = int(whole.replace(",", "")) * 100 + int((cents or "").ljust(2, "0")) if len(whole) < 20 else MOST_FEN + 1
    if amount > MOST_FEN:
        raise Refused(Say(N_("金额太大，最多 {most} 元，请核对。"), most=yuan(MOST_FEN)))
    return -amount if sign else amount


def percent(amount: Fen, ratio: Exact) -> Fen:
    """A share of an amount, in fen, rounded once: percent(240000, Decimal('0.3')) -> 72000."""
    return half_up(Fraction(amount) * Fraction(ratio))


def share(part: Fen, whole: Fen) -> str:
    """How many per cent a part is, to a tenth and never rounded up: '99.9', '40', '0.2', '<0.1'.

    100 stands when nothing is missing, 0 when nothing has come; also for a whole of nothing.
    """
    if whole <= 0 or part <= 0:
        return "0"
    tenths = part * 1000 // whole
    return "<0.1" if not tenths else f"{tenths // 10}.{tenths % 10}" if tenths % 10 else f"{tenths // 10}"


def split(total: Fen, weights: Sequence[Exact]) -> list[Fen]:
    """The total divided by weights with no fen lost: the largest remainders get the odd fen, earlier ones first.

    Weights are not negative and not all zero. Parts always sum to the total, also for a negative total.
    """
    shares = [Fraction(weight) for weight in weights]
    whole = sum(shares)
    if whole <= 0 or min(shares) < 0:
        raise ValueError("weights must not be negative and must not all be zero")
    exact = [abs(total) * share / whole for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: abs(total) - sum(parts)]:
        parts[i] += 1
    return parts if total >= 0 else [-part for part in parts]
