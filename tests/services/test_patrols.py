"""Patrols as acts: opened once each, walked whole, hazards repaired and closed by a check alone."""

import io

import pytest
from peewee import IntegrityError
from PIL import Image

from heat import clock, db
from heat.models import Hazard, PatrolPlan, PatrolResult, PatrolRound, Ticket
from heat.queries import hazards
from heat.queries import patrols as queries
from heat.rules.field_work import more, queued
from heat.rules.patrol_times import Schedule
from heat.services import attachments, field, patrols, tickets
from heat.services import office as verbs
from heat.services.field import Pictures
from heat.services.patrols import Drawn
from heat.services.tickets import Intake
from heat.words import Missing, Moved, Refused
from tests import make

ROUTE = "# 1号站\n供水温度 60~95 ℃\n泵 正常/异响\n\n# 阀门井\n井盖"
DAILY = Schedule("days", 1, minute=13 * 60)  # the clock of the tests stands at noon
FINE = {"p-0-0": "70", "p-0-1": "正常", "p-1-0": "正常"}
LEAKS = FINE | {"p-1-0": "不正常", "n-1-0": "裂了"}


@pytest.fixture
def team(office) -> int:
    verbs.switch_on(["patrol", "board"])
    return make.team("巡检班", office.technician)


@pytest.fixture
def plan(office, team) -> int:
    return patrols.save(office.actor("leader"), Drawn("日检", ROUTE, DAILY, staff_id=office.technician))


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    out.seek(0)
    return attachments.cleaned(out, "a.jpg")


def after(days: float):
    return clock.stopped(clock.now() + int(days * clock.DAY))


def fallen_due(days: float = 0.5) -> Ticket:
    with after(days):
        patrols.sweep()
    return Ticket.get_by_id(PatrolRound.select().order_by(PatrolRound.due_at.desc()).get().ticket_id)


def walked(office, ticket, told, photos=()):
    worker = office.actor("technician")
    for step in ("accept", "arrive"):
        tickets.move(worker, ticket.id, step)
    stops = {f"stop-{stop}": [picture("blue" if stop else "red")] for stop in photos}
    return field.finish(worker, ticket.id, more(told), Pictures(stops=stops), once_key=f"w{ticket.id}")


def test_what_falls_due_is_opened_once_and_given_to_whoever_walks_it(office, plan):
    assert patrols.sweep() == 0  # noon: due at one
    with after(0.5):
        assert patrols.sweep() == 1
        assert patrols.sweep() == 0

    ticket = Ticket.get()
    assert (ticket.summary, ticket.assignee_id, ticket.source) == ("巡检：日检", office.technician, "plan")
    assert ticket.due_at - PatrolRound.get().due_at == clock.DAY  # until the next one


def test_a_ticket_taken_under_the_guessed_key_of_a_round_does_not_stand_for_it(office, plan):
    guessed = Intake("no_heat", "不热", household_id=make.household(), once_key="patrol1")
    tickets.take(office.actor("agent"), guessed)

    fallen_due()

    assert [one.source for one in Ticket.select().order_by(Ticket.id)] == ["phone", "plan"]
    assert PatrolRound.get().id == 1  # the round whose key was guessed


def test_a_round_cannot_be_written_twice(office, plan):
    fallen_due()
    walk = PatrolRound.get()

    with pytest.raises(IntegrityError):
        PatrolRound.insert(plan_id=plan, due_at=walk.due_at, until_at=walk.until_at, route=[]).execute()


def test_a_kill_between_round_and_ticket_leaves_neither(office, plan, monkeypatch):
    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(patrols.tickets, "take", killed)
        fallen_due()
    assert PatrolRound.select().count() == 0

    fallen_due()
    assert (PatrolRound.select().count(), Ticket.select().count()) == (1, 1)


def test_after_a_stand_still_only_the_newest_is_opened_and_the_others_are_missed(office, plan):
    fallen_due(3.5)

    rounds = list(PatrolRound.select().order_by(PatrolRound.due_at))
    assert [walk.missed_at is not None for walk in rounds] == [True, True, True, False]
    assert Ticket.select().count() == 1


