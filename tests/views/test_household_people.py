"""The people of a household by hand: roles with dates, several phones, identity sealed."""

from heat import db
from heat.models import Audit, HouseholdParty, Party
from heat.queries import household_people, search
from heat.services import sealing
from tests import make

ID, CODE = "11010519491231002X", "91350100M000100Y43"  # the examples of the two standards


def add(client, home, **typed):
    base = {"role": "contact", "kind": "person", "name": "儿子小磊", "phone": "13800002208", "label": "儿子"}
    return client.post(f"/customers/{home}/people", data=base | typed)


def tab(client, home) -> str:
    return client.get(f"/customers/{home}/people").text


def party(name: str) -> Party:
    return Party.get(Party.name == name)


def last_line() -> Audit:
    return Audit.select().order_by(Audit.id.desc()).get()


def test_a_contact_is_added_with_phone_and_label_and_found_at_once(agent, office, home):
    assert add(agent, home).status_code == 303

    page = tab(agent, home)
    assert "儿子小磊" in page and "138****2208" in page and "联系人" in page
    assert [row.id for row in search.search(office.actor("agent"), "2208").households] == [home]
    assert (last_line().code, last_line().after["name"]) == ("person.added", "儿**磊")


def test_a_role_begins_and_ends_on_the_days_that_are_said(agent, home):
    add(agent, home, role="tenant", since="2024-09-01")
    link = HouseholdParty.get(HouseholdParty.role == "tenant")
    answer = agent.post(f"/customers/{home}/people/{link.id}/end", data={"on": "2025-09-01", "reason": "退租"})

    assert answer.status_code == 303
    assert "儿子小磊" in agent.get(f"/customers/{home}/people?on=2025-08-31").text
    assert "2024-09-01 至 2025-09-01" in tab(agent, home)
    gone = agent.post(f"/customers/{home}/people/{link.id}/end", data={"on": "2025-09-01", "reason": "再一次"})
    assert gone.status_code == 404


def test_a_role_without_a_reason_goes_on(agent, home):
    add(agent, home)
    link = HouseholdParty.get(HouseholdParty.role == "contact")

    answer = agent.post(f"/customers/{home}/people/{link.id}/end", data={"reason": ""})
    assert answer.status_code == 422 and "请填写原因" in answer.text
    assert HouseholdParty.get_by_id(link.id).valid_to.year == 9999


def test_an_owner_is_not_ended_here(agent, home):
    link = HouseholdParty.get(HouseholdParty.role == "owner")

    answer = agent.post(f"/customers/{home}/people/{link.id}/end", data={"reason": "卖了"})
    assert answer.status_code == 422 and "过户" in answer.text
    assert add(agent, home, role="owner").status_code == 422


def test_a_household_has_one_payer(agent, home):
    add(agent, home, role="payer")

    answer = add(agent, home, role="payer", name="另一个", phone="")
    assert answer.status_code == 422 and "付款人已经是儿子小磊" in answer.text and "另一个" in answer.text


def test_the_same_person_has_many_homes_and_each_links_to_the_others(agent, home):
    other = make.household("4-1-101", owner="张先生", phone="13800000101")
    add(agent, home)
    add(agent, other, role="payer")

    assert Party.select().where(Party.name == "儿子小磊").count() == 1
    assert f'href="/customers/{other}"' in tab(agent, home)
    assert f'href="/customers/{home}"' in tab(agent, other)


def test_the_other_homes_of_another_branch_stay_hidden(agent, office, home):
    add(agent, home)
    make.community("远山", "YS")
    far = make.household("4-1-101", in_community="YS", phone="13800000101")
    here, there = make.branch(), make.branch("XQ", "西区分公司")
    db.run("UPDATE community SET org_id = CASE code WHEN 'YS' THEN ? ELSE ? END", there, here)
    child = party("儿子小磊").id
    HouseholdParty.insert(household_id=far, party_id=child, role="payer", valid_from="2024-01-01").execute()

    assert [one.household_id for one in household_people.other_homes(office.actor("agent"), home, [child])] == [far]
    assert household_people.other_homes(make.clerk(here, "agent"), home, [child]) == []


