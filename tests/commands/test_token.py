"""heat token add: whose orders a token sends is said by name, and a name nobody has is refused by name."""

import pytest

from heat.commands import front
from heat.queries import tokens as queries
from heat.services import partners

ADD = ["token", "add", "平台", "--scopes", "orders"]


@pytest.fixture
def hotline(office) -> int:
    return partners.add(office.actor("admin"), "12345 热线", "official")


@pytest.mark.parametrize(("whose", "sender"), [(["--sender", "12345 热线"], "12345 热线"), (["--office"], None)])
def test_a_token_for_orders_is_printed_for_its_sender_or_the_office(hotline, capsys, whose, sender):
    assert front.run([*ADD, *whose]) == 0
    assert capsys.readouterr().out.startswith("hd_")
    assert [one.sender for one in queries.listed()] == [sender]


@pytest.mark.parametrize(
    ("whose", "says"), [(["--sender", "住建局"], "没有名为“住建局”的来单单位"), ([], "要选属于哪个来单单位")]
)
def test_a_sender_that_is_not_there_is_said_and_no_token_made(hotline, capsys, whose, says):
    assert front.run([*ADD, *whose]) == 2
    assert says in capsys.readouterr().err
    assert queries.listed() == []


def test_a_token_is_not_of_a_sender_and_of_the_office_at_once(hotline, capsys):
    with pytest.raises(SystemExit, match="2"):
        front.run([*ADD, "--office", "--sender", "12345 热线"])
    assert queries.listed() == []
