"""The manager's page: real figures, one answer for page and fragment."""

import html
import json
import re
from datetime import timedelta

from heat import clock
from heat.queries import dashboard
from heat.services import sessions, tickets
from tests import make


def test_an_empty_office_sees_sentences_instead_of_charts(sign_in):
    text = sign_in("manager").get("/dash").text

    assert "这段时间没有工单" in text
    assert "本季还没有出账" in text


def test_tickets_are_counted_by_day_kind_and_area(sign_in, office):
    for kind in ("no_heat", "no_heat", "leak"):
        make.ticket(office.actor("agent"), kind=kind)

    figures = dashboard.kinds(office.actor("manager"), clock.today(), clock.today())

    assert [(share.code, share.n) for share in figures] == [("no_heat", 2), ("leak", 1)]
    assert sign_in("manager").get("/dash").status_code == 200


def test_the_mean_handling_time_leaves_out_what_was_on_hold(office):
    worker = office.actor("technician")
    make.team("A", worker.id)
    ticket = make.ticket(office.actor("agent"))
    start = clock.now()
    worker = sessions.staff_actor(worker.id)
    with clock.stopped(start + clock.HOUR):
        tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": worker.id})
        tickets.move(worker, ticket.id, "accept")
        tickets.move(worker, ticket.id, "hold", {"reason": "无配件"})
    with clock.stopped(start + 4 * clock.HOUR):
        tickets.move(worker, ticket.id, "resume")
    with clock.stopped(start + 5 * clock.HOUR):
        tickets.move(worker, ticket.id, "finish", {"cause": "阀门故障"})
        head = dashboard.head(office.actor("manager"), clock.today(), clock.today())

    assert head.mean_hours == 2.0  # five hours less three on hold
    assert head.in_time == 100


def test_the_trend_stands_beside_the_same_weekday_of_last_year(office):
    last_year = clock.start_of(clock.today() - timedelta(days=364)) + clock.HOUR
    agent = office.actor("agent")  # whose roles begin today
    with clock.stopped(last_year):
        make.ticket(agent)

    assert dashboard.trend(office.actor("manager"), clock.today())[-1].year_before == 1


def test_the_figures_come_alone_for_the_quarter_minute_refresh(sign_in):
    client = sign_in("manager")

    part = client.part("/dash", "figures").text

    assert "<html" not in part
    assert "新增工单" in part


def test_only_those_who_may_see_the_page_see_it(sign_in):
    assert sign_in("technician").get("/dash").status_code == 403


def test_chart_values_are_json_the_browser_can_read(sign_in):
    text = sign_in("manager").get("/dash").text
    values = re.search(r'data-chart="trend" data-values="([^"]+)"', text)[1]

    assert len(json.loads(html.unescape(values))["days"]) == 14


def test_who_has_nothing_to_do_with_tickets_finds_the_money_alone(sign_in, office):
    make.ticket(office.actor("agent"))

    page = sign_in("accountant").get("/dash").text

    assert "收费进度" in page
    assert "未完结" not in page


def test_what_comes_in_on_a_list_of_dues_is_in_the_rate_at_once_and_as_the_bills_say(sign_in, office, charging):
    home = make.household()
    make.old_debt(home, "1000.00", season="2026-2027")
    make.tariff()
    manager, accountant = sign_in("manager"), sign_in("accountant")
    assert "实收 ¥0.00" in manager.get("/dash").text

    make.paid(office.actor("cashier"), home, "4.00")
    # 4.00 of 1,000.00
    dash, bills = manager.get("/dash").text, accountant.get("/bills?season=2026-2027").text
    assert "实收 ¥4.00" in dash and '<b class="num">0.4%</b>' in dash
    assert "占应收 0.4%" in bills
