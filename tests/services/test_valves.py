"""Valve jobs: only what was done at the valve changes its state, once, with seal and photo."""

import io

import pytest
from peewee import IntegrityError
from PIL import Image

from heat import clock, db
from heat.models import FOREVER, Seal, SupplyPeriod, Ticket, Valve, ValveAct
from heat.queries import valves as queries
from heat.rules.field_work import more, queued
from heat.rules.valves import Proof
from heat.services import attachments, field, seasons, tickets, valves
from heat.services import merges as merging
from heat.services.field import Pictures
from heat.services.merges import Chosen
from heat.words import Moved, Refused
from tests import make
from tests.lists import bring, line


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    out.seek(0)
    return attachments.cleaned(out, "a.jpg")


@pytest.fixture
def home(office):
    make.team("A区抢修组", office.technician)
    return make.household(account_no="300501")


def job(office, home, act="close", reason="报停"):
    ticket = valves.open_job(office.actor("agent"), home, act, reason)
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket.id, step)
    return ticket


def done(office, ticket, found="open", state="closed", seal="A1", seal_off="", photos=("before", "after")):
    told = more({"valve_found": found, "valve_state": state, "seal": seal, "seal_off": seal_off})
    shown = Pictures(
        [picture("blue")] if "after" in photos else [], before=[picture("red")] if "before" in photos else []
    )
    return field.finish(office.actor("technician"), ticket.id, told, shown, once_key=f"f{ticket.id}")


def test_a_finished_job_gives_the_valve_its_state_and_seal(office, home):
    ticket = done(office, job(office, home))

    assert ticket.state == "closed"
    assert queries.known(home) == queries.Known("closed", "A1")
    assert ticket.cause == "阀门关，铅封 A1"
    assert db.value("SELECT count(*) FROM contact WHERE household_id = ? AND text LIKE '%铅封 A1%'", home) == 1


def test_opening_takes_the_seal_off_and_keeps_its_number(office, home):
    done(office, job(office, home))

    done(office, job(office, home, "open", "复热"), "closed", "open", "", "A1")

    assert queries.known(home) == queries.Known("open", "")
    assert Seal.get().removed_id == ValveAct.select().order_by(ValveAct.id.desc()).get().id


@pytest.mark.parametrize(("photos", "says"), [((), "处理前"), (("before",), "处理后")])
def test_without_photos_nothing_is_done(office, home, photos, says):
    ticket = job(office, home)

    with pytest.raises(Refused, match=says):
        done(office, ticket, photos=photos)

    assert Ticket.get_by_id(ticket.id).state == "working"
    assert Valve.select().count() == 0


def test_a_job_cannot_be_ended_past_its_proof(office, home):
    ticket = job(office, home)

    with pytest.raises(Refused, match="铅封号和照片"):
        tickets.move(office.actor("technician"), ticket.id, "finish", {"cause": "系统有气"})


def test_a_seal_hangs_in_one_place_only(office, home):
    done(office, job(office, home))
    other = make.household("3-2-502")

    with pytest.raises(Refused, match="户号 300501"):
        done(office, job(office, other))
    assert queries.known(other).state == ""

    done(office, job(office, home, "open", "复热"), "closed", "open", "", "A1")
    done(office, Ticket.get(Ticket.household_id == other))
    assert queries.known(other).seal == "A1"


def test_the_database_itself_refuses_a_second_seal_of_a_number_and_an_edited_proof(office, home):
    done(office, job(office, home))

    with pytest.raises(IntegrityError):
        Seal.insert(number="A1", placed_id=1).execute()
    with pytest.raises(IntegrityError):
        ValveAct.update(state="open").execute()


def test_the_same_form_twice_is_one_proof(office, home):
    ticket = job(office, home)
    done(office, ticket)
    done(office, ticket)

    assert ValveAct.select().count() == 1


def test_could_not_is_a_second_visit(office, home):
    ticket = job(office, home)
    worker = office.actor("technician")
    with pytest.raises(Refused, match="从列表"):
        tickets.move(worker, ticket.id, "hold", {"reason": "不想去"})

    tickets.move(worker, ticket.id, "hold", {"reason": "家中无人", "planned": "2026-11-22T09:00"})
    tickets.move(worker, ticket.id, "resume")
    done(office, ticket)

    visits = db.rows("SELECT no, result FROM visit WHERE ticket_id = ? ORDER BY no", ticket.id)
    assert visits == [(1, "家中无人"), (2, "阀门关，铅封 A1")]


def test_a_household_has_one_open_job(office, home):
    valves.open_job(office.actor("agent"), home, "close", "报停", once_key="k1")
    valves.open_job(office.actor("agent"), home, "close", "报停", once_key="k1")

    with pytest.raises(Refused, match="没有办完"):
        valves.open_job(office.actor("agent"), home, "close", "报停", once_key="k2")
    assert Ticket.select().count() == 1


