"""What is handed over at the counter: by which road, what of it is booked, what is change, what is kept ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heat.rules.ledger import Account, Part
from heat.rules.money import Fen, yuan
from heat.words import N_, Refused, Say

CASH, PREPAID, IMPORTED = "cash", "prepaid", "imported"


@dataclass(frozen=True, slots=True)
class Method:
    """A road money comes by: the account it is booked on and the key of the counter that chooses it."""

    code: str
    name: str
    account: Account
    key: str = ""
    icon: str = ""


METHODS = (
    Method(CASH, N_("现金"), Account.CASH, "F2", "currency-yuan"),
    Method("wechat", N_("微信"), Account.WECHAT, "F3", "qrcode"),
    Method("alipay", N_("支付宝"), Account.ALIPAY, "F3", "qrcode"),
    Method("pos", N_("刷卡"), Account.POS, "F4", "credit-card"),
    Method("transfer", N_("转账"), Account.BANK, "F6", "building"),
    Method(PREPAID, N_("用预存"), Account.PREPAID),
    Method(IMPORTED, N_("名单已收"), Account.IMPORTED),
)
METHOD = {method.code: method for method in METHODS}
# what a list of the office says was paid is no money that anybody hands over
COUNTER = tuple(method for method in METHODS if method.code != IMPORTED)
_TAKEN = frozenset(method.code for method in COUNTER)
_LONGEST_TRADE_NO = 64


@dataclass(frozen=True, slots=True)
class Handed:
    """Money as it is handed over; `trade_no` is the number the other side has for it."""

    method: str
    fen: Fen
    trade_no: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of it: parts as they are booked, what is prepaid, what goes back over the counter."""

    parts: tuple[Part, ...]
    prepaid_fen: Fen = 0
    change_fen: Fen = 0


def settle(due: Fen, handed: Iterable[Handed], *, keep_rest: bool = False) -> Settled:
    """Money against what is due: less pays a part, more is change of the cash, or prepaid when that was asked for.

    Refused when nothing is handed over, a road is unknown or named twice, or more came than can be given back.
    """
    parts = list(handed)
    _check(parts)
    rest = sum(part.fen for part in parts) - due
    whole = tuple(Part(part.method, part.fen, part.fen, part.trade_no) for part in parts)
    if rest <= 0:
        return Settled(whole)
    if keep_rest:
        if any(part.method == PREPAID for part in parts):
            raise Refused(Say(N_("用预存缴费不能再转入预存，请按应收金额填写。")))
        return Settled(whole, prepaid_fen=rest)
    if due <= 0:
        raise Refused(Say(N_("没有要缴的金额。要预存，请勾选“多收的转入预存”。")))
    # only cash can be given back, and cash that goes back whole was not needed
    if sum(part.fen for part in parts if part.method == CASH) <= rest:
        raise Refused(
            Say(N_("多出 {rest} 元，现金不够找零。请改为应收金额，或勾选“多收的转入预存”。"), rest=yuan(rest))
        )
    return Settled(tuple(_less(part, rest) for part in whole), change_fen=rest)


def _less(part: Part, rest: Fen) -> Part:
    """The cash part without its change."""
    return Part(part.method, part.fen - rest, part.given_fen, part.trade_no) if part.method == CASH else part


def _check(parts: list[Handed]) -> None:
    if not parts or any(part.fen <= 0 for part in parts):
        raise Refused(Say(N_("请填写收到的金额，应大于零。")))
    methods = [part.method for part in parts]
    if not _TAKEN.issuperset(methods) or len(set(methods)) < len(methods):
        raise Refused(Say(N_("收款方式不对，请重新选择，每种方式填一次。")))
    if any(len(part.trade_no or "") > _LONGEST_TRADE_NO for part in parts):
        raise Refused(Say(N_("单号最多 {most} 个字，请核对。"), most=_LONGEST_TRADE_NO))
