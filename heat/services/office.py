"""The office decides something about itself."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Setting
from heat.queries import office
from heat.rules import office as rules
from heat.rules.permissions import SYSTEM, Actor
from heat.services import articles, audit


def decide(by: Actor, typed: dict[str, str | list[str]]) -> None:
    """Take over what was typed for some settings, from today on; Refused names the first that cannot be."""
    values = {key: rules.read(key, text) for key, text in typed.items() if key in rules.SETTING}
    before = office.settings()
    changed = {key: value for key, value in values.items() if value != before[key]}
    with db.writing():
        for key, value in changed.items():
            _keep(by, key, value)
        if changed:
            audit.record(by, "office.decided", "setting", before={k: before[k] for k in changed}, after=changed)
        _stock_up(changed.get("modules"))


def switch_on(modules: list[str]) -> None:
    """Switch modules on without a person: the demo town shows them all."""
    with db.writing():
        _keep(SYSTEM, "modules", modules)
        audit.record(SYSTEM, "office.decided", "setting", after={"modules": modules})
        _stock_up(modules)


def _stock_up(modules: list[str] | None) -> None:
    """A module that is empty is of no use: the knowledge base begins with what callers ask most."""
    if articles.MODULE in (modules or []):
        articles.install()


def _keep(by: Actor, key: str, value: Any) -> None:
    Setting.delete().where(
        (Setting.org_id == 1) & (Setting.key == key) & (Setting.valid_from == clock.today())
    ).execute()
    by_id = by.id or db.value("SELECT min(id) FROM staff")
    Setting.insert(org_id=1, key=key, value=value, valid_from=clock.today(), by_id=by_id).execute()
