"""The log of a household."""

from heat.rules import contacts


def test_people_may_write_notes_calls_and_visits_but_no_tickets():
    assert [kind.code for kind in contacts.TYPED] == ["note", "call", "visit"]


def test_a_kind_nobody_knows_still_has_a_look():
    assert contacts.kind_of("fax").name == "其他"
