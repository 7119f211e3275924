"""Photos and scans, given out only to whoever may see what they belong to."""

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
    path, name, media_type = attachments.file_of(gate.actor(), attachment_id)
    # a picture is shown in the page; anything else is taken home, so that no reader runs inside our own origin
    aside = not media_type.startswith("image/")
    answer = send_file(path, mimetype=media_type, as_attachment=aside, download_name=name, max_age=0)
    # the picture never changes, but the right to see it may: kept in this browser only, asked again after an hour
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
