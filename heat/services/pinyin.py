"""How Chinese is read aloud, for search by initials and for codes; the only module that knows pypinyin."""

from __future__ import annotations

from functools import lru_cache

# characters read differently when they are a family name: 曾 zeng, not ceng
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "任": "ren", "华": "hua",
    "盖": "ge", "朴": "piao", "翟": "zhai", "种": "chong", "秘": "bi", "覃": "qin", "缪": "miao", "员": "yun",
    "繁": "po", "纪": "ji", "召": "shao", "宓": "mi", "折": "she", "乐": "yue", "洗": "xian", "尉": "yu",
}  # fmt: skip


def of_words(text: str) -> str:
    """A place or company read word by word: 重庆路 -> chongqinglu."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).lower()


def initials_of_words(text: str) -> str:
    """The first letters of a place or company: 幸福里 -> xfl, A区 -> aq."""
    from pypinyin import Style, lazy_pinyin

    read = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return "".join(sign for sign in read if sign.isascii() and sign.isalnum()).lower()


def of_name(name: str) -> str:
    """A person's name read character by character, the family name as a name: 单田芳 -> shantianfang."""
    first = _SURNAMES.get(name[:1]) or _of_sign(name[:1])
    return first + "".join(_of_sign(sign) for sign in name[1:])


def initials(name: str) -> set[str]:
    """All first letters a name may be asked for by: 曾国藩 -> zgf and cgf."""
    later = "".join(_of_sign(sign)[:1] for sign in name[1:])
    firsts = {_SURNAMES.get(name[:1], "")[:1], _of_sign(name[:1])[:1]} - {""}
    return {first + later for first in firsts}


@lru_cache(maxsize=8192)
def _of_sign(sign: str) -> str:
    from pypinyin import lazy_pinyin

    read = "".join(lazy_pinyin(sign)).lower() if sign else ""
    return read if read.isascii() and read.isalnum() else ""
