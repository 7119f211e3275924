"""A technician in a cellar: the whole repair without network, over https or plain http, arrives once and in order."""

import io
import re

import pytest
from PIL import Image

from heat import db
from heat.models import Ticket
from heat.services import office as settings
from heat.services import sessions, stock, tickets
from heat.services.stock import Named
from tests import make
from tests.journeys.conftest import PHONE

TAKEN_ALONG = "async () => (await import(document.getElementById('outbox').src)).fact('pulled')"

TAKE_ALONG = """async () => {
  const outbox = await import(document.getElementById('outbox').src);
  await outbox.takeAlong();
  return (await outbox.pageOf('/m')) || { path: "nothing" };
}"""
WRITE_DOWN = """async (jobs) => {
  const outbox = await import(document.getElementById('outbox').src);
  await outbox.flush();
  await outbox.add(jobs.map((job) => ({ ...job, place: "", action: "accept" })));
  await outbox.flush();
}"""


@pytest.fixture
def job(office):
    return make.dispatched(office)


def photo(colour: str = "#884422") -> dict:
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1800), colour).save(picture, "JPEG")
    return {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def ready(phone, base, path="/m"):
    """Open the day and wait until its pages are on the phone, then cut the network."""
    phone.goto(base + path)
    phone.until(TAKEN_ALONG)
    phone.context.set_offline(True)


def acts(job) -> list[str]:
    return [action for (action,) in db.rows("SELECT action FROM ticket_move WHERE ticket_id = ? ORDER BY seq", job.id)]


@pytest.mark.parametrize("name", ["127.0.0.1", "office.test"], ids=["trusted", "plain http"])
def test_a_repair_without_network_arrives_once_and_in_order(browse, office, job, name):
    settings.switch_on(["board", "stock"])
    stock.name(office.actor("leader"), Named("material", "F20", "排气阀", "个", 1800))  # in the kit of every repair
    phone = browse("technician", PHONE)
    base = phone.base.replace("127.0.0.1", name)
    token = sessions.open_for_staff(office.technician, ("technician",))
    phone.context.add_cookies([{"name": "sid", "value": token, "url": base}])
    ready(phone, base)
    phone.click("text=幸福里3号楼2单元501")
    phone.click("button:has-text('接单')")
    phone.click("button:has-text('开始处理')")
    for checked in ("看入户阀是否全开", "排气"):
        phone.click(f".chip:has-text('{checked}')")
    phone.click("label:has-text('系统有气')")
    phone.click("button:has-text('按常用材料填入')")
    phone.locator("text=填入 1 种").wait_for()
    phone.set_input_files("[data-kind=after]", [photo()])
    phone.locator("figcaption:has-text('待传')").wait_for()
    phone.click("button:has-text('完工提交')")
    phone.locator("text=已完工，待传").first.wait_for()
    phone.click("#badge")
    phone.locator("text=3 步 · 1 张照片").wait_for()
    if name == "127.0.0.1":  # elsewhere a page put in place asks for its favicon in vain, and the browser says so
        phone.looks_right()
    assert Ticket.get_by_id(job.id).state == "assigned"

    phone.context.set_offline(False)
    phone.locator("text=都传完了").wait_for()
    assert acts(job)[2:] == ["accept", "arrive", "photo", "finish"]
    assert db.value("SELECT count(*) FROM attachment") == 1
    assert db.rows("SELECT quantity_milli FROM stock_move") == [(-1000,)]
    told = db.unpacked(db.value("SELECT data FROM ticket_move WHERE action = 'finish'"))
    assert (told["checks"], len(told["unchecked"])) == (["看入户阀是否全开", "排气"], 3)


def test_a_conflict_is_shown_with_both_sides_and_decided(browse, office, job):
    phone = browse("technician", PHONE)
    ready(phone, phone.base, f"/m/jobs/{job.number}")
    phone.click("button:has-text('接单')")
    phone.locator("text=1 步待传").first.wait_for()
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.inspector})
    phone.context.set_offline(False)
    phone.locator("#badge:has-text('要您决定')").wait_for()
    phone.complaints.clear()  # the browser complains of the 409, which is the office's answer
    phone.open("/m/sync")
    phone.locator("text=改派给 小孙").wait_for()
    phone.looks_right()
    phone.open("/me")
    phone.evaluate("document.getElementById('leave').requestSubmit()")
    phone.locator("dialog[open] >> text=步还在这台手机上").wait_for()
    phone.looks_right()

    phone.click("text=先去传完")
    phone.click("text=作为协作记录")
    phone.locator("text=都传完了").wait_for()
    assert acts(job)[-1] == "note"
    assert Ticket.get_by_id(job.id).assignee_id == office.inspector


def test_one_step_the_office_stumbles_over_holds_back_its_own_ticket_only(browse, office, job):
    homes = [make.household(f"4-1-{n}01") for n in (1, 2)]
    broken, sound = [make.ticket(office.actor("agent"), home) for home in homes]
    for ticket in (broken, sound):
        tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    phone = browse("technician", PHONE)
    phone.open("/m/sync")
    answers = {job.id: 413, broken.id: 503}
    phone.context.route("**/m/sync", lambda route: stumble(route, answers))

    phone.evaluate(WRITE_DOWN, [{"ticket": str(one.id), "number": one.number} for one in (job, broken, sound)])

    assert [Ticket.get_by_id(one.id).state for one in (job, broken, sound)] == ["assigned", "assigned", "accepted"]
    phone.locator("#stuck >> text=照片太大").wait_for()
    assert phone.inner_text("#badge") == "待传 2 · 要您决定"
    answers.clear()
    phone.click("text=再传一次")
    phone.click("text=现在传")
    phone.locator("text=都传完了").wait_for()
    assert Ticket.get_by_id(broken.id).state == "accepted"


