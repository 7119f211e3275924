"""Drawn fields through HTTP: the designer, filling in, who may see what."""

import io
import re

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from heat import db
from heat.queries import own_fields as queries
from heat.services import imports, own_fields
from tests import make
from tests.services.test_own_fields import pipes


@pytest.fixture
def admin(office):
    return office.actor("admin")


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="900501")


def test_a_field_is_drawn_named_and_published_without_scripts(sign_in):
    admin = sign_in("admin")
    sheet = admin.post("/admin/fields/household/add", data={"kind": "choice"}).location
    assert "单选" in admin.get(sheet).text

    admin.post(
        "/admin/fields/household/x1/change",
        data={"name": "管道材质", "choice_id": ["c1", "c2", ""], "choice": ["PPR", "镀锌钢管", "PEX"], "required": "1"},
    )
    admin.post("/admin/fields/household/publish")

    (one,) = queries.of("household")
    assert (one.name, one.choices, one.required) == ("管道材质", ["PPR", "镀锌钢管", "PEX"], True)


def test_a_field_moves_by_its_arrows(sign_in, admin):
    pipes(admin)
    make.own_field(admin, "text", name="第二个")

    sign_in("admin").post("/admin/fields/household/x2/move", data={"at": "0"})

    assert [one.code for one in queries.drawing("household").fields] == ["x2", "x1"]


def test_a_refused_property_keeps_what_was_typed_and_says_why(sign_in, admin):
    own_fields.add(admin, "household", "number")

    answer = sign_in("admin").post("/admin/fields/household/x1/change", data={"name": "层数", "least": "九"})

    assert answer.status_code == 422
    assert "上下限要填数字，现在是“九”" in answer.text
    assert 'value="层数"' in answer.text


def test_the_preview_shows_a_role_what_it_will_see(sign_in, admin):
    make.own_field(admin, "money", name="租金", read=["cashier"])

    assert "看不到" in sign_in("admin").get("/admin/fields?subject=household&role=technician").text
    assert "看不到" not in sign_in("admin").get("/admin/fields?subject=household&role=cashier").text


def test_only_an_administrator_draws(sign_in):
    assert sign_in("manager").get("/admin/fields").status_code == 403
    assert sign_in("agent").post("/admin/fields/household/add", data={"kind": "text"}).status_code == 403


def test_a_kind_of_thing_without_fields_is_not_there(sign_in):
    assert sign_in("admin").get("/admin/fields?subject=staff").status_code == 404
    assert sign_in("admin").post("/admin/fields/staff/add", data={"kind": "text"}).status_code == 404


def test_a_value_is_filled_in_and_shown(sign_in, admin, home):
    pipes(admin)
    agent = sign_in("agent")
    agent.post(f"/customers/{home}/fields", data={"own_x1": "PPR"})

    assert re.search(r'value="PPR" checked', agent.get(f"/customers/{home}/fields").text)
    assert "<dd>PPR</dd>" in sign_in("cashier").get(f"/customers/{home}/fields").text


def test_the_file_has_a_tab_for_them(sign_in, admin, home):
    pipes(admin)
    agent = sign_in("agent")
    agent.post(f"/customers/{home}/fields", data={"own_x1": "PPR"})

    assert "<dt>管道材质</dt><dd>PPR</dd>" in agent.get(f"/customers/{home}/own").text


def test_a_wrong_value_comes_back_with_its_sentence(sign_in, admin, home):
    make.own_field(admin, "number", name="地暖路数", most="20")

    answer = sign_in("agent").post(f"/customers/{home}/fields", data={"own_x1": "99"})

    assert answer.status_code == 422
    assert "地暖路数应在" in answer.text
    assert 'value="99"' in answer.text


def test_what_a_role_may_not_read_is_not_on_its_page(sign_in, admin, home):
    make.own_field(admin, "text", name="开户行", read=["cashier", "admin"])

    assert "开户行" not in sign_in("agent").get(f"/customers/{home}/fields").text
    assert "开户行" in sign_in("cashier").get(f"/customers/{home}/fields").text


def test_what_a_role_may_not_write_it_does_not_write(sign_in, admin, home):
    make.own_field(admin, "text", name="开户行", write=["cashier"])
    sign_in("agent").post(f"/customers/{home}/fields", data={"own_x1": "x"})

    assert queries.values("household", home) == {}


def test_a_field_of_people_is_the_owners_and_follows_to_every_household(sign_in, admin, home):
    make.own_field(admin, "text", "party", name="工作单位")
    sign_in("agent").post(f"/customers/{home}/fields", data={"subject": "party", "own_x1": "一中"})

    assert queries.values("party", queries.owner(home)) == {"x1": "一中"}


def test_a_household_is_named_by_its_number(sign_in, admin, home):
    other = make.household("3-2-502", account_no="900502")
    make.own_field(admin, "household", name="共用阀门的邻居")
    agent = sign_in("agent")
    agent.post(f"/customers/{home}/fields", data={"own_x1": "900502"})

    assert queries.values("household", home) == {"x1": other}
    assert 'value="900502"' in agent.get(f"/customers/{home}/fields").text
    assert agent.post(f"/customers/{home}/fields", data={"own_x1": "没有"}).status_code == 422


def test_a_photo_is_kept_shown_and_taken_away(sign_in, admin, home):
    make.own_field(admin, "photo", name="入户照片")
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "JPEG")
    agent = sign_in("agent")
    agent.post(
        f"/customers/{home}/fields",
        data={"own_x1": (io.BytesIO(picture.getvalue()), "valve.jpg")}, content_type="multipart/form-data",
    )  # fmt: skip

    (file_id,) = queries.values("household", home)["x1"]
    assert agent.get(f"/files/{file_id}").status_code == 200
    agent.post(f"/customers/{home}/fields/household/{file_id}/remove")
    assert queries.values("household", home) == {}
    assert agent.get(f"/files/{file_id}").status_code == 404


