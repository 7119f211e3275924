"""Cells made clean: what the office meant by what stands there, and the names of the faults on the way."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from heat.rules import addresses
from heat.rules.money import Fen, parse_yuan
from heat.rules.sheets import Cell, Formula, shown
from heat.rules.written import day_of, decimal_of, folded, phone_of, squeezed
from heat.words import Refused

RESIDENTS, OTHERS = "居民", "非居民"
LONGEST, LONGEST_STORY = 200, 4000
VACANT = frozenset(("空置房", "空置", "空房", "空置户", "空房子", "闲置"))

_NOTHING = frozenset(("", "无", "没有", "-", "--", "—", "——", "/", "\\", "空", "暂无", "null", "None", "#N/A"))
_EDGES = " \t\r\n\u3000\ufeff\u200b\u200e\u200f\u202a\u202c\u2060"
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e]")
_TEXT_TRICK = re.compile(r'="([^"]*)"')  # how a CSV keeps Excel from eating zeros
_COMPUTING = ("=", "+", "-", "@")  # an export leads such a text by an apostrophe; so it comes back without
_LOST_DIGITS = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]+")
_WHOLE_FLOAT = re.compile(r"[0-9]+\.0")
_PHONE_BREAKS = re.compile(r"[/\\、,;\n|]|或|和|(?<=[0-9])\s+(?=1[3-9][0-9]{9})")
_PHONE_NOTE = re.compile(r"\([^()0-9]*\)|[^0-9+()\-\s.—–·]+")
_CHINESE = "\u3400-\u9fff·"
_NAME_GAP = re.compile(rf"(?<=[{_CHINESE}])[ \u3000\u00a0]+(?=[{_CHINESE}])")
_TENANT = re.compile(r"[(（]?\s*(?:租户|租客|承租人|租住人|租)[:：]?\s*([^()（）\s]+?)\s*[)）]?")
_AREA_WORDS = re.compile(r"约|平方米|平米|平方|平|㎡|m²|m2|米", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![0-9])(凌晨|早上|上午|中午|下午|晚上)?\s?([0-9]{1,2})[:时点]([0-9]{2})(?:[:分][0-9]{0,2}(?:\.[0-9]+)?秒?)?"
    r"\s?([AP]M)?$",
    re.IGNORECASE,
)
_CENT = Decimal("0.01")
_MOST_AREA = Decimal(10_000_000)
_CLASSES = {
    RESIDENTS: "居民 民用 住宅 居民用户 住宅用户 居民住宅 个人 普通居民",
    OTHERS: "非居民 商用 非居 商业 公建 单位 非住宅 底商 门市 门面 办公 企业 工业 学校 机关 公共建筑 非居民用户 经营",
}
_USE_CLASS = {word: one for one, words in _CLASSES.items() for word in words.split()}
_STATES = {
    "supplied": "正常 供热中 供热 供暖 已供 正常供热 正常供暖 用热 在用 开通 已开通 开栓 已开栓 供 是",
    "suspended": "报停 停供 停热 停暖 停用 暂停 停 申请停供 报停户 停供户 未供 否",
    "partial": "部分供热 部分报停 部分停供 部分",
    "limited": "限温 限供 限热 限制供热",
    "cut": "强制停供 强停 欠费停供 违章停供 强制停热 强制停暖",
    "none": "未开户 未入网 未接入 未开通 未并网 未用热 未供热 空置未开户",
}
_STATE = {word: state for state, words in _STATES.items() for word in words.split()}


# A list says the same few words in some columns of every row; True and 1.0 must not share an answer.
_said_often = lru_cache(maxsize=4096, typed=True)


class Clean(NamedTuple):
    """What a cell means (None: nothing) and the codes of what was repaired or is wrong, gravest last."""

    value: Any
    codes: tuple[str, ...] = ()


class Name(NamedTuple):
    """Who lives there: the owner, a tenant named in the same cell, and whether nobody does."""

    owner: str
    tenant: str = ""
    vacant: bool = False


def story(cell: Cell) -> Clean:
    """What somebody told at length: text of up to 4,000 characters."""
    return text(cell, LONGEST_STORY)


def text(cell: Cell, most: int = LONGEST) -> Clean:
    """A cell as text without what the eye cannot see; '' when it says nothing (—, 无)."""
    if isinstance(cell, Formula):
        if cell.value == "":
            return Clean("", ("formula_without_value",))
        value, codes = text(cell.value, most)
        return Clean(value, (*codes, "formula_value_taken"))
    if not isinstance(cell, str):
        return Clean(shown(cell))
    seen = cell.strip(_EDGES)
    bare = seen.strip(_EDGES + "\u00a0")
    codes = ("nbsp_suffix_text_numbers",) if bare != seen else ()
    if bare.startswith("=") and (trick := _TEXT_TRICK.fullmatch(bare)):
        bare = trick[1]
    elif bare.startswith("'") and bare[1:].lstrip().startswith(_COMPUTING):
        bare = bare[1:]
    if "\0" in bare or len(bare) > most:
        return Clean("", (*codes, "text_too_long"))
    return Clean("" if bare in _NOTHING else bare, codes)


def number_text(cell: Cell) -> Clean:
    """An account number, room or other number that is a text: no spaces, half-width, never 200004.0 or 2.0E+05."""
    bare, codes = text(cell)
    if _FULL_WIDTH.search(bare):
        codes = (*codes, "fullwidth_digits")
    plain = folded(bare)
    if squeezed(plain) != plain:
        codes, plain = (*codes, "space_inside_number"), squeezed(plain)
    return Clean(plain[:-2] if _WHOLE_FLOAT.fullmatch(plain) else plain, codes)


def account_no(cell: Cell) -> Clean:
    """A 户号; one that lost digits to scientific notation is an error, never a guess."""
    number, codes = number_text(cell)
    if "formula_without_value" in codes or "text_too_long" in codes:
        return Clean(None, codes)
    if not number:
        return Clean(None, ("account_no_missing",))
    if _LOST_DIGITS.fullmatch(number) or len(number) > 40:
        return Clean(None, (*codes, "account_no_unreadable"))
    return Clean(number, codes)


def address_code(cell: Cell) -> Clean:
    """An address code in capitals: byx-001-01-0601 -> BYX-001-01-0601."""
    code, codes = number_text(cell)
    return Clean(code.upper(), (*codes, "address_code_lower_case")) if code != code.upper() else Clean(code, codes)


@_said_often
def building(cell: Cell) -> Clean:
    """A building's number: 004号楼 -> 4."""
    bare, codes = text(cell)
    part = addresses.building_of(bare)
    return Clean(part.text, (*codes, "building_zero_padded") if part.padded else codes)


