"""What a list or a merge wants to change once the bill is out waits for a person."""

from heat import db
from heat.models import Household, ImportBatch
from heat.queries import accounts, change_requests
from heat.rules.permissions import SYSTEM
from heat.services import billing, changes, merges
from heat.services.import_runs import undo
from heat.services.merges import Chosen
from tests import make
from tests.lists import bring, line


def _billed(tmp_path) -> int:
    """A household of a list with its bill: 95.50 x 25.00 = 2,387.50 yuan."""
    bring(tmp_path, line())
    make.tariff()
    billing.run(SYSTEM, "2026-2027")
    return Household.get().id


def _requests(household_id: int) -> list[tuple]:
    return [(one.kind, one.after, one.effect_fen) for one in change_requests.of_household(household_id)]


def test_before_the_bill_a_list_changes_the_area_itself(office, tmp_path):
    bring(tmp_path, line())

    bring(tmp_path, line(**{"建筑面积（㎡）": "90.00"}))

    assert db.value("SELECT count(*) FROM change_request") == 0
    assert db.value("SELECT charge_m2 FROM household_terms WHERE valid_to = '9999-12-31'") == 9000


def test_after_the_bill_a_list_only_asks_and_writes_the_rest(office, tmp_path):
    home = _billed(tmp_path)

    bring(tmp_path, line(联系电话="13800000999", **{"建筑面积（㎡）": "90.00"}))

    ((kind, after, effect_fen),) = _requests(home)
    assert (kind, str(after["charge_m2"])) == ("area", "90.00")
    assert effect_fen == -13750  # (90.00 - 95.50) x 25.00
    assert db.value("SELECT charge_m2 FROM household_terms WHERE valid_to = '9999-12-31'") == 9550
    assert db.value("SELECT count(*) FROM party_phone WHERE phone = '13800000999'") == 1
    assert accounts.open_fen(home) == 238750


def test_the_same_list_again_asks_only_once(office, tmp_path):
    home = _billed(tmp_path)
    for name in ("一.xlsx", "二.xlsx"):
        bring(tmp_path, line(**{"建筑面积（㎡）": "90.00"}), name=name)

    assert len(_requests(home)) == 1


def test_undoing_the_list_takes_its_open_request_back(office, tmp_path):
    home = _billed(tmp_path)
    bring(tmp_path, line(**{"建筑面积（㎡）": "90.00"}), by=office.actor("agent"))

    undo(ImportBatch.select().order_by(ImportBatch.id.desc()).get(), office.actor("agent"))

    assert _requests(home) == []


def test_a_refused_request_keeps_the_list_from_being_undone(office, tmp_path):
    home = _billed(tmp_path)
    bring(tmp_path, line(**{"建筑面积（㎡）": "90.00"}), by=office.actor("agent"))
    (request,) = change_requests.of_household(home)
    changes.refuse(office.actor("manager"), request.number, "面积以房产证为准")

    undo(ImportBatch.select().order_by(ImportBatch.id.desc()).get(), office.actor("agent"))

    assert [one.verdict for one in change_requests.of_household(home)] == ["refused"]


def test_a_merge_asks_for_what_was_chosen_after_the_bill(office, tmp_path):
    home = _billed(tmp_path)
    gone = make.household("9-1-101", owner="王伟", area="90.00", account_no="1002")
    admin = office.actor("admin")

    merges.merge(admin, home, gone, Chosen({"charge_m2": "gone", "place": "kept", "address": "kept"}, (1, 1)))

    ((kind, after, _),) = _requests(home)
    assert (kind, list(after)) == ("area", ["charge_m2"])


def test_a_number_that_was_merged_away_is_told_with_the_kept_one(office, tmp_path):
    bring(tmp_path, line("300501"), line("300502"))
    kept, gone = (Household.get(Household.account_no == no).id for no in ("300501", "300502"))
    merges.merge(office.actor("admin"), kept, gone, Chosen({"place": "kept", "address": "kept"}, (1, 1)))

    found = bring(tmp_path, line("300502", 户主姓名="李建国"), name="三.xlsx")

    assert [str(problem.say) for problem in found.problems if problem.code == "merged_away"] == [
        "第 3 行的户号 300502 已并入户号 300501，请在名单里改成 300501 再导入。"
    ]