BACK_JUST_THEN = """async (item) => {
  const outbox = await import(document.getElementById('outbox').src);
  await outbox.add([{ ...item, place: "", action: "accept" }]);
  let gone = true;
  Object.defineProperty(navigator, "onLine", { get: () => {
    if (!gone) return true;
    gone = false;
    dispatchEvent(new Event("online"));
    return false;
  } });
  outbox.flush();
}"""


def test_a_network_that_is_back_just_as_the_queue_gave_up_is_used_at_once(browse, office, job):
    phone = browse("technician", PHONE)
    phone.open("/m/sync")

    phone.evaluate(BACK_JUST_THEN, {"ticket": str(job.id), "number": job.number})

    phone.locator("text=都传完了").wait_for(timeout=10_000)  # the queue looks by itself only every 30 seconds
    assert Ticket.get_by_id(job.id).state == "accepted"


TOO_SLOW = """async ([slow, sound]) => {
  const patience = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => ms > 60000 ? AbortSignal.abort(new DOMException("slow", "TimeoutError")) : patience(ms);
  const outbox = await import(document.getElementById('outbox').src);
  const photo = new Blob(["picture"], { type: "image/jpeg" });
  await outbox.add([{ ...slow, place: "", action: "photo", kind: "before", photo }, { ...sound, place: "", action: "accept" }]);
  await outbox.flush();
  await outbox.flush();
}"""


def test_a_photo_the_signal_is_too_slow_for_lets_other_tickets_pass(browse, office, job):
    sound = make.ticket(office.actor("agent"), make.household("4-1-101"))
    tickets.move(office.actor("leader"), sound.id, "assign", {"assignee": office.technician})
    phone = browse("technician", PHONE)
    phone.open("/m/sync")

    phone.evaluate(TOO_SLOW, [{"ticket": str(one.id), "number": one.number} for one in (job, sound)])

    assert Ticket.get_by_id(sound.id).state == "accepted"
    phone.until("document.getElementById('badge').innerText.includes('待传 1')")


PRESSED = """async () => {
  const outbox = await import(document.getElementById('outbox').src);
  outbox.flush();
  outbox.flush();
  await outbox.flush(true);
}"""


def test_whoever_sends_now_is_heard_also_while_the_queue_is_on_its_way(browse, office, job):
    phone = browse("technician", PHONE)
    phone.open("/m/sync")
    phone.context.route("**/m/sync", lambda route: stumble(route, {job.id: 503}))
    phone.evaluate(WRITE_DOWN, [{"ticket": str(job.id), "number": job.number}])  # it rests now
    phone.context.unroute("**/m/sync")

    phone.evaluate(PRESSED)

    assert Ticket.get_by_id(job.id).state == "accepted"


def test_steps_of_one_are_not_sent_by_another_who_has_the_phone_now(browse, office, job):
    phone = browse("technician", PHONE)
    phone.open("/m/sync")
    role = "(SELECT id FROM role WHERE code = 'technician')"
    db.run(f"UPDATE staff_role SET role_id = {role} WHERE staff_id = ?", office.inspector)
    db.run("UPDATE ticket SET assignee_id = ? WHERE id = ?", office.inspector, job.id)
    token = sessions.open_for_staff(office.inspector, ("technician",))
    phone.context.add_cookies([{"name": "sid", "value": token, "url": phone.base}])

    phone.evaluate(WRITE_DOWN, [{"ticket": str(job.id), "number": job.number}])

    assert Ticket.get_by_id(job.id).state == "assigned"
    phone.until("document.getElementById('badge').innerText.includes('待传 1')")


def test_who_signs_out_with_steps_waiting_leaves_no_draft_and_gets_the_pages_again(browse, office, job):
    phone = browse("technician", PHONE)
    ready(phone, phone.base, f"/m/jobs/{job.number}")
    phone.click("button:has-text('接单')")
    phone.locator("text=1 步待传").first.wait_for()
    phone.context.route("**/m/sync", lambda route: stumble(route, {job.id: 503}))
    phone.context.set_offline(False)
    phone.open("/me")
    phone.evaluate("localStorage['heat-draft-7'] = sessionStorage['draft-new'] = '{}'")
    phone.evaluate("document.getElementById('leave').requestSubmit()")
    phone.click("text=仍要退出")
    phone.wait_for_url("**/login*")

    assert phone.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == ["heat-waiting"]
    token = sessions.open_for_staff(office.technician, ("technician",))
    phone.context.add_cookies([{"name": "sid", "value": token, "url": phone.base}])
    phone.open("/m")
    assert phone.evaluate(TAKE_ALONG)["path"] == "/m"


def stumble(route, answers) -> None:
    """What stands between phone and office answers for some tickets, with a page of its own."""
    sent = re.search(r'name="ticket"\s+(\d+)', (route.request.post_data_buffer or b"").decode(errors="replace"))
    status = answers.get(int(sent[1])) if sent else None
    route.fulfill(status=status, body="<h1>no</h1>", content_type="text/html") if status else route.fallback()
