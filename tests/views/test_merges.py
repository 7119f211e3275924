"""The page of duplicates: pairs, two files side by side, merging, telling apart, and undoing."""

import pytest

from heat import db
from heat.services import duplicates
from tests import make


@pytest.fixture
def twins(office) -> tuple[int, int]:
    """A file with a door and one without, of the same owner and phone."""
    kept = make.household("3-2-501", owner="张秀英", phone="13800006021", area="96.40", account_no="031020875501")
    gone = make.household("9-1-101", owner="张秀英", phone="13800006021", area="95.00", account_no="031020879034")
    db.run("UPDATE household SET room = '', room_key = '#2', address = '' WHERE id = ?", gone)
    duplicates.compare()
    return kept, gone


def _charged(household_id: int) -> int:
    return db.value(
        "SELECT charge_m2 FROM household_terms WHERE household_id = ? AND valid_to = '9999-12-31'", household_id
    )


def test_the_pair_that_is_most_alike_opens_by_itself(sign_in, twins):
    page = sign_in("agent").get("/customers/duplicates").text

    assert "031020875501" in page
    assert "同电话" in page
    assert "138****6021" in page


def test_without_a_pair_the_page_says_so(sign_in):
    assert "没有疑似重复" in sign_in("agent").get("/customers/duplicates").text


def test_comparing_now_finds_a_pair(sign_in, twins):
    db.run("DELETE FROM duplicate")

    answer = sign_in("agent").post("/customers/duplicates/compare", follow_redirects=True)

    assert "疑似 1 对" in answer.text


def test_a_merged_file_leads_to_the_kept_one(sign_in, twins):
    kept, gone = twins
    agent = sign_in("agent")

    form = {"kept_version": 1, "gone_version": 1, "charge_m2": "gone", "gross_m2": "kept"}
    answer = agent.post(f"/customers/merge/{kept}/{gone}", data=form, follow_redirects=True)

    assert "031020879034 已并入 031020875501" in answer.text
    assert _charged(kept) == 9500
    assert agent.get(f"/customers/{gone}").headers["Location"] == f"/customers/{kept}"


def test_a_stale_form_keeps_the_choice_and_says_why(sign_in, twins):
    kept, gone = twins

    form = {"kept_version": 1, "gone_version": 9, "charge_m2": "gone"}
    answer = sign_in("agent").post(f"/customers/merge/{kept}/{gone}", data=form)

    assert answer.status_code == 422
    assert "刚被别人改过" in answer.text


def test_a_pair_told_apart_is_gone_from_the_list(sign_in, twins):
    kept, gone = twins

    answer = sign_in("agent").post(f"/customers/merge/{kept}/{gone}/different", follow_redirects=True)

    assert "没有疑似重复" in answer.text


def test_an_undo_says_that_everything_went_back(sign_in, twins):
    kept, gone = twins
    agent = sign_in("agent")
    agent.post(f"/customers/merge/{kept}/{gone}", data={"kept_version": 1, "gone_version": 1})
    merge_id = db.value("SELECT max(id) FROM merge")
    assert "还没有" not in agent.get("/customers/merges").text
    assert "可以全部退回" in agent.get(f"/customers/merges/{merge_id}").text

    answer = agent.post(f"/customers/merges/{merge_id}/undo", follow_redirects=True)

    assert "全部退回" in answer.text
    assert agent.get(f"/customers/{gone}").status_code == 200


def test_a_second_undo_is_told_in_a_sentence(sign_in, twins):
    kept, gone = twins
    agent = sign_in("agent")
    agent.post(f"/customers/merge/{kept}/{gone}", data={"kept_version": 1, "gone_version": 1})
    merge_id = db.value("SELECT max(id) FROM merge")
    agent.post(f"/customers/merges/{merge_id}/undo")

    answer = agent.post(f"/customers/merges/{merge_id}/undo")

    assert answer.status_code == 422
    assert "已经撤销过" in answer.text


@pytest.mark.parametrize("path", ["/customers/merge/1/1", "/customers/merge/1/999", "/customers/merges/999"])
def test_what_is_not_there_is_not_found(sign_in, twins, path):
    assert sign_in("agent").get(path).status_code == 404


def test_a_cashier_does_not_merge(sign_in, twins):
    assert sign_in("cashier").get("/customers/duplicates").status_code == 403


def test_two_homes_of_one_owner_share_one_person_until_that_is_undone(sign_in, twins):
    kept, gone = twins
    agent = sign_in("agent")
    owners = "SELECT count(DISTINCT party_id) FROM household_party WHERE role = 'owner'"

    answer = agent.post(f"/customers/merge/{kept}/{gone}/same-owner", follow_redirects=True)
    assert "没有疑似重复" in answer.text
    assert db.value(owners) == 1
    merge_id = db.value("SELECT id FROM merge WHERE kind = 'party'")

    assert "张秀英" in agent.post(f"/customers/merges/persons/{merge_id}/undo", follow_redirects=True).text
    assert db.value(owners) == 2
    assert sign_in("admin").post(f"/customers/merges/persons/{merge_id}/undo").status_code == 404


def test_owners_of_different_names_are_not_one_person(sign_in, twins):
    kept, gone = twins
    db.run("UPDATE party SET name = '张建国' WHERE id = (SELECT max(party_id) FROM household_party)")

    assert sign_in("agent").post(f"/customers/merge/{kept}/{gone}/same-owner").status_code == 422
    assert db.value("SELECT count(*) FROM merge") == 0