@_said_often
def entrance(cell: Cell) -> Clean:
    """An entrance's number: 02单元 -> 2."""
    bare, codes = text(cell)
    part = addresses.entrance_of(bare)
    return Clean(part.text, (*codes, "number_zero_padded") if part.padded else codes)


@_said_often
def room(cell: Cell) -> Clean:
    """A room's number: 601.0 -> 601, 0601室 -> 601; a whole address stays for the row to take apart."""
    bare, codes = number_text(cell)
    part = addresses.room_of(bare)
    return Clean(part.text, (*codes, "number_zero_padded") if part.padded else codes)


def name(cell: Cell) -> Clean:
    """The people of a household as Name, None when nobody is named. A formula is an error, whatever it shows."""
    bare, codes = text(cell)
    if "formula_without_value" in codes or bare.startswith("="):
        return Clean(None, ("formula_in_name",))
    tenant = ""
    if "\n" in bare or "\r" in bare:
        codes = (*codes, "newline_in_name")
        bare, tenant = _owner_and_tenant(bare)
    if _NAME_GAP.search(bare):
        codes, bare = (*codes, "space_inside_name"), _NAME_GAP.sub("", bare)
    if bare in VACANT:
        return Clean(Name("", tenant, vacant=True), (*codes, "owner_is_空置房"))
    return Clean(Name(bare, tenant), codes) if bare else Clean(None, (*codes, "name_missing"))


def phones(cell: Cell) -> Clean:
    """The phone numbers of a cell as a tuple of digits, the first one is the main one."""
    bare, codes = text(cell)
    if "formula_without_value" in codes:
        return Clean((), codes)
    plain = folded(bare)
    if isinstance(cell, float) or _WHOLE_FLOAT.fullmatch(plain) or _LOST_DIGITS.fullmatch(plain):
        codes, plain = (*codes, "phone_as_float"), _unfloated(plain)
    if not plain:
        return Clean((), (*codes, "phone_missing"))
    said = [part for part in _PHONE_BREAKS.split(plain) if any(sign.isdigit() for sign in part)]
    read = [(part, phone_of(_PHONE_NOTE.sub("", part))) for part in said]
    numbers = tuple(dict.fromkeys(number for _, number in read if number))
    if len(numbers) > 1:
        codes = (*codes, "two_phones_in_cell")
    elif any(number and number[0] == "1" and re.search(r"[0-9][-\s.—–][0-9]", part) for part, number in read):
        codes = (*codes, "phone_with_dashes")
    if not read or any(number is None for _, number in read):
        codes = (*codes, "phone_invalid")
    return Clean(numbers, codes)


