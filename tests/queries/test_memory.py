"""Answers are remembered until somebody does something."""

from heat import clock, db
from heat.queries import memory
from heat.queries.memory import moment, until_next_act
from heat.rules.permissions import SYSTEM
from heat.services import audit
from heat.services import office as verbs
from tests.counting import queries_of


def test_the_same_question_is_asked_once_until_the_next_act(office):
    asked = []

    @until_next_act()
    def slow(number):
        asked.append(number)
        return len(asked)

    assert (slow(1), slow(1), slow(2)) == (1, 1, 2)
    verbs.decide(office.actor("admin"), {"company.name": "暖城供热"})
    assert slow(1) == 3


def test_a_new_day_asks_anew(office):
    @until_next_act()
    def today():
        return clock.today()

    before = today()
    with clock.stopped(clock.now() + clock.DAY):
        assert today() != before


def test_only_the_newest_answers_are_kept(office):
    asked = []

    @until_next_act()
    def slow(number):
        asked.append(number)
        return number

    for number in range(9):
        slow(number)
    slow(0)

    assert asked == [*range(9), 0]


def test_within_a_transaction_nothing_is_remembered(office):
    asked = []

    @until_next_act()
    def slow():
        asked.append(1)

    with db.writing():
        slow()
        slow()

    assert len(asked) == 2


def test_acts_beside_the_matter_leave_the_moment_as_it_was(office):
    before = moment(("session.",))
    audit.record(SYSTEM, "session.opened", "staff", 1)
    assert moment(("session.",)) == before
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)
    after = moment(("session.",))
    audit.record(SYSTEM, "session.opened", "staff", 1)

    assert after != before
    assert moment(("session.",)) == after


def test_more_acts_than_are_looked_through_count_as_one_that_matters(office):
    before = moment(("session.",))
    for _ in range(501):
        audit.record(SYSTEM, "session.opened", "staff", 1)

    assert moment(("session.",)) != before


def test_a_shorter_record_is_counted_from_its_start(office):
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)
    before = moment(("session.",))
    newest = db.value("SELECT max(id) FROM audit")
    memory._newest[before[0]] = [(newest + 9, "ticket.urge", b"")]
    memory._loud[before[0], ("session.",)] = (newest + 9, newest + 9)

    after = moment(("session.",))
    assert after[2:] == before[2:]
    assert after != before  # what is remembered of the longer one holds no more


def test_a_restored_copy_that_has_reached_the_same_number_and_act_is_another_record(office, data):
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)
    copy = data.parent / "copy.db"
    db.database.execute_sql("VACUUM INTO ?", (str(copy),))
    audit.record(SYSTEM, "setting.changed", "office", after={"company.name": "暖城供热"})
    asked = []

    @until_next_act()
    def slow():
        asked.append(1)

    slow()
    newest = db.value("SELECT max(id) FROM audit")
    db.close_database()
    for one in data.glob(f"{db.FILE}*"):
        one.unlink()
    copy.rename(data / db.FILE)
    db.use(db.sqlite_database(data / db.FILE, synchronous="off"))
    audit.record(SYSTEM, "setting.changed", "office", after={"company.name": "另一家"})
    slow()

    assert db.value("SELECT max(id) FROM audit") == newest
    assert len(asked) == 2


def test_what_continues_the_record_is_read_as_that(office):
    before = moment()
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)

    assert moment()[:2] == before[:2]


def test_an_answer_outlives_acts_beside_the_matter(office):
    asked = []

    @until_next_act(beside=("session.",))
    def slow():
        asked.append(1)

    slow()
    audit.record(SYSTEM, "session.opened", "staff", 1)
    slow()
    assert len(asked) == 1
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)
    slow()
    assert len(asked) == 2


def test_whoever_only_reads_looks_at_the_record_once(office):
    memory.reading(True)
    looks = queries_of(lambda: [moment(), moment(("session.",)), moment()], known=True)
    memory.reading(False)

    assert looks == 1


def test_an_act_of_ones_own_is_seen_by_whoever_only_read_until_then(office):
    memory.reading(True)
    before = moment()
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)

    assert moment() != before


def test_a_page_leaves_nothing_of_its_look_at_the_record_behind(sign_in):
    browser = sign_in("agent")
    browser.get("/desk")
    before = moment()
    # as another process does it
    db.run(
        "INSERT INTO audit (at, by_kind, code, subject, prev_hash, hash) "
        "VALUES (0, 'system', 'ticket.urge', 'ticket', x'00', x'00')"
    )

    assert moment() != before
