"""The invented town, also where it has no past."""

from heat import db
from heat.services import demo, install
from heat.services.demo_town import Wish


def test_a_town_of_one_season_has_its_repairs_too(data):
    (data / db.FILE).unlink()
    install.open_office(data)

    logins = demo.build(Wish(households=12, tickets=4, seasons=1))

    assert len(logins) == 8
    assert db.value("SELECT count(*) FROM ticket") == 4
    db.close_database()
