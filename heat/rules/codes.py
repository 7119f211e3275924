"""Short codes for paper: typed in by hand at night, so no look-alikes and one wrong key is noticed."""

from __future__ import annotations

# without 0 O 1 I L, which a tired eye confuses; 31 signs, a prime, so that the check letter misses nothing
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LEAST = 4


def short_code(number: int) -> str:
    """A positive number as at least four letters and digits plus a check letter."""
    if number < 1:
        raise ValueError("codes count from 1")
    letters = ""
    rest = number
    while rest:
        rest, digit = divmod(rest, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    letters = letters.rjust(_LEAST, ALPHABET[0])
    return letters + _check(letters)


def read_code(typed: str) -> int | None:
    """The number of a typed code, None when a letter is wrong, missing or swapped with its neighbour."""
    code = "".join(typed.upper().split()).replace("-", "")
    if len(code) <= _LEAST or any(letter not in ALPHABET for letter in code) or _check(code[:-1]) != code[-1]:
        return None
    number = 0
    for letter in code[:-1]:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number if number and short_code(number) == code else None


def _check(letters: str) -> str:
    # different weights below the prime: one wrong letter and any swap of neighbours change the sum
    total = sum((place + 1) * (ALPHABET.index(letter) + 1) for place, letter in enumerate(letters))
    return ALPHABET[total % len(ALPHABET)]
