"""Drawing the office's own fields: step by step in a draft that can be undone, then published as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion, FieldValue, Job, OwnField, dumps
from heat.queries import field_uses
from heat.queries import own_fields as queries
from heat.rules import field_drafts, own_values
from heat.rules import own_fields as rules
from heat.rules.field_drafts import Draft
from heat.rules.own_fields import SUBJECTS
from heat.rules.permissions import Actor
from heat.services import audit, jobs
from heat.words import N_, Missing, Refused, Say

_PAST = 20  # steps that can be undone
_AT_ONCE = 500


def add(by: Actor, subject: str, kind: str, at: int | None = None) -> str:
    """Draw a new field; its code."""
    before = {one.code for one in queries.drawing(_known(subject)).fields}
    if kind not in {one.code for one in rules.kinds_of(subject)}:
        raise Refused(Say(N_("没有这种字段")))
    made = _draw(by, subject, lambda draft: field_drafts.added(draft, kind, queries.codes(subject), at))
    return next(one.code for one in made if one.code not in before)


def move(by: Actor, subject: str, code: str, to: int) -> None:
    """Put a field at another place, counted from 0."""
    _draw(by, subject, lambda draft: field_drafts.moved(draft, code, to))


def change(by: Actor, subject: str, code: str, told: Mapping[str, Any]) -> None:
    """Say what a field is: see rules.field_drafts.changed. Refused when a choice that is in use would be gone."""

    def changed(draft: Draft) -> Draft:
        new = field_drafts.changed(draft, code, told)
        _must_keep_choices(subject, field_drafts.find(draft, code), field_drafts.find(new, code))
        return new

    _draw(by, subject, changed)


def remove(by: Actor, subject: str, code: str) -> None:
    """Take a field away. Refused, with the number, while something is filled in, and with their names while other
    fields, flows or rules of dispatch ask for it."""
    if n := queries.uses(_known(subject), code):
        raise Refused(Say(N_("有 {n} 处已经填了这个字段，不能删除。可以先导出，清空后再删。"), n=n))
    _must_be_free(subject, code, next((one.name for one in queries.of(subject) if one.code == code), code))
    _draw(by, subject, lambda draft: field_drafts.removed(draft, code))


def undo(by: Actor, subject: str) -> None:
    """Take the last step of the drawing back."""
    with db.writing():
        draft = _draft(subject)
        if draft is None or not draft.body["past"]:
            raise Refused(Say(N_("没有可以撤销的步骤")))
        *past, last = draft.body["past"]
        _keep(by, draft, {"fields": last, "past": past})


def discard(by: Actor, subject: str) -> None:
    """Throw the draft away; what is live stays."""
    with db.writing():
        draft = _draft(subject)
        if draft is None:
            raise Refused(Say(N_("没有草稿")))
        DesignVersion.delete().where(DesignVersion.id == draft.id).execute()
        audit.record(by, "field.draft-dropped", "design", draft.design_id)


def publish(by: Actor, subject: str) -> None:
    """Make the draft live: fields made, changed or taken away, renamed choices rewritten wherever they are stored.

    All in one transaction; a default is filled into the rows that have none by the worker afterwards.
    """
    with db.writing():
        db.chain_lock("design")
        draft = _draft(subject)
        if draft is None:
            raise Refused(Say(N_("没有要发布的改动")))
        wanted = [rules.restored(told) for told in draft.body["fields"]]
        live = {one.code: one for one in queries.of(subject)}
        wanted = [_with_renamed_clauses(one, live, wanted) for one in wanted]
        if not rules.is_survey(subject):
            _put_all(by, subject, wanted, live)
        DesignVersion.update(
            body={"fields": [rules.plain(one) for one in wanted]}, by_id=by.id, published_at=clock.now()
        ).where(DesignVersion.id == draft.id).execute()
        Design.update(current_id=draft.id, enabled_at=clock.now()).where(Design.id == draft.design_id).execute()
        after = {"name": SUBJECTS.get(subject, N_("问卷")), "n": len(wanted), "version": draft.version}
        audit.record(by, "field.published", "design", draft.design_id, after=after)


def _put_all(by: Actor, subject: str, wanted: list[rules.OwnField], live: Mapping[str, rules.OwnField]) -> None:
    for sort, one in enumerate(wanted):
        _put(by, subject, sort, one, live.get(one.code))
    for gone in live.keys() - {one.code for one in wanted}:
        _retire(subject, gone, live[gone].name)


def _known(subject: str) -> str:
    drawn = rules.is_survey(subject) and Design.get_or_none(
        (Design.kind == "form") & (Design.code == f"fields-{subject[:30]}") & Design.retired_at.is_null()
    )
    if subject not in SUBJECTS and not drawn:
        raise Missing(Say(N_("没有这类字段")))
    return subject


def _draw(by: Actor, subject: str, step: Callable[[Draft], Draft]) -> Draft:
    with db.writing():
        db.chain_lock("design")
        draft = _draft(_known(subject)) or _begin(by, subject)
        before = tuple(map(rules.restored, draft.body["fields"]))
        after = step(before)
        past = [*draft.body["past"], draft.body["fields"]][-_PAST:]
        _keep(by, draft, {"fields": [rules.plain(one) for one in after], "past": past})
    return after


def _draft(subject: str) -> DesignVersion | None:
    found: DesignVersion | None = (
        DesignVersion.select()
        .join(Design, on=(Design.id == DesignVersion.design_id))
        .where((Design.kind == "form") & (Design.code == f"fields-{subject}") & DesignVersion.published_at.is_null())
        .first()
    )
    return found


def _begin(by: Actor, subject: str) -> DesignVersion:
    """The first step: a draft of what is live."""
    code = f"fields-{subject}"
    design = Design.get_or_none((Design.kind == "form") & (Design.code == code))
    name = f"{SUBJECTS.get(subject, '问卷')}字段"
    design_id = design.id if design else Design.insert(kind="form", code=code, name=name, org_id=1).execute()
    newest = db.value("SELECT coalesce(max(version), 0) FROM design_version WHERE design_id = ?", design_id)
    body = {"fields": [rules.plain(one) for one in queries.of(subject)], "past": []}
    made: DesignVersion = DesignVersion.create(design_id=design_id, version=newest + 1, body=body, by_id=by.id)
    return made


def _keep(by: Actor, draft: DesignVersion, body: dict[str, Any]) -> None:
    DesignVersion.update(body=body, by_id=by.id).where(DesignVersion.id == draft.id).execute()
    audit.record(by, "field.drawn", "design", draft.design_id, after={"n": len(body["fields"])})


def _must_keep_choices(subject: str, before: rules.OwnField, after: rules.OwnField) -> None:
    """A choice that is filled in somewhere may be renamed, but not taken away."""
    kept = {choice["id"] for choice in after.options.get("choices", ())}
    live = {one.code: one for one in queries.of(subject)}.get(before.code)
    if live:
        _must_keep_asked(subject, live, after)
    gone = [choice["label"] for choice in (live.options.get("choices", ()) if live else ()) if choice["id"] not in kept]
    for label in gone:
        n = sum(label in _several(ext[queries.OWN][before.code]) for _, ext in queries.holders(subject, before.code))
        if n:
            raise Refused(Say(N_("选项“{label}”有 {n} 处在用，不能删除；可以改名。"), label=label, n=n))


def _several(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _put(by: Actor, subject: str, sort: int, one: rules.OwnField, live: rules.OwnField | None) -> None:
    renames = _renames(live, one) if live else {}
    if live:
        _must_keep_asked(subject, live, one)
    told = rules.plain(one) | {"sort": sort, "subject": subject}
    if live is None:
        field_id = int(OwnField.insert(**told).execute())
    else:
        field_id = int(live.id or 0)
        OwnField.update(**told).where(OwnField.id == field_id).execute()
    if renames:
        _rewrite(subject, one.code, renames)
    if renames or (live and live.searchable != one.searchable):
        _index(subject, field_id, one)
    if one.options.get("default") and (live is None or live.options.get("default") != one.options["default"]):
        args = {"subject": subject, "code": one.code}
        jobs.add("field-default", f"field-default:{field_id}:{clock.now()}", args, by)


def _renames(live: rules.OwnField, one: rules.OwnField) -> dict[str, str]:
    """Old label to new one of the choices that stayed."""
    new = {choice["id"]: choice["label"] for choice in one.options.get("choices", ())}
    old = {choice["id"]: choice["label"] for choice in live.options.get("choices", ())}
    return {old[key]: label for key, label in new.items() if key in old and old[key] != label}


def _with_renamed_clauses(
    one: rules.OwnField, live: Mapping[str, rules.OwnField], wanted: list[rules.OwnField]
) -> rules.OwnField:
    """Conditions follow the new names of choices of other fields."""
    renamed = {other.code: _renames(live[other.code], other) for other in wanted if other.code in live}
    plain = rules.plain(one)
    for when in ("required_when", "visible_when"):
        for clause in (plain[when] or {}).get("clauses", ()):
            clause[2] = renamed.get(clause[0], {}).get(clause[2], clause[2])
    return rules.restored(plain | {"id": one.id})


def _rewrite(subject: str, code: str, renames: Mapping[str, str]) -> None:
    changed = []
    for row_id, ext in queries.holders(subject, code):
        value = ext[queries.OWN][code]
        new = [renames.get(each, each) for each in value] if isinstance(value, list) else renames.get(value, value)
        if new != value:
            ext[queries.OWN][code] = new
            changed.append((dumps(ext), row_id))
    db.many(f"UPDATE {queries.TABLES[subject]} SET ext = ? WHERE id = ?", changed)


def _index(subject: str, field_id: int, one: rules.OwnField) -> None:
    """Build the search keys of one field anew."""
    FieldValue.delete().where(FieldValue.field_id == field_id).execute()
    rows = [
        (field_id, key, row_id)
        for row_id, ext in queries.holders(subject, one.code)
        for key in dict.fromkeys(own_values.keys(one, ext[queries.OWN][one.code]))
    ]
    db.many("INSERT INTO field_value (field_id, value, subject_id) VALUES (?, ?, ?)", rows)


def _must_be_free(subject: str, code: str, name: str) -> None:
    """Refused while a flow that runs or a rule of dispatch uses a field, with all of them named."""
    if uses := field_uses.of(subject, code):
        said = {"name": name, "uses": "、".join(str(use.where) for use in uses)}
        raise Refused(Say(N_("“{name}”还用在{uses}里，请先改那边再删。"), **said))


def _must_keep_asked(subject: str, live: rules.OwnField, after: rules.OwnField) -> None:
    """A choice that a flow or a rule of dispatch compares with keeps its name: what is published never changes."""
    labels = set(live.choices) - set(after.choices)
    if not labels:
        return
    for use in field_uses.of(subject, live.code):
        for label in sorted(labels & use.values):
            said = {"label": label, "use": str(use.where)}
            raise Refused(Say(N_("选项“{label}”用在{use}的条件里，请先改那边再改名或删除。"), **said))


def _retire(subject: str, code: str, name: str) -> None:
    if n := queries.uses(subject, code):
        raise Refused(Say(N_("有 {n} 处已经填了“{code}”，不能删除。"), n=n, code=code))
    _must_be_free(subject, code, name)
    OwnField.update(retired_at=clock.now()).where((OwnField.subject == subject) & (OwnField.code == code)).execute()


def _fill_default(job: Job) -> dict[str, Any]:
    """Write a default where nothing stands, portion by portion; safe to run again."""
    subject, code = job.args["subject"], job.args["code"]
    one = next((field for field in queries.of(subject) if field.code == code), None)
    if one is None or not one.options.get("default"):
        return {"n": 0}
    text = one.options["default"]
    value = own_values.read(one, text.split("、") if one.kind == "choices" else text)
    after: int | None = 0
    n = 0
    while after is not None:
        with db.writing():  # read and written together, or an edit between the two would be lost
            after, written = _fill_portion(subject, one, value, after)
        n += written
    return {"n": n}


def _fill_portion(subject: str, one: rules.OwnField, value: Any, after: int) -> tuple[int | None, int]:
    """One portion behind a row: where to go on, None at the end, and how many rows were filled."""
    table, portion = queries.TABLES[subject], list[tuple[str, int]]()
    rows = db.rows(f"SELECT id, ext FROM {table} WHERE id > ? ORDER BY id LIMIT ?", after, _AT_ONCE)
    for row_id, stored in rows:
        ext = db.unpacked(stored) or {}
        own = ext.get(queries.OWN) or {}
        if one.code not in own:
            portion.append((dumps(ext | {queries.OWN: own | {one.code: value}}), row_id))
    db.many(f"UPDATE {table} SET ext = ? WHERE id = ?", portion)
    keys = [(one.id, key, row_id) for _ext, row_id in portion for key in own_values.keys(one, value)]
    db.many("INSERT INTO field_value (field_id, value, subject_id) VALUES (?, ?, ?)", keys)
    return (rows[-1][0] if len(rows) == _AT_ONCE else None), len(portion)


JOBS = {"field-default": _fill_default}
