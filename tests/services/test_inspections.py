"""Inspections as acts: one at a time, proved, decided by somebody else, paid by the ledger, taken back by reversal."""

import io

import pytest
from peewee import IntegrityError
from PIL import Image

from heat import db
from heat.models import FOREVER, Inspection, SupplyPeriod, Ticket
from heat.queries import accounts, household_tags
from heat.queries import inspections as queries
from heat.queries.inspections import Drawn
from heat.rules.field_work import more, queued
from heat.services import attachments, field, inspections, merges, seasons, tickets, verify
from heat.services import household_tags as tag_acts
from heat.services.field import Pictures
from heat.services.inspections import Task
from heat.services.merges import Chosen
from heat.words import Missing, Moved, Refused
from tests import make

FOUND = {"finding": "abnormal", "record": "阀门被私自打开", "supply_c": "45", "unsigned": "1"}
PENALTY = {"verdict": "confirmed", "why": "停供期间私自用热", "penalty": "500"}


@pytest.fixture
def home(office) -> int:
    make.tariff()
    return make.household(account_no="300501")


def picture():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    out.seek(0)
    return attachments.cleaned(out, "a.jpg")


def task(office, home, **more_) -> Ticket:
    told = {"reason": "valve", "source": "tip", "text": "邻居说", "staff_id": office.inspector} | more_
    return inspections.open_task(office.actor("manager"), home, Task(**told))


def found(office, ticket, photos=True, **told) -> Ticket:
    inspector = office.actor("inspector")
    for step in ("accept", "arrive"):
        tickets.move(inspector, ticket.id, step)
    shown = Pictures([picture()]) if photos else Pictures()
    return field.finish(inspector, ticket.id, more(FOUND | told), shown, once_key=f"f{ticket.id}")


def confirmed(office, home, **told) -> Ticket:
    ticket = found(office, task(office, home))
    inspections.decide(office.actor("manager"), ticket.id, PENALTY | told)
    return ticket


def stopped(home) -> int:
    SupplyPeriod.insert(
        household_id=home, season_id=seasons.ensure(), state="suspended", valid_from="2026-11-01", valid_to=FOREVER
    ).execute()
    return home


def test_a_task_goes_to_the_inspector_and_a_household_has_one_at_a_time(office, home):
    ticket = task(office, home)

    assert (ticket.summary, ticket.assignee_id, Inspection.get().tip) == ("稽查", office.inspector, "邻居说")
    with pytest.raises(Refused, match="没有办完"):
        task(office, home)


def test_what_was_found_is_kept_and_waits_for_somebody_else(office, home):
    ticket = found(office, task(office, home))

    (row,) = queries.listed(office.actor("manager"), "waiting")
    assert (row.finding, row.record, row.facts, row.unsigned) == (
        "abnormal",
        "阀门被私自打开",
        {"supply_c": "45.0"},
        True,
    )
    assert row.found_by == "小孙"
    assert ticket.state == "closed"


def test_something_wrong_without_a_photo_is_not_taken(office, home):
    ticket = task(office, home)

    with pytest.raises(Refused, match="取证照片"):
        found(office, ticket, photos=False)
    assert Inspection.get().found_at is None


def test_a_task_cannot_be_ended_past_its_finding(office, home):
    ticket = task(office, home)
    for step in ("accept", "arrive"):
        tickets.move(office.actor("inspector"), ticket.id, step)

    with pytest.raises(Refused, match="现场结论"):
        tickets.move(office.actor("inspector"), ticket.id, "finish", {"cause": "其他"})


def test_a_phone_without_network_sends_evidence_signature_and_finding_once(office, home):
    ticket, inspector = task(office, home), office.actor("inspector")
    for step in ("accept", "arrive"):
        tickets.move(inspector, ticket.id, step)
    photo = queued({"ticket": str(ticket.id), "action": "photo", "key": "photo0123456"})
    field.receive(inspector, photo, Pictures([picture()], "after"))
    told = {name: value for name, value in FOUND.items() if name != "unsigned"}
    sent = queued({"ticket": str(ticket.id), "action": "finish", "key": "finish012345"} | told)
    with pytest.raises(Refused, match="签字"):
        field.receive(inspector, sent)

    for _again in range(2):
        assert field.receive(inspector, sent, Pictures(signature=picture()))["state"] == "closed"
    assert not Inspection.get().unsigned


def test_the_inspector_does_not_decide(office, home):
    ticket = found(office, task(office, home))

    with pytest.raises(Refused, match="不能自己判定"):
        inspections.decide(office.actor("inspector"), ticket.id, PENALTY)
    with pytest.raises(IntegrityError):
        Inspection.update(verdict="confirmed", decided_at=1, decided_by_id=office.inspector).execute()


def test_neither_who_typed_the_paper_in_nor_who_helped_decides(office, home):
    ticket, manager = task(office, home), office.actor("manager")
    told = more(FOUND | {"helper": str(office.admin)})
    field.enter(field.entering(manager), ticket.id, told, [picture()], once_key="paper1")

    assert Inspection.get().found_by_id == office.inspector
    for by in (manager, office.actor("admin"), office.actor("inspector")):
        with pytest.raises(Refused, match="不能自己判定"):
            inspections.decide(by, ticket.id, PENALTY)
    with pytest.raises(IntegrityError):
        Inspection.update(verdict="confirmed", decided_at=1, decided_by_id=manager.id).execute()


