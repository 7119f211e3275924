"""What a repair costs and who bears it: parts at the price of the day, hours at a person's rate. docs/rules/costs.md"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from heat.rules.fields import Number, Text, Yuan
from heat.rules.money import Fen, half_up
from heat.words import N_, Refused, Say

KINDS = {"material": N_("材料"), "labour": N_("收费项目")}
COMPANY, WARRANTY, CUSTOMER = "company", "warranty", "customer"
BEARERS = {COMPANY: N_("公司承担"), WARRANTY: N_("质保内，不收费"), CUSTOMER: N_("向客户收费")}
CONSENTS = {"spoken": N_("客户口头同意"), "signature": N_("客户签字同意")}
# where materials lie; what is charged for work lies nowhere
STORE, WORK = "store", "work"
PART = "part-"  # a form's field for the quantity of item 12 is part-12
_MOST_LINES = 60
_MOST_STORES, _LONGEST_STORE = 20, 20
QUANTITY = Number("quantity", N_("数量"), least=Decimal("0.001"), most=Decimal(100_000), places=3)
COUNTED = Number("counted", N_("实盘数量"), least=Decimal(0), most=Decimal(1_000_000), places=3)
QUOTED = Yuan("quoted", N_("报价"), required=False, least_fen=1, most_fen=10_000_000)
RATE = Yuan("hourly", N_("工时成本"), required=False, most_fen=1_000_000)
ITEM = (
    Text("code", N_("编码"), most=30),
    Text("name", N_("名称"), most=60),
    Text("unit", N_("单位"), most=10),
    Yuan("price", N_("单价"), most_fen=100_000_000),
)


@dataclass(frozen=True)
class Bearing:
    """Who bears a repair: with a customer the amount that was quoted and how it was agreed to."""

    borne_by: str = COMPANY
    quoted_fen: Fen | None = None
    consent: str = ""


def van(staff_id: int) -> str:
    """The place of what a technician carries along."""
    return f"van:{staff_id}"


def stores(others: str) -> list[tuple[str, str]]:
    """Code and name of each store: the main one, then those the office wrote down, one a line."""
    names = dict.fromkeys(line.strip()[:_LONGEST_STORE] for line in others.splitlines() if line.strip())
    return [(STORE, N_("主库")), *((f"{STORE}:{name}", name) for name in list(names)[:_MOST_STORES])]


def milli(quantity: Decimal) -> int:
    """A quantity in thousandths of its unit."""
    return int(quantity * 1000)


def shown(quantity_milli: int) -> str:
    """1500 -> '1.5', 2000 -> '2'."""
    return f"{(Decimal(quantity_milli) / 1000).normalize():f}"


def line_fen(quantity_milli: int, price_fen: Fen) -> Fen:
    """One line, rounded half up once: 0.335 m at 12.50 yuan = 4.1875 yuan = 4.19 yuan."""
    return half_up(Fraction(quantity_milli * price_fen, 1000))


def labour_fen(minutes: int | None, hourly_fen: Fen | None, people: int = 1) -> Fen:
    """The hours of a visit: 35 minutes of two people at 60 yuan an hour = 70.00 yuan."""
    return half_up(Fraction((minutes or 0) * (hourly_fen or 0) * people, 60))


def parts(typed: Mapping[str, Any]) -> dict[int, int]:
    """The quantities a form tells, in thousandths by item id; empty and zero fields tell nothing."""
    named = {name.removeprefix(PART): str(text).strip() for name, text in typed.items() if name.startswith(PART)}
    told = {int(number): text for number, text in named.items() if number.isascii() and number.isdigit() and text}
    if len(told) > _MOST_LINES:
        raise Refused(Say(N_("一张工单最多记 {most} 种用料，请合并后再填"), most=_MOST_LINES))
    return {item: milli(QUANTITY.read(text)) for item, text in told.items() if text.strip("0.")}


def bearing(typed: Mapping[str, Any]) -> Bearing:
    """Who bears the repair as a form tells it; Refused when a customer is to pay without having agreed to an amount."""
    borne_by = str(typed.get("borne_by") or COMPANY)
    if borne_by not in BEARERS:
        raise Refused(Say(N_("请选择费用由谁承担")))
    if borne_by != CUSTOMER:
        return Bearing(borne_by)
    quoted = QUOTED.read(str(typed.get("quoted") or ""))
    if not quoted:
        raise Refused(Say(N_("向客户收费要先报价：请填写告诉客户的金额")))
    if (consent := str(typed.get("consent") or "")) not in CONSENTS:
        raise Refused(Say(N_("向客户收费要客户同意：请选择口头同意或签字同意")))
    return Bearing(borne_by, quoted, consent)


@dataclass(frozen=True)
class Spent:
    """One visit in money: what it used, what its hours cost, who bears it."""

    ticket_id: int
    key: int | str
    material_fen: Fen
    labour_fen: Fen
    borne_by: str
    reopened: bool = False


@dataclass
class Sum:
    """The costs of many visits under one name; shares are whole per cent of what was spent and of the tickets."""

    tickets: int = 0
    visits: int = 0
    material_fen: Fen = 0
    labour_fen: Fen = 0
    warranty_fen: Fen = 0
    charged_fen: Fen = 0
    reworked: int = 0

    @property
    def cost_fen(self) -> Fen:
        return self.material_fen + self.labour_fen

    @property
    def warranty_percent(self) -> int:
        return self.warranty_fen * 100 // self.cost_fen if self.cost_fen else 0

    @property
    def rework_percent(self) -> int:
        return self.reworked * 100 // self.tickets if self.tickets else 0


def summed(visits: Iterable[Spent], charged: Mapping[int, Fen]) -> dict[int | str, Sum]:
    """Visits added up by key; what a ticket was charged counts once, with its first visit."""
    made: dict[int | str, Sum] = {}
    seen: set[tuple[int | str, int]] = set()
    charged_once: set[int] = set()
    for one in visits:
        into = made.setdefault(one.key, Sum())
        into.visits += 1
        into.material_fen += one.material_fen
        into.labour_fen += one.labour_fen
        if one.borne_by == WARRANTY:
            into.warranty_fen += one.material_fen + one.labour_fen
        if (one.key, one.ticket_id) not in seen:
            seen.add((one.key, one.ticket_id))
            into.tickets += 1
            into.reworked += one.reopened
        if one.ticket_id not in charged_once:
            charged_once.add(one.ticket_id)
            into.charged_fen += charged.get(one.ticket_id, 0)
    return made
