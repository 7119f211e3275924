"""Changing owner, area, price and state by hand: at once before the bill, by request and approval after it."""

import io

import pytest
from PIL import Image

from heat import db
from heat.queries import accounts, billing
from heat.rules.permissions import SYSTEM
from heat.services import billing as run
from heat.services import verify
from tests import make

SAME = {"owner": "刘奶奶", "charge_m2": "96.40", "gross_m2": "96.40", "use_class": "居民", "state": "supplied"}


def _post(browser, home: int, version: int = 1, **typed):
    return browser.post(f"/customers/{home}/change", data={**SAME, "version": version, **typed}, follow_redirects=True)


def _asked(sign_in, home: int, **typed) -> str:
    """A request of 小王's; its number."""
    answer = _post(sign_in("agent"), home, reason="实测", **typed)
    assert "已提交申请" in answer.text
    return db.value("SELECT number FROM change_request ORDER BY id DESC LIMIT 1")


def _effect(number: str) -> str:
    fen = db.value("SELECT effect_fen FROM change_request WHERE number = ?", number)
    return "" if fen is None else str(fen)


def _approve(browser, number: str, effect: str | None = None):
    data = {"effect": _effect(number) if effect is None else effect}
    return browser.post(f"/changes/{number}/approve", data=data, follow_redirects=True)


def _terms(home: int) -> tuple:
    return db.row(
        "SELECT charge_m2, use_class, price_override, valid_from, change_id FROM household_terms "
        "WHERE household_id = ? AND valid_to = '9999-12-31'", home
    )  # fmt: skip


def test_before_the_bill_a_change_is_written_at_once(sign_in, office):
    home = make.household(area="96.40")

    answer = _post(sign_in("agent"), home, charge_m2="95.00", owner="张建国")

    assert "已保存" in answer.text
    assert _terms(home)[0] == 9500
    assert db.value("SELECT count(*) FROM change_request") == 0
    assert "张建国" in answer.text


