"""What a sort of ticket asks to be looked at: ticked on the phone, out of its queue, or from paper; read in the office."""

import pytest

from heat import clock
from heat.models import Ticket
from heat.rules.codes import short_code
from heat.services import tickets
from tests import make

DONE = ["看入户阀是否全开", "排气"]  # of five on the list of 不热
FOUND = "检查了：看入户阀是否全开；排气 · 没有检查：清洗过滤网；测供回水温度；测室温"


@pytest.fixture
def job(office):
    ticket = make.dispatched(office)
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket.id, step, {})
    return Ticket.get_by_id(ticket.id)


@pytest.fixture
def phone(sign_in, job):
    return sign_in("technician")


def finish(phone, job, **told):
    return phone.post(
        f"/m/jobs/{job.id}/finish", data={"version": job.version, "once_key": "k", "cause": "其他"} | told
    )


def read(sign_in, job) -> str:
    return sign_in("agent").get(f"/tickets/{job.number}").text


def test_the_phone_asks_for_the_checks_of_the_tickets_sort(phone, job):
    page = phone.get(f"/m/jobs/{job.number}").text

    assert page.count('name="checks"') == 5
    assert 'value="清洗过滤网"' in page


def test_the_office_reads_what_was_looked_at_and_what_was_not(phone, job, sign_in):
    assert finish(phone, job, checks=DONE).status_code == 303

    assert FOUND in read(sign_in, job)


def test_a_list_nobody_ticked_accuses_nobody(phone, job, sign_in):
    finish(phone, job)

    assert "没有检查" not in read(sign_in, job)


def test_words_of_no_list_are_not_kept(phone, job, sign_in):
    finish(phone, job, checks=["排气", "<b>顺便喝茶</b>"])

    assert "顺便喝茶" not in read(sign_in, job)


def test_a_refused_finishing_keeps_the_ticks(phone, job):
    answer = finish(phone, job, cause="", checks=DONE)

    assert answer.status_code == 422
    assert answer.text.count("checked") == 2


def test_the_queue_of_the_phone_takes_the_ticks(phone, job, sign_in):
    sent = {"ticket": job.id, "action": "finish", "key": "finish0123456789", "at": clock.now(), "cause": "其他"}

    assert phone.post("/m/sync", data=sent | {"checks": DONE}).status_code == 200
    assert FOUND in read(sign_in, job)


def test_a_check_may_be_a_sentence_with_a_comma_of_its_own(office, sign_in):
    ticket = make.ticket(office.actor("agent"), make.household(), kind="temperature")
    form = {"code": short_code(ticket.id), "cause": "其他", "once_key": "k", "checks": ["离外墙一米、离地一米五"]}

    assert sign_in("agent").post("/orders/enter", data=form).status_code == 303
    assert "检查了：离外墙一米、离地一米五 · 没有检查：关门窗半小时后测" in read(sign_in, ticket)


def test_a_clerk_who_forgot_the_cause_finds_the_ticks_again(job, sign_in):
    answer = sign_in("agent").post("/orders/enter", data={"code": short_code(job.id), "checks": DONE})

    assert answer.status_code == 422
    assert answer.text.count(" checked") == 2


def test_what_was_done_while_the_office_entered_the_sheet_keeps_its_ticks(phone, job, sign_in):
    sign_in("agent").post("/orders/enter", data={"code": short_code(job.id), "cause": "其他", "once_key": "k"})
    sent = {"ticket": job.id, "action": "finish", "key": "finish0123456789", "mode": "aside", "cause": "其他"}

    assert sign_in("technician").post("/m/sync", data=sent | {"checks": DONE}).status_code == 200
    assert FOUND in read(sign_in, job)
