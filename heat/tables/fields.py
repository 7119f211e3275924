"""Columns that know their unit: whole numbers in the file, exact values in the program, never a float."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from peewee import BigIntegerField, BlobField, Field

from heat.db import unpacked

FOREVER = "9999-12-31"  # the open end of a period: one comparison, one index, never NULL


class Ref(BigIntegerField):
    """The id of a row of `table`. The key itself is the migration's; a row never loads another one by surprise."""

    def __init__(self, table: str, **options: Any) -> None:
        self.table = table
        super().__init__(**options)


class FenField(BigIntegerField):
    """Money in fen."""


class UtcField(BigIntegerField):
    """An instant in UTC milliseconds."""


class _Scaled(BigIntegerField):
    """A decimal kept as a whole number of its smallest unit."""

    unit = Decimal(1)

    def db_value(self, value: Any) -> int | None:
        if value is None:
            return None
        exact = Decimal(value) / self.unit
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))

    def python_value(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value) * self.unit


class SquareMetresField(_Scaled):
    """An area, kept in 0.01 m²."""

    unit = Decimal("0.01")


class CelsiusField(_Scaled):
    """A temperature, kept in 0.1 ℃."""

    unit = Decimal("0.1")


class PriceField(_Scaled):
    """A price in yuan, kept in 0.0001 yuan: 0.1666 a day and 44.45 a GJ both fit."""

    unit = Decimal("0.0001")


class JsonField(Field):
    """JSON kept readable: Chinese stays Chinese, or a search for it finds nothing."""

    field_type = "JSONB"

    def db_value(self, value: Any) -> str | None:
        return None if value is None else dumps(value)

    def python_value(self, value: Any) -> Any:
        return unpacked(value)


class BytesField(BlobField):
    """Raw bytes that come back as bytes on both databases."""

    def python_value(self, value: Any) -> bytes | None:
        return None if value is None else bytes(value)


def dumps(value: Any) -> str:
    """The one way JSON is written into a column: compact, readable, keys in their given order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
