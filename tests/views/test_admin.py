"""An office sets itself up in the browser."""

import re

import pytest

from heat import clock, db
from heat.models import Staff
from heat.queries import office as office_queries
from heat.rules.permissions import SYSTEM
from heat.services import jobs, people
from tests import make


@pytest.fixture
def admin(sign_in):
    return sign_in("admin")


def test_the_overview_leads_to_every_setting(admin):
    page = admin.get("/admin").text

    for address in ("/admin/staff", "/admin/teams", "/admin/settings", "/admin/log"):
        assert f'href="{address}"' in page


def test_a_new_colleague_gets_a_link_and_sets_a_password(admin, client):
    page = admin.post("/admin/staff", data={"login": "xiaoma", "name": "小马", "role": ["agent", "cashier"]}).text
    token = re.search(r"/password\?token=([\w-]+)", page)[1]

    client.post("/password", data={"token": token, "password": "春天的第一场雪下得很大很大"})
    answer = client.post("/login", data={"login": "xiaoma", "password": "春天的第一场雪下得很大很大"})

    assert answer.status_code == 303
    assert client.get("/desk").status_code == 200


def test_whoever_has_set_a_password_is_told_so_at_the_door(admin, client):
    page = admin.post("/admin/staff", data={"login": "xiaoma", "name": "小马", "role": "agent"}).text
    token = re.search(r"/password\?token=([\w-]+)", page)[1]

    client.post("/password", data={"token": token, "password": "春天的第一场雪下得很大很大"})

    assert "密码已设好" in client.get("/login").text


def test_whoever_has_changed_the_password_is_told_why_they_are_out(sign_in, office):
    people.set_password(SYSTEM, office.agent, "春天的第一场雪下得很大很大")
    client = sign_in("agent")

    client.post("/me/password", data={"old": "春天的第一场雪下得很大很大", "password": "夏天的最后一场雨下得很小"})

    assert "密码已改好" in client.get("/login").text


def test_the_link_leads_where_the_colleague_can_reach_it(admin, monkeypatch):
    form = {"login": "neu", "name": "新人", "role": "agent"}
    assert (
        "http://localhost:81/password?token="
        in admin.post("/admin/staff", data=form, base_url="http://localhost:81").text
    )

    monkeypatch.setenv("HEAT_BASE_URL", "http://heat.example")
    assert "http://heat.example/password?token=" in admin.post("/admin/staff", data=form | {"login": "neuer"}).text


def test_the_preset_gives_one_person_four_roles(admin, office):
    admin.post("/admin/staff", data={"login": "boss", "name": "老板", "role": "small"})

    roles = {
        code
        for (code,) in db.rows(
            "SELECT r.code FROM staff_role s JOIN role r ON r.id = s.role_id JOIN staff p ON p.id = s.staff_id WHERE p.login = 'boss'"
        )
    }
    assert roles == {"admin", "agent", "leader", "cashier"}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"login": "agent", "name": "又一个", "role": "agent"}, "已经有人使用"),
        ({"login": "", "name": "", "role": "agent"}, "都要填写"),
        ({"login": "neu", "name": "新人"}, "至少勾选一个岗位"),
        ({"login": "neu", "name": "新人", "role": "king"}, "没有“king”这个岗位"),
    ],
)
def test_a_colleague_who_cannot_be_added_is_refused_in_place(admin, form, says):
    answer = admin.post("/admin/staff", data=form)

    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{form["name"]}"' in answer.text
    assert Staff.select().where(Staff.login == "neu").count() == 0


def test_whoever_left_is_disabled_and_may_come_back(admin, office):
    admin.post(f"/admin/staff/{office.agent}/disable")
    assert "已停用" in admin.get("/admin/staff").text

    admin.post(f"/admin/staff/{office.agent}/enable")
    assert Staff.get_by_id(office.agent).disabled_at is None


def test_one_cannot_shut_oneself_out(admin, office):
    assert admin.post(f"/admin/staff/{office.admin}/disable").status_code == 422
    assert admin.post(f"/admin/staff/{office.admin}/roles", data={"role": "agent"}).status_code == 422


def test_roles_change_at_once(admin, office, sign_in):
    admin.post(f"/admin/staff/{office.cashier}/roles", data={"role": ["cashier", "agent"]})

    assert sign_in("cashier").get("/desk").status_code == 200


def test_a_team_is_made_filled_and_proposed(admin, office):
    place = make.community()
    created = admin.post("/admin/teams", data={"name": "城东组"})
    team = db.value("SELECT id FROM team")
    form = {"name": "城东组", "leader": office.leader, "member": office.technician, "area": place}

    assert created.status_code == 303
    assert admin.post(f"/admin/teams/{team}", data=form).status_code == 303
    home = make.household()
    assert "城东组（负责幸福里）" in admin.get(f"/desk?household={home}").text


def test_a_team_with_work_is_not_dissolved(admin, office):
    team = make.team("城东组")
    make.ticket(office.actor("agent"), make.household())

    answer = admin.post(f"/admin/teams/{team}/retire")

    assert answer.status_code == 422
    assert "请先改派" in answer.text


