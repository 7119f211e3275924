"""Messages to be sent: written with the act that causes them, sent afterwards, each once.

A message is claimed by a lease, so that a killed worker leaves nothing but a lapsed lease behind. The channel gets the
message's once_key; together with it even a message that was handed over just before the kill reaches the phone once.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

from heat import clock, db, settings
from heat.channels.sms import FileSms, HttpSms, NotSent, Sms
from heat.models import Message
from heat.queries import visible
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Moved, Say

LEASE = 30 * clock.SECOND
# seconds until the next try: a provider that sleeps is asked five times within an hour, then a person must look
BACK_OFF = (10, 60, 300, 900, 2400)
# a sign-in code is good for ten minutes: that long it goes before everything else
CODES_LIVE = 10 * clock.MINUTE
_DUE = (
    "SELECT id FROM message WHERE state IN ('waiting','leased') AND not_before <= ? "
    "AND (state = 'waiting' OR lease_until < ?) {more} ORDER BY not_before, id LIMIT 1"
)
_worker = f"{os.getpid()}-{secrets.token_hex(3)}"


def write(
    once_key: str,
    to: str,
    text: str,
    *,
    household_id: int | None = None,
    party_id: int | None = None,
    not_before: int = 0,
) -> bool:
    """Put a text message into the outbox inside the caller's transaction; False when its key is there already."""
    row = {
        "once_key": once_key,
        "channel": "sms",
        "to_address": to,
        "text": text,
        "household_id": household_id,
        "party_id": party_id,
        "not_before": not_before or clock.now(),
        "state": "waiting",
    }
    if db.row("SELECT 1 FROM message WHERE once_key = ?", once_key):
        return False
    Message.insert(**row).execute()
    return True


def sms() -> Sms:
    """The road this office has chosen."""
    if url := settings.text("HEAT_SMS_URL"):
        return HttpSms(url, settings.text("HEAT_SMS_TOKEN"))
    return FileSms(settings.data_dir() / "outbox" / "sms.jsonl")


def pump(limit: int = 200, road: Sms | None = None, alive: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, up to `limit` messages; how many went out. Stops early when `alive` says so."""
    road, sent = road or sms(), 0
    for _ in range(limit):
        claimed = _claim() if alive() else None
        if claimed is None:
            break
        message_id, to, text, once_key, tries = claimed
        try:
            provider_id = road.send(to, text, once_key, clock.now())
        except NotSent as problem:
            _failed(message_id, tries, str(problem), again=problem.again)
        else:
            _sent(message_id, provider_id)
            sent += 1
    return sent


def _claim() -> tuple[int, str, str, str, int] | None:
    now = clock.now()
    with db.writing():
        found = _code_due(now) or db.row(_DUE.format(more=""), now, now)
        if found is None:
            return None
        claimed = db.rows(
            "UPDATE message SET state = 'leased', lease_until = ?, lease_by = ?, tries = tries + 1 "
            "WHERE id = ? AND (state = 'waiting' OR (state = 'leased' AND lease_until < ?)) "
            "RETURNING id, to_address, text, once_key, tries",
            now + LEASE,
            _worker,
            found[0],
            now,
        )
    return claimed[0] if claimed else None


def _code_due(now: int) -> tuple[int, ...] | None:
    """The oldest sign-in code that somebody still waits for; along the index of the pump."""
    more = "AND not_before > ? AND once_key LIKE 'code:%'"
    return db.row(_DUE.format(more=more), now, now, now - CODES_LIVE)


def _sent(message_id: int, provider_id: str) -> None:
    with db.writing():
        db.run(
            "UPDATE message SET state = 'sent', sent_at = ?, provider_id = ?, lease_until = NULL, error = NULL "
            "WHERE id = ?",
            clock.now(),
            provider_id,
            message_id,
        )


def _failed(message_id: int, tries: int, why: str, *, again: bool) -> None:
    again = again and tries <= len(BACK_OFF)
    wait = BACK_OFF[min(tries, len(BACK_OFF)) - 1] * clock.SECOND
    with db.writing():
        db.run(
            "UPDATE message SET state = ?, not_before = ?, lease_until = NULL, error = ? WHERE id = ?",
            "waiting" if again else "failed",
            clock.now() + wait if again else clock.now(),
            why[:200],
            message_id,
        )


def drop_waiting(household_id: int) -> int:
    """Take back reminders of a household that has just paid, inside the caller's transaction; how many."""
    dropped = db.rows(
        "UPDATE message SET state = 'dropped' WHERE household_id = ? AND state = 'waiting' "
        "AND once_key LIKE 'remind:%' RETURNING id",
        household_id,
    )
    return len(dropped)


def retry(by: Actor, message_id: int) -> None:
    """Put a failed message back to the waiting ones, by hand; Moved when it is not waiting for that any more.

    Missing for a message to a household outside this person's branches.
    """
    scope = visible.belonging(by, "household_id")
    with db.writing():
        if db.row(f"SELECT 1 FROM message WHERE id = ? AND {scope.sql}", message_id, *scope.values) is None:
            raise Missing(Say(N_("没有这条短信，或不在您负责的范围")))
        again = db.rows(
            "UPDATE message SET state = 'waiting', tries = 0, not_before = ?, error = NULL "
            "WHERE id = ? AND state = 'failed' RETURNING id",
            clock.now(),
            message_id,
        )
        if not again:
            raise Moved(Say(N_("这条短信已经重发或撤回，请看最新状态")))
        audit.record(by, "message.retried", "message", message_id)
