"""Devices, contracts and scans of a household, in the browser."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from heat.models import Attachment, Blob, Contract, Device, DeviceFit
from tests import make


def add(client, home, **typed):
    base = {"kind": "valve", "serial": "F-001", "seal": "Q-20418", "place": "入户", "since": "2024-10-01"}
    return client.post(f"/customers/{home}/devices", data=base | typed)


def photo(form: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, form, **({"exif": b"Exif\0\0place"} if form == "JPEG" else {}))
    out.seek(0)
    return out


def pdf(script: str = "", password: str = "") -> io.BytesIO:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password)
    writer.write(out)
    out.seek(0)
    return out


def keep(client, home, file, called="扫描.pdf", **typed):
    return client.post(f"/customers/{home}/scans", data={"kind": "deed", "name": "", "file": (file, called)} | typed)


def test_a_valve_has_its_seal_and_the_day_it_was_built_in(agent, home):
    assert add(agent, home).status_code == 303

    page = agent.get(f"/customers/{home}/devices").text
    for words in ("入户阀门", "F-001", "铅封 Q-20418", "2024-10-01 起"):
        assert words in page
    assert "F-001" not in agent.get(f"/customers/{home}/devices?on=2024-09-30").text


def test_a_meter_knows_its_unit(agent, home):
    add(agent, home, kind="heat-meter", serial="R-9", calibrated_until="2026-01-01")

    assert (Device.get().unit, Device.get().scale) == ("kWh", 1000)
    assert "检定已过期" in agent.get(f"/customers/{home}/devices").text


def test_a_device_moves_with_its_number_and_each_home_remembers(agent, home):
    other = make.household("4-1-101", account_no="300999")
    add(agent, home)
    fit = DeviceFit.get()

    answer = agent.post(f"/customers/{home}/devices/{fit.id}/move", data={"account_no": "300999", "on": "2025-05-01"})
    assert answer.status_code == 303
    assert "2024-10-01 至 2025-05-01" in agent.get(f"/customers/{home}/devices").text
    assert "2025-05-01 起" in agent.get(f"/customers/{other}/devices").text
    assert Device.select().count() == 1


def test_a_device_that_is_elsewhere_or_retired_is_not_built_in(agent, home):
    other = make.household("4-1-101", account_no="300999")
    add(agent, home)

    assert "还装在户号 300501" in add(agent, other).text
    url = f"/customers/{home}/devices/{DeviceFit.get().id}"
    assert "没有户号 1" in agent.post(f"{url}/move", data={"account_no": "1"}).text
    assert agent.post(f"{url}/retire", data={"reason": "漏水"}).status_code == 303
    assert "已经报废" in add(agent, other).text
    assert agent.post(f"{url}/retire", data={"reason": "漏水"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"serial": ""}, "请填写编号"), ({"kind": "magic"}, "没有这一项"), ({"since": "2027-01-01"}, "不能在今天以后")],
)
def test_a_device_that_cannot_be_comes_back_with_what_was_typed(agent, home, typed, words):
    answer = add(agent, home, **typed)

    assert answer.status_code == 422 and words in answer.text and "Q-20418" in answer.text
    assert Device.select().count() == 0


def test_a_scan_is_kept_and_taken_home(agent, home):
    assert keep(agent, home, pdf()).status_code == 303

    scan = Attachment.get()
    assert "房产证.pdf" in agent.get(f"/customers/{home}/documents").text
    answer = agent.get(f"/files/{scan.id}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_photo_is_written_anew_and_shown(agent, home):
    keep(agent, home, photo(), "户型.jpg", kind="floor-plan", name="南向两居")

    answer = agent.get(f"/files/{Attachment.get().id}")
    assert answer.mimetype == "image/jpeg" and b"Exif" not in answer.data
    assert 'alt="南向两居.jpg"' in agent.get(f"/customers/{home}/documents").text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: pdf("app.alert(1)"), "带有脚本"),
        (lambda: pdf(password="geheim"), "有密码"),
        (lambda: io.BytesIO(b"%PDF-1.7 broken"), "打不开或已损坏"),
        (lambda: io.BytesIO(b"<svg onload=alert(1)>"), "SVG"),
        (lambda: io.BytesIO(b""), "空文件"),
        (lambda: io.BytesIO(b"MZ\x90"), "打不开"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_a_sentence(agent, home, file, words):
    answer = keep(agent, home, file(), "扫描")

    assert answer.status_code == 422 and words in answer.text
    assert (Attachment.select().count(), Blob.select().count()) == (0, 0)


def test_without_a_file_nothing_is_kept(agent, home):
    answer = agent.post(f"/customers/{home}/scans", data={"kind": "deed"})

    assert answer.status_code == 422 and "请选择文件" in answer.text


def test_a_paper_put_away_is_shown_no_more(agent, home):
    keep(agent, home, pdf())
    scan = Attachment.get()

    assert agent.post(f"/customers/{home}/scans/{scan.id}/hide").status_code == 303
    assert "房产证.pdf" not in agent.get(f"/customers/{home}/documents").text
    assert agent.get(f"/files/{scan.id}").status_code == 404
    assert agent.post(f"/customers/{home}/scans/{scan.id}/hide").status_code == 404


def test_a_paper_of_another_branch_is_not_there(app, agent, office, home):
    from heat.services import sessions
    from tests.critic import Client

    keep(agent, home, pdf())
    far = Client(app)
    clerk = make.clerk(make.branch(), "agent")
    far.set_cookie("sid", sessions.open_for_staff(clerk.id, ("agent",)))

    assert far.get(f"/files/{Attachment.get().id}").status_code == 404
    assert far.get(f"/customers/{home}/documents").status_code == 404
    assert keep(far, home, pdf()).status_code == 404


def sign(client, home, **typed):
    base = {"number": "HT-2024-001", "kind": "supply", "state": "in-force", "since": "2024-11-01"}
    return client.post(f"/customers/{home}/contracts", data=base | typed)


def test_a_contract_has_number_days_state_and_scan(agent, home):
    answer = sign(agent, home, signed_on="2024-10-20", last_on="2027-10-31", file=(pdf(), "合同.pdf"))

    assert answer.status_code == 303
    page = agent.get(f"/customers/{home}/documents").text
    for words in ("HT-2024-001", "供用热合同", "2024-10-20 签订", "2027-11-01 前有效", "有影像", "HT-2024-001.pdf"):
        assert words in page
    assert "HT-2024-001" not in agent.get(f"/customers/{home}/documents?on=2024-10-31").text


def test_a_contract_ends_today(agent, home):
    sign(agent, home)
    one = Contract.get()

    agent.post(f"/customers/{home}/contracts/{one.id}/state", data={"state": "ended"})
    assert str(Contract.get().valid_to) == "2026-11-21"
    assert agent.post(f"/customers/{home}/contracts/{one.id}/state", data={"state": "?"}).status_code == 422
    assert agent.post(f"/customers/{home}/contracts/999/state", data={"state": "ended"}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"number": ""}, "请填写合同编号"), ({"since": "昨天"}, "不是日期"), ({"last_on": "2024-01-01"}, "不能早于")],
)
def test_a_contract_that_cannot_be_comes_back(agent, home, typed, words):
    answer = sign(agent, home, **typed)

    assert answer.status_code == 422 and words in answer.text
    assert Contract.select().count() == 0


def test_a_contract_number_is_given_once(agent, home):
    sign(agent, home)

    assert "已经有了" in sign(agent, home).text
