"""Bills and prices over HTTP."""

import io
import re
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from heat import db
from heat.rules.permissions import SYSTEM
from heat.services import billing, jobs, print_batches
from heat.services import office as verbs
from tests import make
from tests.critic import partial
from tests.lists import bring, line

pytestmark = pytest.mark.usefixtures("charging")


@pytest.fixture
def three_bills(office) -> None:
    """Two flats that owe and one that has paid."""
    for n, room in enumerate((301, 401, 501)):
        home = make.billed(f"3-2-{room}", area="100.00", account_no=f"000{room}")
        if not n:
            make.paid(office.actor("cashier"), home, "2500.00")


def priced(client: Any, resident: str) -> Any:
    """The two numbers tried, and the question after the trial answered."""
    form = {"resident": resident, "business": ""}
    return client.post("/tariffs/simple", data={**form, "publish": sealed(client.post("/tariffs/simple", data=form))})


def sealed(tried: Any) -> str:
    """What the button 确定发布 of a tried price gives back."""
    return re.findall(r'name="publish" value="(\w+)"', tried.text)[0]


def work() -> None:
    jobs.run_due({"bill": billing.JOBS["bill"]})


def test_an_office_without_a_price_is_led_to_the_two_numbers(sign_in) -> None:
    client = sign_in("admin")

    assert "还没有热价" in client.get("/bills").text
    answer = priced(client, "25")

    assert answer.status_code == 303
    assert db.rows("SELECT code, valid_from FROM tariff") == [("resident", "2026-11-15")]


def test_a_price_that_is_none_is_refused_beside_its_field(sign_in) -> None:
    answer = sign_in("admin").post("/tariffs/simple", data={"resident": "二十五", "business": "1.23456"})

    assert answer.status_code == 422
    assert "“二十五”不是数字" in answer.text and "最多 4 位小数" in answer.text
    assert 'value="二十五"' in answer.text


def test_the_run_is_tried_first_then_done_and_the_bills_listed(sign_in) -> None:
    make.tariff()
    make.household("3-2-501", area="96.40", account_no="0007")
    make.household("3-2-502", area="0.00", account_no="0008")
    client = sign_in("accountant")

    client.post("/bills/run", data={"season": "2026-2027", "key": "a", "check": "1"})
    work()
    tried = client.get("/bills?season=2026-2027").text
    assert "将出账 1 户，¥2,410.00" in tried and "收费面积是零" in tried and "0008" in tried
    client.post("/bills/run", data={"season": "2026-2027", "key": "b"})
    work()

    done = client.get("/bills?season=2026-2027").text
    assert "新出账 1 户" in done and "0007" in done and "占应收 0%" in done


def test_a_run_shows_how_far_it_is_and_the_page_comes_anew_at_its_end(sign_in) -> None:
    make.tariff()
    make.household()
    client = sign_in("accountant")
    client.post("/bills/run", data={"season": "2026-2027", "key": "a", "check": "1"})

    waiting = client.part("/bills?season=2026-2027", "bill-run")
    work()
    ended = client.part("/bills?season=2026-2027", "bill-run")

    assert "正在试算" in waiting.text and "HX-Refresh" not in waiting.headers
    assert ended.headers["HX-Refresh"] == "true"


def test_bills_are_filtered_by_payment_and_number(sign_in, office) -> None:
    home = make.billed("3-2-501", account_no="0007")
    make.billed("3-2-502", account_no="0008")
    make.paid(office.actor("cashier"), home, "2410.00")
    client = sign_in("accountant")

    owing = client.get("/bills?season=2026-2027&state=open").text
    paid = client.get("/bills?season=2026-2027&state=paid").text
    one = client.get("/bills?season=2026-2027&q=0007").text

    assert ("0008" in owing, ">0007<" in owing) == (True, False)
    assert (">0007<" in paid, ">0008<" in paid) == (True, False)
    assert (">0007<" in one, ">0008<" in one) == (True, False)