def test_a_wrong_number_comes_back_with_all_that_was_typed(agent, home):
    answer = add(agent, home, number="110105194912310021")

    assert answer.status_code == 422
    assert "最后一位对不上" in answer.text and 'value="儿子小磊"' in answer.text
    assert Party.select().where(Party.name == "儿子小磊").count() == 0


def test_an_identity_number_is_sealed_and_found_by_equality_only(agent, home):
    add(agent, home, number=ID)

    kept = party("儿子小磊")
    assert ID.encode() not in bytes(kept.id_no_sealed) and ID not in kept.id_no_blind
    assert sealing.opened(bytes(kept.id_no_sealed)) == ID
    other = make.household("4-1-101", owner="张先生", phone="13800000101")
    add(agent, other, name="小磊", phone="", number=ID)
    assert Party.select().where(Party.id_no_blind == sealing.blind(ID)).count() == 1


def test_a_whole_identity_number_is_a_right_and_every_look_is_noted(agent, sign_in, home):
    add(agent, home, number=ID)
    url = f"/customers/{home}/people/{party('儿子小磊').id}/number/show"

    assert ID not in tab(agent, home) and agent.post(url).status_code == 403
    assert ID in sign_in("manager").post(url).text
    assert (last_line().code, last_line().after["number"]) == ("id-number.revealed", "110************02X")


def test_an_organisation_has_its_credit_code_for_all_to_see(agent, home):
    add(agent, home, role="payer", kind="organisation", name="云溪物业有限公司", phone="", number=CODE)

    assert CODE in tab(agent, home)
    answer = add(agent, home, kind="organisation", name="另一家有限公司", phone="", number=CODE)
    assert answer.status_code == 303  # the same code is the same organisation
    assert Party.select().where(Party.credit_code == CODE).count() == 1


def test_one_number_cannot_name_two_people(agent, home):
    add(agent, home, number=ID)
    owner = party("刘奶奶").id

    answer = agent.post(f"/customers/{home}/people/{owner}/number", data={"number": ID})
    assert answer.status_code == 422 and "已经登记给“儿子小磊”" in answer.text
    assert Party.get_by_id(owner).id_no_sealed is None


def test_phones_are_added_put_first_and_let_die(agent, home):
    owner = party("刘奶奶").id
    agent.post(f"/customers/{home}/people/{owner}/phones", data={"phone": "13800009999", "label": "单位"})
    (_old, new) = household_people.phones_of(home)
    assert (new.phone, new.label) == ("13800009999", "单位")

    agent.post(f"/customers/{home}/phones/{new.id}/first")
    assert [one.phone for one in household_people.phones_of(home)] == ["13800009999", "13800000501"]
    agent.post(f"/customers/{home}/phones/{new.id}/dead")
    assert [one.phone for one in household_people.phones_of(home)] == ["13800000501"]
    assert "138****9999" not in tab(agent, home)
    assert agent.post(f"/customers/{home}/phones/{new.id}/dead").status_code == 404


def test_people_of_others_are_not_there(agent, home):
    other = make.household("4-1-101", owner="张先生", phone="13800000101")
    link = HouseholdParty.get(HouseholdParty.household_id == other)

    assert agent.post(f"/customers/{home}/people/{link.id}/end", data={"reason": "x"}).status_code == 404
    url = f"/customers/{home}/people/{link.party_id}/phones"
    assert agent.post(url, data={"phone": "13800001111"}).status_code == 404
    assert (
        agent.post("/customers/999999/people", data={"role": "contact", "kind": "person", "name": "x"}).status_code
        == 404
    )


def test_nobody_writes_without_the_right(sign_in, home):
    inspector = sign_in("inspector")

    assert add(inspector, home).status_code == 403
    assert "登记人员" not in tab(inspector, home)
