"""Two files of one household become one, and two again."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heat import clock, db
from heat.models import Contact, HallBinding, HallUser, Tag
from heat.queries import accounts, counter, merges, search
from heat.queries import own_fields as drawn_fields
from heat.rules.permissions import SYSTEM
from heat.services import billing, duplicates, entry_code, hall, own_fields, own_values, search_keys, verify
from heat.services import merges as merging
from heat.services.merges import Chosen
from heat.words import Missing, Moved, Refused
from tests import make


def _twins(**more) -> tuple[int, int]:
    """张秀英's flat, and a second file of it that an old list left without a building."""
    kept = make.household("3-2-501", owner="张秀英", phone="13800006021", area="96.40", account_no="031020875501")
    gone = make.household("9-1-101", owner="张秀英", phone="13800006022", account_no="031020879034", **more)
    search_keys.add([kept, gone])
    return kept, gone


def _merge(by, kept: int, gone: int, **of: str) -> int:
    versions = tuple(db.value("SELECT version FROM household WHERE id = ?", one) for one in (kept, gone))
    return merging.merge(by, kept, gone, Chosen({"place": "kept", "address": "kept", **of}, versions))


def test_everything_that_hangs_on_the_gone_file_hangs_on_the_kept_one(office):
    kept, gone = _twins()
    ticket = make.ticket(office.actor("agent"), gone)
    tag = Tag.create(household_id=gone, code="独居", reason="走访", source="staff", valid_from=clock.today())
    user = HallUser.create(phone="13800006022", created_at=clock.now())
    HallBinding.create(hall_user_id=user.id, household_id=gone, proof="phone", bound_at=clock.now())

    _merge(office.actor("admin"), kept, gone)

    for table in ("ticket", "contact", "tag", "hall_binding", "household_party"):
        assert db.value(f"SELECT count(*) FROM {table} WHERE household_id = ?", gone) == 0, table
    assert db.value("SELECT household_id FROM ticket WHERE id = ?", ticket.id) == kept
    assert Tag.get_by_id(tag.id).household_id == kept
    assert merges.kept_of(gone) == kept


def test_the_same_owner_in_both_files_becomes_one_person_with_both_phones(office):
    kept, gone = _twins()

    _merge(office.actor("admin"), kept, gone)

    owners = db.rows("SELECT party_id FROM household_party WHERE household_id = ? AND role = 'owner'", kept)
    assert len(owners) == 1
    phones = db.rows("SELECT phone FROM party_phone WHERE party_id = ? ORDER BY rank", owners[0][0])
    assert phones == [("13800006021",), ("13800006022",)]


def test_the_gone_number_finds_the_kept_file(office):
    kept, gone = _twins()

    _merge(office.actor("agent"), kept, gone)

    assert [hit.id for hit in search.search(office.actor("agent"), "031020879034").households] == [kept]


def test_chosen_facts_are_taken_from_the_gone_file(office):
    kept, gone = _twins(area="95.00")

    _merge(office.actor("agent"), kept, gone, gross_m2="gone", charge_m2="gone")

    assert merges.side(office.actor("agent"), kept).known.facts["charge_m2"] == Decimal("95.00")


def test_an_owner_who_is_not_chosen_becomes_a_former_one(office):
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")
    gone = make.household("9-1-101", owner="张建国", account_no="1002", phone="")

    _merge(office.actor("agent"), kept, gone, owner="gone")

    found = db.rows(
        "SELECT p.name, o.valid_to FROM household_party o JOIN party p ON p.id = o.party_id "
        "WHERE o.household_id = ? ORDER BY o.valid_to", kept
    )  # fmt: skip
    assert found == [("张秀英", "2026-11-21"), ("张建国", "9999-12-31")]


def test_an_open_bill_and_what_was_paid_on_it_come_over(office):
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")
    gone = make.household("9-1-101", owner="张秀英", account_no="1002")
    make.old_debt(gone, "112.24")
    make.paid(office.actor("cashier"), gone, "40.00")

    _merge(office.actor("admin"), kept, gone)

    assert accounts.open_fen(gone) == 0
    assert accounts.open_fen(kept) == 7224  # 112.24 - 40.00
    (season,) = [one for one in accounts.of_household(kept) if one.season == "2025-2026"]
    assert (season.charged_fen, season.paid_fen) == (11224, 4000)
    assert verify.ledger() == []


