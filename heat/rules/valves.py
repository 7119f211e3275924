"""Valves (开关阀): what a job may be for, what proves that it was done, and what does not fit together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from heat.rules.fields import Choice, Number, Text
from heat.words import N_, Refused, Say

KIND = "valve"  # the sort of ticket a job is
ACTS = {"close": N_("关阀"), "open": N_("开阀"), "check": N_("查验")}
REASONS = (
    N_("报停"), N_("复热"), N_("欠费停供"), N_("缴费恢复"), N_("检修"), N_("季中核查"), N_("稽查"), N_("更正记录"),
)  # fmt: skip
CORRECTION = "更正记录"
STATES = {"open": N_("开"), "closed": N_("关")}
FOUND = {"open": N_("开着"), "closed": N_("关着，铅封完好"), "tampered": N_("铅封被破坏或被私自打开")}
SUSPECTS = {
    "opened": N_("登记为关，到场是开着"),
    "tampered": N_("铅封被破坏"),
    "seal": N_("拆下的铅封号和登记的不同"),
}
# why a job was not done: it becomes a second visit
FAILURES = (N_("家中无人"), N_("阀门卡死"), N_("用户拒绝"), N_("找不到阀门"), N_("没有锁闭阀"), N_("其他"))
HEATED, STOPPED = ("supplied", "partial", "limited"), ("suspended", "cut")
_LEFT = {"close": "closed", "open": "open"}
FORM = ("valve_found", "valve_state", "seal", "seal_off", "meter")
_FIELDS = (
    Choice("valve_found", N_("到场时阀门"), options=list(FOUND.items())),
    Choice("valve_state", N_("处理后阀门"), options=list(STATES.items())),
    Text("seal", N_("新铅封号"), required=False, most=40),
    Text("seal_off", N_("拆下的铅封号"), required=False, most=40),
    Number("meter", N_("热表读数"), required=False, most=Decimal(99_999_999), places=3),
)


@dataclass(frozen=True)
class Known:
    """What the register says before a job: state and seal, both '' where nothing is known."""

    state: str = ""
    seal: str = ""


@dataclass(frozen=True)
class Proof:
    """What whoever stood at the valve writes down; the reading in thousandths of the meter's unit."""

    found: str
    state: str
    seal: str = ""
    seal_off: str = ""
    reading_milli: int | None = None

    def told(self) -> dict[str, Any]:
        """As a step of the ticket keeps it."""
        return asdict(self)


def read(typed: Mapping[str, Any]) -> Proof:
    """A proof as a form tells it; Refused with the first thing that cannot be."""
    found, state, seal, seal_off, meter = (one.read(str(typed.get(one.name, "") or "")) for one in _FIELDS)
    reading = None if meter is None else int(Decimal(meter) * 1000)
    return Proof(found, state, spelled(seal), spelled(seal_off), reading)


def spelled(number: str | None) -> str:
    """A seal's number as it is compared: no spaces, capital letters."""
    return "".join((number or "").split()).upper()


def check(act: str, proof: Proof, known: Known) -> None:
    """Refused when a proof does not fit what the job was for or what hangs at the valve.

    What is only strange (an open valve where a closed one is on file, another seal) is taken: it is what was found.
    """
    if (left := _LEFT.get(act)) and proof.state != left:
        words = {"act": ACTS[act], "state": STATES[left]}
        raise Refused(Say(N_("这张工单是{act}，处理后应当是“{state}”；没有办成请用“没办成”选原因"), **words))
    if known.seal and proof.found != "tampered" and proof.state != "closed" and not proof.seal_off:
        raise Refused(Say(N_("请填写拆下的铅封号，登记的是 {seal}"), seal=known.seal))
    if (
        proof.state == "closed"
        and not proof.seal
        and not (known.seal and not proof.seal_off and proof.found == "closed")
    ):
        raise Refused(Say(N_("关着的阀门要有铅封：请填写新铅封号")))
    if proof.seal and proof.seal in (proof.seal_off, known.seal):
        raise Refused(Say(N_("新铅封号和拆下的一样：铅封剪断后不能再用，请核对")))


def suspect(proof: Proof, known: Known) -> str | None:
    """What about a proof speaks of somebody else's hand, the gravest first; None for nothing."""
    if proof.found == "tampered":
        return "tampered"
    if known.state == "closed" and proof.found == "open":
        return "opened"
    return "seal" if known.seal and proof.seal_off and proof.seal_off != known.seal else None


def keeps_seal(proof: Proof, known: Known) -> bool:
    """Whether the seal that was there still hangs after the job."""
    return bool(known.seal) and not proof.seal and not proof.seal_off and proof.state == "closed"


def must_be_shown(act: str, kinds: Collection[str]) -> None:
    """Refused without photos: before and after for what moves a valve, one for a check; a signed sheet counts."""
    if "sheet" in kinds or (act == "check" and {"before", "after"} & set(kinds)):
        return
    if "before" not in kinds:
        raise Refused(Say(N_("请先拍处理前的照片：看得见阀门和铅封")))
    if "after" not in kinds:
        raise Refused(Say(N_("请拍处理后的照片：看得见阀门和新铅封号")))


def outcome(proof: Proof) -> str:
    """The visit in a few words."""
    return f"阀门{STATES[proof.state]}" + (f"，铅封 {proof.seal}" if proof.seal else "")


def summary(act: str, reason: str) -> str:
    """What stands on the ticket; Refused for an act or a reason that is none of ours."""
    if act not in ACTS:
        raise Refused(Say(N_("请选择开阀、关阀还是查验")))
    if reason not in REASONS:
        raise Refused(Say(N_("请从列表里选择原因")))
    return f"{ACTS[act]}（{reason}）"


def why_not(act: str, state: str, job: str) -> str:
    """Why a household of a list needs no job of this sort: its number of an open one, or the state it has already."""
    if job:
        return N_("已有未完成的开关阀工单")
    return N_("阀门已经是这个状态") if _LEFT.get(act) == state else ""
