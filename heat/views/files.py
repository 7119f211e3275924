"""Photos, given out only to whoever may see what they belong to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, send_file

from heat.services import attachments
from heat.views import gate
from heat.views.gate import SIGNED_IN, needs

pages = Blueprint("files", __name__, url_prefix="/files")


@pages.get("/<int:attachment_id>")
@needs(SIGNED_IN)
def show(attachment_id: int) -> Any:
    path, name = attachments.file_of(gate.actor(), attachment_id)
    answer = send_file(path, mimetype="image/jpeg", download_name=name, max_age=0)
    # the picture never changes, but the right to see it may: kept in this browser only, asked again after an hour
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