def test_many_are_opened_once_and_those_that_need_none_are_left(office, home):
    others = [make.household(f"3-2-{room}") for room in (502, 503)]
    done(office, job(office, home))
    valves.open_job(office.actor("agent"), others[0], "check", "季中核查")
    agent = office.actor("agent")

    assert valves.open_many(agent, [home, *others], "close", "欠费停供", team_id=None, once_key="many") == 1
    with pytest.raises(Refused, match="不用开"):
        valves.open_many(agent, [home, *others], "close", "欠费停供", team_id=None, once_key="many")
    assert Ticket.select().where(Ticket.closed_at.is_null()).count() == 2


def test_a_correction_is_a_job_with_its_paper_and_its_reason(office, home):
    done(office, job(office, home))
    manager, proof = office.actor("manager"), Proof("closed", "closed", "A7", "A1")
    for why, sheet in (("", [picture()]), ("抄错", [])):
        with pytest.raises(Refused):
            valves.correct(manager, home, proof, why, sheet, once_key="c")

    valves.correct(manager, home, proof, "抄错", [picture()], once_key="c")

    assert queries.known(home).seal == "A7"
    assert ValveAct.select().order_by(ValveAct.id.desc()).get().on_paper
    assert queries.open_job(home) == ""


def test_what_the_account_says_and_what_the_valve_says_are_compared(office, home):
    done(office, job(office, home))
    stopped = make.household("3-2-502")
    SupplyPeriod.insert(
        household_id=stopped, season_id=seasons.ensure(), state="suspended", valid_from="2026-11-01", valid_to=FOREVER
    ).execute()
    done(office, job(office, stopped, "open", "检修"), "open", "open", "")

    odd = queries.listed(office.actor("manager"), queries.Wanted(at_odds=True))

    assert [(row.household_id, row.state, row.account) for row in odd] == [
        (home, "closed", "supplied"),
        (stopped, "open", "suspended"),
    ]
    assert queries.counts(office.actor("manager")) == {"open": 1, "closed": 1, "odds": 2}


def test_a_valve_that_somebody_opened_is_a_suspect(office, home):
    done(office, job(office, home))

    done(office, job(office, home, "check", "季中核查"), "open", "closed", "B2", "A1")

    assert [one.suspect for one in queries.suspects(office.actor("manager"))] == ["opened"]


def test_a_phone_without_network_sends_photos_and_proof_and_they_count_once(office, home):
    ticket, worker = job(office, home), office.actor("technician")
    for kind in ("before", "after"):
        sent = queued({"ticket": str(ticket.id), "action": "photo", "key": f"photo{kind}123"})
        field.receive(worker, sent, Pictures([picture("red" if kind == "before" else "blue")], kind))
    told = {"valve_found": "open", "valve_state": "closed", "seal": "A1"}
    sent = queued({"ticket": str(ticket.id), "action": "finish", "key": "finish12345", **told})

    for _again in range(2):
        assert field.receive(worker, sent)["state"] == "closed"

    assert queries.known(home).seal == "A1"
    assert ValveAct.select().count() == 1


def test_paper_and_phone_finish_a_job_once(office, home):
    ticket = job(office, home)
    done(office, ticket)

    with pytest.raises(Moved):
        told = more({"valve_found": "open", "valve_state": "closed", "seal": "A9"})
        field.enter(office.actor("agent"), ticket.id, told, [picture()], once_key="paper")
    assert queries.known(home).seal == "A1"


def test_an_imported_state_leaves_the_valve_alone(office, tmp_path):
    make.team("A区抢修组", office.technician)
    bring(tmp_path, line())
    home = db.value("SELECT min(id) FROM household")
    done(office, job(office, home))

    bring(tmp_path, line(状态="停供"))
    bring(tmp_path, line(状态="正常"))

    assert queries.known(home) == queries.Known("closed", "A1")
    assert ValveAct.select().count() == 1


def test_a_merged_file_brings_its_valve_and_its_proof_along(office, home):
    gone = make.household("9-1-101", account_no="1002")
    done(office, job(office, gone))
    admin = office.actor("admin")
    versions = tuple(db.value("SELECT version FROM household WHERE id = ?", one) for one in (home, gone))

    merge_id = merging.merge(admin, home, gone, Chosen({"place": "kept", "address": "kept"}, versions))

    assert queries.known(home) == queries.Known("closed", "A1")
    assert [one.seal for one in queries.of_household(home, clock.now() + 1)] == ["A1"]
    merging.undo(admin, merge_id)
    assert queries.known(home) == queries.Known()
    assert queries.known(gone).seal == "A1"