def test_a_bill_says_why_it_is_this_much_and_that_it_was_recomputed(sign_in) -> None:
    make.billed(area="96.40")

    text = sign_in("agent").get("/bills/1").text

    assert "96.40 ㎡ × 25.00 元/㎡·季" in text and "2,410.00" in text and "重算一致" in text
    assert "自己的单价" not in text


def test_a_bill_says_where_the_household_has_a_price_of_its_own(sign_in) -> None:
    home = make.household(area="96.40")
    db.run("UPDATE household_terms SET price_override = 300000 WHERE household_id = ?", home)
    make.tariff("25.00")
    billing.run(SYSTEM, "2026-2027")

    text = sign_in("agent").get("/bills/1").text

    assert "96.40 ㎡ × 30.00 元/㎡·季" in text and "本户自己的单价，热价是 25 元" in text


def test_a_bill_prints(sign_in) -> None:
    make.billed()

    answer = sign_in("cashier").get("/bills/1.pdf")

    assert answer.data.startswith(b"%PDF")
    assert "ZD-2627-000001" in answer.headers["Content-Disposition"]


def test_the_bills_of_a_page_of_the_list_print_as_one_file_in_its_order(sign_in) -> None:
    make.billed("3-2-501", account_no="0007")
    make.billed("3-2-502", account_no="0008")
    make.billed("3-2-503", account_no="0009")
    client = sign_in("accountant")

    led = re.search(r'href="(/bills/page\.pdf[^"]*)"', client.get("/bills?season=2026-2027").text)[1]
    sheets = PdfReader(io.BytesIO(client.get(led.replace("&amp;", "&")).data)).pages
    behind = PdfReader(io.BytesIO(client.get("/bills/page.pdf?season=2026-2027&after=2").data)).pages

    assert ["0007" in (text := sheet.extract_text()) or "0008" in text for sheet in sheets] == [True, True, False]
    assert len(behind) == 1 and "0009" in behind[0].extract_text()


def test_where_no_bill_is_left_nothing_prints(sign_in) -> None:
    make.billed()
    client = sign_in("accountant")

    assert client.get("/bills/page.pdf?season=2026-2027&state=paid").status_code == 404
    assert client.get("/bills/page.pdf?season=1999-2000").status_code == 404
    assert sign_in("agent").get("/bills/page.pdf?season=2026-2027").status_code == 403


def test_bills_stay_where_they_belong(sign_in) -> None:
    make.billed()

    assert sign_in("agent").get("/bills").status_code == 403
    assert sign_in("technician").get("/bills/1").status_code == 403
    assert sign_in("agent").get("/bills/1.pdf").status_code == 403
    assert sign_in("cashier").get("/bills/4711").status_code == 404
    assert sign_in("accountant").post("/tariffs/simple", data={"resident": "1"}).status_code == 403


def test_a_price_from_a_preset_is_tried_on_real_households_before_it_counts(sign_in) -> None:
    make.household(area="96.40", account_no="0007")
    client = sign_in("admin")
    form = client.get("/tariffs/new?preset=beijing-group").text
    assert 'value="24"' in form and 'value="30"' in form
    draft = {
        "preset": "beijing-group",
        "use_class": "居民",
        "name": "居民",
        "price": "24",
        "price_per": "season",
        "area_basis": "gross",
        "standby": "30",
        "valid_from": "2026-11-15",
    }

    tried = client.post("/tariffs", data={**draft, "try": "1"})
    # 100.00 x 24 = 2,400.00; 96.40 x 24 = 2,313.60
    assert "¥2,400.00" in tried.text and "0007" in tried.text and "¥2,313.60" in tried.text
    assert "居民 1 户 以后按它出账" in tried.text
    assert db.value("SELECT count(*) FROM tariff") == 0
    client.post("/tariffs", data={**draft, "publish": sealed(tried)})

    assert '"standby_ratio":"0.3"' in db.value("SELECT rule FROM tariff")


