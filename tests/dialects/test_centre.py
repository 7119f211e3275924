"""Merging and approving on PostgreSQL: the same rows, the same books."""

import pytest

from heat import db
from heat.queries import accounts, change_requests
from heat.queries import duplicates as pairs
from heat.services import changes, duplicates, merges, verify
from heat.services.merges import Chosen
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_two_files_are_merged_and_parted_again(pg):
    kept = make.household("3-2-501", owner="张秀英", account_no="1001")
    gone = make.billed("9-1-101", owner="张秀英", area="95.00", account_no="1002")
    make.old_debt(gone, "112.24")
    make.paid(pg.actor("cashier"), gone, "40.00")
    db.run("UPDATE household SET room = '', room_key = '#2', address = '' WHERE id = ?", gone)
    admin = pg.actor("admin")
    duplicates.compare(admin)
    assert [(pair.a_id, pair.b_id) for pair in pairs.waiting(admin)] == [(kept, gone)]
    owed = (accounts.open_fen(kept), accounts.open_fen(gone))

    merge_id = merges.merge(admin, kept, gone, Chosen({"place": "kept", "address": "kept"}, (1, 1)))
    assert accounts.open_fen(gone) == 0
    assert merges.undo(admin, merge_id) == []

    assert (accounts.open_fen(kept), accounts.open_fen(gone)) == owed
    assert list(verify.faults()) == []


def test_a_change_is_asked_for_and_approved(pg):
    home = make.billed("3-2-501")
    typed = {"owner": "刘奶奶", "charge_m2": "95.00", "gross_m2": "95.00", "use_class": "居民", "state": "supplied"}
    changes.change(pg.actor("agent"), home, 1, {**typed, "reason": "实测"})
    (request,) = change_requests.of_household(home)

    changes.approve(pg.actor("manager"), request.number, request.effect_fen)

    assert accounts.open_fen(home) == 237500
    assert list(verify.faults()) == []
