"""The ledger in values: what is posted, that it balances, and the seal by which every later edit shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

from heat.rules.money import Fen
from heat.words import N_, Refused, Say

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
GENESIS = bytes(32)  # stands before the first link of the chain


class Account(IntEnum):
    """The accounts (科目); their numbers are fixed by the first migration."""

    RECEIVABLE = 1
    CASH = 2
    BANK = 3
    WECHAT = 4
    ALIPAY = 5
    POS = 6
    PREPAID = 7
    REVENUE = 8
    WAIVER = 9
    LATE_FEE = 10
    SUSPENSE = 11
    ROUNDING = 12
    IMPORTED = 13


@dataclass(frozen=True, slots=True)
class NewCharge:
    """One line somebody owes for a season account; below zero a credit. `reverses_id` names the line it undoes.

    `calc` is the calculation of a corrected line, as `calculation.written` writes it; other lines have their account's.
    """

    account_id: int
    household_id: int
    season_id: int
    debtor_id: int
    kind: str
    fen: Fen
    once_key: str
    due_on: date | None = None
    qty: str | None = None
    price: int | None = None
    reverses_id: int | None = None
    calc: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An amount on an account: debit above zero, credit below. On receivable it settles or opens `charge_id`."""

    account: Account
    fen: Fen
    household_id: int | None = None
    season_id: int | None = None
    charge_id: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Money by one road: `fen` of it was booked, `given_fen` was handed over, the rest went back as change."""

    method: str
    fen: Fen
    given_fen: Fen
    trade_no: str | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """The payment a posting stands for."""

    payer_id: int | None
    channel: str
    fen: Fen
    parts: tuple[Part, ...]
    shift_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One act on the ledger, posted once a key: new charges, lines on accounts, and the payment it stands for."""

    kind: str
    once_key: str
    lines: tuple[Line, ...] = ()
    charges: tuple[NewCharge, ...] = ()
    taking: Taking | None = None
    reverses_id: int | None = None
    approved_by_id: int | None = None
    reason: str | None = None


def entries(posting: Posting, first_charge_id: int) -> list[Line]:
    """All lines of a posting: two for each new charge, whose ids count up from `first_charge_id`, then its own.

    A charge that undoes another one is booked on that one, so that both together leave nothing open.
    """
    booked: list[Line] = []
    for charge_id, charge in enumerate(posting.charges, start=first_charge_id):
        home = (charge.household_id, charge.season_id)
        income = Account.LATE_FEE if charge.kind == "late_fee" else Account.REVENUE
        booked.append(Line(Account.RECEIVABLE, charge.fen, *home, charge.reverses_id or charge_id))
        booked.append(Line(income, -charge.fen, *home))
    return [*booked, *posting.lines]


def check(lines: Sequence[Line]) -> None:
    """Refuse lines that are fewer than two, zero, or do not sum to zero."""
    if len(lines) < 2 or not all(line.fen for line in lines) or sum(line.fen for line in lines) != 0:
        raise Refused(Say(N_("这笔账借贷不平，没有记账，请联系管理员。")))


def undone(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a posting that takes others back."""
    return tuple(replace(line, fen=-line.fen) for line in lines)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A posted txn as its seal covers it; columns as the database holds them, days as ISO text."""

    head: tuple[Any, ...]
    entries: Sequence[Sequence[Any]]
    charges: Sequence[Sequence[Any]] = ()
    payment: Sequence[Any] | None = None
    parts: Sequence[Sequence[Any]] = ()


def sealed(row: Sequence[Any], account: list[Any] | None, calc: str | None) -> list[Any]:
    """A charge as its seal covers it: its columns, its account, and the hash of a calculation of its own."""
    own = [hashlib.sha256(calc.encode()).hexdigest()] if calc else []
    return [*row, account, *own]


def seal(prev_hash: bytes, txn: Sealed) -> bytes:
    """The hash of a txn after the one before it: sha256(previous hash + canonical JSON). docs/rules/ledger.md, 3."""
    written = _JSON.encode([txn.head, txn.entries, txn.charges, txn.payment, txn.parts])
    return hashlib.sha256(prev_hash + written.encode()).digest()
