"""What a technician sends from the field in one go: the photos and the finished work, both or neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heat import db
from heat.models import Ticket
from heat.rules.permissions import Actor
from heat.services import attachments, tickets
from heat.services.attachments import Picture


def finish(
    by: Actor,
    ticket_id: int,
    told: dict[str, Any],
    photos: Sequence[Picture] = (),
    *,
    version: int | None = None,
    once_key: str = "",
) -> Ticket:
    """Finish a ticket with its photos in one transaction; the row. Errors as tickets.move and attachments.add."""
    tickets.find(by, ticket_id)
    stored = attachments.kept(photos)
    with db.writing():
        attachments.add(by, ticket_id, stored)
        return tickets.move(by, ticket_id, "finish", told, version=version, once_key=once_key)
