"""Signing in: slow to guess, the same answer for everyone, dead sessions stay dead."""

import pytest

from heat import clock, db
from heat.rules.permissions import SYSTEM
from heat.services import one_time, people, sessions, throttle
from heat.words import Refused

PASSWORD = "今年冬天不冷一定不冷"  # ten characters are too few, so the tests add two
GOOD = PASSWORD + "真的"
BOSS = {"login": "boss", "name": "老板", "password": GOOD}


@pytest.fixture
def agent(office):
    people.set_password(SYSTEM, office.agent, GOOD)
    return office.actor("agent")


def test_the_right_password_opens_a_session(agent):
    token = people.sign_in("agent", GOOD)

    assert sessions.who(token).id == agent.id


@pytest.mark.parametrize(
    ("login", "password"), [("agent", "falsch falsch falsch"), ("nobody", GOOD), ("agent", ""), ("", "")]
)
def test_a_wrong_login_and_a_wrong_password_get_the_same_answer(agent, login, password):
    with pytest.raises(Refused) as refused:
        people.sign_in(login, password)

    assert str(refused.value) == "登录名或密码不对，请检查后再试"


def test_guessing_stops_after_ten_tries_until_the_quarter_hour_is_over(agent):
    for _ in range(10):
        with pytest.raises(Refused):
            people.sign_in("agent", "wrong wrong wrong", ip="10.0.0.9")
    with pytest.raises(throttle.TooMany):
        people.sign_in("agent", GOOD, ip="10.0.0.9")
    with clock.stopped(clock.now() + 15 * clock.MINUTE):
        assert people.sign_in("agent", GOOD, ip="10.0.0.9")


def test_a_guesser_elsewhere_does_not_lock_the_person_out(agent):
    for _ in range(11):
        with pytest.raises(Refused):
            people.sign_in("agent", "wrong wrong wrong", ip="10.0.0.9")

    assert people.sign_in("agent", GOOD, ip="10.0.0.5")


@pytest.mark.parametrize(
    "password",
    [
        "十一个汉字还差一个字啊",
        "a" * 129,
        "123456789012",
        "passwordpassword",
        "供热公司供热公司供热公司",
        "aaaaaaaaaaaaaaa",
        "agent-agent-agent",
    ],
)
def test_weak_passwords_are_refused(office, password):
    with pytest.raises(Refused):
        people.set_password(SYSTEM, office.agent, password)


def test_the_database_alone_does_not_sign_anybody_in(agent):
    token = people.sign_in("agent", GOOD)
    stored = db.value("SELECT token_hash FROM session ORDER BY id DESC LIMIT 1")

    assert token.encode() not in bytes(stored)
    assert sessions.who(bytes(stored).hex()) is None


def test_a_new_password_ends_every_session(agent):
    token = people.sign_in("agent", GOOD)
    people.change_password(agent, GOOD, GOOD + "换了")

    assert sessions.who(token) is None


def test_changing_a_password_needs_the_old_one(agent):
    with pytest.raises(Refused, match="原密码"):
        people.change_password(agent, "something else entirely", GOOD + "换了")


def test_signing_out_kills_the_token(agent):
    token = people.sign_in("agent", GOOD)
    sessions.end(token, agent)

    assert sessions.who(token) is None


def test_an_idle_session_runs_out(agent):
    token = people.sign_in("agent", GOOD)
    idle, _absolute = sessions.LIFE["desk"]

    with clock.stopped(clock.now() + idle + 1):
        assert sessions.who(token) is None


def test_a_busy_session_ends_after_twelve_hours_all_the_same(agent):
    start = clock.now()
    token = people.sign_in("agent", GOOD)
    for hours in range(1, 12):
        with clock.stopped(start + hours * clock.HOUR):
            assert sessions.who(token) is not None
    with clock.stopped(start + 12 * clock.HOUR):
        assert sessions.who(token) is None


def test_a_page_does_not_cost_a_write_within_the_minute(agent):
    token = people.sign_in("agent", GOOD)
    start = clock.now()
    seen = "SELECT seen_at FROM session ORDER BY id DESC LIMIT 1"
    with clock.stopped(start + 59 * clock.SECOND):
        sessions.who(token)
    assert db.value(seen) == start
    with clock.stopped(start + 60 * clock.SECOND):
        sessions.who(token)
    assert db.value(seen) == start + 60 * clock.SECOND


def test_a_disabled_person_is_out_at_once(agent):
    token = people.sign_in("agent", GOOD)
    db.run("UPDATE staff SET disabled_at = 1 WHERE login = 'agent'")

    assert sessions.who(token) is None


@pytest.mark.parametrize("token", ["", " ", "\x00", "null", "[]", "x" * 10_000, "令牌"])
def test_no_made_up_token_is_anybody(office, token):
    assert sessions.who(token) is None
    assert one_time.find("password", token) is None


def test_the_link_of_the_first_run_works_once(data):
    from heat.services import install

    db.use(db.sqlite_database(data / "fresh.db", synchronous="off"))
    install.install()
    token = people.setup_token()
    assert people.may_set_up(token)
    people.set_up(token, BOSS)

    assert not people.may_set_up(token)
    with pytest.raises(Refused):
        people.set_up(token, BOSS | {"login": "boss2"})
    with pytest.raises(Refused):
        people.setup_token()
    db.close_database()


def test_the_first_person_may_do_the_whole_day(data):
    from heat.rules.permissions import CODES
    from heat.services import install

    db.use(db.sqlite_database(data / "fresh.db", synchronous="off"))
    install.install()
    people.set_up(people.setup_token(), BOSS)
    [boss] = db.row("SELECT id FROM staff")

    assert sessions.staff_actor(boss).permissions == CODES
    db.close_database()


def test_a_password_link_works_once_and_for_half_an_hour(office):
    token = people.password_link(SYSTEM, office.agent)
    people.use_password_link(token, GOOD)
    late = people.password_link(SYSTEM, office.agent)

    with pytest.raises(Refused):
        people.use_password_link(token, GOOD)
    with clock.stopped(clock.now() + 30 * clock.MINUTE), pytest.raises(Refused):
        people.use_password_link(late, GOOD)


def test_an_unknown_role_is_named(office):
    with pytest.raises(Refused, match="boss"):
        people.add(SYSTEM, login="new", name="新人", roles=("boss",))


def test_a_login_is_given_once(office):
    with pytest.raises(Refused, match="已经有人使用"):
        people.add(SYSTEM, login="agent", name="别人", roles=("agent",))


def test_reset_codes_are_long_and_never_the_same(office):
    tokens = {people.password_link(SYSTEM, office.agent) for _ in range(50)}

    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 32
