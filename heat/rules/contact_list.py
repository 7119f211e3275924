"""A list of people beside households, line by line: who they are, their phones, what they are to the household."""

from __future__ import annotations

from dataclasses import dataclass, field

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.sheets import Sheet
from heat.rules.written import squeezed

_WORDS = {
    "owner": "户主 业主 产权人 本人",
    "contact": "联系人 紧急联系人 家属 子女 儿子 女儿 配偶 父母 亲属 物业",
    "tenant": "租户 租客 承租人 租住人",
    "payer": "缴费人 付款人 交费人 代缴人",
    "developer": "开发商 建设单位",
}
_ROLE = {word: role for role, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """One person or organisation of a household: the role as its code, the phones as digits, the best first."""

    row: int
    account_no: str
    name: str
    phones: tuple[str, ...]
    role: str = "contact"


@dataclass
class _Reading:
    """Who was said before."""

    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> ContactLine:
        account_no = row.take("account_no", cells.account_no)
        name = row.take("name", cells.name, unless=("name_missing", "owner_is_空置房"))
        if (not name or not name.owner) and not row.failed:
            row.note("name", "name_needed")
        phones = row.take("phone", cells.phones, unless=("phone_missing", "phone_invalid")) or ()
        if not phones:
            row.note("phone", "phone_needed", was=str(row.taken.get("phone", "")))
        role = self._role(row)
        if not row.failed and name:
            before = self.said.row_before((account_no, role, name.owner), row.row.number)
            if before:
                row.note("name", "number_repeated", was=name.owner, now=str(before))
        owner = name.owner if name else ""
        return ContactLine(row=row.row.number, account_no=account_no or "", name=owner, phones=phones, role=role)

    def _role(self, row: RowReader) -> str:
        said = row.take("role", cells.text) or ""
        role = _ROLE.get(squeezed(said), "")
        if said and not role:
            row.note("role", "role_unknown", was=said)
        return role or "contact"


def check_contacts(sheet: Sheet, layout: Layout) -> Checked[ContactLine | None]:
    """Every line of a list of people, cleaned; a line with an error has no value. Nobody stands twice in one role."""
    return check(sheet, layout, _Reading().line, list)
