"""What people do with one household by hand."""

import pytest

from heat import db
from heat.models import Audit, Contact, Household, HouseholdParty, PartyPhone
from heat.queries import customer_file, household_history, household_people, search, timeline
from heat.queries.timeline import Asked
from heat.services import households
from heat.words import Missing, Moved
from tests import make


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501")


def edit(office, home, *, version=1, lists=None, **typed):
    return households.edit(office.actor("agent"), home, version, typed, lists or {})


def numbers(home) -> list[str]:
    return [one.phone for one in household_people.phones_of(home)]


def add(office, account_no="700001", use_class="居民", **typed):
    return households.add(office.actor("agent"), {"account_no": account_no, "use_class": use_class, **typed})


def test_a_household_is_opened_by_hand_from_no_more_than_its_number(office):
    filled = add(office)

    found = customer_file.head(office.actor("agent"), filled["household_id"])
    assert (found.account_no, found.community, found.use_class) == ("700001", "", "居民")


def test_a_household_opened_by_hand_is_found_by_all_that_was_typed(office):
    filled = add(office, owner="刘奶奶", phone="138 0000 0501", address="幸福里3-2-501", gross_m2="89.5")

    agent = office.actor("agent")
    found = customer_file.customer_file(agent, filled["household_id"])
    assert (found.owner.name, found.main_phone.phone, found.address) == (
        "刘奶奶",
        "13800000501",
        "幸福里3号楼2单元501室",
    )
    assert (str(found.gross_m2), str(found.charge_m2)) == ("89.5", "89.5")
    assert search.search(agent, "幸福里3-2-501").households and search.search(agent, "lnn").households


def test_a_number_or_a_door_that_is_taken_is_refused(office):
    add(office, address="幸福里3-2-501")

    assert "已经有了" in str(add(office).errors["account_no"])
    assert "700001" in str(add(office, "700002", address="幸福里小区3号楼2单元501").errors["address"])


def test_two_households_of_which_no_address_is_known_live_beside_each_other(office):
    assert add(office)["household_id"] != add(office, "700002")["household_id"]


def test_a_new_phone_can_become_the_one_to_call_first(office, home):
    assert edit(office, home, phone="138 0000 9999", main="new").ok

    assert numbers(home) == ["13800009999", "13800000501"]
    assert search.search(office.actor("agent"), "9999").households


def test_a_dead_phone_is_no_longer_shown_nor_found_but_kept(office, home):
    (phone,) = household_people.phones_of(home)

    edit(office, home, lists={"dead": [str(phone.id)]})

    assert numbers(home) == []
    assert not search.search(office.actor("agent"), "0501").households
    assert PartyPhone.get_by_id(phone.id).phone == "13800000501"


def test_a_phone_of_an_empty_flat_belongs_to_a_contact(office, home):
    db.run("UPDATE party SET name = '空置房', kind = 'organisation'")

    edit(office, home, phone="13800009999")

    assert HouseholdParty.get(HouseholdParty.role == "contact").household_id == home


def test_special_needs_and_the_pinned_note_are_kept_for_whoever_comes(office, home):
    edit(office, home, lists={"needs": ["听力不便"]}, needs_other="养狗", note="先打电话")

    found = customer_file.head(office.actor("agent"), home)
    assert (found.needs, found.ext["note"]) == (["听力不便", "养狗"], "先打电话")


def test_a_form_opened_before_somebody_elses_change_is_refused(office, home):
    edit(office, home, note="一")

    with pytest.raises(Moved):
        edit(office, home, note="二")
    assert Household.get_by_id(home).ext["note"] == "一"


def test_a_wrong_phone_comes_back_with_a_sentence_and_writes_nothing(office, home):
    filled = edit(office, home, phone="12", note="一")

    assert "电话" in str(filled.errors["phone"])
    assert Household.get_by_id(home).version == 1


def test_a_note_stands_in_the_log_with_its_writer(office, home):
    households.note(office.actor("agent"), home, {"kind": "call", "text": "老人听力不好"})

    (line,) = timeline.lines(home, household_history.of(home), Asked("call"))
    assert (line.kind, line.text, line.by) == ("call", "老人听力不好", "小王")


def test_an_empty_note_is_refused(office, home):
    assert not households.note(office.actor("agent"), home, {"kind": "note", "text": " "}).ok
    assert Contact.select().count() == 0


def test_every_look_at_a_whole_number_is_recorded_masked(office, home):
    (phone,) = household_people.phones_of(home)

    assert households.reveal(office.actor("agent"), home, phone.id) == "13800000501"

    line = Audit.select().order_by(Audit.id.desc()).get()
    assert (line.code, line.after) == ("phone.revealed", {"phone": "138****0501"})


def test_another_households_phone_is_not_there(office, home):
    other = make.household("3-2-502", phone="13800000502")
    (phone,) = household_people.phones_of(other)

    with pytest.raises(Missing):
        households.reveal(office.actor("agent"), home, phone.id)
