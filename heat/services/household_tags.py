"""Tags and blacklist by hand: said with a reason, ended with a reason, gone on the day that was said."""

from __future__ import annotations

from collections.abc import Mapping

from heat import clock, db
from heat.models import FOREVER, Tag
from heat.queries import household_tags
from heat.rules import masking, tags
from heat.rules.fields import Day, Filled, Text, fill
from heat.rules.permissions import Actor
from heat.rules.tags import BLACKLIST
from heat.services import audit, households
from heat.words import N_, Missing, Refused, Say

ADD = (
    Text("tag", N_("标签"), most=12),
    Text("reason", N_("原因"), most=200),
    Day("until", N_("到期日"), required=False),
)
END = (Text("reason", N_("原因"), most=200),)


def add(by: Actor, household_id: int, typed: Mapping[str, str]) -> Filled:
    """Put a tag in one's own words on a household, with its reason and, if it shall end, the first day it is gone."""
    filled = _filled(typed)
    if filled.ok and filled["tag"] in {kind.name for kind in tags.KINDS}:
        filled.errors["tag"] = Say(N_("“{tag}”由系统自动判断，请换一个词。"), tag=filled["tag"])
    if not filled.ok:
        return filled
    with db.writing():
        households.seen(by, household_id)
        if any(one.code == filled["tag"] for one in household_tags.of(household_id)):
            filled.errors["tag"] = Say(N_("这一户已经有“{tag}”标签了。"), tag=filled["tag"])
            return filled
        _insert(by, filled["tag"], filled, household_id=household_id)
        after = {"tag": filled["tag"], "reason": filled["reason"]}
        audit.record(by, "tag.added", "household", household_id, after=after)
    return filled


def _filled(typed: Mapping[str, str]) -> Filled:
    filled = fill(ADD, typed)
    if filled.ok and filled["until"] and filled["until"] <= clock.today():
        filled.errors["until"] = Say(N_("到期日要在今天以后；不会到期的就空着。"))
    return filled


def _insert(by: Actor, code: str, filled: Filled, **whose: int) -> None:
    row = {"code": code, "reason": filled["reason"], "source": "staff", "by_id": by.id}
    Tag.insert(**whose, **row, valid_from=clock.today(), valid_to=filled["until"] or FOREVER).execute()


def end(by: Actor, household_id: int, tag_id: int, typed: Mapping[str, str]) -> Filled:
    """Take a tag of staff off a household, with a reason; what the rules say ends with its fact only."""
    filled = fill(END, typed)
    if not filled.ok:
        return filled
    with db.writing():
        tag = _in_force(by, household_id, tag_id)
        if tag.source == "rule":
            raise Refused(Say(N_("“{tag}”是系统自动判断的，原因消除后自己会去掉。"), tag=tag.name))
        if tag.code == BLACKLIST:
            raise Missing(Say(N_("黑名单要由有权解除的人解除")))
        Tag.update(valid_to=clock.today()).where(Tag.id == tag_id).execute()
        after = {"tag": tag.code, "reason": filled["reason"]}
        audit.record(by, "tag.ended", "household", household_id, after=after)
    return filled


def blacklist(by: Actor, household_id: int, party_id: int, typed: Mapping[str, str]) -> Filled:
    """Put a person of the household on the blacklist, with a reason; it shows on every household of theirs."""
    filled = _filled({**typed, "tag": BLACKLIST})
    if not filled.ok:
        return filled
    with db.writing():
        party = households.person(by, household_id, party_id)
        if any(one.party_id == party_id and one.code == BLACKLIST for one in household_tags.of(household_id)):
            raise Refused(Say(N_("{name} 已经在黑名单里"), name=party.name))
        _insert(by, BLACKLIST, filled, party_id=party_id)
        after = {"name": masking.name(party.name), "reason": filled["reason"]}
        audit.record(by, "person.blacklisted", "household", household_id, after=after)
    return filled


def release(by: Actor, household_id: int, tag_id: int, typed: Mapping[str, str]) -> Filled:
    """Take a person off the blacklist, with a reason."""
    filled = fill(END, typed)
    if not filled.ok:
        return filled
    with db.writing():
        tag = _in_force(by, household_id, tag_id)
        if tag.code != BLACKLIST:
            raise Missing(Say(N_("这不是黑名单")))
        Tag.update(valid_to=clock.today()).where(Tag.id == tag_id).execute()
        after = {"name": masking.name(tag.party), "reason": filled["reason"]}
        audit.record(by, "person.released", "household", household_id, after=after)
    return filled


def _in_force(by: Actor, household_id: int, tag_id: int) -> household_tags.TagRow:
    households.seen(by, household_id)
    found = next((one for one in household_tags.of(household_id) if one.id == tag_id), None)
    if found is None:
        raise Missing(Say(N_("这个标签已经不在了")))
    return found
