"""The night's sweeping: what has run out is thrown away, and the planner counts again."""

from __future__ import annotations

from heat import clock, db


def sweep() -> None:
    """Throw away spent links and codes after a week, ended sessions after a month, counted tries after a day.

    Safe to run at any time; nothing of it is a fact of the business, so it leaves no audit line.
    """
    now = clock.now()
    with db.writing():
        db.run("DELETE FROM secret WHERE expires_at < ?", now - 7 * clock.DAY)
        db.run("DELETE FROM session WHERE expires_at < ?", now - 30 * clock.DAY)
        db.run("DELETE FROM replay WHERE keep_until < ?", now)
        db.run("DELETE FROM throttle WHERE slot < ?", now - clock.DAY)
    db.analyze()
