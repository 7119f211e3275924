"""Roles taken away, people who leave, and the last administrator."""

import pytest

from heat import clock
from heat.services import people, sessions
from heat.words import Refused


@pytest.fixture
def admin(office):
    return office.actor("admin")


def test_roles_are_exactly_what_was_said(office, admin):
    people.take_roles(admin, office.agent, ("agent", "cashier"))
    people.take_roles(admin, office.agent, ("cashier",))

    assert office.actor("agent").roles == ("cashier",)


def test_a_role_can_come_back(office, admin):
    people.take_roles(admin, office.agent, ())
    with clock.stopped(clock.now() + 2 * clock.DAY):
        people.take_roles(admin, office.agent, ("agent",))
        people.take_roles(admin, office.agent, ())
        people.take_roles(admin, office.agent, ("agent",))

        assert office.actor("agent").roles == ("agent",)


def test_whoever_left_is_signed_out(office, admin):
    token = sessions.open_for_staff(office.agent, ("agent",))

    people.disable(admin, office.agent)

    assert sessions.who(token) is None


def test_whoever_came_back_may_sign_in_again(office, admin):
    people.disable(admin, office.agent)
    people.enable(admin, office.agent)

    assert sessions.staff_actor(office.agent) is not None


def test_nobody_disables_oneself(office, admin):
    with pytest.raises(Refused, match="自己"):
        people.disable(admin, admin.id)


def test_the_office_keeps_an_administrator(office, admin):
    with pytest.raises(Refused, match="最后一位管理员"):
        people.take_roles(admin, admin.id, ("agent",))
    with pytest.raises(Refused, match="最后一位管理员"):
        people.disable(office.actor("manager"), admin.id)