def test_a_form_without_a_change_says_so(sign_in, office):
    answer = _post(sign_in("agent"), make.household(area="96.40"))

    assert answer.status_code == 422
    assert "没有改动" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"charge_m2": "-3"}, "收费面积"),
        ({"price": "三十"}, "不是单价"),
        ({"price": "NaN"}, "不是单价"),
        ({"price": "0"}, "不是单价"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(sign_in, office, typed, said):
    answer = _post(sign_in("agent"), make.household(area="96.40"), **typed)

    assert answer.status_code == 422
    assert said in answer.text


def test_after_the_bill_a_change_only_asks(sign_in, office):
    home = make.billed()

    number = _asked(sign_in, home, charge_m2="95.00")

    assert number == "BG261121-001"
    assert _terms(home)[0] == 9640
    assert accounts.open_fen(home) == 241000
    # 96.40 x 25.00 = 2,410.00 and 95.00 x 25.00 = 2,375.00
    assert _effect(number) == "-3500"


def test_the_photo_is_asked_for_in_a_box_of_ours_not_with_the_button_of_the_browser(sign_in, office):
    page = sign_in("agent").get(f"/customers/{make.billed()}/change").text

    assert "data-drop" in page and 'class="input" type="file"' not in page


def test_after_the_bill_a_reason_is_needed(sign_in, office):
    answer = _post(sign_in("agent"), make.billed(), charge_m2="95.00")

    assert answer.status_code == 422
    assert "请写明变更原因" in answer.text


def test_the_effect_is_shown_before_anything_is_asked(sign_in, office):
    home = make.billed()

    part = sign_in("agent").post_part(
        f"/customers/{home}/change/effect", "effect", {**SAME, "version": "1", "charge_m2": "95.00", "reason": "实测"}
    )

    assert "少 ¥35.00" in part.text
    assert db.value("SELECT count(*) FROM change_request") == 0


@pytest.mark.parametrize(
    ("area", "told"), [("95.00", "少 ¥35.00"), ("九十五", "九十五"), ("96.40", "没有改动任何一项")]
)
def test_the_effect_waits_for_no_reason_and_says_what_it_cannot_read(sign_in, office, area, told):
    path = f"/customers/{make.billed()}/change/effect"

    assert told in sign_in("agent").post_part(path, "effect", {**SAME, "version": "1", "charge_m2": area}).text


def test_an_approved_area_opens_new_terms_and_charges_anew(sign_in, office):
    home = make.billed()
    number = _asked(sign_in, home, charge_m2="95.00", gross_m2="95.00")

    answer = _approve(sign_in("accountant"), number)

    assert "已批准" in answer.text
    assert accounts.open_fen(home) == 237500
    area, _, _, since, change_id = _terms(home)
    assert (area, str(since)) == (9500, "2026-11-21")
    assert change_id == db.value("SELECT id FROM change_request WHERE number = ?", number)
    assert verify.ledger() == []


def test_what_was_paid_follows_and_the_rest_is_kept_ahead(sign_in, office):
    home = make.billed()
    make.paid(office.actor("cashier"), home, "2410.00")

    _approve(sign_in("manager"), _asked(sign_in, home, charge_m2="95.00", gross_m2="95.00"))

    assert (accounts.open_fen(home), accounts.prepaid_fen(home)) == (0, 3500)
    assert verify.ledger() == []


def test_a_bill_explains_itself_by_the_corrected_area(sign_in, office, charging):
    home = make.billed()
    _approve(sign_in("manager"), _asked(sign_in, home, charge_m2="95.00", gross_m2="95.00"))
    account_id = db.value("SELECT id FROM season_account WHERE household_id = ?", home)

    page = sign_in("accountant").get(f"/bills/{account_id}").text

    assert "95.00 ㎡ × 25.00 元/㎡·季" in page
    assert "重算不一致" not in page
    assert accounts.of_household(home)[0].area_m2 == 95


def test_a_second_change_stands_on_the_first(sign_in, office):
    home = make.billed()
    _approve(sign_in("manager"), _asked(sign_in, home, charge_m2="95.00", gross_m2="95.00"))
    version = db.value("SELECT version FROM household WHERE id = ?", home)

    number = _asked(sign_in, home, version=version, charge_m2="95.00", gross_m2="95.00", price="20")
    _approve(sign_in("manager"), number)

    assert accounts.open_fen(home) == 190000  # 95.00 x 20.00
    assert _terms(home)[2] == 200000
    assert verify.ledger() == []


def test_a_household_that_is_cut_off_the_net_owes_nothing(sign_in, office):
    home = make.billed()

    _approve(sign_in("manager"), _asked(sign_in, home, state="none"))

    assert accounts.open_fen(home) == 0
    assert db.value("SELECT connected FROM household WHERE id = ?", home) == "none"
    assert verify.ledger() == []


def test_a_new_owner_leaves_the_bill_with_the_old_one(sign_in, office):
    home = make.billed()
    old = db.value("SELECT debtor_id FROM season_account WHERE household_id = ?", home)

    _approve(sign_in("manager"), _asked(sign_in, home, owner="张建国"))

    assert "张建国" in sign_in("agent").get(f"/customers/{home}").text
    assert db.rows("SELECT debtor_id, open_fen FROM open_charge WHERE household_id = ?", home) == [(old, 241000)]


def test_nobody_approves_their_own_request(sign_in, office):
    home = make.billed()
    admin = sign_in("admin")
    _post(admin, home, charge_m2="95.00", reason="实测")

    answer = _approve(admin, "BG261121-001")

    assert answer.status_code == 422
    assert "另一个人审批" in answer.text
    assert accounts.open_fen(home) == 241000


def test_an_agent_does_not_approve(sign_in, office):
    number = _asked(sign_in, make.billed(), charge_m2="95.00")

    assert _approve(sign_in("agent"), number).status_code == 403


def test_an_amount_that_is_not_what_was_seen_is_not_approved(sign_in, office):
    number = _asked(sign_in, make.billed(), charge_m2="95.00", gross_m2="95.00")

    answer = _approve(sign_in("manager"), number, effect="-9999")

    assert answer.status_code == 422
    assert "金额与您看到的不同" in answer.text


def test_a_request_about_a_file_that_changed_meanwhile_is_not_approved(sign_in, office):
    home = make.billed()
    first, second = (_asked(sign_in, home, charge_m2=area, gross_m2="96.40") for area in ("95.00", "94.00"))
    _approve(sign_in("manager"), first)

    answer = _approve(sign_in("manager"), second)

    assert "又变了" in answer.text


def test_a_refused_request_says_why(sign_in, office):
    home = make.billed()
    number = _asked(sign_in, home, charge_m2="95.00")
    manager = sign_in("manager")
    assert "请写明驳回原因" in manager.post(f"/changes/{number}/refuse", data={"note": " "}).text

    manager.post(f"/changes/{number}/refuse", data={"note": "请附测量单"})

    assert "请附测量单" in sign_in("agent").get(f"/changes/{number}").text
    assert accounts.open_fen(home) == 241000


def test_only_the_asker_withdraws(sign_in, office):
    number = _asked(sign_in, make.billed(), charge_m2="95.00")
    assert "只有申请人" in sign_in("admin").post(f"/changes/{number}/withdraw").text

    sign_in("agent").post(f"/changes/{number}/withdraw")

    assert db.value("SELECT verdict FROM change_request WHERE number = ?", number) == "withdrawn"


def test_the_desk_shows_what_waits_and_narrows_it(sign_in, office):
    home = make.billed()
    _asked(sign_in, home, charge_m2="95.00")
    _asked(sign_in, home, owner="张建国")
    manager = sign_in("manager")

    assert "待批 2 份" in manager.get("/changes").text
    assert "BG261121-002" not in manager.get("/changes?kind=area").text
    assert "没有这样的申请" in manager.get("/changes?verdict=approved").text
    assert "BG261121-001" in sign_in("agent").get("/changes?mine=1").text


def test_a_request_of_another_branch_is_not_found(sign_in, office, app):
    from heat.services import sessions
    from tests.critic import Client

    number = _asked(sign_in, make.billed(), charge_m2="95.00")
    clerk = make.clerk(make.branch(), "manager")
    browser = Client(app)
    browser.set_cookie("sid", sessions.open_for_staff(clerk.id, ("manager",)))

    assert browser.get(f"/changes/{number}").status_code == 404
    assert _approve(browser, number).status_code == 404


def test_a_scan_goes_with_the_request(sign_in, office):
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(picture, "PNG")
    picture.seek(0)
    home = make.billed()
    typed = {**SAME, "version": "1", "charge_m2": "95.00", "reason": "实测", "scan": (picture, "证.png")}

    agent = sign_in("agent")
    agent.post(f"/customers/{home}/change", data=typed, content_type="multipart/form-data")
    scan = db.value("SELECT id FROM attachment WHERE subject = 'household' AND subject_id = ?", home)

    assert agent.get(f"/files/{scan}").status_code == 200
    assert f"/files/{scan}" in agent.get("/changes/BG261121-001").text


def test_a_change_of_somebody_else_is_not_overwritten(sign_in, office):
    answer = _post(sign_in("agent"), make.household(area="96.40"), version=9, charge_m2="95.00")

    assert answer.status_code == 422
    assert "刚被别人改过" in answer.text
    assert 'value="95.00"' in answer.text


def test_a_billing_run_after_a_change_finds_nothing_to_do(sign_in, office):
    home = make.billed()
    _approve(sign_in("manager"), _asked(sign_in, home, charge_m2="95.00", gross_m2="95.00"))

    assert run.run(SYSTEM, "2026-2027").new == 0
    assert billing.charged(db.value("SELECT id FROM season WHERE code = '2026-2027'")) == (1, 237500)
