"""Who asks is remembered until somebody changes people, rights, teams or sessions, and not a request longer."""

import pytest

from heat import clock, db
from heat.rules.permissions import SYSTEM
from heat.services import audit, people, sessions, teams
from tests.counting import queries_of

ACTS = {
    "roles": lambda by, token, who: people.take_roles(by, who.id, ("cashier",)),
    "one more role": lambda by, token, who: people.give_roles(by, who.id, ("cashier",)),
    "leaving": lambda by, token, who: people.disable(by, who.id),
    "password": lambda by, token, who: people.set_password(by, who.id, "好记的一句话再长一些更好"),
    "signing out": lambda by, token, who: sessions.end(token, who),
    "team": lambda by, token, who: teams.change(
        by, teams.create(by, "东片班"), name="东片班", leader_id=who.id, members=[who.id], areas=[]
    ),
}


@pytest.fixture
def token(office):
    token = sessions.open_for_staff(office.agent, ("agent",))
    assert sessions.who(token).roles == ("agent",)
    return token


@pytest.mark.parametrize("act", ACTS)
def test_whatever_changes_a_person_is_seen_at_once(office, token, act):
    before = sessions.who(token)
    ACTS[act](office.actor("admin"), token, before)

    assert sessions.who(token) != before


def test_the_work_of_the_day_asks_for_nobody_anew(token):
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)

    assert queries_of(lambda: sessions.who(token), known=True) == 1


def test_whoever_was_seen_by_another_process_is_not_idle(token):
    later = clock.now() + sessions.LIFE["desk"][0] + clock.MINUTE
    db.run("UPDATE session SET seen_at = ?", later - clock.SECOND)

    with clock.stopped(later):
        assert sessions.who(token) is not None


def test_a_role_that_ends_today_is_gone_tomorrow(office):
    tomorrow = clock.now() + clock.DAY
    db.run("UPDATE staff_role SET valid_to = ?", clock.day_of(tomorrow).isoformat())
    token = sessions.open_for_staff(office.technician, ("technician",))
    assert sessions.who(token).roles == ("technician",)

    with clock.stopped(tomorrow):
        assert sessions.who(token).roles == ()
