"""heat work: the background worker."""

import argparse
import logging
import os
import signal
import threading
import time

from heat import clock, tasks
from heat.commands import children
from heat.services import install, jobs


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("work", help="后台任务进程")
    verb.set_defaults(run=run)


class OnceAMinute(logging.Filter):
    """Lets a sentence of the queue pass once a minute: one that is down is asked, and says so, again and again."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this is no sentence of the queue's that was said within the last minute."""
        if not record.name.startswith("huey"):
            return True
        if clock.ticks() - self._said.get(record.msg, float("-inf")) < 60:
            return False
        self._said[record.msg] = clock.ticks()
        return True


def run(args: argparse.Namespace) -> int:
    """Do background work until told to stop; a SIGTERM lets the work in hand come to its end."""
    children.die_with_parent()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(OnceAMinute())
    # huey reads crontab hours by the local clock, which must be Shanghai's wherever the machine stands
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    install.open_office()
    queue = tasks.queue()
    tasks.timetable(queue)
    jobs.beat(tasks.NAME, "started")
    tasks.tick()
    consumer = queue.create_consumer(
        workers=1, worker_type="thread", periodic=True, flush_locks=True, max_delay=2.0, graceful_signal="TERM"
    )
    threading.Thread(target=tasks.keep_time, args=(threading.Event().wait,), daemon=True).start()
    # a second stop signal while the consumer winds down must not kill the work in hand
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    consumer.run()
    return 0
