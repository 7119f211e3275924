"""The reminders page: rehearsed with reasons, sent once, failures sent again by hand."""

from datetime import date

import pytest

from heat import db
from heat.services import office as verbs
from heat.services import outbox
from tests import make

DUE = date(2026, 11, 23)


@pytest.fixture
def owing(office) -> int:
    home = make.household(account_no="300501")
    make.old_debt(home, "892.40", season="2026-2027", due_on=DUE)
    make.old_debt(make.household("3-2-502", phone="", account_no="300502"), "100.00", season="2026-2027", due_on=DUE)
    return home


def test_tomorrow_is_rehearsed_with_the_reasons_of_the_skipped(sign_in, owing):
    text = sign_in("agent").get("/reminders").text

    assert "没有电话 1" in text
    assert "892.40" in text
    assert "138****0501" in text
    assert "13800000501" not in text
    assert db.value("SELECT count(*) FROM message") == 0


def test_only_the_list_of_today_is_sent_and_says_to_how_many(sign_in, owing):
    client = sign_in("agent")

    assert "现在发送给这" not in client.get("/reminders").text
    assert "现在发送给这 1 户" in client.get("/reminders?on=2026-11-21").text


def test_a_day_on_which_nothing_is_due_offers_nothing_to_send(sign_in, office):
    assert "现在发送" not in sign_in("agent").get("/reminders?on=2026-11-21").text


def test_sending_twice_reminds_once(sign_in, owing):
    client = sign_in("agent")
    client.post("/reminders/send")
    answer = client.post("/reminders/send", follow_redirects=True)

    assert "此前已提醒 1 户" in answer.text
    assert db.value("SELECT count(*) FROM message") == 1


def test_a_payment_changes_the_rehearsal_at_once(sign_in, office, owing):
    client = sign_in("agent")
    assert "892.40" in client.get("/reminders").text
    make.paid(office.actor("cashier"), owing, "892.40")

    assert "892.40" not in client.get("/reminders").text


def test_a_failed_message_is_sent_again_by_hand(sign_in, owing):
    client = sign_in("agent")
    client.post("/reminders/send")
    db.run("UPDATE message SET state = 'failed', error = 'HTTP 400'")
    assert "HTTP 400" in client.get("/reminders?state=failed").text
    client.post(f"/reminders/{db.value('SELECT id FROM message')}/retry")

    assert outbox.pump() == 1


def test_a_day_that_is_none_is_told_in_a_sentence(sign_in, owing):
    answer = sign_in("agent").get("/reminders?on=明天")

    assert answer.status_code == 422
    assert "看不懂" in answer.text


def test_codes_of_the_hall_are_not_shown(sign_in, owing):
    outbox.write("code:1", "13800000501", "验证码 123456")

    assert "123456" not in sign_in("agent").get("/reminders").text


def test_the_secret_of_a_link_is_not_shown_and_the_rest_of_the_message_is(sign_in, owing):
    outbox.write("step:1", "13800000501", "请您确认：http://127.0.0.1:8000/p/step/aZ_9-secret 3 天内没有回应视为确认。")

    text = sign_in("agent").get("/reminders").text
    assert "/p/step/… 3 天内没有回应视为确认。" in text
    assert "aZ_9" not in text


def test_who_may_not_remind_sees_no_page(sign_in, owing):
    assert sign_in("technician").get("/reminders").status_code == 403


def test_a_message_without_a_hotline_is_noticed_before_it_goes_out(sign_in, office, owing):
    assert "服务热线还没有填" in sign_in("agent").get("/reminders").text
    verbs.decide(office.actor("admin"), {"company.hotline": "0000-96000"})

    assert "服务热线还没有填" not in sign_in("agent").get("/reminders").text


def test_the_words_of_a_message_have_a_row_of_their_own_on_a_phone(sign_in, owing):
    outbox.write("remind:9", "13800000501", "热费尚欠 10.00 元")

    assert '<td class="full free">热费尚欠 10.00 元</td>' in sign_in("agent").get("/reminders").text


def test_the_rehearsal_names_nobody_in_full(sign_in, owing):
    text = sign_in("agent").get("/reminders").text

    assert "刘*奶" in text
    assert "刘奶奶" not in text


def test_the_list_of_messages_masks_the_name_and_number_that_were_sent_in_full(sign_in, owing):
    client = sign_in("agent")
    client.post("/reminders/send")
    db.run("UPDATE message SET text = text || '，回电 13800000501'")

    text = client.get("/reminders?state=waiting&on=2026-01-01").text
    assert "刘奶奶" in db.value("SELECT text FROM message")
    assert "刘*奶" in text
    assert "回电 138****0501" in text
    assert "刘奶奶" not in text
