"""Inspections (稽查): what is looked for, what an inspector writes down at the door, what may be decided of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from heat.rules.fields import Area, Celsius, Choice, Text, Yuan
from heat.rules.money import Fen
from heat.words import N_, Refused, Say

KIND = "inspection"  # the sort of ticket a task is
REASONS = {
    "valve": N_("私开阀门"),
    "tap": N_("私接取热"),
    "drain": N_("私自放水"),
    "stopped": N_("停供户用热"),
    "area": N_("面积不符"),
    "use": N_("改变用热性质"),
    "device": N_("私装换热器或循环泵"),
    "meter": N_("破坏热表或铅封"),
    "check": N_("例行核查"),
}
SOURCES = {"tip": N_("举报"), "mismatch": N_("阀门对不上"), "sample": N_("随机抽查"), "office": N_("公司安排")}
FINDINGS = {"normal": N_("正常"), "abnormal": N_("不正常"), "unsure": N_("不确定")}
VERDICTS = {"cleared": N_("不成立"), "confirmed": N_("成立")}
# why nothing came of a visit
FAILURES = (N_("家中无人"), N_("用户拒绝入户"), N_("地址不对"), N_("其他"))
FORM = ("finding", "record", "supply_c", "return_c", "room_c", "measured_m2", "unsigned")
MOST_DRAWN = 50
FACTS = (
    Celsius("supply_c", N_("供水温度"), required=False, least=Decimal(0), most=Decimal(120)),
    Celsius("return_c", N_("回水温度"), required=False, least=Decimal(0), most=Decimal(120)),
    Celsius("room_c", N_("室温"), required=False, least=Decimal(-30), most=Decimal(50)),
    Area("measured_m2", N_("实测面积"), required=False),
)
_FINDING = Choice("finding", N_("现场结论"), options=list(FINDINGS.items()))
_RECORD = Text("record", N_("现场情况"), most=1000, lines=True)
WHY = Text("why", N_("理由"), most=300)
TIP = Text("text", N_("线索"), required=False, most=300)
_MONEY = Yuan("penalty", N_("追缴金额"), required=False, most_fen=10_000_000)


@dataclass(frozen=True)
class Found:
    """What an inspector found at the door; facts by name as decimals in text. `unsigned`: the user would not sign."""

    finding: str
    record: str
    facts: dict[str, str]
    unsigned: bool = False

    def told(self) -> dict[str, Any]:
        """As a step of the ticket keeps it."""
        return asdict(self)


def read(typed: Mapping[str, Any]) -> Found:
    """What a form tells of a visit; Refused with the first thing that cannot be."""
    finding = _FINDING.read(str(typed.get("finding", "") or ""))
    record = _RECORD.read(str(typed.get("record", "") or "").replace("\r\n", "\n").strip())
    read_ = {one.name: one.read(str(typed.get(one.name, "") or "")) for one in FACTS}
    facts = {name: str(value) for name, value in read_.items() if value is not None}
    return Found(finding, record, facts, bool(typed.get("unsigned")))


def must_be_proved(found: Found, kinds: Collection[str]) -> None:
    """Refused where something is wrong and nothing shows it: a photo, and a signature or the refusal of one."""
    if found.finding != "abnormal":
        return
    if not {"before", "after", "photo", "sheet"} & set(kinds):
        raise Refused(Say(N_("“不正常”要有取证照片，请拍照")))
    if not found.unsigned and not {"signature", "sheet"} & set(kinds):
        raise Refused(Say(N_("“不正常”要请用户签字；用户不签就勾“拒绝签字”")))


def outcome() -> str:
    """The visit as the ticket and the household's file tell it: what was found is for those who may open it."""
    return "稽查完成"


def tip(reason: str, text: str) -> str | None:
    """What gave rise to a task, for those who may open it; Refused for a reason that is none of ours."""
    if reason not in REASONS:
        raise Refused(Say(N_("请选择稽查事由")))
    return TIP.read(text.strip()) or None


@dataclass(frozen=True)
class Verdict:
    """What is decided: whether it stands, why, what is to be paid, whether the person goes on the blacklist."""

    verdict: str
    why: str
    penalty_fen: Fen = 0
    blacklist: bool = False


def decided(typed: Mapping[str, Any], finding: str) -> Verdict:
    """A verdict as a form tells it; Refused where money or the blacklist stand without a confirmed finding."""
    verdict, why = str(typed.get("verdict", "")), WHY.read(str(typed.get("why", "")))
    if verdict not in VERDICTS:
        raise Refused(Say(N_("请选择成立还是不成立")))
    fen, black = _MONEY.read(str(typed.get("penalty", "") or "")) or 0, bool(typed.get("blacklist"))
    if verdict == "cleared" and (fen or black):
        raise Refused(Say(N_("不成立就不能追缴，也不能列入黑名单")))
    if verdict == "confirmed" and finding == "normal":
        raise Refused(Say(N_("现场结论是正常，不能判成立：请再稽查一次")))
    return Verdict(verdict, why, fen, black)