def test_a_season_that_both_were_billed_for_is_owed_once(office):
    kept = make.household("3-2-501", owner="张秀英", area="96.40", account_no="1001")
    gone = make.billed("9-1-101", owner="张秀英", area="95.00", account_no="1002")
    make.paid(office.actor("cashier"), gone, "500.00")

    _merge(office.actor("admin"), kept, gone)

    assert accounts.open_fen(gone) == 0
    assert accounts.open_fen(kept) == 241000 - 50000  # 96.40 x 25.00, less what was paid on the other bill
    assert billing.run(SYSTEM, "2026-2027").new == 0
    assert verify.ledger() == []


def test_the_season_of_today_goes_with_the_file_so_that_nobody_is_billed_twice(office):
    gone = make.billed("9-1-101", owner="张秀英", area="95.00", account_no="1002")
    make.paid(office.actor("cashier"), gone, "2375.00")
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")

    _merge(office.actor("agent"), kept, gone)

    assert billing.run(SYSTEM, "2026-2027").new == 0
    assert accounts.of_household(kept)[0].paid_fen == 237500
    assert verify.ledger() == []


def test_prepayment_pays_what_the_other_file_owes(office):
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")
    make.old_debt(kept, "892.40")
    gone = make.household("9-1-101", owner="张秀英", account_no="1002")
    make.paid(office.actor("cashier"), gone, "500.00", keep_rest=True)

    _merge(office.actor("admin"), kept, gone)

    assert (accounts.open_fen(kept), accounts.prepaid_fen(kept), accounts.prepaid_fen(gone)) == (39240, 0, 0)


def test_cancelling_a_double_bill_needs_the_right_to_bill(office):
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")
    gone = make.billed("9-1-101", owner="张秀英", account_no="1002")

    with pytest.raises(Refused, match="出账"):
        _merge(office.actor("agent"), kept, gone)

    assert merges.kept_of(gone) is None


def test_a_file_that_was_changed_meanwhile_is_not_merged(office):
    kept, gone = _twins()

    with pytest.raises(Moved):
        merging.merge(office.actor("agent"), kept, gone, Chosen({}, (1, 7)))


def test_an_undone_merge_leaves_the_books_whole_and_every_debt_where_it_was(office):
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")
    gone = make.billed("9-1-101", owner="张秀英", area="95.00", account_no="1002")
    make.old_debt(gone, "112.24")
    make.paid(office.actor("cashier"), gone, "300.00")
    owed = (accounts.open_fen(kept), accounts.open_fen(gone))

    stayed = merging.undo(office.actor("admin"), _merge(office.actor("admin"), kept, gone))

    assert stayed == []
    assert (accounts.open_fen(kept), accounts.open_fen(gone)) == owed
    assert verify.ledger() == []


def test_a_pair_may_be_merged_again_after_an_undo(office):
    kept, gone = _twins()
    make.old_debt(gone, "112.24")
    admin = office.actor("admin")
    merging.undo(admin, _merge(admin, kept, gone))

    _merge(admin, kept, gone)

    assert accounts.open_fen(kept) == 11224
    assert verify.ledger() == []


def test_money_that_was_paid_since_keeps_the_account_with_the_kept_file(office):
    kept, gone = _twins()
    make.old_debt(gone, "112.24")
    admin = office.actor("admin")
    merge_id = _merge(admin, kept, gone)
    make.paid(office.actor("cashier"), kept, "12.24")

    assert merging.undo(admin, merge_id) == ["money"]
    assert accounts.open_fen(kept) == 10000
    assert merges.kept_of(gone) is None
    assert verify.ledger() == []


def test_a_phone_changed_since_keeps_the_people_where_they_are(office):
    kept, gone = _twins()
    admin = office.actor("admin")
    merge_id = _merge(admin, kept, gone)
    db.run("UPDATE party_phone SET rank = 7 WHERE phone = '13800006022'")

    assert merging.undo(admin, merge_id) == ["people"]


