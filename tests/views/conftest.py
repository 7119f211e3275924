"""Who looks: browsers of people whose office is set up for what they do."""

import pytest

from heat.services import office as verbs
from tests import make


@pytest.fixture
def agent(sign_in):
    """An agent of the hotline."""
    return sign_in("agent")


@pytest.fixture
def home(office) -> int:
    """The household 300501, which most pages are about."""
    return make.household(account_no="300501")


@pytest.fixture
def leader(sign_in, office):
    """The leader of an office that dispatches to one team of one technician."""
    verbs.switch_on(["board"])
    make.team("A区抢修组", office.technician)
    return sign_in("leader")


@pytest.fixture
def charging(office) -> None:
    """An office that charges: prices, bills and the counter are switched on."""
    verbs.switch_on(["charge"])
