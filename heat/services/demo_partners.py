"""Who works with the demo town: the city's hotline with three orders, and two companies with a job each."""

from __future__ import annotations

import csv
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from heat import clock, db
from heat.models import Partner
from heat.rules import town
from heat.rules.permissions import Actor
from heat.services import callbacks, imports, outbox, partner_orders, partners, tickets
from heat.services.demo_town import Nowhere, Town
from heat.services.tickets import Intake

HOTLINE = "12345 热线"
COMPANIES = ("云州市和顺物业", "云州市安通管道工程")
_HEAD = ("来单编号", "户号", "地址", "诉求类型", "诉求内容", "来单时间", "答复时限")
# what only the property company can do: a shaft it locks, a cellar it has to drain
_JOBS = (
    ("幸福里 2 号楼管道井", "管道井门锁坏，抄表和检修进不去，请物业换锁"),
    ("幸福里 5 号楼地下室", "地下室积水没过供热管，请物业先排水"),
)
_ORDERS = (
    ("不热", "反映家里温度不够，已报修两次，希望尽快处理。"),
    ("其他", "小区东门供热井盖破损，夜里有人绊倒，请尽快更换。"),
    ("咨询", "咨询停供以后想恢复供热要办什么手续、多久能通。"),
)


def fill(made: Town, now: int) -> None:
    """Register everybody, import yesterday's list of the hotline, and take each of its orders a different way."""
    agent, morning = made.actor("agent"), clock.start_of(made.today)
    with clock.stopped(morning - 30 * clock.DAY):
        partners.add(agent, HOTLINE, "official")
        property_, builder = (
            Partner.get_by_id(partners.add(made.actor("admin"), name, "company", town.phone(9_100_000 + n)))
            for n, name in enumerate(COMPANIES)
        )
    yesterday = morning - clock.DAY + 14 * clock.HOUR
    with clock.stopped(yesterday):
        _imported(made, agent)
    orders = [ticket_id for (ticket_id,) in db.rows("SELECT ticket_id FROM partner_order ORDER BY id")]
    _answered(made, orders[0], yesterday)
    _given(made, builder, orders[1], yesterday + clock.HOUR, ("accept", "arrive"))
    then, today = morning - 5 * clock.DAY + 9 * clock.HOUR, now - 4 * clock.HOUR
    old, new = (_job(agent, *one) for one in ((then, *_JOBS[0]), (today, *_JOBS[1])))
    _given(made, property_, old, then + clock.HOUR, ("accept", "arrive", "finish"))
    with clock.stopped(then + clock.DAY):
        callbacks.answered(agent, old, solved=True, level=5)
    _given(made, property_, new, today + clock.HOUR, ("accept",))


def _imported(made: Town, agent: Actor) -> None:
    """The hotline's list as its platform exports it, a day more to answer with each line."""
    numbers = [no for (no,) in db.rows("SELECT account_no FROM household ORDER BY id LIMIT 3 OFFSET 7")]
    now = clock.local(clock.now())
    rows = [
        (
            f"YZ{now:%y%m%d}{n:04d}",
            *(("", "幸福里东门") if kind == "其他" else (numbers[n - 1], "")),
            kind,
            text,
            f"{now:%Y-%m-%d} 13:{10 + n}",
            f"{made.today + timedelta(days=n):%Y-%m-%d} 17:00",
        )
        for n, (kind, text) in enumerate(_ORDERS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"12345来单{now:%m%d}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([_HEAD, *rows])
        imports.import_file(agent, "official", path, all_or_nothing=True)


def _answered(made: Town, ticket_id: int, since: int) -> None:
    """The first order goes to a technician, who is done before evening; the answer is written at once."""
    leader = made.actor("leader")
    worker = made.person(made.technicians[-1])
    steps: tuple[tuple[Actor, str, dict[str, Any]], ...] = (
        (leader, "assign", {"assignee": worker.id}),
        (worker, "accept", {}),
        (worker, "arrive", {}),
        (worker, "finish", {"cause": "系统有气", "minutes": "35", "celsius": "20.5"}),
    )
    for n, (who, step, told) in enumerate(steps, start=1):
        with clock.stopped(since + n * 40 * clock.MINUTE):
            tickets.move(who, ticket_id, step, told)
    with clock.stopped(since + 4 * clock.HOUR):
        said = "维修工当天上门排气，两小时后复测客厅 20.5 ℃，用户认可。"
        partner_orders.reply(made.actor("agent"), ticket_id, "solved", said)


def _job(agent: Actor, at: int, address: str, words: str) -> int:
    with clock.stopped(at):
        return int(tickets.take(agent, Intake("other", words, address=address, source="counter")).id)


def _given(made: Town, partner: Partner, ticket_id: int, at: int, steps: tuple[str, ...]) -> None:
    """Give a ticket to a company with its link, and let the company take these steps, two hours each."""
    with clock.stopped(at):
        tickets.move(made.actor("leader"), ticket_id, "assign", {"team": partner.team_id, "assignee": partner.staff_id})
        partners.send_link(made.actor("agent"), ticket_id)
        outbox.pump(10, Nowhere())
    worker = made.person(partner.staff_id)
    for n, step in enumerate(steps, start=1):
        with clock.stopped(at + n * 2 * clock.HOUR):
            tickets.move(worker, ticket_id, step, {"cause": "其他", "text": "已办好"} if step == "finish" else {})
