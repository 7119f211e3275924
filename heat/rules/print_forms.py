"""打印单: which parts stand on the printed sheet of a sort of ticket, in which order, under which title."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heat.rules.fields import Text, Whole
from heat.words import N_, Refused, Say

# every part a sheet may have, in the order in which those not yet chosen are offered
PARTS = {
    "customer": N_("客户与诉求"),
    "visit": N_("维修工和时间"),
    "instructions": N_("说明文字"),
    "causes": N_("故障原因"),
    "checks": N_("检查项"),
    "remedies": N_("怎么处理的"),
    "temperatures": N_("温度表"),
    "results": N_("办结原因"),
    "fields": N_("自定义字段"),
    "materials": N_("用料"),
    "costs": N_("费用和工时"),
    "notes": N_("说明栏"),
    "lines": N_("空白行"),
    "opinion": N_("客户意见"),
    "signatures": N_("签字"),
    "slip": N_("撕下的服务卡"),
}
PLACES = (N_("客厅"), N_("主卧"), N_("次卧"), N_("厨房"), N_("供水"), N_("回水"))
MOST_PLACES = 8
TITLE = Text("title", N_("单子的标题"), most=10)
PLACE = Text("places", N_("测温的地方"), most=6)
INSTRUCTIONS = Text("instructions", N_("说明文字"), most=300, lines=True)
MOST_INSTRUCTIONS = 8  # lines of them: more would be a page of its own
LINES = Whole("lines", N_("空白行数"), least=Decimal(1), most=Decimal(12))
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class PrintForm:
    """A sheet as it is drawn. `twice` asks for temperatures before and after; `lines` are empty ruled ones."""

    title: str
    parts: tuple[str, ...]
    places: tuple[str, ...] = PLACES
    twice: bool = True
    lines: int = 4
    instructions: str = ""


_LAST = ("opinion", "signatures", "slip")
ORDER = PrintForm(
    N_("维修工单"),
    ("customer", "visit", "causes", "checks", "remedies", "temperatures", "materials", "costs", "notes", *_LAST),
)
# a valve job asks what the register must know; nobody draws that away
VALVE = PrintForm(N_("开关阀工单"), ("customer", "visit", "valve", "materials", "costs", "notes", *_LAST))
TEMPERATURE = PrintForm(
    N_("测温单"),
    ("customer", "visit", "checks", "temperatures", "results", "causes", "notes", *_LAST),
    (N_("客厅"), N_("主卧"), N_("次卧"), N_("书房"), N_("厨房"), N_("供水"), N_("回水")),
    twice=False,
)
INSTALLATION = PrintForm(
    N_("安装验收单"),
    ("customer", "visit", "checks", "fields", "materials", "costs", "lines", "instructions", *_LAST),
    instructions=N_("逐项检查合格后双方签字；不合格的，在空白行写明整改内容和期限，改好后再签。"),
)


def plain(one: PrintForm) -> dict[str, Any]:
    """A sheet for storing."""
    return {
        "title": one.title, "parts": list(one.parts), "places": list(one.places), "twice": one.twice,
        "lines": one.lines, "instructions": one.instructions,
    }  # fmt: skip


def restored(body: Mapping[str, Any] | None) -> PrintForm | None:
    """A sheet from its stored form; None for a sort that has none of its own."""
    if body is None:
        return None
    return PrintForm(
        str(body["title"]), tuple(body["parts"]), tuple(body["places"]), bool(body["twice"]), int(body["lines"]),
        str(body["instructions"]),
    )  # fmt: skip


def told(form: Mapping[str, Any]) -> PrintForm:
    """A sheet as a form tells it; Refused with the first thing that cannot be.

    `form`: title, parts [code in their order], places as lines of text, twice, lines, instructions. What belongs to a
    part that is not chosen may be empty.
    """
    title = TITLE.read(str(form.get("title", "")).strip())
    parts = tuple(dict.fromkeys(str(one) for one in form.get("parts", ())))
    if any(one not in PARTS for one in parts):
        raise Refused(Say(N_("没有这个选项，请重新选择")))
    if not parts:
        raise Refused(Say(N_("单子上至少要有一块，请勾选")))
    lines, places, words = (str(form.get(name, "")) for name in ("lines", "places", "instructions"))
    return PrintForm(
        title,
        parts,
        _places(places) if places.strip() or "temperatures" in parts else PLACES,
        form.get("twice") != "0",
        LINES.read(lines) if lines.strip() or "lines" in parts else 4,
        _instructions(words, needed="instructions" in parts),
    )


def _places(text: str) -> tuple[str, ...]:
    places = tuple(
        dict.fromkeys(PLACE.read(line.strip()) for line in text.replace("\r", "").split("\n") if line.strip())
    )
    if not 1 <= len(places) <= MOST_PLACES:
        raise Refused(Say(N_("温度表要有 1 到 {most} 个测温的地方，一行一个"), most=MOST_PLACES))
    return places


def _instructions(text: str, *, needed: bool) -> str:
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        if needed:
            raise Refused(Say(N_("勾了“说明文字”这一块，请写上内容")))
        return ""
    if kept.count("\n") >= MOST_INSTRUCTIONS:
        raise Refused(Say(N_("说明文字最多 {most} 行"), most=MOST_INSTRUCTIONS))
    return str(INSTRUCTIONS.read(kept))


def laid_out(chosen: Sequence[str]) -> list[str]:
    """Every part: those that stand on the sheet in their order, the others before what closes it.

    A part that is switched on must not land below the signatures and the card that is torn off.
    """
    end = len(chosen)
    while end and chosen[end - 1] in _LAST:
        end -= 1
    return [*chosen[:end], *(one for one in PARTS if one not in chosen), *chosen[end:]]


def moved(parts: Sequence[str], move: str) -> tuple[str, ...]:
    """The parts after one of them went a place up or down; `move` is "notes up". As they are for anything else."""
    code, _, way = move.partition(" ")
    order = list(parts)
    if code in order and way in (UP, DOWN):
        here = order.index(code)
        there = here - 1 if way == UP else here + 1
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
    return tuple(order)


def missing(one: PrintForm, written: Collection[str]) -> list[str]:
    """Chosen parts that print nothing since the sort has no words for them; `written` are its lists that are filled."""
    lists = {"checks": "checklist", "results": "results", "fields": "fields"}
    return [part for part in one.parts if part in lists and lists[part] not in written]
