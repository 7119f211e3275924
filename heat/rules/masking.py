"""Personal data as lists and logs may show it."""

from __future__ import annotations

import re

from heat.rules import cells
from heat.rules.households import CONTACT, UNNAMED

_PRIVATE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9])")  # a mobile, an ID card
_NOBODY = cells.VACANT | {CONTACT, UNNAMED}  # stands where a name would, and tells nothing about anybody

_LINK = re.compile(r"(/p/step/|/p/job/|/q/)[\w-]+")


def phone(number: str | None) -> str:
    """13800001234 -> 138****1234; a number of seven digits or fewer keeps only its last two."""
    number = number or ""
    if len(number) <= 7:
        return "*" * max(0, len(number) - 2) + number[-2:]
    return f"{number[:3]}****{number[-4:]}"


def numbers(text: str) -> str:
    """A text in which nobody knows what stands: whatever looks like a mobile or an ID number is masked."""
    return _PRIVATE.sub(lambda found: phone(found[0]), text)


def links(text: str) -> str:
    """A message without the secret of its one-time link: whoever reads the list must not answer for the household."""
    return _LINK.sub(r"\1…", text)


def message(text: str, addressee: str | None) -> str:
    """A sent message as the list shows it: its addressee by masked name, no numbers, no secret of a one-time link."""
    text = numbers(links(text))
    return text.replace(addressee, name(addressee)) if addressee else text


def name(written: str | None) -> str:
    """张秀英 -> 张*英, 张英 -> 张*; a single character stays, and so does what is no name: 空置房, 联系人."""
    written = written or ""
    if len(written) <= 1 or written in _NOBODY:
        return written
    return written[0] + "*" if len(written) == 2 else f"{written[0]}{'*' * (len(written) - 2)}{written[-1]}"


def id_number(number: str | None) -> str:
    """110101199001011234 -> 110************234: the first three and the last three signs stay."""
    number = number or ""
    return "*" * len(number) if len(number) <= 8 else f"{number[:3]}{'*' * (len(number) - 6)}{number[-3:]}"
