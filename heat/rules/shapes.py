"""How a number must be written: # a digit, @ a capital letter, digits, letters and - themselves (31########)."""

from __future__ import annotations

import re

from heat.words import N_, Refused, Say

_SHAPE = re.compile(r"[#@0-9A-Z-]{1,40}")
_SIGNS = {"#": "[0-9]", "@": "[A-Z]"}


def shape_of(text: str) -> str:
    """A shape as it is kept, '' for one that allows everything; Refused when it holds anything else."""
    shape = text.strip().upper()
    if shape and not _SHAPE.fullmatch(shape):
        raise Refused(Say(N_("规则只能用 #（数字）、@（字母）和固定的数字、字母、横线，例如 31########")))
    return shape


def fits(shape: str, number: str) -> bool:
    """Whether a number has the shape; without a shape every number has.

    Full-width digits are other signs.
    """
    if not shape:
        return True
    return re.fullmatch("".join(_SIGNS.get(sign, re.escape(sign)) for sign in shape), number) is not None
