"""Jobs: the row is the truth; a killed worker costs time, never work."""

import errno

import pytest

from heat import clock, db, tasks
from heat.services import jobs, outbox
from heat.words import Refused, Say


@pytest.fixture
def asked(office):
    return jobs.add("count", "count:1", {"to": 3}, office.actor("admin"), total=3)


def test_a_job_is_done_with_its_result(asked):
    assert jobs.run_due({"count": lambda job: {"counted": job.args["to"]}}) == 1
    assert db.row("SELECT state, result FROM job") == ("done", '{"counted":3}')


def test_the_same_key_is_the_same_job(office, asked):
    assert jobs.add("count", "count:1", {"to": 9}, office.actor("admin")) == asked


def test_two_workers_do_not_take_the_same_job(asked):
    assert jobs.claim(("count",)).id == asked
    assert jobs.claim(("count",)) is None


def test_a_killed_workers_job_is_taken_up_when_its_lease_lapses(asked):
    jobs.claim(("count",))
    with clock.stopped(clock.now() + jobs.LEASE + 1):
        again = jobs.claim(("count",))

    assert (again.id, again.tries) == (asked, 2)


def test_progress_keeps_the_lease(asked):
    start = clock.now()
    jobs.claim(("count",))
    with clock.stopped(start + jobs.LEASE - 1):
        jobs.progress(asked, 2)
    with clock.stopped(start + jobs.LEASE + 1):
        assert jobs.claim(("count",)) is None


def test_a_refusal_is_final_and_says_why(asked):
    def refuse(_job):
        raise Refused(Say("表格第 3 行不对"))

    jobs.run_due({"count": refuse})

    assert db.row("SELECT state, error FROM job") == ("dead", "表格第 3 行不对")


def test_a_fault_is_tried_five_times(asked):
    def fall(_job):
        raise ZeroDivisionError("nothing")

    start = clock.now()
    for n in range(10):
        with clock.stopped(start + n * clock.HOUR):
            jobs.run_due({"count": fall})

    assert db.row("SELECT state, tries FROM job") == ("dead", 5)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满，请清理磁盘或换一个位置"),
        (KeyError("x"), "后台处理出错，已经记录：请稍后再试，再次出现请告诉管理员（KeyError）"),
    ],
)
def test_what_people_read_of_a_fault_is_no_word_of_the_machine(asked, problem, sentence):
    def fall(_job):
        raise problem

    jobs.run_due({"count": fall})

    assert db.value("SELECT error FROM job") == sentence


def test_work_of_an_unknown_kind_stays(asked):
    assert jobs.run_due({"other": lambda job: None}) == 0
    assert db.value("SELECT state FROM job") == "waiting"


def test_slow_kinds_take_only_a_few_turns_and_let_others_by(office):
    for n in range(4):
        jobs.add("slow", f"slow:{n}", {}, office.actor("admin"))
    jobs.add("quick", "quick:1", {}, office.actor("admin"))
    done = []

    kinds = {kind: lambda job: done.append(job.kind) for kind in ("slow", "quick")}

    assert jobs.run_due(kinds, few={"slow": 2}) == 3
    assert done == ["slow", "slow", "quick"]


def test_a_sign_in_code_does_not_wait_until_a_long_job_is_over(asked, data):
    seen = []

    def long(job):
        outbox.write("code:1", "13800000501", "验证码 246810")
        jobs.progress(job.id, 1)
        seen.append(db.value("SELECT state FROM message"))

    jobs.run_due({"count": long}, meanwhile=outbox.pump)

    assert seen == ["sent"]


def test_a_job_of_many_minutes_stops_neither_the_clocks_nor_the_heart(office, data):
    jobs.add("print", "print:1", {}, office.actor("admin"))
    seen = []

    def long(job):
        for minutes in (1, 2):
            with clock.stopped(clock.now() + minutes * clock.MINUTE):
                jobs.progress(job.id, minutes)
        seen.extend(db.rows("SELECT name, at FROM heartbeat WHERE name IN ('clocks', 'worker') ORDER BY name"))

    began = clock.now()
    tasks.tick(kinds=lambda: {"print": long})

    assert seen == [("clocks", began + 2 * clock.MINUTE), ("worker", began + 2 * clock.MINUTE)]


def test_a_sign_of_life_that_cannot_be_given_is_no_fault_of_the_job(office, data):
    jobs.add("print", "print:1", {}, office.actor("admin"))

    def long(job):
        db.run("ALTER TABLE heartbeat RENAME TO gone")
        with clock.stopped(clock.now() + clock.MINUTE):
            jobs.progress(job.id, 1)
        db.run("ALTER TABLE gone RENAME TO heartbeat")

    tasks.tick(kinds=lambda: {"print": long})

    assert db.row("SELECT state, error FROM job") == ("done", None)


def test_a_part_of_the_minute_that_fails_holds_up_no_other_and_is_named(office, data):
    outbox.write("k", "13800000501", "您好")
    db.run("ALTER TABLE sla_clock RENAME TO gone")  # the sweep of the clocks finds nothing to read

    assert tasks.tick() == 1
    assert db.value("SELECT state FROM message") == "sent"
    assert db.value("SELECT note FROM heartbeat WHERE name = 'worker'") == "failed: clocks"


@pytest.mark.parametrize(("late", "beaten"), [(91 * clock.SECOND, 0), (89 * clock.SECOND, 89 * clock.SECOND)])
def test_a_worker_whose_queue_is_down_keeps_time_by_itself(office, late, beaten):
    jobs.beat(tasks.NAME, at=clock.now() - late)

    ended = iter((False, True))
    tasks.keep_time(lambda _seconds: next(ended))

    assert clock.now() - db.value("SELECT at FROM heartbeat WHERE name = 'worker'") == beaten