def test_a_file_is_hidden_with_the_field_it_was_kept_in(sign_in, admin, home):
    make.own_field(admin, "photo", name="身份证", read=["agent"])
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(picture, "JPEG")
    sign_in("agent").post(
        f"/customers/{home}/fields",
        data={"own_x1": (io.BytesIO(picture.getvalue()), "id.jpg")}, content_type="multipart/form-data",
    )  # fmt: skip

    (file_id,) = queries.values("household", home)["x1"]
    assert sign_in("agent").get(f"/files/{file_id}").status_code == 200
    assert sign_in("cashier").get(f"/files/{file_id}").status_code == 404


def test_a_file_that_is_no_picture_is_refused(sign_in, admin, home):
    make.own_field(admin, "photo", name="入户照片")

    answer = sign_in("agent").post(
        f"/customers/{home}/fields",
        data={"own_x1": (io.BytesIO(b"<svg/>"), "a.svg")}, content_type="multipart/form-data",
    )  # fmt: skip

    assert answer.status_code == 422
    assert "不是照片" in answer.text


def test_a_pdf_is_kept_in_a_field_for_files_and_one_with_a_script_is_not(sign_in, admin, home):
    make.own_field(admin, "file", name="竣工图")
    agent = sign_in("agent")

    def sent(script: str = ""):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        if script:
            action = DictionaryObject(
                {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
            )
            writer.root_object[NameObject("/OpenAction")] = action
        paper = io.BytesIO()
        writer.write(paper)
        paper.seek(0)
        return agent.post(
            f"/customers/{home}/fields", data={"own_x1": (paper, "图.pdf")}, content_type="multipart/form-data"
        )

    assert sent("app.alert(1)").status_code == 422
    assert sent().status_code == 303
    (file_id,) = queries.values("household", home)["x1"]
    assert agent.get(f"/files/{file_id}").headers["Content-Type"] == "application/pdf"


def test_a_household_of_another_branch_shows_no_fields(admin, home, app):
    from heat.services import sessions
    from tests.critic import Client

    pipes(admin)
    stranger = Client(app)
    stranger.set_cookie("sid", sessions.open_for_staff(make.clerk(make.branch(), "agent").id, ("agent",)))

    assert stranger.get(f"/customers/{home}/fields").status_code == 404
    assert stranger.post(f"/customers/{home}/fields", data={"own_x1": "PPR"}).status_code == 404


def photo() -> tuple[io.BytesIO, str]:
    paper = io.BytesIO()
    Image.new("RGB", (40, 40)).save(paper, "PNG")
    paper.seek(0)
    return paper, "机密照片.png"


def test_a_file_of_a_field_stands_with_the_field_alone(sign_in, admin, home):
    make.own_field(admin, "photo", name="暗线", read=["manager"])
    sign_in("admin").post(f"/customers/{home}/fields", data={"own_x1": photo()}, content_type="multipart/form-data")
    (file_id,) = queries.values("household", home)["x1"]
    agent = sign_in("agent")

    assert "机密照片" not in agent.get(f"/customers/{home}/documents").text
    assert agent.post(f"/customers/{home}/scans/{file_id}/hide").status_code == 404
    assert sign_in("admin").get(f"/files/{file_id}").status_code == 200


def test_a_household_is_named_by_its_number_and_never_by_an_id(app, admin):
    from heat import db
    from heat.services import sessions
    from tests.critic import Client

    make.own_field(admin, "household", name="上家")
    foreign = make.household("1-1-101", account_no="800001", in_community="OTH")
    home = make.household("2-1-101", account_no="800002", in_community="DQC")
    branch = make.branch()
    db.run("UPDATE community SET org_id = ? WHERE code = 'DQC'", branch)
    clerk = Client(app)
    clerk.set_cookie("sid", sessions.open_for_staff(make.clerk(branch, "agent").id, ("agent",)))

    answer = clerk.post(f"/customers/{home}/fields", data={"own_x1": str(foreign)})
    assert answer.status_code == 422
    assert f"没有找到“{foreign}”" in answer.text
    assert "800001" not in answer.text
    assert clerk.post(f"/customers/{home}/fields", data={"own_x1": "800002"}).status_code == 303


@pytest.mark.parametrize("name", ["折扣%", "%(x)s", "<b>粗</b>"])
def test_a_name_is_neither_a_pattern_nor_html(sign_in, admin, home, name):
    make.own_field(admin, "text", name=name)
    browser = sign_in("admin")

    for url in ("/admin/fields", f"/customers/{home}/fields", f"/customers/{home}/own", "/customers?col=own_x1"):
        page = browser.get(url)
        assert page.status_code == 200
        assert "<b>粗" not in page.text


def test_a_list_shows_what_it_fills_in_only_to_those_who_may_read_the_field(sign_in, admin, office, home, tmp_path):
    make.own_field(admin, "text", name="开户行", read=["admin"], write=["admin"])
    sheet = tmp_path / "list.csv"
    sheet.write_text("户号,开户行\n900501,春天储蓄所\n", encoding="utf-8")
    imports.import_file(office.actor("admin"), "households", sheet)
    batch = db.value("SELECT max(id) FROM import_batch")

    assert "春天储蓄所" in sign_in("admin").get(f"/import/{batch}").text
    assert "开户行" in sign_in("admin").get(f"/import/{batch}").text
    assert "春天储蓄所" not in sign_in("agent").get(f"/import/{batch}").text