def test_an_address_that_this_machine_alone_can_open_is_told_with_its_remedy(admin, monkeypatch):
    told = "请把 HEAT_BASE_URL 设成手机能打开的网址"

    assert told in admin.get("/admin/settings").text
    monkeypatch.setenv("HEAT_BASE_URL", "http://192.168.1.20:8000")
    assert told not in admin.get("/admin/settings").text


def test_settings_are_saved_and_count_at_once(admin):
    form = {"company.name": "暖心供热", "repair.hours": "12", "modules": ["board", "hall"]}

    admin.post("/admin/settings", data=form)

    assert office_queries.setting("repair.hours") == 12
    assert office_queries.modules() == {"board", "hall"}


def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(admin):
    answer = admin.post("/admin/settings", data={"company.name": "新名字", "repair.hours": "很久"})

    assert answer.status_code == 422
    assert "要填 1 到 1000 的整数" in answer.text
    assert "新名字" in answer.text
    assert office_queries.setting("company.name") == "供热公司"


def test_the_log_tells_who_did_what(admin, office):
    make.ticket(office.actor("agent"), make.household())

    page = admin.get("/admin/log?code=ticket.opened").text

    assert "受理工单" in page
    assert "小王" in page


def test_the_log_speaks_of_names_not_of_codes(admin, office):
    ticket = make.ticket(office.actor("agent"), make.household())
    admin.post("/admin/staff", data={"login": "neu", "name": "新人", "role": "cashier"})

    page = admin.get("/admin/log").text

    assert ticket.number in page
    assert "不热" in page
    assert "岗位</span> 收费员" in page
    assert "no_heat" not in page
    assert "[&#39;" not in page


def test_the_log_goes_on(admin, office):
    home = make.household()
    for _ in range(60):
        make.ticket(office.actor("agent"), home)

    first = admin.get("/admin/log?code=ticket.opened").text
    link = re.search(r'href="(/admin/log\?[^"]*before=\d+[^"]*)"', first)[1].replace("&amp;", "&")

    assert first.count("受理工单</td>") == 50
    assert admin.get(link).text.count("受理工单</td>") == 10


def test_a_day_nobody_can_read_is_said(admin):
    assert admin.get("/admin/log?on=昨天").status_code == 422


def test_others_do_not_get_in(sign_in):
    for path in ("/admin", "/admin/staff", "/admin/teams", "/admin/settings", "/admin/log"):
        assert sign_in("agent").get(path).status_code == 403


def test_a_silent_worker_is_told_on_every_page(sign_in):
    jobs.beat("worker")
    with clock.stopped(clock.now() + 6 * clock.MINUTE):
        assert "后台任务已停" in sign_in("agent").get("/desk").text


def test_a_living_worker_rings_no_alarm(admin):
    jobs.beat("worker")

    assert "后台任务已停" not in admin.get("/admin").text


def test_the_style_guide_opens_where_pages_are_built(client):
    assert client.get("/patterns").status_code == 200
    assert client.post("/patterns", data={"name": "x"}).status_code == 303


@pytest.mark.parametrize(
    "address",
    ["/admin/staff/999/roles", "/admin/staff/999/disable", "/admin/staff/999/enable", "/admin/teams/999/retire"],
)
def test_nobody_is_changed_and_nothing_noted_for_an_id_that_is_none(sign_in, office, address):
    answer = sign_in("admin").post(address, data={"role": "agent"})

    assert answer.status_code == 404
    assert db.value("SELECT count(*) FROM audit WHERE subject_id = 999") == 0


def test_a_leader_who_is_nobody_is_refused(sign_in, office):
    team = make.team("城东组", office.technician)

    answer = sign_in("admin").post(
        f"/admin/teams/{team}", data={"name": "城东组", "leader": "0", "member": office.technician}
    )
    assert answer.status_code in (404, 422)


def test_skills_and_the_steward_are_chosen_and_shown(sign_in, office):
    admin, home = sign_in("admin"), make.household()
    place = make.community()
    team = make.team("A区抢修组", office.technician)
    admin.post(f"/admin/teams/{team}", data={"name": "A区抢修组", "member": office.technician, "area": place})

    form = {"member": office.technician, f"skill-{office.technician}": "leak", "area": place}
    admin.post(f"/admin/teams/{team}/equip", data=form | {f"steward-{place}": office.technician})

    assert "服务管家 小张" in admin.get(f"/customers/{home}").text
    ticket = make.ticket(office.actor("agent"), home)
    assert "小张 · A区抢修组" in admin.get(f"/tickets/{ticket.number}").text


def test_a_steward_who_left_the_team_is_refused(sign_in, office):
    team = make.team("A区抢修组", office.technician)

    answer = sign_in("admin").post(f"/admin/teams/{team}/equip", data={"member": office.agent})

    assert answer.status_code == 422
    assert "请刷新后重新选择" in answer.text
