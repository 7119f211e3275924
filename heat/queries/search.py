"""The one search box: households by anything they are known by, tickets by number; answers in milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from heat import db
from heat.queries import customers, own_fields, receipts, ticket_rows, visible
from heat.queries.customers import CustomerRow
from heat.queries.ticket_rows import TicketRow
from heat.rules.addresses import Place, place_of
from heat.rules.keys import NAME, Key, asked_for
from heat.rules.permissions import Actor

FEW, MANY = 8, 50
_RECEIPT = re.compile(r"(SJ[0-9A-Z]{0,12}-)0*([0-9]{1,9})")
_WIDE = 400  # households read for the first of several words before the others narrow them


@dataclass
class Found:
    """What a search found; `more` when there are more households than shown."""

    text: str
    households: list[CustomerRow] = field(default_factory=list)
    tickets: list[TicketRow] = field(default_factory=list)
    receipts: list[tuple[int, str, str]] = field(default_factory=list)  # id, number, address
    more: bool = False
    place: Place | None = None  # what the text was understood as, when it is an address

    @property
    def nothing(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.households or self.tickets or self.receipts)


def search(actor: Actor, text: str, limit: int = FEW) -> Found:
    """Households, tickets and receipts for what was typed, the likeliest first.

    At most six queries over the keys, one for the households, two for tickets and one for receipts, whatever the size
    of the office. Several words narrow each other: 幸福里 张.
    """
    text = text.replace("\0", "").strip()[:80]
    ids = _households(actor, text, limit + 1)
    found = Found(text, customers.by_ids(actor, ids[:limit]), more=len(ids) > limit, place=place_of(text))
    if actor.may("ticket.view"):
        found.tickets = _tickets(actor, text, ids[:limit])
    if actor.may("ledger.view"):
        found.receipts = _receipts(actor, text)
    return found


def _households(actor: Actor, text: str, limit: int) -> list[int]:
    """Ids of households by the first meaning of the text that finds any, filled up by its other meanings."""
    ids: dict[int, None] = {}
    for key in asked_for(text):
        if len(ids) < limit:
            ids |= dict.fromkeys(_by_key(actor, key, limit))
    if len(ids) < limit:
        ids |= dict.fromkeys(_by_old_number(actor, text, limit))
    if len(ids) < limit:
        ids |= dict.fromkeys(_by_own_field(actor, text, limit))
    words = text.split()
    if not ids and len(words) > 1:
        ids = dict.fromkeys(_by_words(actor, words, limit))
    return list(ids)[:limit]


def _by_key(actor: Actor, key: Key, limit: int, narrower: str = "", *values: Any) -> list[int]:
    scope = visible.households(actor)
    found = db.rows(
        "SELECT k.household_id FROM search_key k JOIN household h ON h.id = k.household_id "
        f"WHERE k.kind = ? AND k.key >= ? AND k.key < ? AND h.merged_into_id IS NULL AND {scope.sql}{narrower} "
        "ORDER BY k.key, k.household_id LIMIT ?",
        key.kind,
        key.key,
        key.beyond,
        *scope.values,
        *values,
        limit * 2,  # a name may begin twice within one household
    )
    return list(dict.fromkeys(row_id for (row_id,) in found))


def _by_old_number(actor: Actor, text: str, limit: int) -> list[int]:
    """Households by a number they had once: of a bank, an old system, or a file that was merged into theirs."""
    number = "".join(text.upper().split())
    if len(number) < 4 or not number.isascii():
        return []
    scope = visible.households(actor)
    found = db.rows(
        "SELECT a.household_id FROM household_alias a JOIN household h ON h.id = a.household_id "
        f"WHERE a.number >= ? AND a.number < ? AND h.merged_into_id IS NULL AND {scope.sql} ORDER BY a.number LIMIT ?",
        number,
        number + "\U0010ffff",
        *scope.values,
        limit,
    )
    return [row_id for (row_id,) in found]


def _by_own_field(actor: Actor, text: str, limit: int) -> list[int]:
    """Households whose own searchable fields begin so, as far as this person may read them; two queries."""
    asked = text.strip().lower()
    if len(asked) < 2:
        return []
    fields = [one.id for one in own_fields.of("household") if one.searchable and one.readable(actor.roles)]
    if not fields:
        return []
    scope = visible.households(actor)
    found = db.rows(
        "SELECT v.subject_id FROM field_value v JOIN household h ON h.id = v.subject_id "
        f"WHERE v.field_id IN ({','.join('?' * len(fields))}) AND v.value >= ? AND v.value < ? "
        f"AND h.merged_into_id IS NULL AND {scope.sql} ORDER BY v.value, v.subject_id LIMIT ?",
        *fields,
        asked,
        asked + "\U0010ffff",
        *scope.values,
        limit,
    )
    return [row_id for (row_id,) in found]


def _receipts(actor: Actor, text: str) -> list[tuple[int, str, str]]:
    """The receipt of a whole number such as SJ2026-00000123, as id, number and address; one query."""
    asked = _RECEIPT.fullmatch("".join(text.upper().split()))
    if asked is None:
        return []
    scope = visible.households(actor)
    found = db.rows(
        "SELECT r.id, n.prefix, r.number, h.address FROM receipt r JOIN number_range n ON n.id = r.range_id "
        "JOIN payment p ON p.id = r.payment_id "
        "JOIN household h ON h.id = (SELECT max(e.household_id) FROM entry e WHERE e.txn_id = p.txn_id) "
        f"WHERE n.prefix = ? AND r.number = ? AND {scope.sql}",
        asked[1],
        int(asked[2]),
        *scope.values,
    )
    return [(row_id, receipts.number(prefix, number), address) for row_id, prefix, number, address in found]


def _by_words(actor: Actor, words: list[str], limit: int) -> list[int]:
    """Households that every word means; the longest word is looked up, the others narrow what it finds."""
    first, *others = sorted(words, key=len, reverse=True)[:3]
    wide: dict[int, None] = {}
    for key in asked_for(first):
        wide |= dict.fromkeys(_by_key(actor, key, _WIDE))
    ids = list(wide)[:_WIDE]
    for word in others:
        ids = _narrowed(ids, _meanings(word))
    return ids[:limit]


def _meanings(word: str) -> list[Key]:
    """What a further word may mean; a single character counts here, as the beginning of a name."""
    return asked_for(word) or [Key("name", word.upper()), Key("initials", word.lower())]


def _narrowed(ids: list[int], keys: list[Key]) -> list[int]:
    if not ids:
        return []
    marks = ",".join("?" * len(ids))
    kept: set[int] = set()
    for key in keys:
        # a family name begins a tenth of all keys: the names of these few households are read instead
        sql, values = _BY_NAME if key.kind == NAME else _BY_KEY, [key.kind, key.key, key.beyond]
        if key.kind == NAME:
            values = [f"%{key.key.replace('%', '')}%"]
        kept |= {row_id for (row_id,) in db.rows(f"{sql} AND household_id IN ({marks})", *values, *ids)}
    return [row_id for row_id in ids if row_id in kept]


_BY_KEY = "SELECT household_id FROM search_key WHERE kind = ? AND key >= ? AND key < ?"
_BY_NAME = "SELECT r.household_id FROM household_party r JOIN party p ON p.id = r.party_id WHERE upper(p.name) LIKE ?"


def _tickets(actor: Actor, text: str, household_ids: list[int]) -> list[TicketRow]:
    """Tickets whose number begins so, else the open ones of the households that were found; one query."""
    scope = visible.tickets(actor)
    number = "".join(text.upper().split())
    if number.isascii() and len(number) >= 4:
        start = number if number.startswith("GD") else f"GD{number}"
        found = db.rows(
            f"{ticket_rows.SELECT} WHERE t.number >= ? AND t.number < ? AND {scope.sql} ORDER BY t.number DESC LIMIT 6",
            start,
            start + "\U0010ffff",
            *scope.values,
        )
        if found:
            return [ticket_rows.as_row(row) for row in found]
    if not household_ids:
        return []
    marks = ",".join("?" * len(household_ids))
    found = db.rows(
        f"{ticket_rows.SELECT} WHERE t.household_id IN ({marks}) AND t.closed_at IS NULL AND {scope.sql} "
        "ORDER BY t.opened_at DESC, t.id DESC LIMIT 4",
        *household_ids,
        *scope.values,
    )
    return [ticket_rows.as_row(row) for row in found]
