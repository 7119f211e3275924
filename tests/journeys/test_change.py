"""A wrong area after the bill in a browser: shown, asked for, approved by somebody else."""

import pytest

from heat.queries import accounts
from heat.services import verify
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


def test_an_area_is_asked_for_and_approved_by_another(browse, office):
    home = make.billed("3-2-501")
    agent = browse("agent")
    agent.open(f"/customers/{home}/change")
    agent.looks_right()
    agent.fill("[name=charge_m2]", "95.00")
    agent.fill("[name=gross_m2]", "95.00")
    agent.fill("[name=reason]", "入户实测")
    agent.click("button:has-text('看变更前后')")
    agent.wait_for_selector("#effect >> text=少 ¥35.00")
    agent.looks_right()
    agent.click("button:has-text('提交申请')")
    agent.wait_for_selector("text=已提交申请")

    manager = browse("manager")
    manager.open("/changes")
    manager.looks_right()
    manager.click("text=BG261121-001")
    manager.wait_for_selector("text=入户实测")
    manager.looks_right()
    manager.click("button:has-text('批准并更新账单')")
    manager.wait_for_selector("text=已批准，档案和账单都已更新")
    manager.looks_right()
    assert accounts.open_fen(home) == 237500
    assert verify.ledger() == []

    agent.open(f"/customers/{home}/changes")
    agent.looks_right()
    assert "BG261121-001" in agent.content()


def test_the_desk_and_the_form_fit_a_phone(browse, office):
    home = make.billed("3-2-501")
    tab = browse("admin", PHONE)
    for path in (f"/customers/{home}/change", "/changes"):
        tab.open(path)
        tab.looks_right()
