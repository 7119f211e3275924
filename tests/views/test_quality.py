"""The state of the data through HTTP."""

from datetime import date

import pytest

from heat import clock, db
from heat.models import Circuit, HouseholdTerms, PartyPhone
from heat.services import office as decisions
from heat.services import quality
from tests import make


@pytest.fixture
def town(office) -> int:
    """Three households on no circuit; one of them has no phone, one no area."""
    homes = [make.household(f"3-2-{room}", account_no=f"310000{room}") for room in (501, 502, 601)]
    PartyPhone.delete().where(
        PartyPhone.party_id.in_(
            [row for (row,) in db.rows("SELECT party_id FROM household_party WHERE household_id = ?", homes[0])]
        )
    ).execute()
    HouseholdTerms.update(charge_m2=0).where(HouseholdTerms.household_id == homes[1]).execute()
    Circuit.insert(substation_id=1, code="H", name="高区", zone="high").execute()
    return db.value("SELECT id FROM community WHERE code = 'XFL'")


def test_a_community_says_what_is_missing_after_it_was_counted(sign_in, town):
    agent = sign_in("agent")
    assert "还没有检查过" in agent.get("/quality").text

    agent.post("/quality/count")

    page = agent.get("/quality").text
    assert "没有机组 3" in page  # none of three households has a circuit: the most frequent fault
    assert '<td class="right num b">5</td>' in page  # 3 circuits + 1 phone + 1 area


def test_the_fix_list_leads_to_the_household(sign_in, town):
    page = sign_in("agent").get(f"/quality/{town}?fault=phone").text

    assert "310000501" in page
    assert "310000502" not in page
    assert "下次来电或上门时问到电话" in page


def test_the_trend_falls_when_faults_are_mended(sign_in, town):
    with clock.stopped(date(2026, 11, 20)):
        quality.count()
    db.run("UPDATE household_terms SET charge_m2 = 8950")
    quality.count()

    assert 'aria-label="从 5 到 4"' in sign_in("agent").get("/quality").text


def test_counting_twice_on_a_day_counts_once(town):
    assert quality.count() == quality.count() == 5
    assert db.value("SELECT sum(n) FROM quality_day") == 5


def test_the_rule_for_numbers_is_kept_by_the_form_and_by_the_count(sign_in, office, town):
    decisions.decide(office.actor("admin"), {"account.shape": "32#######"})

    page = sign_in("agent").get(f"/quality/{town}?fault=number-shape").text
    assert "310000501" in page
    answer = sign_in("agent").post("/customers/new", data={"account_no": "310000701", "use_class": "居民"})
    assert answer.status_code == 422
    assert "不合公司规则 32#######" in answer.text


def test_a_rule_that_is_none_is_refused_with_an_example(sign_in, office):
    answer = sign_in("admin").post("/admin/settings", data={"account.shape": "三十#"})

    assert answer.status_code == 422
    assert "例如 31########" in answer.text


def test_a_community_of_another_branch_is_not_there(town, office, app):
    from heat.services import sessions
    from tests.critic import Client

    stranger = Client(app)
    stranger.set_cookie("sid", sessions.open_for_staff(make.clerk(make.branch(), "agent").id, ("agent",)))

    assert stranger.get(f"/quality/{town}").status_code == 404
    assert stranger.post("/quality/count", data={"community": town}).status_code == 404
