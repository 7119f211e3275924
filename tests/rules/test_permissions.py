"""Roles and rights: declared, distinct, and nobody by default."""

from heat.rules.permissions import CATALOGUE, CODES, PRESETS, ROLE, ROLES, SYSTEM, Actor, homes_of


def test_no_code_stands_twice():
    assert len(CODES) == len(CATALOGUE)


def test_roles_hold_only_what_the_catalogue_knows():
    assert all(role.permissions <= CODES for role in ROLES)


def test_somebody_without_a_role_may_nothing():
    assert not any(Actor("staff", 1).may(code) for code in CODES)


def test_the_system_holds_no_right_of_the_office():
    assert not any(SYSTEM.may(code) for code in CODES)


def test_the_small_office_may_do_the_whole_day():
    together = frozenset().union(*(ROLE[code].permissions for code in PRESETS["small"]))

    assert together == CODES


def test_of_several_roles_the_first_of_the_catalogue_greets():
    assert homes_of(("cashier", "agent")) == ("/desk", "/counter")
