"""Planning seasons."""

from datetime import date

import pytest

from heat import db
from heat.rules.permissions import SYSTEM
from heat.services import seasons
from heat.services.seasons import Dates
from heat.words import Missing, Refused

WINTER = Dates(date(2027, 11, 15), date(2028, 3, 15), date(2027, 12, 31))


def test_a_season_is_planned_and_planned_again(office) -> None:
    made = seasons.plan(office.actor("admin"), "2027-2028", WINTER)
    again = seasons.plan(office.actor("admin"), "2027-2028", Dates(WINTER.first_on, WINTER.last_on, date(2027, 11, 30)))

    assert made == again
    assert db.rows("SELECT due_on FROM season_calendar WHERE season_id = ?", made) == [("2027-11-30",)]


def test_a_season_a_list_names_takes_the_dates_of_the_newest(office) -> None:
    season_id = seasons.ensure("2024-2025")

    assert db.row("SELECT first_on, last_on, due_on FROM season_calendar WHERE season_id = ?", season_id) == (
        "2024-11-15",
        "2025-03-15",
        "2024-12-31",
    )
    assert seasons.ensure("2024-2025") == season_id


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("2027-2029", WINTER),
        ("next", WINTER),
        ("2027-2028", Dates(WINTER.last_on, WINTER.first_on, WINTER.due_on)),
        ("2027-2028", Dates(WINTER.first_on, WINTER.last_on, date(2031, 1, 1))),
    ],
)
def test_a_season_that_cannot_be_is_refused(office, code: str, dates: Dates) -> None:
    with pytest.raises(Refused):
        seasons.plan(SYSTEM, code, dates)

    assert db.value("SELECT count(*) FROM season") == 1


def test_a_season_nobody_planned_is_missing(office) -> None:
    with pytest.raises(Missing, match="2031-2032"):
        seasons.id_of("2031-2032")
