"""Two incidents of the demo town: a building that was cold for an afternoon last week, and a burst pipe of today."""

from __future__ import annotations

from heat import clock, db
from heat.rules.incidents import Scope
from heat.services import callbacks, incidents, jobs, outbox, tickets
from heat.services.demo_town import Nowhere, Town
from heat.services.incidents import Declared
from heat.services.tickets import Intake

REPORTS = 5  # of the one that is on, made after all other tickets
_SAID = (
    "全屋突然凉了，昨天还好好的",
    "家里不热，是不是停热了",
    "楼道听见放水声，暖气凉了",
    "暖气全凉，家里有小孩",
    "什么时候能热，群里说在抢修",
)


def past(made: Town) -> None:
    """A heat exchanger that stopped four days ago: reported thrice, restored after seven hours, called about."""
    buildings = _buildings("min")
    start = clock.start_of(made.today) - 4 * clock.DAY + 12 * clock.HOUR
    if not buildings:
        return
    leader, agent = made.actor("leader"), made.actor("agent")
    community, number, building_id = buildings[0]
    with clock.stopped(start + 20 * clock.MINUTE):
        incident_id = incidents.declare(
            leader,
            Declared(
                "outage", f"{community}{number}号楼停热", Scope(building=(building_id,)), start,
                expected_at=start + 6 * clock.HOUR, cause="换热器垫片漏水，停机更换", notify=True, once_key="demopast",
            ),
        )  # fmt: skip
        _told()
    reported = _reported(made, [building_id], start + clock.HOUR, 3)
    with clock.stopped(start + 7 * clock.HOUR):
        incidents.restore(leader, incident_id, notify=True)
        _told()
    for n, ticket_id in enumerate(reported[:-1], start=1):
        with clock.stopped(start + clock.DAY + n * clock.HOUR):
            callbacks.answered(agent, ticket_id, solved=True, level=5)


def running(made: Town, now: int) -> None:
    """A burst pipe of this morning that is expected to be mended at night, with reports that wait for it."""
    buildings = _buildings("max")[:2]
    start = now - 3 * clock.HOUR
    if not buildings:
        return
    title = f"{buildings[0][0]}{'、'.join(number for _, number, _ in buildings)}号楼二次管网抢修"
    ids = [building_id for *_, building_id in buildings]
    with clock.stopped(start + 15 * clock.MINUTE):
        incidents.declare(
            made.actor("leader"),
            Declared(
                "burst", title, Scope(building=tuple(ids)), start, expected_at=now + 15 * clock.HOUR,
                cause="二次供水管焊口开裂，正在开挖", notify=True, once_key="demorunning",
            ),
        )  # fmt: skip
        _told()
    _reported(made, ids, start + 30 * clock.MINUTE, REPORTS)


def _buildings(which: str) -> list[tuple[str, str, int]]:
    """The buildings of the first or the last community: its name, their number and id."""
    return db.rows(
        "SELECT c.name, b.number, b.id FROM building b JOIN community c ON c.id = b.community_id "
        f"WHERE c.id = (SELECT {which}(community_id) FROM household WHERE building_id IS NOT NULL) ORDER BY b.id"
    )


def _reported(made: Town, building_ids: list[int], since: int, n: int) -> list[int]:
    """Households of these buildings with a telephone call, some minutes apart; the ids of their tickets."""
    marks = ",".join("?" * len(building_ids))
    homes = db.rows(
        "SELECT DISTINCT h.id FROM household h JOIN incident_household m ON m.household_id = h.id "
        "JOIN household_party o ON o.household_id = h.id JOIN party_phone f ON f.party_id = o.party_id "
        f"WHERE h.building_id IN ({marks}) ORDER BY h.id",
        *building_ids,
    )
    made_ids = []
    for at, (home,) in enumerate(made.dice.sample(homes, min(n, len(homes)))):
        with clock.stopped(since + at * 17 * clock.MINUTE):
            said = Intake("no_heat", _SAID[at], household_id=home, source=("phone", "hall")[at % 2])
            made_ids.append(tickets.take(made.actor("agent"), said).id)
    return made_ids


def _told() -> None:
    jobs.run_due({**incidents.JOBS})
    outbox.pump(1000, Nowhere())
