"""What `make quick` adds to pytest: whatever passes is silent, and the garbage of four seconds waits for their end."""

from __future__ import annotations

import gc

import pytest

gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """No dot for what passes: two runs write to one terminal, and two thousand dots took a fifteenth of the time."""
    if not report.passed:
        return None
    return ("passed" if report.when == "call" else "", "", "")
