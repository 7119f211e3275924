"""Sheets made of plain rows, for the tests of reading lists."""

from heat.rules.sheets import Sheet, SheetRow

HEADER = ("户号", "小区", "楼号", "单元", "房号", "户主姓名", "联系电话", "建筑面积（㎡）", "性质", "状态")


def sheet(*rows, merged=(), first=1):
    """Rows numbered from `first`; empty ones are left out, as reading leaves them out."""
    return Sheet("名单", [SheetRow(number, list(cells)) for number, cells in enumerate(rows, first) if cells], merged)


def household(account_no="000117", **other):
    """One line under HEADER in which nothing is wrong; name what differs by its header."""
    usual = dict(
        zip(
            HEADER,
            (account_no, "幸福里", "3号楼", "2单元", account_no[-3:], "王伟", "13800000117", "95.50", "居民", "正常"),
            strict=True,
        )
    )
    return list((usual | other).values())
