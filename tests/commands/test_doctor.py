"""heat doctor: what an office set wrongly is found before a household finds it."""

import json

import pytest

from heat.commands import front


@pytest.fixture
def examined(office, capsys, monkeypatch):
    """Findings by their point, with settings of the environment."""

    def examined(**environment: str) -> dict[str, dict[str, str]]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        front.run(["doctor", "--json"])
        return {finding["point"]: finding for finding in json.loads(capsys.readouterr().out)}

    return examined


def test_an_address_of_this_machine_alone_is_told_and_is_no_fault(examined):
    found = examined()

    assert "HEAT_BASE_URL" in found["网址"]["found"] and found["网址"]["remedy"] == ""
    assert "sms.jsonl" in found["短信网关"]["found"] and found["短信网关"]["remedy"] == ""


@pytest.mark.parametrize("wrong", ["sms.example.com/send", "ftp://sms.example.com", "http://", "http://[1"])
def test_an_address_no_program_can_call_is_a_fault_with_its_remedy(examined, wrong):
    found = examined(HEAT_SMS_URL=wrong, HEAT_BASE_URL=wrong)

    assert "HEAT_SMS_URL" in found["短信网关"]["remedy"]
    assert "HEAT_BASE_URL" in found["网址"]["remedy"]


def test_right_addresses_are_shown_as_they_are(examined):
    found = examined(HEAT_SMS_URL="https://sms.example.com/send", HEAT_BASE_URL="https://heat.example.com/")

    assert [found[point]["found"] for point in ("短信网关", "网址")] == [
        "https://sms.example.com/send",
        "https://heat.example.com",
    ]
