"""Bills, notices and receipts put together for paper, one by one and in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from heat import clock, db, settings
from heat.papers import press
from heat.papers.bill import Bill, Debt, bill
from heat.papers.notice import Notice, Owed, notice
from heat.papers.paper import CHINESE, Company, Household, Line, Words, explained
from heat.papers.receipt import Means, Receipt, receipt
from heat.queries import accounts, bills, counter, flow_bodies, office, receipts
from heat.queries import bill as bill_queries
from heat.queries.bill import Charged, PaidLine
from heat.queries.bills import Filter
from heat.rules.accounts import BASES, KINDS, REPAIR, STATES, bill_number
from heat.rules.flows import WORKABLE
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.tender import METHOD
from heat.services import audit, entry_code, orders, seasons
from heat.words import N_, Missing, Refused, Say

MOST = 5_000  # papers in one file: an office prints by community, and a printer holds a box of 2,500 sheets
OWING = {"invoices": "", "notices": "open"}  # whom a kind of paper goes to, as the list of bills narrows it
GRACE = timedelta(days=15)  # a notice about what is overdue gives half a month
Progress = Callable[[int, int], None]


def company() -> Company:
    """Who sends the paper, as the office has decided."""
    chosen = office.settings()
    return Company(chosen["company.name"], chosen["company.hotline"], chosen["company.address"])


def bill_paper(by: Actor, account_id: int, words: Words = CHINESE) -> str:
    """The bill of a household and season as HTML; Missing when this person may not see it."""
    found = bill_queries.bill(by, account_id)
    if found is None:
        raise Missing(Say(N_("没有这张账单。")))
    return bill(_bill(found, words), words)


def receipt_paper(by: Actor, receipt_id: int, words: Words = CHINESE) -> str:
    """The receipt of a payment as HTML; Missing when this person may not see it."""
    found = receipts.one(by, receipt_id)
    if found is None:
        raise Missing(Say(N_("没有这张收据。")))
    say = words.gettext
    lines = tuple(Line(f"{line.season} {say(KINDS.get(line.kind, line.kind))}", "", line.fen) for line in found.lines)
    paper = Receipt(
        number=found.number,
        company=company(),
        household=Household(found.account_no, found.name, found.address),
        taken_at=clock.local(found.received_at).replace(tzinfo=None),
        cashier=found.cashier,
        lines=lines,
        means=tuple(Means(say(METHOD[one.method].name), one.given_fen) for one in found.means),
        prepaid_fen=found.prepaid_fen,
        change_fen=found.change_fen,
        open_fen=accounts.open_fen(found.household_id),
        print_no=found.prints,
        void=found.void_at is not None,
    )
    return receipt(paper, words)


def notice_paper(household_id: int, words: Words = CHINESE) -> str:
    """The notice over all open seasons of a household as HTML; Refused when nothing is open."""
    today = clock.today()
    found = _owing(household_id)
    home = counter.desk_of(household_id, today)
    if not found or home is None:
        raise Refused(Say(N_("这一户没有欠费，不用打印缴费通知单。")))
    due = max((account.due_on for account in found if account.due_on), default=today)
    paper = Notice(
        number=f"TZ-{today:%y%m%d}-{household_id:06d}",
        issued_on=today,
        until=today,
        due_on=due if due > today else today + GRACE,
        company=company(),
        household=Household(home.account_no, home.name, home.address, _code(household_id)),
        seasons=tuple(_owed(account, words) for account in reversed(found)),
        pay_url=_hall(home.account_no),
        ways=_ways(words),
    )
    return notice(paper, words)


def write(kind: str, season: str, community: str, out: Path, progress: Progress | None = None) -> int:
    """A file with the bills (invoices) of a season, the notices of who still owes, or today's work orders (orders).

    How many papers. Refused when nothing matches or there are more than a file should hold; the file appears whole
    or not at all.
    """
    named = db.rows("SELECT id FROM community WHERE name = ? OR code = ? ORDER BY id", community, community)
    if community and not named:
        raise Refused(Say(N_("没有小区“{name}”，请核对名称。"), name=community[:40]))
    season_id = seasons.id_of(season) if kind != "orders" else None
    if season_id:
        wanted = [Filter(place, OWING[kind]) for (place,) in named or [(None,)]]
        ids = [one for chosen in wanted for one in bills.ids_to_print(SYSTEM, season_id, chosen)]
    else:
        ids = _open_orders(community)
    if not ids:
        raise Refused(Say(N_("没有可打印的单据：还没有出账，没有欠费，或没有未完工的工单。")))
    if len(ids) > MOST:
        sentence = N_("一次最多打印 {most} 张，这里有 {n} 张，请按小区打印（--community）。")
        raise Refused(Say(sentence, most=MOST, n=len(ids)))
    n = 0

    def counted() -> Iterator[str]:
        nonlocal n
        for paper in _orders(ids) if season_id is None else papers(SYSTEM, kind, ids):
            n += 1
            yield paper

    press.render_many(counted(), out, (lambda done: progress(done, len(ids))) if progress else None)
    with db.writing():
        audit.record(SYSTEM, "paper.printed", "season", season_id, after={"kind": kind, "n": n})
    return n


def papers(by: Actor, kind: str, account_ids: list[int], words: Words = CHINESE) -> Iterator[str]:
    """The bills (invoices) or notices of season accounts as HTML, one after the other, as this person may see them.

    Whoever has paid since the ids were read gets no notice.
    """
    for account_id in account_ids:
        if kind == "invoices":
            yield bill_paper(by, account_id, words)
        else:
            home = db.value("SELECT household_id FROM season_account WHERE id = ?", account_id)
            if _owing(home):
                yield notice_paper(home, words)


def _owing(household_id: int) -> list[accounts.Account]:
    return [account for account in accounts.of_household(household_id) if account.open_fen > 0]


def _orders(ticket_ids: list[int]) -> Iterator[str]:
    for start in range(0, len(ticket_ids), orders.MOST):
        yield from orders.papers(_OPERATOR, ticket_ids[start : start + orders.MOST])


def _open_orders(community: str) -> list[int]:
    """Tickets that can still be worked on, by team and technician."""
    standing, values = flow_bodies.standing(*WORKABLE)
    found = db.rows(
        "SELECT t.id FROM ticket t LEFT JOIN community c ON c.id = t.community_id WHERE t.closed_at IS NULL "
        f"AND {standing} AND (? = '' OR c.name = ? OR c.code = ?) "
        "ORDER BY t.team_id, t.assignee_id, t.priority, t.due_at, t.id",
        *values,
        community,
        community,
        community,
    )
    return [ticket_id for (ticket_id,) in found]


# whoever prints at the server itself sees every ticket
_OPERATOR = Actor("staff", name="命令行", permissions=frozenset({"ticket.view"}), org_ids=(1,))


def _bill(found: bill_queries.Bill, words: Words) -> Bill:
    say, season, first = words.gettext, found.season, found.charges[0]
    charged = [_charged(line, words) for line in found.charges]
    paid = [_paid(line, words) for line in found.payments]
    today = clock.today()
    return Bill(
        number=bill_number(season.code, found.id),
        issued_on=today,
        due_on=found.due_on or today,
        company=company(),
        household=Household(found.account_no, found.debtor, found.address, _code(found.household_id)),
        season=season.code,
        first_on=season.first_on or today,
        last_on=season.last_on or today,
        legal_days=season.legal_days,
        basis=_basis(first, words),
        lines=(*charged, *paid, *_moved(found, charged + paid, words)),
        debts=tuple(Debt(debt.season, say(KINDS.get(debt.kind, debt.kind)), debt.fen) for debt in found.debts),
        pay_url=_hall(found.account_no),
        ways=_ways(words),
    )


def _charged(line: Charged, words: Words) -> Line:
    say = words.gettext
    if line.tree:
        return explained(line.tree, line.fen, words)
    label = say(N_("红字冲正")) if line.reverses_id else say(KINDS.get(line.kind, line.kind))
    basis = N_("按上门时的报价") if line.kind == REPAIR else N_("按应缴名单") if line.area_basis == "list" else ""
    return Line(label, say(basis) if basis else "", line.fen)


def _paid(line: PaidLine, words: Words) -> Line:
    methods = "、".join(words.gettext(METHOD[code].name) for code in line.methods if code in METHOD)
    return Line(words.gettext(N_("已缴")), f"{line.on} {methods}", -line.fen, line.receipt)


def _moved(found: bill_queries.Bill, lines: list[Line], words: Words) -> list[Line]:
    """What was moved between lines by a correction, so that the paper adds up to what is open."""
    moved = found.open_fen - sum(line.fen for line in lines)
    return [Line(words.gettext(N_("调整")), "", moved)] if moved else []


def _basis(line: Charged, words: Words) -> str:
    say = words.gettext
    state = say(STATES.get(line.supply_state, line.supply_state))
    if line.area_basis == "list":
        return f"{say(line.use_class)}，{state}"
    return f"{say(line.use_class)}，{say(N_('按'))}{say(BASES[line.area_basis])} {line.area_m2} ㎡，{state}"


def _owed(account: accounts.Account, words: Words) -> Owed:
    heat = [line for line in account.lines if line.kind != "late_fee"]
    late = sum(line.open_fen for line in account.lines if line.kind == "late_fee")
    charged = sum(line.fen for line in heat)
    tree = accounts.calculation(account.id)
    formula = explained(tree, charged, words).formula if tree else words.gettext(N_("按应缴名单"))
    return Owed(account.season, formula, charged, charged - sum(line.open_fen for line in heat), late)


def _ways(words: Words) -> tuple[str, ...]:
    say, place = words.gettext, office.setting("company.address")
    hall = say(N_("到营业厅缴费，可用现金、微信、支付宝或刷卡。"))
    ways = [
        say(N_("到营业厅（{place}）缴费，可用现金、微信、支付宝或刷卡。")).format(place=place) if place else hall,
        say(N_("银行转账请在附言里写明户号，到账后以收据为准。")),
    ]
    if _hall_is_open():
        ways.append(say(N_("手机扫右边的码，填查询码，可以核对每一笔是怎么算的。")))
    return tuple(ways)


def _hall(account_no: str) -> str:
    """Where the QR of a paper leads: the household's pages, asking for the code printed beside it; '' while closed."""
    return f"{settings.base_url()}/my/enter?account_no={account_no}" if _hall_is_open() else ""


def _code(household_id: int) -> str:
    """The code that opens the household's pages; '' while the hall is closed and would answer 404."""
    return entry_code.entry_code(household_id) if _hall_is_open() else ""


def _hall_is_open() -> bool:
    return "hall" in office.modules()
