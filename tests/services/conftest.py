"""Who acts: people of the office as the verbs know them."""

import pytest


@pytest.fixture
def agent(office):
    return office.actor("agent")


@pytest.fixture
def leader(office):
    return office.actor("leader")


@pytest.fixture
def accountant(office):
    return office.actor("accountant")
