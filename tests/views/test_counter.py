"""The counter over HTTP: find, pay, receipt, void."""

import re

import pytest

from heat import db
from heat.queries import accounts
from heat.services import office as verbs
from tests import make

pytestmark = pytest.mark.usefixtures("charging")


def till(client, home: int, **more):
    """The form of the till as a browser would send it: every line ticked, the hidden key of the page."""
    html = client.get(f"/counter?household={home}").text
    key = re.search(r'name="once_key" value="([^"]+)"', html)[1]
    lines = re.findall(r'name="charge" value="(\d+)"', html)
    form = {"once_key": key, "lines": "1", "charge": lines, "method": "cash", "given": "2410.00", **more}
    return client.post(f"/counter/{home}", data=form)


def test_a_scanned_number_opens_the_household_with_its_lines(sign_in) -> None:
    home = make.billed(account_no="0310208755", area="96.40")

    found = sign_in("cashier").get("/counter?q=0310208755")

    assert found.headers["Location"] == f"/counter?household={home}"
    text = sign_in("cashier").get(f"/counter?household={home}").text
    assert "刘奶奶" in text and "96.40 × 25.00" in text and "2,410.00" in text


def test_what_is_not_found_is_said(sign_in) -> None:
    assert "没有找到“999”" in sign_in("cashier").get("/counter?q=999").text


def test_a_payment_leads_to_its_receipt_with_the_change(sign_in) -> None:
    home = make.billed(area="96.40")
    client = sign_in("cashier")

    answer = till(client, home, given="2500.00")

    assert answer.status_code == 303
    receipt = client.get(answer.headers["Location"]).text
    assert "SJ2026-00000001" in receipt and "¥90.00" in receipt
    assert accounts.open_fen(home) == 0


def test_the_same_form_sent_twice_is_one_payment(sign_in) -> None:
    home = make.billed()
    client = sign_in("cashier")

    first = till(client, home, given="100.00", once_key="K")
    second = till(client, home, given="100.00", once_key="K")

    assert first.headers["Location"] == second.headers["Location"]
    assert db.value("SELECT count(*) FROM payment") == 1


def test_a_refused_form_says_why_and_keeps_what_was_typed(sign_in) -> None:
    home = make.billed()

    answer = till(sign_in("cashier"), home, method="wechat", given="9999.00", trade_no="4200001")

    assert answer.status_code == 422
    assert "多出 7,589.00 元" in answer.text
    assert 'value="9999.00"' in answer.text and 'value="4200001"' in answer.text
    assert db.value("SELECT count(*) FROM payment") == 0


def test_an_amount_that_is_none_is_refused(sign_in) -> None:
    home = make.billed()

    for typed in ("", "abc", "-5", "1.234", "NaN", "1e9", "9" * 30, "十元"):
        assert till(sign_in("cashier"), home, given=typed).status_code == 422
    assert db.value("SELECT count(*) FROM payment") == 0


def test_full_width_digits_are_understood(sign_in) -> None:
    home = make.billed()

    assert till(sign_in("cashier"), home, given="２４１０．００").status_code == 303


def test_no_line_ticked_is_refused_instead_of_paying_all(sign_in) -> None:
    home = make.billed()

    answer = till(sign_in("cashier"), home, charge=[])

    assert answer.status_code == 422 and "至少勾选一项" in answer.text


def test_only_ticked_lines_are_paid(sign_in) -> None:
    home = make.billed()
    old = make.old_debt(home, "112.24")

    till(sign_in("cashier"), home, charge=[str(old)], given="112.24")

    assert accounts.open_fen(home) == 241000


def test_a_mixed_payment_takes_each_road(sign_in) -> None:
    home = make.billed()

    answer = till(
        sign_in("cashier"), home, **{"method": "mixed", "part-cash": "2000", "part-pos": "410", "no-pos": "P1"}
    )

    assert answer.status_code == 303
    parts = db.rows("SELECT method, fen, trade_no FROM payment_part ORDER BY id")
    assert parts == [("cash", 200000, None), ("pos", 41000, "P1")]


