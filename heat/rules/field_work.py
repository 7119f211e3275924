"""What a technician tells of a repair, and what a phone had in its queue: read before it is believed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from heat.rules import costs, inspections, patrols, valves
from heat.rules.fields import Celsius, Text
from heat.rules.flows import Flow
from heat.rules.tickets import TOLD
from heat.words import N_, Refused, Say

# steps a phone may send; the last two change no state
STEPS = ("accept", "arrive", "resume", "hold", "return", "finish")
ACTIONS = (*STEPS, "note", "photo")
# how a conflict was decided: as sent, 算我的, 作为协作记录
AS_SENT, MINE, ASIDE = "", "mine", "aside"
REMEDIES = (N_("排气"), N_("清洗过滤器"), N_("换阀"), N_("补漏"), N_("调平衡"), N_("需再上门"), N_("转其他单位"))
PHOTO_KINDS = ("before", "after")
# where several may be ticked they travel as one text; a check may be a sentence with a 、 of its own
SEVERAL = {"remedies": "、", "checks": "\n"}
TELLS = ("reason", "cause", "before", "celsius", "minutes", "text")
FORM = (
    *TELLS,
    "return_before",
    "return_after",
    "room",
    *SEVERAL,
    "helper",
    "planned",
    "borne_by",
    "quoted",
    "consent",
    *valves.FORM,
    *inspections.FORM,
)
_MORE = {
    told.name: told
    for told in (
        Celsius("return_before", N_("处理前回水温度"), required=False, least=Decimal(0), most=Decimal(120)),
        Celsius("return_after", N_("处理后回水温度"), required=False, least=Decimal(0), most=Decimal(120)),
        Text("room", N_("测温房间"), required=False, most=20),
    )
}
# the thermometers of a finished repair, before and after
ROOM, RETURN = (TOLD["before"], TOLD["celsius"]), (_MORE["return_before"], _MORE["return_after"])
_EARLIEST, _LATEST = 946_684_800_000, 4_102_444_800_000  # 2000 to 2100: beyond, a phone's clock says nothing at all
_DAY_OF_MINUTES = 1440


@dataclass(frozen=True)
class Queued:
    """One thing a phone had written down: which ticket, what was done, under which key, and what was told with it.

    `phone_at` is what the phone's own clock said, in UTC milliseconds: it is shown and never counted with.
    """

    ticket_id: int
    action: str
    key: str
    mode: str = AS_SENT
    phone_at: int | None = None
    told: dict[str, Any] = field(default_factory=dict)


def queued(typed: Mapping[str, str]) -> Queued:
    """What a phone sent, read; Refused in a sentence when it is no step of ours."""
    ticket, action, key, mode = (typed.get(name, "") for name in ("ticket", "action", "key", "mode"))
    if action not in ACTIONS or mode not in (AS_SENT, MINE, ASIDE) or not _number(ticket):
        raise Refused(Say(N_("手机传来的这一步看不懂，请刷新页面后重做")))
    if not (8 <= len(key) <= 64 and key.isascii() and key.isalnum()):
        raise Refused(Say(N_("手机传来的这一步没有编号，请刷新页面后重做")))
    told = {name: typed[name] for name in TELLS if typed.get(name)} | more(typed)
    return Queued(int(ticket), action, key, mode, phone_at(typed.get("at", "")), told)


def more(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What a form tells of a repair beside the steps' own fields: water temperatures and what was done."""
    read = {name: told.read(str(typed.get(name, "") or "")) for name, told in _MORE.items()}
    kept = {name: value for name, value in read.items() if value is not None}
    ticked = {name: str(typed.get(name, "") or "").split(between) for name, between in SEVERAL.items()}
    if remedies := [one for one in REMEDIES if one in ticked["remedies"]]:
        kept["remedies"] = remedies
    if checks := [line for one in ticked["checks"] if (line := one.strip())]:
        kept["checks"] = checks
    if _number(helper := str(typed.get("helper", ""))):
        kept["helper"] = int(helper)
    if typed.get("borne_by"):
        kept |= _money(typed)
    if typed.get("valve_state") or typed.get("valve_found"):
        proof = valves.read(typed)
        kept |= {valves.KIND: proof.told(), "cause": valves.outcome(proof)}
    if typed.get("finding"):
        found = inspections.read(typed)
        kept |= {inspections.KIND: found.told(), "cause": inspections.outcome()}
    if walked := patrols.told(typed):
        kept |= {patrols.KIND: walked, "cause": N_("巡检完成")}
    if when := planned(str(typed.get("planned", ""))):
        kept["planned"] = when
    return kept