def test_a_round_nobody_walked_is_taken_back_and_counts_as_missed(office, plan):
    first = fallen_due(0.5)
    with after(1.5):
        patrols.sweep()

    assert Ticket.get_by_id(first.id).state == "cancelled"
    (row,) = queries.plans(office.actor("leader"))
    assert (row.due, row.done) == (1, 0)
    assert row.percent == 0


def test_a_round_on_the_way_is_left_to_its_walker(office, plan):
    ticket = fallen_due(0.5)
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket.id, step)
    with after(1.5):
        patrols.sweep()

    assert Ticket.get_by_id(ticket.id).state == "working"
    assert PatrolRound.get(PatrolRound.ticket_id == ticket.id).missed_at is None


def test_nothing_is_opened_with_the_module_off_or_the_plan_stopped(office, plan):
    verbs.switch_on([])
    with after(0.5):
        assert patrols.sweep() == 0
    verbs.switch_on(["patrol"])
    patrols.stop(office.actor("leader"), plan, "拆站")
    with after(0.5):
        assert patrols.sweep() == 0


def test_a_whole_sheet_is_kept_as_readings(office, plan):
    ticket = walked(office, fallen_due(), FINE)

    assert ticket.state == "closed"
    assert [(one.name, one.value, one.ok) for one in PatrolResult.select().order_by(PatrolResult.stop)] == [
        ("供水温度", "70", True),
        ("泵", "正常", True),
        ("井盖", "正常", True),
    ]
    assert queries.plans(office.actor("leader"))[0].percent == 100
    with pytest.raises(IntegrityError):
        PatrolResult.update(value="71").execute()


def test_a_sheet_with_a_gap_is_refused_and_nothing_is_kept(office, plan):
    ticket = fallen_due()

    with pytest.raises(Refused, match="阀门井”的“井盖”还没有填"):
        walked(office, ticket, FINE | {"p-1-0": ""})

    assert PatrolResult.select().count() == 0
    assert Ticket.get_by_id(ticket.id).state == "working"


def test_a_round_cannot_be_ended_past_its_sheet(office, plan):
    ticket = fallen_due()
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket.id, step)

    with pytest.raises(Refused, match="填完每个点"):
        tickets.move(office.actor("technician"), ticket.id, "finish", {"cause": "其他"})


def test_a_finding_opens_a_repair_with_its_photo_and_links_back(office, plan):
    ticket = fallen_due()
    with pytest.raises(Refused, match="拍一张照片"):
        walked(office, ticket, LEAKS)

    ticket = field.finish(
        office.actor("technician"), ticket.id, more(LEAKS), Pictures(stops={"stop-1": [picture()]}), once_key="again"
    )

    hazard = Hazard.get()
    repair = Ticket.get_by_id(hazard.repair_id)
    assert hazard.text == "井盖 不正常：裂了"
    assert repair.summary == f"隐患：井盖 不正常：裂了（巡检 {ticket.number}）"
    assert repair.address == "阀门井"
    assert db.value("SELECT count(*) FROM attachment WHERE subject_id = ? AND kind = 'before'", repair.id) == 1
    assert db.row("SELECT other_id, kind FROM ticket_link WHERE ticket_id = ?", repair.id) == (ticket.id, "related")


def test_a_hazard_is_found_once_however_often_it_is_seen(office, plan):
    walked(office, fallen_due(0.5), LEAKS, [1])
    with after(1):
        walked(office, fallen_due(0.5), LEAKS, [1])

    assert Hazard.select().count() == 1
    assert Ticket.select().where(Ticket.summary.startswith("隐患")).count() == 1


def test_a_repair_alone_closes_no_hazard_and_the_next_patrol_does(office, plan):
    walked(office, fallen_due(0.5), LEAKS, [1])
    make.repair(office, Hazard.get().repair_id)
    assert hazards.listed(office.actor("leader"))[0].waits

    with after(1):
        ticket = fallen_due(0.5)
        assert "已修，请复查" in next(iter(queries.walk_of(ticket.id).hazards.values()))
        walked(office, ticket, FINE)

    assert Hazard.get().closed_id == ticket.id
    assert [one.days for one in hazards.listed(office.actor("leader"), closed=True)] == [1]


def test_fine_while_the_repair_is_still_on_closes_nothing(office, plan):
    walked(office, fallen_due(0.5), LEAKS, [1])
    with after(1):
        walked(office, fallen_due(0.5), FINE)

    assert Hazard.get().closed_at is None


