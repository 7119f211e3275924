"""Tokens of other programs: shown once, good for their scope, dead when taken back."""

import pytest

from heat import clock, db
from heat.services import tokens
from heat.words import Missing, Refused


@pytest.fixture
def admin(office):
    return office.actor("admin")


def test_a_token_opens_what_its_scope_says(admin):
    token = tokens.add(admin, "电话交换机", ("cti",))

    assert tokens.holder(token, "cti").name == "电话交换机"
    assert tokens.holder(token, "write") is None


def test_only_its_hash_is_kept(admin):
    token = tokens.add(admin, "电话交换机", ("cti",))

    assert token.encode() not in bytes(db.value("SELECT token_hash FROM api_token"))


def test_a_token_taken_back_opens_nothing(admin):
    token = tokens.add(admin, "电话交换机", ("cti",))
    tokens.revoke(admin, db.value("SELECT id FROM api_token"))

    assert tokens.holder(token, "cti") is None
    with pytest.raises(Missing):
        tokens.revoke(admin, 1)


def test_an_expired_token_opens_nothing(admin):
    token = tokens.add(admin, "电话交换机", ("cti",))
    db.run("UPDATE api_token SET expires_at = ?", clock.now())

    assert tokens.holder(token, "cti") is None


def test_two_tokens_of_one_name_are_refused(admin):
    tokens.add(admin, "电话交换机", ("cti",))

    with pytest.raises(Refused):
        tokens.add(admin, "电话交换机", ("cti",))


def test_a_scope_nobody_knows_is_refused(admin):
    with pytest.raises(Refused):
        tokens.add(admin, "电话交换机", ("everything",))
