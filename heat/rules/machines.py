"""Company equipment: kinds, states, what is typed of it, and 设备完好率. docs/rules/machines.md"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from heat.rules.fields import Choice, Day, Text, Whole
from heat.words import N_, Refused, Say

KINDS = {
    "pump": N_("水泵"),
    "exchanger": N_("换热器"),
    "boiler": N_("锅炉"),
    "filter": N_("除污器"),
    "valve": N_("阀门"),
    "instrument": N_("仪表"),
    "other": N_("其他设备"),
}
STATES = {"in_use": N_("在用"), "standby": N_("备用"), "broken": N_("故障"), "retired": N_("报废")}
TONES = {"in_use": "ok", "standby": "info", "broken": "bad", "retired": ""}
WHOLE = ("in_use", "standby")
ROLES = {"repair": N_("维修"), "maintenance": N_("保养"), "patrol": N_("巡检")}
_ROLE_OF_KIND = {"patrol": "patrol", "maintenance": "maintenance"}
LEVELS = ("source", "substation", "circuit")
SOON_DAYS = 30  # how long before its day the end of a warranty is shown
FIELDS = (
    Text("code", N_("设备编号"), most=40),
    Text("name", N_("名称"), most=60),
    Choice("kind", N_("设备种类"), options=tuple(KINDS.items())),
    Text("spot", N_("安装位置"), required=False, most=60),
    Text("maker", N_("厂家"), required=False, most=60),
    Text("model", N_("型号"), required=False, most=60),
    Text("serial", N_("出厂编号"), required=False, most=60),
    Day("installed_on", N_("安装日期"), required=False),
    Day("warranty_until", N_("质保到"), required=False),
    Day("calibration_due", N_("下次检定"), required=False),
    Text("note", N_("备注"), required=False, most=500, lines=True),
)
REASON = Text("reason", N_("原因"), required=False, most=200)
HOURS = Whole("hours", N_("运行小时"), most=Decimal(2_000_000))


class Place(NamedTuple):
    """Where a machine stands: 'substation' and its id."""

    level: str
    id: int


def place_of(typed: str) -> Place:
    """The place a form tells as 'substation-3'; Refused for anything else."""
    level, _dash, number = typed.partition("-")
    if level not in LEVELS or not number.isascii() or not number.isdigit() or len(number) > 15:
        raise Refused(Say(N_("请选择设备装在哪个热源、换热站或机组")))
    return Place(level, int(number))


def role_of(ticket_kind: str) -> str:
    """As what a ticket of this sort belongs to a machine; a sort of the office's own is a repair."""
    return _ROLE_OF_KIND.get(ticket_kind, "repair")


def state_of(state: str, reason: str, now: str) -> str:
    """The reason for a change of state, tidied; Refused for no state, no change, or a break or end without a reason."""
    if state not in STATES:
        raise Refused(Say(N_("请选择设备状态")))
    if state == now:
        raise Refused(Say(N_("设备已经是“{state}”了"), state=STATES[state]))
    why = str(REASON.read(reason) or "")
    if state in ("broken", "retired") and not why:
        raise Refused(Say(N_("改成“{state}”要写原因"), state=STATES[state]))
    return why


def must_not_run_back(before: int | None, hours: int) -> None:
    """Refused when a counter shows less than it did: a new counter begins with a plan counted anew."""
    if before is not None and hours < before:
        raise Refused(Say(N_("上次抄到 {before} 小时，不能倒着走；换了计时器请先停用按小时的保养计划"), before=before))


def until(day: date | None, today: date, days: int = SOON_DAYS) -> str:
    """How near a day is: '' when there is none or it is far, 'soon' within so many days, 'over' once it has gone."""
    if day is None or (day - today).days > days:
        return ""
    return "over" if day < today else "soon"


def calibration_line(day: date | None) -> str:
    """The kind of the inbox's lines that tell of a calibration due on this day: another day is told anew."""
    return f"calibration:{day}"


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in one state; `to_at` is the instant after its last one. The keys are what shares are asked by."""

    machine_id: int
    keys: tuple[str, ...]
    state: str
    from_at: int
    to_at: int


@dataclass
class Share:
    """How whole equipment was: counted at the end of the time asked about, and over all of it in milliseconds."""

    machines: int = 0
    whole: int = 0
    whole_ms: int = 0
    all_ms: int = 0

    @property
    def now_percent(self) -> Decimal | None:
        """Whole machines of those on the register, None when there is none."""
        return percent(self.whole, self.machines)

    @property
    def time_percent(self) -> Decimal | None:
        """Whole time of the time on the register, None when there is none."""
        return percent(self.whole_ms, self.all_ms)


def percent(part: int, whole: int) -> Decimal | None:
    """A share with one decimal, rounded half up: 9 of 10 = 90.0; None of nothing."""
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def shares(spells: Iterable[Spell], first_at: int, end_at: int) -> dict[str, Share]:
    """The share of every key, and of all under '', between two instants (the second not included)."""
    made: dict[str, Share] = {"": Share()}
    for spell in spells:
        if spell.state == "retired":
            continue
        span = max(0, min(spell.to_at, end_at) - max(spell.from_at, first_at))
        last = spell.from_at < end_at <= spell.to_at
        for key in ("", *spell.keys):
            share, good = made.setdefault(key, Share()), spell.state in WHOLE
            share.all_ms += span
            share.whole_ms += span if good else 0
            share.machines += last
            share.whole += last and good
    return made
