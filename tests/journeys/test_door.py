"""Through the door: first run, sign in, look, sign out."""

from heat import db
from heat.rules.permissions import SYSTEM
from heat.services import people, sessions, tickets
from tests import make
from tests.journeys.conftest import PHONE

PASSWORD = "今年冬天一定不会冷的"
GOOD = PASSWORD + "真的"


def test_the_sign_in_page_is_for_everyone(browse):
    tab = browse()
    tab.open("/login")

    tab.looks_right_everywhere()


def test_signing_in_leads_home_and_out_again(browse, office):
    people.set_password(SYSTEM, office.manager, GOOD)
    tab = browse()
    tab.open("/dash")
    tab.fill("[name=login]", "manager")
    tab.fill("[name=password]", GOOD)
    tab.press("[name=password]", "Enter")
    tab.wait_for_url("**/dash")
    tab.looks_right()

    tab.click(".rail-me summary")
    tab.click("text=退出登录")
    tab.wait_for_url("**/login")


def test_a_wrong_password_keeps_the_login_and_says_what_to_do(browse):
    tab = browse(scripts=False)
    tab.open("/login")
    tab.fill("[name=login]", "agent")
    tab.fill("[name=password]", "wrong wrong wrong")
    tab.click("button[type=submit]:has-text('登录')")

    assert "登录名或密码不对" in tab.inner_text("body")
    assert tab.input_value("[name=login]") == "agent"


def test_somebody_who_speaks_to_the_computer_switches_single_keys_off(browse):
    tab = browse("agent")
    tab.open("/me")
    tab.looks_right()
    tab.click("button[name=keys][value=off]")
    tab.wait_for_load_state()
    assert tab.get_attribute("button[name=keys][value=off]", "aria-pressed") == "true"

    tab.open("/desk")
    tab.keyboard.press("2")
    assert tab.is_checked("[name=kind][value=no_heat]")
    assert not tab.is_visible("text=选类型")
    tab.keyboard.press("Control+k")
    assert tab.evaluate("document.activeElement.id") == "q"


def test_a_session_that_ends_while_somebody_types_is_taken_up_again_over_the_page(browse, office):
    tab = browse("agent")
    tab.open("/desk")
    tab.fill("#f-text", "次卧和客厅暖气片上热下凉")
    with tab.expect_response("**/desk/alike**"):
        tab.fill("#f-address", "幸福里公共走廊")
    people.set_password(SYSTEM, office.agent, GOOD)  # her session ends
    tab.click("button:has-text('受理')")
    tab.wait_for_selector("#over dialog[open]")
    assert "401" in tab.complaints.pop()  # the browser itself says so
    tab.looks_right()
    tab.fill("#over-login", "agent")
    tab.fill("#over-password", GOOD)
    tab.press("#over-password", "Enter")
    tab.wait_for_selector("text=已重新登录")

    assert tab.input_value("#f-text") == "次卧和客厅暖气片上热下凉"
    tab.click("button:has-text('受理')")
    tab.wait_for_selector("text=已受理")


def test_a_question_mark_lists_the_keys_of_the_page(browse):
    tab = browse("agent")
    tab.open("/desk")
    tab.keyboard.press("?")
    tab.wait_for_selector("#key-help[open] >> text=搜索和命令")
    told = tab.inner_text("#key-help")
    assert "新建工单" in told and "受理" in told
    assert "列表里往下、往上" not in told  # there is no ticket, and no list
    tab.looks_right()
    tab.keyboard.press("Escape")
    assert not tab.is_visible("#key-help")


def test_the_next_person_at_the_same_computer_sees_no_half_written_words(browse, office):
    make.household()
    tab, words = browse("agent"), "#caller textarea[name=text]"
    tab.open("/desk?q=13800000501")
    tab.fill(words, "卧室十四度")
    tab.open("/desk?q=13800000501")
    assert tab.input_value(words) == "卧室十四度"

    become(tab, office, "leader")  # the session ended by itself: nobody has signed out
    tab.open("/desk?q=13800000501")
    assert tab.input_value(words) == ""
    become(tab, office, "agent")
    tab.open("/desk?q=13800000501")
    assert tab.input_value(words) == "卧室十四度"

    tab.evaluate("document.getElementById('leave').requestSubmit()")
    tab.wait_for_url("**/login*")
    assert tab.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft-'))") == []


def test_the_next_person_with_the_same_phone_sees_no_half_written_words(browse, office):
    job = make.dispatched(office)
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), job.id, step)
    tab, words = browse("technician", PHONE), "form[data-draft] textarea[name=text]"
    tab.open(f"/m/jobs/{job.number}")
    tab.evaluate("document.querySelectorAll('form[data-draft] details').forEach((one) => { one.open = true })")
    tab.fill(words, "卧室十四度")
    db.run("UPDATE ticket SET assignee_id = ? WHERE id = ?", office.inspector, job.id)

    become(tab, office, "inspector")
    tab.open(f"/m/jobs/{job.number}")
    assert tab.input_value(words) == ""
    become(tab, office, "technician")
    db.run("UPDATE ticket SET assignee_id = ? WHERE id = ?", office.technician, job.id)
    tab.open(f"/m/jobs/{job.number}")
    assert tab.input_value(words) == "卧室十四度"


def become(tab, office, role) -> None:
    token = sessions.open_for_staff(office.ids[role], (role,))
    tab.context.add_cookies([{"name": "sid", "value": token, "url": tab.base}])


def test_another_person_who_signs_in_over_the_page_finds_it_empty(browse, office):
    people.set_password(SYSTEM, office.leader, GOOD)
    tab = browse("agent")
    tab.open("/desk#caller")  # as one window leads here
    tab.fill("#f-text", "次卧和客厅暖气片上热下凉")
    people.set_password(SYSTEM, office.agent, GOOD)  # her session ends
    tab.click("button:has-text('受理')")
    tab.fill("#over-login", "leader")
    tab.fill("#over-password", GOOD)
    with tab.page.expect_navigation():
        tab.press("#over-password", "Enter")

    assert tab.input_value("#f-text") == ""
    assert tab.evaluate("document.documentElement.dataset.me") == str(office.leader)
