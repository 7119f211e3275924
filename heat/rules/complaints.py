"""Complaints (投诉): what an investigation may find, who may not touch one, when it may close, what repeats another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from heat.rules.fields import Text
from heat.words import N_, Refused, Say

KIND = "complaint"  # the code of the sort of ticket that is a complaint, whatever flow the office lets it run on
TRUE, PARTLY, FALSE = "true", "partly", "false"
FINDINGS = {TRUE: N_("属实"), PARTLY: N_("部分属实"), FALSE: N_("不属实")}
CAUSES = (
    N_("供热不达标"),
    N_("维修不及时"),
    N_("维修质量"),
    N_("服务态度"),
    N_("收费差错"),
    N_("停热未通知"),
    N_("施工扰民"),
    N_("用户自身原因"),
    N_("其他"),
)
CATEGORIES = (N_("室温"), N_("维修"), N_("服务"), N_("收费"), N_("停热"), N_("施工"), N_("其他"))
RESULTS = (N_("属实已整改"), N_("不属实"), N_("已解释"))
WAYS = {
    "visit": N_("上门送达"),
    "counter": N_("当面领取"),
    "post": N_("邮寄"),
    "phone": N_("电话宣读"),
    "message": N_("短信或微信"),
}
FOUND = Text("found", N_("调查情况"), most=1000, lines=True)
MEASURES = Text("measures", N_("整改措施"), most=1000, lines=True)
SIGNER = Text("signer", N_("签发人"), most=20)
NOTE = Text("note", N_("签收人或快递单号"), required=False, most=60)
REASON = Text("reason", N_("原因"), most=200)
# the arrows of the ready flow that have a form of their own on the ticket page
FOUND_TRUE, FOUND_FALSE, DONE, ANSWERED = "blame-handle", "blame-reply", "handle-reply", "answer"
OWN_FORMS = (FOUND_TRUE, FOUND_FALSE, DONE, ANSWERED)
TOLD_TO_HOUSEHOLD = ("take", "taken-blame", ANSWERED, "close", "reopen", "cancel", "urge")
AGAIN_DAYS = 365  # a year back: a winter, and the same winter's trouble told again before the next one
ALIKE = 35  # per cent of two-character pieces two complaints share when they tell of one matter


@dataclass(frozen=True)
class Standing:
    """How far a complaint has come: what was found, and which of its three parts are written down."""

    finding: str | None = None
    measured: bool = False
    answered: bool = False


def may_go(standing: Standing, action: str, *, done: bool) -> None:
    """Refused with what is missing when a step would skip a part; `done` when the step would file the complaint."""
    if action in (FOUND_TRUE, FOUND_FALSE) and standing.finding is None:
        raise Refused(Say(N_("请先在“定责”里写下调查情况和结论")))
    if action == FOUND_TRUE and standing.finding == FALSE:
        raise Refused(Say(N_("结论是“不属实”，请直接答复用户")))
    if action == FOUND_FALSE and standing.finding != FALSE:
        raise Refused(Say(N_("结论不是“不属实”，请先交办整改，再答复用户")))
    if action == DONE and not standing.measured:
        raise Refused(Say(N_("请先写下整改措施，答复函要用")))
    if action == ANSWERED and not standing.answered:
        raise Refused(Say(N_("请先出答复函，并登记怎样送达")))
    if done and not (standing.finding and standing.answered):
        raise Refused(Say(N_("投诉要先定责、答复用户，才能归档")))


def read_finding(code: str, cause: str, causes: Collection[str]) -> str | None:
    """The cause that goes with a finding, None where nothing was wrong; Refused when it is not of the office's list."""
    if code not in FINDINGS:
        raise Refused(Say(N_("请选择结论：属实、部分属实还是不属实")))
    if cause in causes:
        return cause
    if cause or code != FALSE:
        raise Refused(Say(N_("请从列表里选择投诉原因")))
    return None


def must_not_be(actor_id: int | None, barred: Collection[int]) -> None:
    """Refused when somebody would act on a complaint about himself."""
    if actor_id in barred:
        raise Refused(Say(N_("这张投诉说的是您本人，按回避规定要由别人调查和答复")))


def earlier(now: int, due_at: int, before: int | None) -> None:
    """Refused when a deadline of a supervision is over already, or not earlier than the one there is."""
    if due_at <= now:
        raise Refused(Say(N_("督办期限要在现在以后，请检查日期")))
    if before is not None and due_at >= before:
        raise Refused(Say(N_("督办期限要比原来的时限早，请填一个更早的时间")))


@dataclass(frozen=True)
class Matter:
    """What a complaint is about, as far as the intake knows."""

    text: str
    category: str = ""


def same_matter(one: Matter, other: Matter) -> bool:
    """Whether two complaints of one household are the same matter: the same finer sort, or much the same words.

    Where both name a sort, the sort decides alone; else pieces of two characters are counted, shared of the shorter.
    """
    if one.category and other.category:
        return one.category == other.category
    a, b = _pieces(one.text), _pieces(other.text)
    return bool(a and b) and len(a & b) * 100 >= ALIKE * min(len(a), len(b))


def _pieces(text: str) -> set[str]:
    plain = "".join(letter for letter in text if letter.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def letter_number(year: int, n: int) -> str:
    """The number of the n-th letter of a year."""
    return f"DF{year}-{n:04d}"


def month_before(day: date, n: int) -> str:
    """The month n months before a day, as 2026-11."""
    months = day.year * 12 + day.month - 1 - n
    return f"{months // 12}-{months % 12 + 1:02d}"