def joined(choices: Callable[[str], list[str]]) -> dict[str, str]:
    """What a form ticked of each list of several, as one text a list; `choices` gives the values under a name."""
    return {name: between.join(choices(name)) for name, between in SEVERAL.items()}


def checked(ticked: Iterable[str], checklist: Iterable[str]) -> dict[str, list[str]]:
    """A list of checks as the record keeps it: what was looked at and what was not, in the order of the list.

    Nothing where nothing was ticked: the list was not used. What stands in no list is left out.
    """
    found, asked = set(ticked), tuple(checklist)
    done = [one for one in asked if one in found]
    return {"checks": done, "unchecked": [one for one in asked if one not in found]} if done else {}


def _money(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was used and who bears it, as the record keeps it."""
    bearing = costs.bearing(typed)
    kept: dict[str, Any] = {"borne_by": bearing.borne_by}
    if used := costs.parts(typed):
        kept["parts"] = {str(item): milli for item, milli in used.items()}
    if bearing.quoted_fen:
        kept |= {"quoted_fen": bearing.quoted_fen, "consent": bearing.consent}
    return kept


def planned(text: str) -> str:
    """The minute of the next visit as a browser writes it, 2026-11-22T09:00, on the wall clock of the office."""
    if not text:
        return ""
    try:
        day = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
        if not 2000 <= day.year < 2100:
            raise ValueError(text)
        return f"{day:%Y-%m-%dT%H:%M}"
    except ValueError:
        raise Refused(Say(N_("下次上门时间“{typed}”看不懂，请重新选择"), typed=text[:20])) from None


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def phone_at(text: str) -> int | None:
    """The phone's clock as it was sent, None when it says nothing sensible."""
    return int(text) if _number(text) and _EARLIEST <= int(text) < _LATEST else None


def minutes_between(arrived_at: int | None, finished_at: int | None) -> int | None:
    """Minutes of work by the phone's own clock: wrong by a day it still runs evenly. None when it was changed."""
    if arrived_at is None or finished_at is None or finished_at < arrived_at:
        return None
    minutes = (finished_at - arrived_at) // 60_000
    return minutes if minutes <= _DAY_OF_MINUTES else None


def fingerprint(sent: Queued, contents: bytes = b"") -> bytes:
    """What was asked under a key, so that another thing under the same key is noticed."""
    said = repr((sent.ticket_id, sent.action, sorted((name, str(value)) for name, value in sent.told.items())))
    return hashlib.sha256(said.encode() + contents).digest()


def way_to(flow: Flow, state: str, action: str) -> list[str] | None:
    """The steps of field work that lead from a state to where `action` can be taken, the shortest first; None: no way.

    Only steps that ask nothing are walked: nobody may invent a reason.
    """
    waiting: deque[tuple[str, list[str]]] = deque([(state, [])])
    seen = {state}
    while waiting:
        here, walked = waiting.popleft()
        if (here, action) in flow.moves:
            return walked
        for move in flow.leaving(here):
            step = move.action
            if move.to not in seen and step in STEPS and not move.asks:
                seen.add(move.to)
                waiting.append((move.to, [*walked, step]))
    return None