def test_what_was_done_since_is_told_with_who_did_it(office):
    kept, gone = _twins()
    merge_id = _merge(office.actor("admin"), kept, gone)
    line = {"household_id": kept, "at": clock.now() + 1000, "kind": "note", "direction": "internal"}
    Contact.insert(**line, text="来电", by_id=office.agent).execute()

    (since,) = merges.since(merges.one(office.actor("admin"), merge_id))

    assert (since.kind, since.text, since.by) == ("note", "来电", "小王")


def test_an_older_merge_waits_for_the_newer_one(office):
    kept, gone = _twins()
    third = make.household("9-1-102", owner="张秀英", account_no="1003")
    admin = office.actor("admin")
    first = _merge(admin, kept, gone)
    _merge(admin, kept, third)

    with pytest.raises(Refused, match="先撤销后来"):
        merging.undo(admin, first)


def test_a_merge_is_undone_once(office):
    kept, gone = _twins()
    admin = office.actor("admin")
    merge_id = _merge(admin, kept, gone)
    merging.undo(admin, merge_id)

    with pytest.raises(Moved):
        merging.undo(admin, merge_id)


def test_files_of_another_branch_look_as_if_there_were_none(office):
    kept, gone = _twins()
    clerk = make.clerk(make.branch(), "admin")

    with pytest.raises(Missing):
        _merge(clerk, kept, gone)


_TABLES = (
    "household", "household_alias", "household_terms", "supply_period", "household_party", "party", "party_phone",
    "ticket", "tag", "device_fit", "contract", "message", "hall_binding", "attachment", "change_request", "search_key",
)  # fmt: skip