def test_a_verdict_charges_the_household_beside_its_heat(office, home):
    before = accounts.open_fen(home)

    confirmed(office, home)

    assert accounts.open_fen(home) - before == 50_000
    assert db.row("SELECT kind, fen FROM charge WHERE kind = 'penalty'") == ("penalty", 50_000)
    assert db.value("SELECT part FROM season_account WHERE household_id = ?", home) == 901
    assert verify.ledger() == []


def test_of_two_who_decide_the_second_is_told(office, home):
    ticket = confirmed(office, home)

    with pytest.raises(Moved, match="刚被别人判定"):
        inspections.decide(office.actor("admin"), ticket.id, PENALTY)
    assert db.value("SELECT count(*) FROM charge WHERE kind = 'penalty'") == 1


def test_a_penalty_is_waived_once_by_another_person_and_what_was_paid_is_kept_ahead(office, home):
    ticket = confirmed(office, home)
    make.paid(office.actor("cashier"), home, "200.00")
    with pytest.raises(Refused, match="不能自己免除"):
        inspections.waive(office.actor("manager"), ticket.id, "复核不成立")

    assert inspections.waive(office.actor("accountant"), ticket.id, "复核不成立") == 50_000

    assert accounts.open_fen(home) == 0
    assert accounts.prepaid_fen(home) == 20_000
    with pytest.raises(Moved, match="已经免除"):
        inspections.waive(office.actor("accountant"), ticket.id, "再免")


def merged(office, home) -> tuple[int, int]:
    """The household's file goes into another; the kept one and the merge."""
    kept = make.household("9-1-101", account_no="300901")
    versions = tuple(db.value("SELECT version FROM household WHERE id = ?", one) for one in (kept, home))
    chosen = Chosen({"place": "kept", "address": "kept"}, versions)
    return kept, merges.merge(office.actor("admin"), kept, home, chosen)


@pytest.mark.parametrize("way", ["merged", "undone", "merged again"])
def test_a_penalty_is_waived_wherever_a_merge_has_carried_it(office, home, way):
    ticket = confirmed(office, home)
    kept, merge_id = merged(office, home)
    if way != "merged":
        merges.undo(office.actor("admin"), merge_id)
    if way == "merged again":
        versions = tuple(db.value("SELECT version FROM household WHERE id = ?", one) for one in (kept, home))
        merges.merge(office.actor("admin"), kept, home, Chosen({"place": "kept", "address": "kept"}, versions))
    assert accounts.open_fen(home if way == "undone" else kept) == 50_000

    assert inspections.waive(office.actor("accountant"), ticket.id, "复核不成立") == 50_000

    assert accounts.open_fen(home) == accounts.open_fen(kept) == 0
    assert verify.ledger() == []


def test_nothing_to_waive_is_said(office, home):
    ticket = confirmed(office, home, penalty="")

    with pytest.raises(Refused, match="没有追缴"):
        inspections.waive(office.actor("accountant"), ticket.id, "x")


def test_the_owner_goes_on_the_blacklist_and_is_released_by_its_own_right(office, home):
    confirmed(office, home, blacklist="1")

    (tag,) = [one for one in household_tags.of(home) if one.code == "blacklist"]
    assert "稽查" in tag.reason
    (row,) = queries.listed(office.actor("manager"), "decided")
    assert row.blacklisted

    tag_acts.release(office.actor("admin"), home, tag.id, {"reason": "已补缴"})
    assert not queries.listed(office.actor("manager"), "decided")[0].blacklisted


def test_a_refused_blacklist_leaves_no_verdict_and_no_money(office, home):
    db.run("UPDATE party SET name = '空置房'")
    ticket = found(office, task(office, home))

    with pytest.raises(Refused, match="没有户主"):
        inspections.decide(office.actor("manager"), ticket.id, PENALTY | {"blacklist": "1"})
    assert Inspection.get().decided_at is None
    assert db.value("SELECT count(*) FROM charge") == 0


def test_a_lot_falls_on_stopped_households_that_are_not_looked_at_already(office, home):
    homes = [stopped(make.household(f"4-1-{room}")) for room in range(501, 506)]
    manager = office.actor("manager")
    inspections.open_task(manager, homes[0], Task("check"))

    n = inspections.draw(manager, Drawn(), 3, office.inspector, once_key="lot")

    drawn = {row.household_id for row in queries.listed(manager, "open") if row.source == "sample"}
    assert n == len(drawn) == 3
    assert drawn < set(homes[1:])
    with pytest.raises(Moved, match="抽过了"):
        inspections.draw(manager, Drawn(), 3, None, once_key="lot")


@pytest.mark.parametrize(("n", "says"), [(0, "抽查 1 到 50"), (51, "抽查 1 到 50"), (3, "没有可抽查")])
def test_a_lot_that_cannot_be_drawn_is_refused(office, home, n, says):
    with pytest.raises(Refused, match=says):
        inspections.draw(office.actor("manager"), Drawn(), n, None, once_key="lot")


def test_a_household_of_another_branch_is_not_there(office, home):
    ticket = found(office, task(office, home))
    stranger = make.clerk(make.branch(), "manager")

    assert queries.one(stranger, ticket.id) is None
    with pytest.raises(Missing):
        inspections.decide(stranger, ticket.id, PENALTY)
    with pytest.raises(Missing):
        inspections.open_task(stranger, home, Task("check"))
