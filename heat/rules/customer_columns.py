"""What the list of customers can show of a household: chosen by people, written into exports under the same words.

The words are those an import reads, so that an exported list comes back without a difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heat.rules.own_fields import NUMBERS, OwnField
from heat.words import N_

OWN = "own_"  # before the code of an own field


@dataclass(frozen=True)
class Column:
    """One column: its code in addresses, its header, whether it is shown unasked, whether it is a number.

    `permission` is the right without which it stays away.
    """

    code: str
    label: str
    shown: bool = False
    number: bool = False
    permission: str = ""


COLUMNS = (
    Column("account_no", N_("户号"), shown=True),
    Column("community", N_("小区")),
    Column("building", N_("楼号")),
    Column("entrance", N_("单元")),
    Column("room", N_("房号")),
    Column("address", N_("地址"), shown=True),
    Column("owner", N_("户主"), shown=True),
    Column("phone", N_("电话"), shown=True),
    Column("gross_m2", N_("建筑面积"), number=True),
    Column("inner_m2", N_("套内面积"), number=True),
    Column("usable_m2", N_("使用面积"), number=True),
    Column("charge_m2", N_("收费面积"), shown=True, number=True),
    Column("use_class", N_("用热性质")),
    Column("price", N_("单价"), number=True),
    Column("state", N_("供热状态"), shown=True),
    Column("source", N_("热源")),
    Column("substation", N_("换热站")),
    Column("circuit", N_("机组")),
    Column("collector", N_("收费员")),
    Column("needs", N_("特殊需求")),
    Column("note", N_("备注")),
    Column("owed", N_("尚欠"), shown=True, number=True, permission="ledger.view"),
)
COLUMN = {column.code: column for column in COLUMNS}


def allowed(permissions: Iterable[str]) -> list[Column]:
    """The columns a person with these rights may see, in their order."""
    held = frozenset(permissions)
    return [column for column in COLUMNS if not column.permission or column.permission in held]


def of_field(one: OwnField) -> Column:
    """The column of a field the office drew itself."""
    return Column(f"{OWN}{one.code}", one.name, number=one.kind in NUMBERS)


def chosen(codes: Iterable[str], permissions: Iterable[str], own: Iterable[OwnField] = ()) -> list[Column]:
    """The columns asked for, in the order of the catalogue; those shown unasked when none is named.

    `own` are the office's own fields that this person may read; they stand behind.
    """
    wanted, there = set(codes), [*allowed(permissions), *map(of_field, own)]
    return [column for column in there if column.code in wanted] or [column for column in there if column.shown]