def _picture() -> dict[str, list]:
    """Every row of every table a merge touches, without the versions, which only ever grow."""
    found = {}
    for table in _TABLES:
        cursor = db.run(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        found[table] = sorted(json.dumps(row | {"version": 0}, default=str, sort_keys=True) for row in rows)
    return found


_SIDE = st.sampled_from(["kept", "gone"])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(
    owner=st.sampled_from(["张秀英", "李建国", "空置房"]),
    area=st.sampled_from(["96.40", "95.00", "0.00"]),
    debt=st.sampled_from(["", "112.24"]),
    paid=st.sampled_from(["", "40.00"]),
    of=st.fixed_dictionaries(dict.fromkeys(("place", "address", "owner", "gross_m2", "charge_m2"), _SIDE)),
)
def test_merging_and_undoing_leaves_every_row_as_it_was(office, owner, area, debt, paid, of):
    with db.database.atomic() as attempt:
        kept = make.household("3-2-501", owner="张秀英", phone="13800006021", account_no="1001")
        gone = make.household("9-1-101", owner=owner, phone="13800006022", area=area, account_no="1002")
        search_keys.add([kept, gone])
        make.ticket(office.actor("agent"), gone)
        if debt:
            make.old_debt(gone, debt)
        if paid:
            make.paid(office.actor("cashier"), gone, paid, keep_rest=True)
        before, owed = _picture(), [(accounts.open_fen(one), accounts.prepaid_fen(one)) for one in (kept, gone)]

        merge_id = _merge(office.actor("admin"), kept, gone, **of)
        assert merging.undo(office.actor("admin"), merge_id) == []

        assert _picture() == before
        assert [(accounts.open_fen(one), accounts.prepaid_fen(one)) for one in (kept, gone)] == owed
        assert verify.ledger() == []
        attempt.rollback()


def test_a_pair_told_apart_is_not_shown_again(office):
    kept, gone = _twins()
    db.run("UPDATE party SET pinyin = 'zhangxiuying'")
    db.run("UPDATE party_phone SET phone = '13800006021' WHERE phone = '13800006022'")
    db.run("UPDATE household SET room = '', address = '' WHERE id = ?", gone)
    from heat.queries import duplicates as found

    agent = office.actor("agent")
    duplicates.compare(agent)
    assert [(pair.a_id, pair.b_id) for pair in found.waiting(agent)] == [(kept, gone)]

    duplicates.tell_apart(agent, gone, kept)

    assert found.waiting(agent) == []
    assert found.count(agent) == 0


def test_settled_seasons_of_the_gone_file_are_read_on_the_kept_one(office):
    kept, gone = _twins()
    make.old_debt(gone, "112.24")
    make.paid(office.actor("cashier"), gone, "112.24")

    _merge(office.actor("agent"), kept, gone)

    (season,) = accounts.of_household(kept)
    assert (season.charged_fen, season.open_fen) == (11224, 0)
    assert [payment.fen for payment in accounts.payments(kept)] == [11224]


def test_a_chain_of_merges_leads_to_its_end(office):
    kept, gone = _twins()
    last = make.household("9-1-102", owner="张秀英", account_no="1003")
    admin = office.actor("admin")
    _merge(admin, kept, gone)
    merge_id = _merge(admin, last, kept)
    assert merges.kept_of(gone) == last

    merging.undo(admin, merge_id)

    assert merges.kept_of(gone) == kept


def test_fields_the_office_drew_come_over_and_are_found_on_the_kept_file(office):
    kept, gone = _twins()
    admin = office.actor("admin")
    code = own_fields.add(admin, "household", "text")
    own_fields.change(admin, "household", code, {"name": "表箱号", "choices": [], "columns": [], "searchable": "1"})
    own_fields.publish(admin, "household")
    own_values.save(admin, "household", gone, {code: "B-17"}, {})

    merge_id = _merge(admin, kept, gone)
    assert db.rows("SELECT value, subject_id FROM field_value") == [("b-17", kept)]
    merging.undo(admin, merge_id)

    assert db.rows("SELECT value, subject_id FROM field_value") == [("b-17", gone)]


def test_the_entry_with_a_proved_identity_stays(office):
    kept, gone = _twins()
    proved = db.value("SELECT party_id FROM household_party WHERE household_id = ?", gone)
    db.run("UPDATE party SET id_no_blind = 'x' WHERE id = ?", proved)

    _merge(office.actor("admin"), kept, gone)

    assert db.rows("SELECT party_id FROM household_party WHERE household_id = ?", kept) == [(proved,)]


def test_nothing_new_is_written_on_the_gone_file(office):
    kept, gone = _twins()
    _merge(office.actor("admin"), kept, gone)

    with pytest.raises(Missing):
        make.ticket(office.actor("agent"), gone)
    with pytest.raises(Missing):
        make.paid(office.actor("cashier"), gone, "10.00", keep_rest=True)


def test_the_number_and_the_code_of_an_old_paper_open_the_kept_file(office):
    kept, gone = _twins()
    cashier, code = office.actor("cashier"), entry_code.entry_code(gone)
    _merge(office.actor("admin"), kept, gone)

    assert [hit.id for hit in counter.find(cashier, "031020879034", clock.today())] == [kept]
    hall.enter_by_account("031020879034", code)
    assert db.value("SELECT household_id FROM hall_binding") == kept


def test_the_paper_of_a_merged_file_opens_nothing_once_the_flat_is_sold(office):
    kept, gone = _twins()
    code = entry_code.entry_code(gone)
    _merge(office.actor("admin"), kept, gone)
    make.sold(kept, "2026-11-20")

    with pytest.raises(Refused):
        hall.enter_by_account("031020879034", code)


def test_a_value_that_came_with_a_person_who_was_joined_is_theirs_alone(office):
    admin = office.actor("admin")
    code = own_fields.add(admin, "party", "text")
    own_fields.change(admin, "party", code, {"name": "会员号", "unique": "1"})
    own_fields.publish(admin, "party")
    one, other = make.household("3-2-501"), make.household("3-2-502", phone="")
    kept_id, gone_id = drawn_fields.owner(one), drawn_fields.owner(other)
    own_values.save(admin, "party", gone_id, {code: "Z1"}, {})

    made = merging.same_owner(admin, one, other)
    assert own_values.save(admin, "party", kept_id, {code: "Z1"}, {}).ok
    assert db.rows("SELECT value, subject_id FROM field_value") == [("z1", kept_id)]

    merging.undo_same_owner(admin, made)
    assert db.rows("SELECT value, subject_id FROM field_value") == [("z1", gone_id)]
