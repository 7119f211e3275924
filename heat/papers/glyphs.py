"""Which characters our paper font can really draw: some fonts know a character and print nothing."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from heat.papers.press_child import FONT_FILES
from heat.paths import FONTS

NEEDED = "℃㎡¥①×÷−％“”—·，。（）《》零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整"


def check_glyphs(text: str = NEEDED) -> str:
    """The characters of a text without an outline in one of our two fonts, each once, in order; '' when all print.

    Spaces and control characters need none. The first call reads the fonts: about 0.3 s and 40 MB, so never in a
    web request; set-up and `heat doctor` ask for all characters of customer names.
    """
    drawn = [_drawn(file) for file in FONT_FILES]
    return "".join(char for char in dict.fromkeys(text) if _needs_ink(char) and not all(font(char) for font in drawn))


def _needs_ink(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Zs", "Zl", "Zp")


@lru_cache
def _drawn(file: str) -> Any:
    from fontTools.ttLib import TTFont  # 50 ms that only set-up and doctor pay

    font = TTFont(FONTS / file, lazy=True)
    names, outlines = font.getBestCmap(), font["glyf"]

    def drawn(char: str) -> bool:
        name = names.get(ord(char))
        return name is not None and outlines[name].numberOfContours != 0

    return drawn
