"""The timetable: Huey is the clock and the wake-up, the truth lies in our own tables.

Each line calls one service and is safe to run twice; a minute's pump takes up whatever a killed worker left behind.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable
from functools import partial
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.serializer import Serializer, SignedSerializer

from heat import clock, db, services, settings
from heat.models import Job
from heat.services import (
    breaches,
    calibrations,
    callbacks,
    duplicates,
    flow_jobs,
    jobs,
    machine_plans,
    outbox,
    patrols,
    print_batches,
    quality,
    reminders,
    secret_key,
    tags,
    upkeep,
)

Handlers = dict[str, Callable[[Job], dict[str, Any] | None]]
log = logging.getLogger("heat.tasks")
NAME = "worker"
REMIND_HOUR = "9"
_BETWEEN = 5  # messages sent between two steps of a job, sign-in codes first


def queue() -> Huey:
    """The office's queue: a file of its own beside the data, or Redis; tasks are signed so that no one slips one in."""
    key = secret_key.derived("queue").hex()
    options: dict[str, Any] = {"results": False, "utc": False, "serializer": _signed(key)}
    if url := settings.text("HEAT_QUEUE_URL"):
        return RedisHuey("heat", url=url, **options)
    return SqliteHuey("heat", filename=str(settings.data_dir() / "queue.db"), **options)


def _signed(key: str) -> Serializer:
    return SignedSerializer(secret=key)


def timetable(huey: Huey) -> Callable[[], Any]:
    """Hang the work on a queue and give back the bell. Times are Shanghai's: the program sets TZ before it starts."""

    @huey.task()
    def wake_up() -> None:
        tick()

    @huey.periodic_task(crontab(minute="*"))
    def every_minute() -> None:
        tick()

    @huey.periodic_task(crontab(minute="0", hour=REMIND_HOUR))
    def every_morning() -> None:
        morning()

    @huey.periodic_task(crontab(minute="30", hour="3"))
    def every_night() -> None:
        upkeep.sweep()
        print_batches.sweep()
        quality.count()
        tags.refresh()
        duplicates.compare()
        machine_plans.make_due()
        calibrations.remind()

    return wake_up


def bell() -> Callable[[], None]:
    """What the web rings after it has written a job or message; a dead queue only costs the wait until the minute."""
    wake_up: Callable[[], Any] | None = None

    def ring() -> None:
        nonlocal wake_up
        try:
            wake_up = wake_up or timetable(queue())
            wake_up()
        except Exception:
            log.warning("the queue does not answer; the worker finds the work by itself within a minute", exc_info=True)

    return ring


def handlers() -> Handlers:
    """Who does which kind of job: every service module that offers JOBS."""
    found: Handlers = {}
    for module in pkgutil.iter_modules(services.__path__):
        found |= getattr(importlib.import_module(f"heat.services.{module.name}"), "JOBS", {})
    return found


def tick(alive: Callable[[], bool] = lambda: True, kinds: Callable[[], Handlers] = handlers) -> int:
    """Do what waits now, each job by the handler of its kind; how much was done.

    What fails holds up nothing else, and the heartbeat names it.

    Messages go before the jobs, between the steps of a long one and after them: somebody may wait at the door for a
    sign-in code. A job of many minutes stops neither the clocks nor the heart.
    """
    beaten = clock.now()

    def between() -> None:
        nonlocal beaten
        _tried("messages", lambda: outbox.pump(_BETWEEN, alive=alive))
        if clock.now() - beaten >= clock.MINUTE:
            beaten = clock.now()
            _tried("clocks", breaches.sweep)
            _tried("heart", partial(jobs.beat, NAME))

    parts: tuple[tuple[str, Callable[[], int]], ...] = (
        ("messages", lambda: outbox.pump(alive=alive)),
        ("clocks", breaches.sweep),
        ("silent", flow_jobs.settle_silent),
        ("unsampled", callbacks.settle),
        ("patrols", patrols.sweep),
        ("jobs", lambda: jobs.run_due(kinds(), few=flow_jobs.FEW, meanwhile=between)),
        ("messages", lambda: outbox.pump(alive=alive)),
    )
    done = [(name, _tried(name, part)) for name, part in parts]
    failed = dict.fromkeys(name for name, n in done if n is None)
    if any(n is not None for _, n in done):  # a worker that can do nothing at all does not live
        jobs.beat(NAME, f"failed: {', '.join(failed)}" if failed else "")
    return sum(n or 0 for _, n in done)


def keep_time(ended: Callable[[float], bool], every: float = 60.0) -> None:
    """Tick by itself when the queue has let a minute and a half pass: a Redis that is down must not stop the clocks.

    `ended(seconds)` waits so long and tells whether it is over, as `threading.Event.wait` does.
    """
    while not ended(every):
        _tried("time", _tick_if_late)
        db.close_thread()


def _tick_if_late() -> int:
    beaten = db.value("SELECT at FROM heartbeat WHERE name = ?", NAME) or 0
    return tick() if clock.now() - beaten > 3 * clock.MINUTE // 2 else 0


def _tried(name: str, part: Callable[[], int | None]) -> int | None:
    """How much a part did, None when it failed, or counts nothing."""
    try:
        return part()
    except Exception:
        log.exception("%s failed; the next minute tries again", name)
        return None


def morning() -> None:
    """Remind of what falls due, once a household and due day, and let upkeep that the night has missed be done."""
    plan = reminders.remind(clock.today())
    log.info("reminded %d, already %d, skipped %d", len(plan.going), plan.already, len(plan.skipped))
    machine_plans.make_due()
    calibrations.remind()
