"""Tokens of other programs: shown once, good for their scope, dead when taken back."""

import argparse

import pytest

from heat import clock, db
from heat.commands import token as command
from heat.queries import tokens as queries
from heat.services import partners, tokens
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


def test_a_token_for_orders_says_whose(admin):
    company = partners.add(admin, "和美物业", "company")
    hotline = partners.add(admin, "12345 热线", "official")

    for sender in (None, company, 99):
        with pytest.raises(Refused, match="要选属于哪个来单单位"):
            tokens.add(admin, "平台", ("orders",), sender)
    tokens.add(admin, "平台", ("orders",), hotline)
    tokens.add(admin, "网关", ("orders",), tokens.OFFICE)
    assert [one.sender for one in queries.listed()] == [None, "12345 热线"]


def test_a_token_of_the_telephone_belongs_to_no_sender(admin):
    hotline = partners.add(admin, "12345 热线", "official")
    tokens.add(admin, "交换机", ("cti",), hotline)

    assert queries.bound_to(1) is None


def test_the_command_makes_a_token_for_a_named_sender(admin, capsys):
    partners.add(admin, "12345 热线", "official")
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    words = ["token", "add", "平台", "--scopes", "orders", "--sender", "12345 热线"]
    args = parser.parse_args(words)

    assert args.run(args) == 0
    assert tokens.holder(capsys.readouterr().out.strip(), "orders").name == "平台"
    assert queries.listed()[0].sender == "12345 热线"
