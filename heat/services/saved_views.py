"""Lists as people like them (视图): a filter and its columns under a name, one's own or the team's."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from heat import db
from heat.models import SavedView
from heat.rules.fields import Text
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

NAME = Text("name", N_("视图名称"), most=20)
_MOST = 12  # of one person on one page: they stand in one row
_NOT_KEPT = ("after", "csrf_token", "name")


def save(by: Actor, page: str, name: str, query: str, team_id: int | None = None) -> int:
    """Keep a list's address under a name; the same name again replaces it. The id.

    A team's view is for everybody in the team; Refused for a team one does not belong to.
    """
    named, kept = NAME.read(name), clean(query)
    if team_id is not None and team_id not in by.team_ids:
        raise Refused(Say(N_("只能存到自己的班组")))
    with db.writing():
        db.run(
            "DELETE FROM saved_view WHERE page = ? AND name = ? AND staff_id = ? AND coalesce(team_id, 0) = ?",
            page, named, by.id, team_id or 0,
        )  # fmt: skip
        count = db.value("SELECT count(*) FROM saved_view WHERE page = ? AND staff_id = ?", page, by.id)
        if count >= _MOST:
            raise Refused(Say(N_("最多存 {n} 个视图，请先删掉不用的"), n=_MOST))
        view_id = SavedView.insert(
            staff_id=by.id, team_id=team_id, page=page, name=named, query=kept, sort=count
        ).execute()
        audit.record(by, "view.saved", "saved_view", view_id, after={"name": named})
    return int(view_id)


def remove(by: Actor, view_id: int) -> None:
    """Take one's own view away."""
    with db.writing():
        gone = db.rows("DELETE FROM saved_view WHERE id = ? AND staff_id = ? RETURNING name", view_id, by.id)
        if not gone:
            raise Missing(Say(N_("没有这个视图，或者它是别人存的")))
        audit.record(by, "view.removed", "saved_view", view_id, before={"name": gone[0][0]})


def clean(query: str) -> str:
    """A list's address without its place in the list and what a form carried; it may stand in a link as it is."""
    return urlencode([(key, text) for key, text in parse_qsl(query[:2000]) if key not in _NOT_KEPT])
