"""Tariffs of the office: tried on real households first, then published as a new version that never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.models import Tariff
from heat.queries import billing as queries
from heat.rules import charging
from heat.rules.cells import OTHERS, RESIDENTS
from heat.rules.charging import House, SeasonCharge
from heat.rules.permissions import Actor
from heat.rules.rates import AreaBasis, area_basis, area_price, price_text
from heat.services import audit, seasons
from heat.words import N_, Refused, Say

ROOT = 1
CODES = {RESIDENTS: "resident", OTHERS: "business"}
# a list of dues has no price: its accounts stand on this tariff
LIST = "list"
EXAMPLE_M2 = Decimal("100.00")


@dataclass(frozen=True)
class Draft:
    """A tariff as it is about to be published; `rule` as docs/rules/charging.md, 3 and the presets write it."""

    use_class: str
    name: str
    rule: dict[str, Any]
    valid_from: date
    source: str = ""


@dataclass(frozen=True)
class Trial:
    """What one household would pay; the example of 100 m² has no account number."""

    account_no: str
    address: str
    area_m2: Decimal
    charge: SeasonCharge
    own_price: Decimal | None = None  # what the household has agreed, or its list told: it goes before the tariff


def publish(by: Actor, draft: Draft) -> int:
    """Publish a new version for a use class; the row's id. It counts from its first day, where it is the newest.

    Refused when it prices nothing by area, or asks for what this office cannot bill yet.
    """
    rule = {**draft.rule, "use_class": draft.use_class}
    _check(draft)
    code = CODES[draft.use_class]
    with db.writing():
        db.chain_lock("tariff")
        version = (db.value("SELECT max(version) FROM tariff WHERE code = ?", code) or 0) + 1
        tariff_id = Tariff.insert(
            org_id=ROOT,
            code=code,
            version=version,
            name=draft.name,
            valid_from=draft.valid_from,
            rule=rule,
            source=draft.source or None,
            published_at=clock.now(),
            published_by_id=by.id if by.kind == "staff" else None,
        ).execute()
        after = {"code": code, "version": version, "valid_from": str(draft.valid_from), "rule": rule}
        audit.record(by, "tariff.published", "tariff", tariff_id, after=after)
    return int(tariff_id)


def simple(by: Actor, resident: Decimal, business: Decimal | None, valid_from: date) -> list[int]:
    """The two prices of a small office, yuan a square metre and season on the charged area; the rows' ids."""
    with db.writing():
        return [publish(by, draft) for draft in plain(resident, business, valid_from)]


def plain(resident: Decimal, business: Decimal | None, valid_from: date) -> list[Draft]:
    """The drafts of those two prices; the second one only where it is filled in."""
    prices = [(RESIDENTS, resident), *([(OTHERS, business)] if business is not None else [])]
    return [priced(use_class, price, valid_from) for use_class, price in prices]


def priced(use_class: str, price: Decimal, valid_from: date) -> Draft:
    """The plainest tariff: a price for the season on the charged area."""
    rule = {"price": price_text(price), "area_basis": "charge", "price_per": "season"}
    return Draft(use_class, use_class, rule, valid_from)


def seal(drafts: Sequence[Draft]) -> str:
    """Sixteen signs that say the very drafts that were tried: whoever publishes gives them back."""
    return hashlib.sha256(repr(drafts).encode()).hexdigest()[:16]


def trial(draft: Draft, season: str = "", limit: int = 3) -> list[Trial]:
    """What the draft would charge: an example of 100 m², then the first households of its class; writes nothing."""
    _check(draft)
    season_id = seasons.id_of(season) if season else seasons.ensure()
    calendar = queries.calendars(season_id)[0]
    price = area_price(draft.rule, calendar.season)
    trials = [Trial("", "", EXAMPLE_M2, _charge(price, EXAMPLE_M2))]
    for account_no, address, override, *areas in _samples(draft.use_class, limit):
        named = dict(zip(("gross", "inner", "usable", "charge"), areas, strict=True))
        own = named[area_basis(draft.rule)]
        area = Decimal(own if own is not None else named[AreaBasis.CHARGE]).scaleb(-2)
        agreed = Decimal(override).scaleb(-4) if override is not None else None
        asked = price if agreed is None else charging.agreed_price(price, agreed)
        trials.append(Trial(account_no, address, area, _charge(asked, area), agreed))
    return trials


def for_lists(by: Actor) -> int:
    """The tariff row that accounts of imported lists stand on, made on first use; it prices nothing."""
    with db.writing():
        found = db.value("SELECT id FROM tariff WHERE code = ? AND version = 1", LIST)
        if found:
            return int(found)
        row = {"org_id": ROOT, "code": LIST, "version": 1, "name": "应缴名单", "rule": {}, "valid_from": "1900-01-01"}
        made = Tariff.insert(**row, published_at=clock.now()).execute()
        audit.record(by, "tariff.list-made", "tariff", made)
    return int(made)


def _check(draft: Draft) -> None:
    if draft.use_class not in CODES:
        raise Refused(Say(N_("没有用热性质“{name}”，请选居民或非居民。"), name=draft.use_class[:20]))
    if not draft.name.strip():
        raise Refused(Say(N_("请填写热价名称，例如“2026 年居民热价”。")))
    if "price" not in draft.rule or "government_price" in draft.rule:
        raise Refused(Say(N_("这种热价（热计量或政府补贴）还不能出账，请选择按面积收费的热价。")))
    area_basis(draft.rule)
    season = next(iter(queries.calendars(seasons.ensure())), None)
    area_price(draft.rule, season.season if season else None)


def _charge(price: charging.AreaPrice, area: Decimal) -> SeasonCharge:
    """A storey of ordinary height stands in where the price asks for one."""
    height = price.height.free_m if price.height else None
    return charging.season_charge(price, House(area, height))


def _samples(use_class: str, limit: int) -> list[tuple[Any, ...]]:
    today = clock.today().isoformat()
    return db.rows(
        "SELECT h.account_no, h.address, t.price_override, t.gross_m2, t.inner_m2, t.usable_m2, t.charge_m2 "
        "FROM household h "
        "JOIN household_terms t ON t.household_id = h.id AND t.valid_from <= ? AND ? < t.valid_to "
        "WHERE t.use_class = ? AND t.charge_m2 > 0 ORDER BY h.id LIMIT ?",
        today,
        today,
        use_class,
        limit,
    )