def test_somebody_elses_payment_meanwhile_shows_the_fresh_lines(sign_in, office) -> None:
    home = make.billed()
    charge = db.value("SELECT id FROM charge")
    client = sign_in("cashier")
    client.get(f"/counter?household={home}")
    make.paid(office.actor("cashier"), home, "2410.00")

    answer = client.post(
        f"/counter/{home}", data={"once_key": "x", "charge": [charge], "method": "cash", "given": "2410.00"}
    )

    assert answer.status_code == 409
    assert "刚刚已经缴清" in answer.text and "没有欠费" in answer.text


def test_the_day_shows_takings_by_road_and_own_receipts(sign_in, office) -> None:
    home = make.billed()
    make.paid(office.actor("cashier"), home, "100.00")
    make.paid(office.actor("cashier"), home, "50.00", "pos")

    text = sign_in("cashier").get("/counter").text

    assert "¥100.00" in text and "¥50.00" in text and "SJ2026-00000002" in text


def test_a_cashier_takes_back_a_payment_with_a_reason(sign_in, office) -> None:
    home = make.billed()
    receipt_id = make.paid(office.actor("cashier"), home, "100.00")
    client = sign_in("cashier")

    assert client.post(f"/receipts/{receipt_id}/void", data={"reason": ""}).status_code == 422
    client.post(f"/receipts/{receipt_id}/void", data={"reason": "金额输错"})

    assert "金额输错" in client.get(f"/receipts/{receipt_id}").text
    assert accounts.open_fen(home) == 241000


def test_a_receipt_prints_as_pdf_and_says_which_print_it_is(sign_in, office) -> None:
    receipt_id = make.paid(office.actor("cashier"), make.billed(), "100.00")
    client = sign_in("cashier")

    first = client.get(f"/receipts/{receipt_id}.pdf")
    again = client.post(f"/receipts/{receipt_id}/reprint")

    assert first.mimetype == "application/pdf" and first.data.startswith(b"%PDF")
    assert again.headers["Location"] == f"/receipts/{receipt_id}.pdf"
    assert db.value("SELECT prints FROM receipt") == 2


def test_who_takes_no_money_has_no_counter(sign_in) -> None:
    home = make.billed()

    for role in ("agent", "technician", "accountant"):
        assert sign_in(role).get("/counter").status_code == 403
        assert sign_in(role).post(f"/counter/{home}", data={}).status_code == 403


def test_a_household_that_is_not_there_is_not_found(sign_in) -> None:
    client = sign_in("cashier")

    assert client.get("/counter?household=4711").status_code == 404
    assert client.get("/receipts/4711").status_code == 404
    assert client.get("/receipts/4711.pdf").status_code == 404
    assert client.post("/receipts/4711/void", data={"reason": "x"}).status_code == 404


def test_a_cashier_cannot_book_a_debt_as_paid_by_a_list(sign_in) -> None:
    home = make.billed(area="96.40")
    open_before = accounts.open_fen(home)

    answer = till(sign_in("cashier"), home, method="imported")

    assert answer.status_code == 422
    assert accounts.open_fen(home) == open_before


@pytest.mark.parametrize(
    ("role", "page", "act"), [("cashier", "/counter", "/counter/1"), ("accountant", "/bills", "/bills/run")]
)
def test_while_charging_is_switched_off_one_sentence_says_so(sign_in, role, page, act) -> None:
    make.billed()
    verbs.switch_on([])
    client = sign_in(role)

    for answer in (client.get(page), client.post(act)):
        assert answer.status_code == 404
        assert "“收费”还没有打开" in answer.text


def test_while_charging_is_switched_off_no_bill_opens_by_its_address(sign_in) -> None:
    make.billed()
    verbs.switch_on([])
    client = sign_in("accountant")

    assert [client.get(path).status_code for path in ("/bills/1", "/bills/1.pdf")] == [404, 404]
