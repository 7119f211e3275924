"""What nobody can mean: numbers no column holds, in addresses and forms."""

import errno

import pytest

from heat.services import office as verbs
from tests import make

BEYOND = "9" * 30


@pytest.mark.parametrize(
    "address",
    [
        f"/desk?household={BEYOND}",
        f"/desk?team={BEYOND}",
        f"/desk?after={BEYOND},{BEYOND}",
        f"/board?team={BEYOND}",
        f"/callbacks?ticket={BEYOND}",
        f"/admin/log?staff={BEYOND}",
        f"/admin/log?before={BEYOND}",
        f"/orders.pdf?team={BEYOND}",
        f"/tickets/{BEYOND}/order.pdf",
        f"/files/{BEYOND}",
        f"/o/{BEYOND}",
    ],
)
def test_a_number_beyond_every_column_names_nothing(sign_in, address):
    verbs.switch_on(["board"])

    assert sign_in("admin").get(address).status_code in (200, 404, 422)


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/tickets/1/assign", {"to": f"team-{BEYOND}", "version": BEYOND}),
        (f"/tickets/{BEYOND}/assign", {}),
        (f"/desk/link/{BEYOND}", {}),
        ("/admin/teams/1", {"member": BEYOND, "name": "城东组"}),
        (f"/admin/staff/{BEYOND}/disable", {}),
        (f"/callbacks/{BEYOND}", {"version": BEYOND}),
    ],
)
def test_a_form_that_names_such_a_number_changes_nothing(sign_in, office, address, form):
    make.team("城东组")
    make.ticket(office.actor("agent"), make.household())

    assert sign_in("admin").post(address, data=form).status_code in (303, 404, 409, 422)


def test_whoever_may_switch_a_closed_module_on_is_led_there(sign_in):
    page = sign_in("admin").get("/board").text

    assert "还没有打开" in page
    assert 'href="/admin/settings"' in page


def test_others_are_told_whom_to_ask(sign_in):
    page = sign_in("leader").get("/board").text

    assert "请管理员在" in page
    assert 'href="/admin/settings"' not in page


def test_a_form_refused_on_a_page_of_its_own_leads_back_to_it(sign_in):
    answer = sign_in("admin").post("/admin/staff/999/link", headers={"Referer": "http://localhost/admin/staff?x=1"})

    assert answer.status_code == 404
    assert 'href="/admin/staff?x=1" data-back' in answer.text


def test_a_page_asked_for_in_vain_leads_home_alone(sign_in):
    assert "data-back" not in sign_in("admin").get("/nowhere", headers={"Referer": "http://localhost/desk"}).text


def test_a_full_disk_is_told_whoever_kept_a_photo(app):
    with app.test_request_context("/desk"):
        app.preprocess_request()
        answer = app.handle_user_exception(OSError(errno.ENOSPC, "No space left on device"))

    assert answer.status_code == 503
    page = answer.get_data(as_text=True)
    assert "服务器磁盘已满，这一步没有保存" in page and "No space" not in page
