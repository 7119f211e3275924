"""Amounts in Chinese capitals (人民币大写), as receipts and bank papers must carry them."""

from __future__ import annotations

from heat.rules.money import Fen
from heat.words import N_, Refused, Say

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_GROUPS = ((10**8, "亿"), (10**4, "万"))
_END = 10**18  # 亿亿 fen: far above any book, the words stay right up to here


def in_words(amount: Fen) -> str:
    """An amount in fen as capitals: 183030 -> '壹仟捌佰叁拾元叁角整', 4 -> '肆分', 0 -> '零元整'.

    整 closes an amount without 分; 零 stands for any gap of zeros and before a 分 without 角.
    Refused when negative or beyond 亿亿. Source: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》.
    """
    if not 0 <= amount < _END:
        raise Refused(Say(N_("大写金额只能写零以上的数，红字请写“退”再写金额。")))
    whole, cents = divmod(amount, 100)
    jiao, odd = divmod(cents, 10)
    words = f"{_whole(whole)}元" if whole else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif odd and whole:
        words += "零"
    if odd:
        return f"{words}{_DIGITS[odd]}分"
    return f"{words or '零元'}整"


def _whole(number: int) -> str:
    """A positive whole number; each group of four is read by itself, then 万 or 亿."""
    for size, name in _GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            return f"{_whole(high)}{name}{_gap(low, size // 10)}"
    words, gap = "", False
    for size, name in _PLACES:
        digit, number = divmod(number, size)
        if digit:
            words += f"{'零' if gap and words else ''}{_DIGITS[digit]}{name}"
        gap = not digit
    return words


def _gap(low: int, place: int) -> str:
    """What follows 万 or 亿: with 零 when the place right behind it is empty, nothing when all is."""
    if not low:
        return ""
    return f"{'' if low >= place else '零'}{_whole(low)}"
