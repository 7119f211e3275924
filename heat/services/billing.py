"""The billing run of a season: every household priced by the tariff in force, once, safe to repeat after a kill."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import Job
from heat.queries import billing as queries
from heat.queries.billing import Calendar, Place, Tariff
from heat.rules import billing as rules
from heat.rules.billing import Fee, Home, Pricing, Rate
from heat.rules.ledger import NewCharge, Posting
from heat.rules.money import Fen
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.rates import area_basis, area_price
from heat.services import audit, jobs, ledger, seasons, sessions
from heat.words import N_, Refused, Say

Progress = Callable[[int, int], None]
Priced = tuple[Home, list[Fee]]
_SHOWN = 200  # skipped households that a page names; the command line names all
_FAR = 10_000


@dataclass
class Outcome:
    """What a run did, or with `check` would do. `fen` is what the whole season charges afterwards."""

    season: str
    new: int = 0
    unchanged: int = 0
    new_fen: Fen = 0
    fen: Fen = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def accounts(self) -> int:
        """Households that have a bill of the season afterwards."""
        return self.new + self.unchanged

    @property
    def reasons(self) -> dict[str, int]:
        """How many households get no bill for which reason, the most frequent first."""
        return dict(Counter(reason for _, reason in self.skipped).most_common())


def run(by: Actor, season: str, *, check: bool = False, progress: Progress | None = None) -> Outcome:
    """Bill every household that has no bill of the season yet; with `check` only tell what would happen.

    A thousand households a transaction: a run that was stopped goes on where it was, and nobody is billed twice.
    Source: docs/rules/charging.md, 4. A hundred thousand households take under 20 seconds.
    """
    plan = _plan(season)
    outcome, total, seen = Outcome(season), queries.households(), 0
    outcome.unchanged, outcome.fen = queries.charged(plan.season_id)
    with _collector_at_rest():
        for homes in queries.homes(plan.season_id, plan.day):
            priced = _priced(plan, homes, outcome)
            if not check:
                priced = _post(by, plan.season_id, priced)
            outcome.new += len(priced)
            outcome.new_fen += sum(fee.fen for _, fees in priced for fee in fees)
            seen += len(homes)
            if progress:
                progress(seen, max(total, seen))
    outcome.fen += outcome.new_fen
    return outcome


def fees_of(season: str, household_id: int, changed: Callable[[Home], Home]) -> list[Fee] | str:
    """What one household would be billed for a season if it were as `changed` has it; or the code of its reason.

    Refused without dates or tariffs of the season. Writes nothing.
    """
    plan = _plan(season)
    home, place = queries.home(plan.season_id, plan.day, household_id)
    return plan.fees(changed(home), place)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Let Python not look for cycles meanwhile: a run makes none, and searching its rows costs a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class _Plan:
    """What a run reads once: the season and its dates, the tariffs in force, the branches above each community."""

    season_id: int
    day: date
    calendars: list[Calendar]
    tariffs: list[Tariff]
    above: dict[int, list[int]]
    pricing: Pricing = field(default_factory=Pricing)
    rates: dict[tuple[Place, str], Rate | None] = field(default_factory=dict)

    def fees(self, home: Home, place: Place) -> list[Fee] | str:
        """The fees of a household, or why it has none."""
        return self.pricing.fees(home, lambda use_class: self._rate(place, use_class))

    def _rate(self, place: Place, use_class: str) -> Rate | None:
        key = (place, use_class)
        if key not in self.rates:
            self.rates[key] = self._in_force(place, use_class)
        return self.rates[key]

    def _in_force(self, place: Place, use_class: str) -> Rate | None:
        """The tariff of the nearest branch, there the newest: the list stands newest first, min keeps the first."""
        orgs = self.above.get(place.org_id, [])
        own = [one for one in self.tariffs if one.use_class == use_class and one.org_id in orgs]
        if not own:
            return None
        tariff = min(own, key=lambda one: orgs.index(one.org_id))
        calendar = min(self.calendars, key=lambda one: _distance(one, place, orgs))
        price = area_price(tariff.rule, calendar.season)
        return Rate(tariff.id, area_basis(tariff.rule), price, calendar.due_on)


def _distance(calendar: Calendar, place: Place, orgs: list[int]) -> int:
    """How near a calendar is: the substation's own, then the nearest branch's, then the one for all."""
    if calendar.substation_id is not None:
        return -1 if calendar.substation_id == place.substation_id else _FAR
    if calendar.org_id is None:
        return _FAR - 1
    return orgs.index(calendar.org_id) if calendar.org_id in orgs else _FAR


def _plan(code: str) -> _Plan:
    season_id = seasons.id_of(code)
    calendars = queries.calendars(season_id)
    if not calendars:
        raise Refused(Say(N_("采暖季 {code} 还没有起止日期，请先在“热价”页填写。"), code=code))
    first, last = min(one.season.first for one in calendars), max(one.season.last for one in calendars)
    day = rules.billing_day(clock.today(), first, last)
    tariffs = queries.tariffs(day)
    if not tariffs:
        raise Refused(Say(N_("{day} 没有适用的热价，请先在“热价”页填写居民单价和非居民单价。"), day=day))
    return _Plan(season_id, day, calendars, tariffs, queries.branches())


def _priced(plan: _Plan, homes: list[tuple[Home, Place]], outcome: Outcome) -> list[Priced]:
    """The households of a chunk that are to be billed, with their fees; the others are written down with the reason."""
    billed = queries.billed(plan.season_id, homes[0][0].household_id, homes[-1][0].household_id)
    priced: list[Priced] = []
    for home, place in homes:
        if home.household_id in billed:
            continue
        fees = plan.fees(home, place)
        if isinstance(fees, str):
            outcome.skipped.append((home.account_no, fees))
        else:
            priced.append((home, fees))
    return priced


def _post(by: Actor, season_id: int, priced: list[Priced]) -> list[Priced]:
    """Write accounts, calculations, charges and txns of a chunk; those that another run has not written meanwhile."""
    if not priced:
        return []
    with db.writing():
        db.chain_lock("txn")
        billed = queries.billed(season_id, priced[0][0].household_id, priced[-1][0].household_id)
        fresh = [pair for pair in priced if pair[0].household_id not in billed]
        if fresh:
            ledger.post_all(by, _open(season_id, fresh))
            fen = sum(fee.fen for _, fees in fresh for fee in fees)
            audit.record(by, "season.billed", "season", season_id, after={"n": len(fresh), "fen": fen})
    return fresh


def _open(season_id: int, fresh: list[Priced]) -> list[Posting]:
    """Open the season accounts with their calculations; the postings that charge them."""
    rows: list[tuple[Any, ...]] = []
    trees: list[tuple[int, str, str]] = []
    postings, now = [], clock.now()
    ids = iter(db.take_ids("season_account", sum(len(fees) for _, fees in fresh)))
    for home, fees in fresh:
        charges = []
        for fee in fees:
            account_id = next(ids)
            rows.append((account_id, *_account(season_id, home, fee), now))
            trees.append((account_id, fee.quote.tree, fee.quote.sha256))
            charges.append(_charge(account_id, season_id, home, fee))
        postings.append(Posting("charge", f"bill:{season_id}:{home.household_id}", charges=tuple(charges)))
    db.many(f"INSERT INTO season_account (id, {ledger.SNAPSHOT}) VALUES ({', '.join('?' * 15)})", rows)
    db.many("INSERT INTO season_calc (account_id, tree, sha256) VALUES (?, ?, ?)", trees)
    return postings


def _account(season_id: int, home: Home, fee: Fee) -> tuple[Any, ...]:
    return (
        *(home.household_id, fee.part, season_id, home.community_id, home.debtor_id, fee.rate.tariff_id, None),
        *(fee.area_basis, fee.area_m2, fee.quote.price, fee.use_class, fee.charge_kind, home.supply_state),
    )


def _charge(account_id: int, season_id: int, home: Home, fee: Fee) -> NewCharge:
    return NewCharge(
        account_id=account_id,
        household_id=home.household_id,
        season_id=season_id,
        debtor_id=home.debtor_id or 0,
        kind="heat",
        fen=fee.fen,
        once_key=f"bill:{season_id}:{home.household_id}:{fee.part}",
        due_on=fee.rate.due_on,
        qty=f"{fee.area_m2 // 100}.{fee.area_m2 % 100:02d}",
        price=fee.quote.price,
    )


def ask(by: Actor, season: str, key: str, *, check: bool) -> int:
    """Ask for a run in the background; the job's id. The same key again answers the same job."""
    seasons.id_of(season)
    with db.writing():
        asked = {"season": season, "check": check}
        audit.record(by, "season.billing-asked", "season", after=asked)
        return jobs.add("bill", f"bill:{season}:{key[:40]}", asked, by, total=queries.households())


def _do(job: Job) -> dict[str, Any]:
    """The job of a run; what its page shows."""
    by = (sessions.staff_actor(job.by_id) if job.by_id else None) or SYSTEM
    outcome = run(by, job.args["season"], check=job.args["check"], progress=lambda *at: jobs.progress(job.id, *at))
    return {
        "new": outcome.new,
        "unchanged": outcome.unchanged,
        "new_fen": outcome.new_fen,
        "fen": outcome.fen,
        "reasons": outcome.reasons,
        "skipped": outcome.skipped[:_SHOWN],
    }


JOBS = {"bill": _do}