def test_a_price_that_was_changed_after_its_trial_is_tried_again_and_not_published(sign_in) -> None:
    client = sign_in("admin")
    draft = {
        "use_class": "居民",
        "name": "居民",
        "price_per": "season",
        "area_basis": "gross",
        "valid_from": "2026-11-15",
    }
    tried = client.post("/tariffs", data={**draft, "price": "24", "try": "1"})

    answer = client.post("/tariffs", data={**draft, "price": "42", "publish": sealed(tried)}).text
    assert "填的内容改过了" in answer and "¥4,200.00" in answer
    assert db.value("SELECT count(*) FROM tariff") == 0


def test_the_two_numbers_are_tried_before_they_count(sign_in) -> None:
    tried = sign_in("admin").post("/tariffs/simple", data={"resident": "25", "business": "38"}).text

    # 100.00 x 25 = 2,500.00; 100.00 x 38 = 3,800.00
    assert "¥2,500.00" in tried and "¥3,800.00" in tried and "确定发布" in tried
    assert db.value("SELECT count(*) FROM tariff") == 0


def test_a_price_by_month_needs_its_months(sign_in) -> None:
    draft = {"use_class": "居民", "name": "x", "price": "3.3", "price_per": "month", "area_basis": "gross"}

    answer = sign_in("admin").post("/tariffs", data={**draft, "valid_from": "2026-11-15", "publish": "1"})

    assert answer.status_code == 422 and "按月计价要填供热月数" in answer.text
    assert db.value("SELECT count(*) FROM tariff") == 0


def test_a_season_is_added_and_its_due_day_changed(sign_in) -> None:
    client = sign_in("admin")
    dates = {"code": "2027-2028", "first_on": "2027-11-15", "last_on": "2028-03-15", "due_on": "2027-12-31"}

    client.post("/tariffs/seasons", data=dates)
    client.post("/tariffs/seasons", data={**dates, "due_on": "2027-11-30"})

    assert (
        db.value("SELECT due_on FROM season_calendar WHERE first_on = ?", date(2027, 11, 15).isoformat())
        == "2027-11-30"
    )


def test_a_season_that_cannot_be_is_refused(sign_in) -> None:
    client = sign_in("admin")
    dates = {"code": "2027-2029", "first_on": "2027-11-15", "last_on": "2028-03-15", "due_on": "2027-12-31"}

    assert "写成 2026-2027" in client.post("/tariffs/seasons", data=dates).text
    turned = {**dates, "code": "2027-2028", "first_on": "2028-03-15", "last_on": "2027-11-15"}
    assert "应早于末日" in client.post("/tariffs/seasons", data=turned).text
    far = {**dates, "code": "2027-2028", "due_on": "2199-01-01"}
    assert client.post("/tariffs/seasons", data=far).status_code == 422


def test_all_bills_of_a_filter_are_set_in_the_background_and_opened(sign_in, three_bills) -> None:
    client = sign_in("accountant")
    asked = client.get("/prints?season=2026-2027&state=open").text
    assert '账单</b> <span class="num">2 张' in asked and '缴费通知单</b> <span class="num">2 张' in asked

    told = {"kind": "invoices", "season": "2026-2027", "state": "open", "key": "k"}
    assert "等待打印" in client.post("/prints", data=told, follow_redirects=True).text
    jobs.run_due(print_batches.JOBS)

    page = client.get("/prints").text
    assert "打开 2 张" in page and "every 2s" not in page
    answer = client.get(re.search(r'href="(/prints/\d+\.pdf)"', page)[1])
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2


def test_what_is_chosen_counts_at_once_and_is_what_the_buttons_print(sign_in, three_bills) -> None:
    part = sign_in("accountant").get("/prints?season=2026-2027&state=paid", headers=partial("counts")).text

    assert '<span class="num">1 张' in part and 'name="state" value="paid"' in part
    assert "batches" not in part