def test_what_was_repaired_and_is_still_wrong_is_repaired_again(office, plan):
    walked(office, fallen_due(0.5), LEAKS, [1])
    first = Hazard.get().repair_id
    make.repair(office, first)
    with after(1):
        walked(office, fallen_due(0.5), LEAKS, [1])

    hazard = Hazard.get()
    assert hazard.closed_at is None
    assert hazard.repair_id != first
    assert hazard.repairs == 2


def test_a_check_of_its_own_asks_for_that_hazard_alone_and_closes_it(office, plan):
    walked(office, fallen_due(0.5), LEAKS, [1])
    make.repair(office, Hazard.get().repair_id)
    leader = office.actor("leader")

    ticket = patrols.recheck(leader, Hazard.get().id)
    with pytest.raises(Moved, match="还没有办完"):
        patrols.recheck(leader, Hazard.get().id)
    assert [[one.name for one in point.items] for point in queries.walk_of(ticket.id).route] == [["井盖"]]
    walked(office, ticket, {"p-0-0": "正常"})

    assert Hazard.get().closed_id == ticket.id
    assert queries.plans(leader)[0].due == 1  # a check of its own is no round of the plan
    with pytest.raises(Moved, match="复查合格"):
        patrols.recheck(leader, Hazard.get().id)


def test_a_phone_sends_photos_and_the_whole_sheet_and_they_count_once(office, plan):
    ticket, worker = fallen_due(), office.actor("technician")
    for step in ("accept", "arrive"):
        field.receive(worker, queued({"ticket": str(ticket.id), "action": step, "key": f"{step}0123456"}))
    photo = queued({"ticket": str(ticket.id), "action": "photo", "key": "photo0123456"})
    field.receive(worker, photo, Pictures([picture()], "stop-1"))
    sheet = queued({"ticket": str(ticket.id), "action": "finish", "key": "finish0123456"} | LEAKS)

    for _again in range(2):
        assert field.receive(worker, sheet)["state"] == "closed"

    assert PatrolResult.select().count() == 3
    assert Ticket.select().where(Ticket.summary.startswith("隐患")).count() == 1


def test_a_plan_that_changes_leaves_open_rounds_alone(office, plan):
    ticket = fallen_due()
    leader = office.actor("leader")

    patrols.save(leader, Drawn("日检", "# 1号站\n灯", DAILY, staff_id=office.technician), plan, 1)

    assert len(queries.walk_of(ticket.id).route) == 2
    with pytest.raises(Moved, match="刚被别人改过"):
        patrols.save(leader, Drawn("日检", ROUTE, DAILY, staff_id=office.technician), plan, 1)


def test_a_plan_needs_a_name_of_its_own_and_somebody_who_walks(office, plan, team):
    leader = office.actor("leader")
    with pytest.raises(Refused, match="已经有一个计划"):
        patrols.save(leader, Drawn("日检", ROUTE, DAILY, team))
    with pytest.raises(Refused, match="谁去巡检"):
        patrols.save(leader, Drawn("夜检", ROUTE, DAILY))
    with pytest.raises(Refused, match="停用的原因"):
        patrols.stop(leader, plan, " ")


def test_a_plan_of_another_branch_is_not_there(office, plan):
    stranger = make.clerk(make.branch(), "leader")

    assert queries.plans(stranger) == []
    with pytest.raises(Missing):
        patrols.stop(stranger, plan, "x")


def test_only_the_chosen_phases_are_walked(office, team):
    drawn = Drawn("夏检", ROUTE, Schedule("days", 1, minute=780, phases=("off",)), team)
    patrols.save(office.actor("leader"), drawn)

    with after(2):
        assert patrols.sweep() == 0  # the heating is on
    assert PatrolPlan.select().count() == 1


def test_a_round_takes_photos_of_its_own_points_only(office, plan):
    ticket, worker = fallen_due(), office.actor("technician")
    clean = attachments.kept([picture()])
    for kind in ("stop-2", "stop-00"):
        with pytest.raises(Refused, match="没有这个巡检点"):
            attachments.add(worker, ticket.id, clean, kind=kind)

    assert len(attachments.add(worker, ticket.id, clean, kind="stop-1")) == 1
