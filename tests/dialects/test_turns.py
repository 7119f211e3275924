"""Several servers on one PostgreSQL: whoever writes has a turn, so that one sees what the other has done before."""

import threading
import time
from contextlib import ExitStack
from datetime import date

import pytest

from heat import clock, db
from heat.queries import live, memory
from heat.rules.permissions import SYSTEM
from heat.services import audit, breaches, jobs, outbox, people, place_tree, reminders, sessions, tickets
from heat.services import office as verbs
from heat.words import Refused
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def act() -> int:
    """One act; the number of its line."""
    with db.writing():
        audit.record(SYSTEM, "ticket.urge", "ticket", 1)
        return int(db.value("SELECT max(id) FROM audit"))


def waiting() -> int:
    """How many wait for their turn."""
    return int(db.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))


def until(true, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_turn_sees_what_was_written_whatever_the_server_thinks_of_isolation(shared):
    db.run("SET default_transaction_isolation TO 'repeatable read'")

    with db.writing():
        seen = db.value("SHOW transaction_isolation")

    db.run("RESET default_transaction_isolation")
    assert seen == "read committed"


def test_the_numbers_of_postgres_alone_may_be_seen_out_of_order(shared):
    db.run("CREATE TABLE scratch (id serial, word text)")
    early, done = threading.Event(), threading.Event()

    def first():
        with db.database.atomic():
            db.run("INSERT INTO scratch (word) VALUES ('a')")
            early.set()
            done.wait(10)
        db.close_thread()

    thread = threading.Thread(target=first)
    thread.start()
    early.wait(10)
    db.run("INSERT INTO scratch (word) VALUES ('b')")
    before = db.value("SELECT max(id) FROM scratch")
    done.set()
    thread.join(10)

    assert before == db.value("SELECT max(id) FROM scratch") == 2
    assert db.value("SELECT count(*) FROM scratch") == 2  # 1 came later, and the greatest number did not tell


def test_an_act_gets_its_number_when_no_earlier_one_can_still_come(shared):
    seen, go = live.head(), threading.Event()
    numbers, inside = [], threading.Event()

    def slow():
        with db.writing():
            audit.record(SYSTEM, "ticket.urge", "ticket", 1)
            numbers.append(db.value("SELECT max(id) FROM audit"))
            inside.set()
            go.wait(10)
        db.close_thread()

    def quick():
        numbers.append(act())
        db.close_thread()

    before = memory.moment()
    threads = [threading.Thread(target=one) for one in (slow, quick)]
    threads[0].start()
    inside.wait(10)
    threads[1].start()
    until(lambda: waiting() == 1)
    assert (live.since(seen), memory.moment()) == ((seen, frozenset()), before)  # the quick one has not passed
    go.set()
    for thread in threads:
        thread.join(10)

    assert numbers == sorted(numbers)
    assert live.since(seen) == (numbers[1], {"ticket"})


def test_whoever_follows_the_record_by_its_newest_number_misses_no_act(shared, at_once):
    start = seen = live.head()
    followed, over = [], threading.Event()

    def hand():
        return [act() for _ in range(25)]

    def watcher():
        nonlocal seen
        last = False
        while not last:
            last = over.is_set()
            found = [one for (one,) in db.rows("SELECT id FROM audit WHERE id > ? ORDER BY id", seen)]
            followed.extend(found)
            seen = max(found, default=seen)
        db.close_thread()

    thread = threading.Thread(target=watcher)
    thread.start()
    at_once(*[hand] * 4)
    over.set()
    thread.join(10)

    assert followed == [one for (one,) in db.rows("SELECT id FROM audit WHERE id > ? ORDER BY id", start)]
    assert len(followed) == 4 * 25
    assert audit.broken_links() == []


def test_an_act_outside_a_transaction_of_ours_waits_for_its_turn_too(shared):
    inside, go = threading.Event(), threading.Event()

    def slow():
        with db.writing():
            inside.set()
            go.wait(10)
        db.close_thread()

    def bare():
        with db.database.atomic():
            audit.record(SYSTEM, "ticket.urge", "ticket", 1)
        db.close_thread()

    threads = [threading.Thread(target=one) for one in (slow, bare)]
    threads[0].start()
    inside.wait(10)
    threads[1].start()
    until(lambda: waiting() == 1)
    go.set()
    for thread in threads:
        thread.join(10)
    assert waiting() == 0


def test_two_who_move_the_same_tickets_the_other_way_round_do_not_wait_for_each_other_in_a_circle(shared, at_once):
    home = make.household()
    pair = [make.ticket(shared.actor("agent"), home).id for _ in range(2)]
    leader = shared.actor("leader")

    def give(order):
        with db.writing():
            for ticket_id in order:
                tickets.move(leader, ticket_id, "assign", {"assignee": shared.technician})
                time.sleep(0.05)

    assert at_once(lambda: give(pair), lambda: give(pair[::-1])) == [None, None]


def test_a_payment_sent_twice_at_once_is_taken_once(shared, at_once):
    home = make.household("3-2-502")
    make.old_debt(home, "112.24")
    cashier = shared.actor("cashier")

    slips = at_once(*[lambda: make.paid(cashier, home, "112.24", key="twice")] * 4)

    assert len(set(slips)) == 1
    assert db.value("SELECT count(*) FROM txn WHERE once_key = ?", "pay:twice") == 1


def test_of_two_payments_for_one_line_one_is_told_that_it_is_settled(shared, at_once):
    home = make.household("3-2-503")
    charge = make.old_debt(home, "112.24")
    cashier = shared.actor("cashier")
    pay = [lambda key=key: make.paid(cashier, home, "112.24", key=key, charge_ids=(charge,)) for key in ("one", "two")]

    refused = [one for one in at_once(*pay) if isinstance(one, Refused)]

    assert len(refused) == 1


def test_two_administrators_who_lock_each_other_out_leave_one(shared, at_once):
    people.add(SYSTEM, login="admin2", name="管理员二", roles=("admin",))
    first, second = (
        sessions.staff_actor(db.value("SELECT id FROM staff WHERE login = ?", login)) for login in ("admin", "admin2")
    )

    got = at_once(lambda: people.disable(first, second.id), lambda: people.disable(second, first.id))

    assert len([one for one in got if isinstance(one, Refused)]) == 1
    assert got.count(None) == 1
    left = first if sessions.staff_actor(first.id) else second
    people.enable(left, second.id if left is first else first.id)


def test_the_same_setting_decided_by_two_at_once_is_the_later_ones(shared, at_once):
    decide = [lambda name=name: verbs.decide(SYSTEM, {"company.name": name}) for name in ("甲供热", "乙供热")]

    assert at_once(*decide) == [None, None]
    assert db.value("SELECT count(*) FROM setting WHERE key = 'company.name'") == 1


def test_one_link_of_the_first_run_makes_one_administrator(unmanned, at_once):
    token = people.setup_token()
    typed = {"name": "管理员", "password": "一句好记的长话不少于十二字"}

    got = at_once(*[lambda login=login: people.set_up(token, typed | {"login": login}) for login in ("one", "two")])

    assert len([one for one in got if isinstance(one, Refused)]) == 1
    assert db.value("SELECT count(*) FROM staff") == 1


def test_of_two_who_add_the_same_login_one_is_told_that_it_is_used(shared, at_once):
    add = [lambda: people.add(SYSTEM, login="same", name="小钱", roles=("agent",))] * 2

    assert len([one for one in at_once(*add) if isinstance(one, Refused)]) == 1


def test_two_new_substations_get_two_numbers(shared, at_once):
    admin = shared.actor("admin")
    made = at_once(*[lambda name=name: place_tree.add_heat(admin, "heat_source", name) for name in ("一号", "二号")])

    assert len({db.value("SELECT code FROM heat_source WHERE id = ?", one) for one in made}) == 2


def test_two_workers_remind_a_household_once(shared, at_once):
    home = make.household("3-2-504", account_no="300504")
    make.old_debt(home, "892.40", season="2026-2027", due_on=date(2026, 12, 1))
    first = date(2026, 11, 28)

    got = at_once(*[lambda: reminders.remind(first)] * 2)

    assert sorted((len(one.going), one.already) for one in got) == [(0, 1), (1, 0)]
    assert db.value("SELECT count(*) FROM message WHERE household_id = ?", home) == 1


def test_two_workers_tell_of_a_late_ticket_once(shared, at_once):
    breaches.sweep()
    ticket = make.ticket(shared.actor("agent"), make.household("3-2-505"), kind="leak")
    with clock.stopped(clock.now() + 4 * clock.HOUR):
        at_once(*[breaches.sweep] * 3)
    told = [goal for (goal,) in db.rows(
        "SELECT after ->> 'goal' FROM audit WHERE code = 'clock.breached' AND subject_id = ?", ticket.id
    )]  # fmt: skip

    assert told
    assert len(told) == len(set(told))


def test_two_workers_send_a_message_once(shared, at_once, tmp_path):
    for n in range(20):
        outbox.write(f"once-{n}", "13800000501", f"短信{n}")

    at_once(outbox.pump, outbox.pump)

    sent = (tmp_path / "outbox" / "sms.jsonl").read_text().splitlines()
    assert len([line for line in sent if "once-" in line]) == 20


def test_two_workers_do_a_job_once(shared, at_once):
    done = []
    for n in range(6):
        jobs.add("noop", f"job-{n}", {}, SYSTEM)

    at_once(*[lambda: jobs.run_due({"noop": lambda job: done.append(job.id)})] * 2)

    assert len(done) == len(set(done)) == 6


def test_the_same_key_of_work_written_by_two_at_once_is_written_once(shared, at_once):
    def ask():
        with db.writing():
            return jobs.add("never", "same-key", {}, SYSTEM), outbox.write("same-key", "13800000501", "短信")

    (one, first), (two, second) = at_once(ask, ask)

    assert one == two
    assert {first, second} == {True, False}


def test_what_falls_due_while_the_sweep_waits_for_its_turn_is_told(shared):
    breaches.sweep()
    ticket = make.ticket(shared.actor("agent"), make.household("3-2-508"), kind="leak")
    due = db.value("SELECT min(due_at) FROM sla_clock WHERE ticket_id = ? AND met_at IS NULL", ticket.id)

    def sweep():
        breaches.sweep()
        db.close_thread()

    thread = threading.Thread(target=sweep)
    with ExitStack() as day:
        day.enter_context(clock.stopped(due - clock.SECOND))
        with db.writing():
            thread.start()
            until(lambda: waiting() == 1)
            day.enter_context(clock.stopped(due + clock.SECOND))  # whoever has the turn takes two seconds
        thread.join(10)
        breaches.sweep()

    assert db.value("SELECT count(*) FROM audit WHERE code = 'clock.breached' AND subject_id = ?", ticket.id) > 0
