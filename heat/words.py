"""Sentences as data: rules and services say them, only views, papers and commands translate them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def N_(text: str) -> str:  # noqa: N802 - the name gettext extracts by
    """Mark a sentence for the catalogue without translating it here."""
    return text


class Say:
    """A sentence with its values kept apart, so that it can still be put into another language.

    `str()` gives the Chinese sentence. Equal when sentence and values are equal.
    """

    __slots__ = ("text", "values")

    def __init__(self, text: str, /, **values: Any) -> None:
        self.text = text
        self.values: Mapping[str, Any] = values

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text

    def __repr__(self) -> str:
        return f"Say({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Say) and (self.text, self.values) == (other.text, other.values)

    def __hash__(self) -> int:
        return hash(str(self))


class Refused(Exception):
    """The office may not or cannot do this; `say` tells what, why and what to do (HTTP 422, exit 2)."""

    def __init__(self, say: Say | str) -> None:
        self.say = say if isinstance(say, Say) else Say(say)
        super().__init__(str(self.say))


class Moved(Refused):
    """Somebody else was faster: the row is no longer what the page showed (HTTP 409)."""


class Missing(Refused):
    """There is no such thing, or not for this person: the two must look the same (HTTP 404)."""
