"""The night's sweeping: what has run out goes, what still counts stays."""

from heat import clock, db
from heat.services import hall, people, sessions, throttle, upkeep


def test_what_still_counts_is_kept(office):
    token = sessions.open_for_staff(office.agent, ("agent",))
    hall.send_code("13800000501")
    link = people.password_link(office.actor("admin"), office.agent)
    throttle.count("login:x", 10, 15)

    upkeep.sweep()

    assert sessions.who(token)
    assert db.value("SELECT count(*) FROM throttle WHERE bucket = 'login:x'") == 1
    assert people.use_password_link(link, "今年冬天一定不会冷的真的") == office.agent


def test_what_ran_out_long_ago_is_thrown_away(office):
    sessions.open_for_staff(office.agent, ("agent",))
    hall.send_code("13800000501")
    throttle.count("login:x", 10, 15)

    with clock.stopped(clock.now() + 40 * clock.DAY):
        upkeep.sweep()

    assert [db.value(f"SELECT count(*) FROM {table}") for table in ("session", "secret", "throttle")] == [0, 0, 0]
