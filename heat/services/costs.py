"""The money of a repair: what it used, who bears it, what the household's account is charged, and taking that back."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import SeasonAccount, Staff, Ticket
from heat.queries import costs as queries
from heat.queries import dues, office
from heat.rules import costs as rules
from heat.rules.accounts import BESIDE, REPAIR
from heat.rules.ledger import NewCharge, Posting
from heat.rules.money import Fen
from heat.rules.permissions import Actor
from heat.services import audit, corrections, ledger, seasons, stock, tariffs, tickets
from heat.services.corrections import Stood
from heat.words import N_, Missing, Refused, Say


def hourly_fen(staff_id: int) -> Fen:
    """What an hour of somebody costs: their own rate, else the office's."""
    own = Staff.get_by_id(staff_id).hourly_fen
    return int(own) if own is not None else int(office.setting("labour.yuan")) * 100


def rate(by: Actor, staff_id: int, typed: str) -> None:
    """What an hour of somebody costs from now on; nothing typed means the office's rate. Past visits keep theirs."""
    fen = rules.RATE.read(typed)
    with db.writing():
        person = Staff.get_or_none(Staff.id == staff_id)
        if person is None:
            raise Missing(Say(N_("没有这位员工，请刷新后再试")))
        Staff.update(hourly_fen=fen).where(Staff.id == staff_id).execute()
        audit.record(by, "staff.rated", "staff", staff_id, before={"fen": person.hourly_fen}, after={"fen": fen})


TOLD = ("borne_by", "parts", "quoted_fen", "consent")  # what a finished job says of parts and money


def book(by: Actor, ticket: Ticket, told: dict[str, Any]) -> Fen:
    """Write down what the last visit of a finished ticket used and who bears it; what was charged, in fen.

    `told` is what field_work.more read. Inside the transaction that finishes the ticket. Refused for a customer's
    charge where there is no household.
    """
    visit = db.row("SELECT id, staff_id FROM visit WHERE ticket_id = ? ORDER BY no DESC LIMIT 1", ticket.id)
    if visit is None or not told.get("borne_by"):
        return 0
    visit_id, staff_id = visit
    parts = {int(item_id): milli for item_id, milli in told.get("parts", {}).items()}
    listed = stock.use(by, visit_id, staff_id, parts)
    db.run(
        "UPDATE visit SET borne_by = ?, hourly_fen = ? WHERE id = ?", told["borne_by"], hourly_fen(staff_id), visit_id
    )
    fen = int(told.get("quoted_fen") or 0)
    if told["borne_by"] != rules.CUSTOMER or not fen:
        return 0
    if ticket.household_id is None:
        raise Refused(Say(N_("公共区域的工单没有户号，不能向客户收费：请改为公司承担")))
    _charge(by, ticket, visit_id, fen)
    after: dict[str, Any] = {"fen": fen, "listed_fen": listed, "consent": told.get("consent")}
    audit.record(by, "cost.charged", "ticket", ticket.id, after=after)
    return fen


def _charge(by: Actor, ticket: Ticket, visit_id: int, fen: Fen) -> None:
    charge_beside(by, ticket.household_id, REPAIR, fen, f"{queries.key_of(ticket.id)}{visit_id}", ticket.number)


def charge_beside(by: Actor, household_id: int, kind: str, fen: Fen, once_key: str, reason: str) -> None:
    """Charge a household something that is not its heat, on the account beside its bill; inside a transaction."""
    season_id = seasons.ensure()
    account = _account(by, household_id, season_id, kind)
    line = NewCharge(
        account_id=account.id,
        household_id=account.household_id,
        season_id=season_id,
        debtor_id=account.debtor_id,
        kind=kind,
        fen=fen,
        once_key=once_key,
    )
    ledger.post(by, Posting("charge", line.once_key, charges=(line,), reason=reason))


def undo_beside(by: Actor, kind: str, once_key: str, reason: str) -> Fen:
    """Take back a charge that stands beside the bill, whoever's account it is on by now; the fen.

    What was paid on it is kept ahead. Refused when it does not stand any more.
    """
    db.chain_lock("txn")
    charge = corrections.heir(db.value("SELECT id FROM charge WHERE once_key = ?", once_key) or 0)
    account = db.value("SELECT account_id FROM charge WHERE id = ?", charge)
    stood = [one for one in corrections.standing(account or 0, kind) if one.id == charge]
    if not stood:
        raise Refused(Say(N_("这笔费用已经不在账上，不用再冲")))
    _reverse(by, stood, f"{once_key}:back", reason)
    return sum(one.line.fen for one in stood)


def _reverse(by: Actor, stood: list[Stood], key: str, reason: str) -> None:
    """The lines that take charges back, and what had been paid on them kept ahead."""
    ledger.post(by, Posting("charge", key, charges=tuple(one.undone(key) for one in stood), reason=reason))
    home = stood[0].line.household_id
    corrections.follow(by, f"{key}:paid", [one.id for one in stood], corrections.owed(home), home)


def _account(by: Actor, household_id: int, season_id: int, kind: str) -> SeasonAccount:
    """The household's account for such charges in a season: one of its own, so that no bill for heat changes by it."""
    key = {"household_id": household_id, "season_id": season_id, "part": BESIDE[kind]}
    if (there := SeasonAccount.get_or_none(**key)) is not None:
        return there
    number = db.value("SELECT account_no FROM household WHERE id = ?", household_id)
    home = dues.homes([number], clock.today())[number]
    return SeasonAccount.create(
        **key,
        community_id=home.community_id,
        debtor_id=home.debtor_id,
        tariff_id=tariffs.for_lists(by),
        area_basis="list",
        area_m2=0,
        price=0,
        use_class=home.use_class,
        charge_kind=kind,
        supply_state="supplied",
        opened_at=clock.now(),
    )


def to_warranty(by: Actor, ticket_id: int, reason: str) -> Fen:
    """质保: take back what a reopened ticket was charged, by reversal; what was paid is kept ahead. The fen taken back.

    Refused without a reason, for a ticket that was never reopened, or when nothing stands.
    """
    ticket = tickets.find(by, ticket_id)
    if not reason.strip():
        raise Refused(Say(N_("请写明为什么算质保")))
    if not ticket.reopened:
        raise Refused(Say(N_("工单 {number} 没有重新处理过，不能改为质保；收错了请到收费台更正"), number=ticket.number))
    with db.writing():
        db.chain_lock("txn")
        standing = queries.standing(ticket)
        if not standing:
            raise Refused(Say(N_("工单 {number} 没有向客户收费，不用改"), number=ticket.number))
        found = {one.id: one for account in {row[1] for row in standing} for one in corrections.standing(account)}
        stood = [found[charge_id] for charge_id, *_ in standing]
        key = f"{queries.key_of(ticket.id)}back:{stood[-1].id}"
        _reverse(by, stood, key, reason.strip())
        db.run(
            "UPDATE visit SET borne_by = ? WHERE ticket_id = ? AND borne_by = ?",
            rules.WARRANTY,
            ticket.id,
            rules.CUSTOMER,
        )
        fen = sum(one.line.fen for one in stood)
        audit.record(by, "cost.reversed", "ticket", ticket.id, after={"fen": fen, "reason": reason.strip()[:200]})
    return fen
