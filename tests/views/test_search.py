"""Searching in the browser."""

import pytest

from heat import db
from heat.models import HouseholdAlias
from heat.services import own_values, search_keys
from tests import make
from tests.services.test_own_fields import pipes


@pytest.fixture
def agent(sign_in, office):
    search_keys.add(
        [make.household("3-2-501", owner="张秀英"), make.household("3-2-502", owner="张秀兰", phone="13800000502")]
    )
    return sign_in("agent")


def test_suggestions_come_as_options_of_the_box(agent):
    part = agent.part("/search?q=张秀", "top-hits").text

    assert part.count('role="option"') == 3  # two households and the offer of a repair
    assert "<mark>张秀</mark>英" in part and "<html" not in part


def test_one_household_opens_at_once(agent):
    answer = agent.get("/search?q=张秀兰")

    assert (answer.status_code, answer.location) == (302, "/customers/2")


def test_several_households_are_listed_without_scripts(agent):
    page = agent.get("/search?q=张秀").text

    assert "张秀" in page and 'href="/customers/1"' in page and 'href="/customers/2"' in page


def test_nothing_found_says_what_else_to_try(agent):
    assert "没有找到“王小二”" in agent.get("/search?q=王小二").text
    assert agent.get("/search").status_code == 200


def test_what_was_typed_is_shown_as_it_is(agent):
    page = agent.get("/search?q=<script>alert(1)</script>").text

    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_a_command_is_found_by_its_name_another_word_or_its_initials(agent):
    for typed in ("新建工单", "来电", "xjgd"):
        assert 'href="/desk#caller"' in agent.part(f"/search?q={typed}", "top-hits").text


def test_nobody_is_offered_what_he_may_not_open(agent):
    assert 'href="/admin/settings"' not in agent.part("/search?q=设置", "top-hits").text


def test_a_command_of_a_module_that_is_off_is_not_offered(sign_in, office):
    assert 'href="/board"' not in sign_in("leader").part("/search?q=派单", "top-hits").text


def test_a_receipt_is_found_by_its_number(sign_in, office):
    home = make.billed()
    make.paid(office.actor("cashier"), home, "10.00")
    number = db.value("SELECT n.prefix || '00000001' FROM number_range n")

    assert f">{number}</span>" in sign_in("cashier").part(f"/search?q={number.lower()}", "top-hits").text
    assert number not in sign_in("leader").part(f"/search?q={number}", "top-hits").text.replace(f"“{number}”", "")


def test_a_household_is_found_by_a_number_it_had_once(agent, office):
    home = make.household("9-1-101", account_no="777001", owner="旧号户")
    HouseholdAlias.insert(kind="old", number="BANK-4711", household_id=home).execute()

    assert "旧号户" in agent.part("/search?q=bank-47", "top-hits").text


def test_a_household_is_found_by_its_own_searchable_field(agent, office):
    home = make.household("9-1-101", account_no="777001", owner="铁管户")
    code = pipes(office.actor("admin"), searchable="1")
    own_values.save(office.actor("agent"), "household", home, {code: "镀锌钢管"}, {})

    assert "铁管户" in agent.part("/search?q=镀锌", "top-hits").text


def test_a_field_that_a_role_may_not_read_finds_nothing_for_it(agent, office):
    home = make.household("9-1-101", account_no="777001", owner="铁管户")
    code = pipes(office.actor("admin"), searchable="1", read=["cashier"])
    own_values.save(office.actor("admin"), "household", home, {code: "镀锌钢管"}, {})

    assert "铁管户" not in agent.part("/search?q=镀锌", "top-hits").text


def test_an_address_is_shown_as_it_was_understood(agent, office):
    part = agent.part("/search?q=幸福里3-2-501", "top-hits").text

    assert "认成" in part
    assert "3 号楼" in part
