"""Which column of a list means what: the header found by itself, its words known by their synonyms."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from heat.rules.lists import ListKind, Offer
from heat.rules.sheets import Sheet, SheetRow
from heat.rules.written import folded, squeezed
from heat.words import N_, Refused, Say

_HEADER_WITHIN = 30
_UNIT = re.compile(r"[(\[【][^)\]】]*[)\]】]|[*:：#]|/?㎡|（[^）]*）")
_OF_OTHERS = re.compile(
    r"往年|上年|去年|历史|同期|上期|物业|低保|紧急|收费员|维修|开发商|代理|负责人|经办|银行|原|旧|上级"
)


@dataclass(frozen=True)
class Layout:
    """How one sheet says it: the last row of its header, the headers without spaces, and column name to place."""

    kind: ListKind
    header_row: int
    headers: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def fingerprint(self) -> str:
        """The same for every sheet with these headers in this order: what a remembered mapping is kept under."""
        return hashlib.sha256("\n".join(self.headers).encode()).hexdigest()[:32]

    @property
    def mapping(self) -> dict[str, str]:
        """Column name to header, as it is stored and shown."""
        return {name: self.headers[place] for name, place in self.places.items()}

    def header_of(self, name: str) -> str:
        """The header above a column; its own label when the sheet has none."""
        if name in self.places:
            return self.headers[self.places[name]]
        return next(one.label for one in self.kind.columns if one.name == name)

    def chosen(self, mapping: Mapping[str, str]) -> Layout:
        """The same sheet with columns chosen by people: column name to header; unknown ones are left out."""
        known = {one.name for one in self.kind.columns}
        places = {
            name: self.headers.index(said) for name, said in mapping.items() if said in self.headers and name in known
        }
        return Layout(self.kind, self.header_row, self.headers, places)


def layout_of(sheets: Sequence[Sheet], kind: ListKind) -> tuple[Sheet, Layout]:
    """The sheet that looks most like this kind of list, and how it says it.

    The header is looked for in the first 30 rows, over one row or two; titles above it do not matter. Refused when no
    sheet has one; whether it is enough, `complete` says.
    """
    found = [(sheet, one) for sheet in sheets for one in _headers(sheet, kind)]
    if not found:
        needed = [group[0] for group in kind.needs]
        names = "、".join(one.label for one in sorted(kind.columns, key=lambda one: one.name not in needed)[:3])
        sentence = N_("没有找到表头：前 30 行里没有“{names}”这样的列名。请确认选对了表，并保留表头。")
        raise Refused(Say(sentence, names=names))
    sheet, best = max(found, key=lambda pair: (_has_needed(pair[1]), len(pair[1].places)))
    return sheet, best


def layout_seen(sheets: Sequence[Sheet], kind: ListKind, fingerprints: Collection[str]) -> tuple[Sheet, Layout] | None:
    """The first sheet with a header whose fingerprint is known, whatever its words; None when none has one."""
    for sheet in sheets if fingerprints else ():
        for row in sheet.rows[:_HEADER_WITHIN]:
            one = _layout(row.number, _texts(row), kind)
            if any(one.headers) and one.fingerprint in fingerprints:
                return sheet, one
        for one in _headers(sheet, kind):
            if one.fingerprint in fingerprints:
                return sheet, one
    return None


def layout_at(sheets: Sequence[Sheet], kind: ListKind, name: str, header_row: int) -> tuple[Sheet, Layout]:
    """The sheet and the header people chose: the sheet's name and the number of the header's last row.

    Refused when the file has no such sheet or the row has no words in it.
    """
    sheet = next((one for one in sheets if one.name == name), None)
    if sheet is None:
        raise Refused(Say(N_("文件里没有工作表“{name}”，请重新选择。"), name=name[:40]))
    found = [one for one in _headers(sheet, kind) if one.header_row == header_row]
    if found:
        return sheet, max(found, key=lambda one: len(one.places))
    row = next((one for one in sheet.rows if one.number == header_row), None)
    if row is None or not any(_texts(row)):
        raise Refused(Say(N_("第 {row} 行没有列名，请选写着“户号、姓名”的那一行。"), row=header_row))
    return sheet, _layout(header_row, _texts(row), kind)


def _has_needed(layout: Layout) -> int:
    return sum(any(name in layout.places for name in group) for group in layout.kind.needs)


def complete(layout: Layout) -> Layout:
    """The layout itself; Refused, naming what was seen, when it lacks a column its kind of list cannot do without."""
    labels = {one.name: one.label for one in layout.kind.columns}
    for group in layout.kind.needs:
        if not any(name in layout.places for name in group):
            raise Refused(
                Say(
                    N_("这张表没有“{missing}”列，不像{kind}。看到的列是：{seen}。请补上这一列，或在对应列里指定。"),
                    missing=labels[group[0]],
                    kind=layout.kind.label,
                    seen="、".join([one for one in layout.headers if one][:12]),
                )
            )
    return layout


def _headers(sheet: Sheet, kind: ListKind) -> list[Layout]:
    """Every row of the head that names at least two columns, joined with the one below it when that belongs to it."""
    rows = list(sheet.rows[:_HEADER_WITHIN])
    found = []
    for place, row in enumerate(rows):
        upper = _texts(row)
        one = _layout(row.number, upper, kind)
        if len(one.places) < 2:
            continue
        lower = rows[place + 1] if place + 1 < len(rows) else None
        joined = _joined(upper, lower) if lower and lower.number == row.number + 1 else None
        found.append(_layout(row.number + 1, joined, kind) if joined else one)
    return found


def _texts(row: SheetRow) -> list[str]:
    return [squeezed(cell) if isinstance(cell, str) else "" for cell in row.cells]


def _joined(upper: list[str], lower: SheetRow) -> list[str] | None:
    """A header of two rows in one: 供暖费 over 现金 and POS is 供暖费现金, 供暖费POS. None when `lower` is no header.

    A lower name stands where the upper row is empty, or under the first cell of a group that goes on to the right.
    """
    if any(isinstance(cell, (int, float)) for cell in lower.cells):
        return None
    below = _texts(lower)
    width = max(len(upper), len(below))
    above, below = upper + [""] * (width - len(upper)), below + [""] * (width - len(below))
    names, group = [], ""
    for place in range(width):
        goes_on = place + 1 < width and below[place + 1] and not above[place + 1]
        if above[place] and below[place] and not goes_on:
            return None
        group = above[place] or group if below[place] else ""
        names.append(group + below[place] if below[place] else above[place])
    return names if any(below) else None


def _layout(number: int, headers: list[str], kind: ListKind) -> Layout:
    """The best header for each column; a header means one column only."""
    offers = sorted((offer, place) for place, header in enumerate(headers) for offer in _meanings(header, kind))
    places: dict[str, int] = {}
    for offer, place in offers:
        if offer.name not in places and place not in places.values():
            places[offer.name] = place
    return Layout(kind, number, tuple(headers), places)


def _meanings(header: str, kind: ListKind) -> list[Offer]:
    """The columns a header may mean, by the whole word or by how it ends (业主联系电话)."""
    word = _UNIT.sub("", folded(header)).strip("、,。.")
    if word in kind.by_word:
        return kind.by_word[word]
    if not 2 < len(word) <= 20 or _OF_OTHERS.search(word):
        return []
    ends = [known for known in kind.by_word if len(known) > 1 and word.endswith(known)]
    return [offer._replace(by_its_end=True) for offer in kind.by_word[max(ends, key=len)]] if ends else []