@_said_often
def area(cell: Cell) -> Clean:
    """Square metres with two decimals; None when there are none to use."""
    bare, codes = text(cell)
    if "formula_without_value" in codes or not bare:
        return Clean(None, codes if "formula_without_value" in codes else (*codes, "area_missing"))
    if _FULL_WIDTH.search(bare):
        codes = (*codes, "fullwidth_area")
    plain = _AREA_WORDS.sub("", folded(bare))
    if plain != folded(bare):
        codes = (*codes, "area_with_unit")
    number = decimal_of(plain)
    if number is None or abs(number) >= _MOST_AREA:
        return Clean(None, (*codes, "area_unreadable"))
    if number < 0:
        return Clean(None, (*codes, "negative_area"))
    rounded = number.quantize(_CENT, ROUND_HALF_UP)
    if abs(rounded - number) > Decimal("0.000001"):
        codes = (*codes, "area_rounded")
    return Clean(rounded, (*codes, "zero_area") if not rounded else codes)


@_said_often
def use_class(cell: Cell) -> Clean:
    """居民 or 非居民: 民用 and 住宅 are 居民, 商用 and 公建 are 非居民; nothing said is 居民."""
    bare, codes = text(cell)
    known = _USE_CLASS.get(squeezed(bare))
    return Clean(known or RESIDENTS, codes if known or not bare else (*codes, "unknown_use_class"))


@_said_often
def state(cell: Cell) -> Clean:
    """The supply state as its code: 正常 supplied, 报停 suspended, 强制停供 cut, 未开户 none; nothing is supplied."""
    bare, codes = text(cell)
    known = _STATE.get(squeezed(bare))
    if known or not bare:
        return Clean(known or "supplied", codes)
    return Clean(None, (*codes, "unknown_state"))


@_said_often
def price(cell: Cell) -> Clean:
    """Yuan per m² with up to four decimals, None when nothing is said."""
    bare, codes = text(cell)
    if not bare:
        return Clean(None, codes)
    number = decimal_of(re.sub(r"元.*|[¥￥]", "", bare))
    if number is None or number < 0 or number != round(number, 4) or number > 10_000:
        return Clean(None, (*codes, "price_unreadable"))
    return Clean(number, codes)


def amount(cell: Cell) -> Clean:
    """An amount of yuan in fen, None when nothing is said. A float of a sheet is rounded to the fen it shows."""
    bare, codes = text(cell)
    if not bare:
        return Clean(None, codes)
    number = decimal_of(bare) if isinstance(cell, (int, float, Formula)) else None
    try:
        fen: Fen = parse_yuan(str(number.quantize(_CENT, ROUND_HALF_UP)) if number is not None else bare)
    except Refused:
        return Clean(None, (*codes, "amount_unreadable"))
    return Clean(None, (*codes, "amount_negative")) if fen < 0 else Clean(fen, codes)


def day(cell: Cell) -> Clean:
    """A business day, None when nothing is said."""
    bare, codes = text(cell)
    if not bare:
        return Clean(None, codes)
    there: date | None = day_of(bare)
    return Clean(there, codes if there else (*codes, "day_unreadable"))


def moment(cell: Cell) -> Clean:
    """A day and the minutes of it since midnight (0 when only a day is said), None when nothing is said."""
    bare, codes = text(cell)
    if not bare:
        return Clean(None, codes)
    plain = folded(bare)
    clock_time = _CLOCK.search(plain)
    there: date | None = day_of(plain[: clock_time.start()].rstrip(" T") if clock_time else plain)
    hours, minutes = _hours(clock_time) if clock_time else 0, int(clock_time[3]) if clock_time else 0
    if there is None or hours > 23 or minutes > 59:
        return Clean(None, (*codes, "time_unreadable"))
    return Clean((there, 60 * hours + minutes), codes)


def _hours(said: re.Match[str]) -> int:
    """Hours since midnight: 下午3点 and 3 PM are 15, 12 AM is 0."""
    hours, half = int(said[2]), (said[1] or said[4] or "").upper()
    if half == "AM" and hours == 12:
        return 0
    return hours + 12 if half in ("PM", "下午", "晚上") and hours < 12 else hours


def _owner_and_tenant(two_lines: str) -> tuple[str, str]:
    """王燕 / （租户窦先生）: the first line owns, a line that says so rents; other lines belong to the name."""
    first, *more = [line.strip(_EDGES) for line in two_lines.splitlines() if line.strip(_EDGES)]
    tenants = [found[1] for line in more if (found := _TENANT.fullmatch(line))]
    others = [line for line in more if not _TENANT.fullmatch(line)]
    return " ".join([first, *others]), tenants[0] if tenants else ""


def _unfloated(number: str) -> str:
    """1.3800000117E10 and 13800000117.0 as the digits that were typed."""
    value = decimal_of(number)
    return f"{value:.0f}" if value is not None and value == round(value) else number