def test_what_is_printed_next_is_of_the_same_households(sign_in, three_bills) -> None:
    told = {"kind": "invoices", "season": "2026-2027", "state": "open", "community": "1", "key": "k"}
    page = sign_in("accountant").post("/prints", data=told, follow_redirects=True).text

    assert '<option value="1" selected>' in page
    assert '<option value="open" selected>' in page


def test_whoever_may_print_but_not_bill_finds_the_page_by_its_name(sign_in) -> None:
    assert 'href="/prints"' in sign_in("cashier").get("/search?q=批量").text


def test_a_batch_that_is_tried_again_says_so(sign_in, three_bills) -> None:
    client = sign_in("accountant")
    client.post("/prints", data={"kind": "invoices", "season": "2026-2027", "key": "k"})
    jobs.fail(jobs.claim(("print",)), "OSError", final=False)

    part = client.get(
        "/prints", headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#batches"}
    )
    assert "上一次没有成功，会自动再试" in part.text and "打印什么" not in part.text


def test_a_batch_that_cannot_be_is_said_on_the_page(sign_in, three_bills) -> None:
    answer = sign_in("accountant").post("/prints", data={"kind": "invoices", "season": "2026-2027", "community": "99"})

    assert answer.status_code == 422
    assert "没有符合条件的单据" in answer.text


def test_the_file_of_another_is_not_there(sign_in, three_bills) -> None:
    sign_in("accountant").post("/prints", data={"kind": "invoices", "season": "2026-2027", "key": "k"})
    jobs.run_due(print_batches.JOBS)

    assert sign_in("manager").get(f"/prints/{db.value('SELECT max(id) FROM job')}.pdf").status_code == 404


_ONLY_HERE = "只有这台电脑打得开"


def test_who_prints_bills_learns_that_no_phone_can_open_their_codes(sign_in, monkeypatch) -> None:
    verbs.switch_on(["charge", "hall"])

    assert _ONLY_HERE in sign_in("admin").get("/bills").text
    monkeypatch.setenv("HEAT_BASE_URL", "https://heat.example.com")
    assert _ONLY_HERE not in sign_in("admin").get("/bills").text


def test_who_cannot_change_the_address_is_not_troubled_by_it(sign_in) -> None:
    verbs.switch_on(["charge", "hall"])

    assert _ONLY_HERE not in sign_in("accountant").get("/bills").text


def test_bills_without_a_code_need_no_address(sign_in) -> None:
    assert _ONLY_HERE not in sign_in("admin").get("/bills").text


def test_an_empty_flat_is_not_masked_like_a_person(sign_in) -> None:
    make.billed(owner="空置房")

    page = sign_in("accountant").get("/bills").text

    assert "空置房" in page and "空*" not in page


def test_whoever_sets_a_price_or_bills_by_it_learns_who_has_a_price_of_his_own(sign_in, tmp_path) -> None:
    bring(tmp_path, line("300501", 单价="30"), line("300502", 单价="30"), line("300503", 单价="31.5"))
    client = sign_in("admin")
    priced(client, "28")

    for url in ("/tariffs", "/tariffs/new", "/bills"):
        assert "3 户有自己的单价" in client.get(url).text
        assert "30 元 2 户，31.5 元 1 户" in client.get(url).text


def test_a_price_of_the_own_that_is_the_tariffs_is_not_told(sign_in, tmp_path) -> None:
    bring(tmp_path, line("300501", 单价="30"), line("300502", 单价="31.5"))
    client = sign_in("admin")
    priced(client, "30")

    assert "1 户有自己的单价" in client.get("/bills").text


def test_a_list_whose_price_is_the_tariff_puts_its_households_back_on_the_tariff(sign_in, tmp_path) -> None:
    bring(tmp_path, line("300501", 单价="30"))
    client = sign_in("admin")
    priced(client, "28")

    bring(tmp_path, line("300501", 单价="28"))

    assert "有自己的单价" not in client.get("/bills").text
