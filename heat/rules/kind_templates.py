"""What belongs to a sort of ticket: who may open it, what is asked, its lists of words, checks and materials."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heat.rules import complaints, inspections, kits, print_forms
from heat.rules.fields import Text
from heat.rules.print_forms import PrintForm
from heat.rules.tickets import CAUSES, HOLD_REASONS, KIND
from heat.rules.valves import FAILURES
from heat.words import N_, Refused, Say

DOORS = {"desk": N_("客服和营业厅"), "hall": N_("网厅"), "api": N_("接口")}
FAMILIES = {"service": N_("服务"), "field": N_("外勤"), "business": N_("业务")}
PLACES = {"any": N_("住户或公共区域"), "household": N_("只能是已建档的住户"), "public": N_("公共区域，填地址")}
PRINTS = {"order": N_("打印工单"), "": N_("不打印")}
ICONS = (
    "snowflake", "droplet", "message", "flag", "temperature", "tool", "building-community", "clipboard-check",
    "mood-smile", "package", "star", "flame", "home", "dots", "key", "shield-check",
)  # fmt: skip
TONES = ("heat", "bad", "info", "vio", "warn", "ok", "brand", "plain")
NAME = Text("name", N_("名称"), most=8)
MOST_LINES, LONGEST_LINE = 30, 30
LONGEST_KIT_LINE = 80  # the name of an item and its quantity
LISTS = {
    "categories": N_("细类"),
    "causes": N_("故障原因"),
    "results": N_("办结原因"),
    "holds": N_("挂起原因"),
    "checklist": N_("检查项"),
    "kit": N_("常用材料"),
}


@dataclass(frozen=True)
class Template:
    """A sort of ticket as it is drawn.

    `fields` None asks for all of the office's own fields, `sheet` None prints the work order of all sorts.
    """

    name: str
    icon: str = "clipboard-list"
    tone: str = "plain"
    urgent: bool = False
    family: str = "service"
    open: tuple[str, ...] = ()
    place: str = "any"
    print: str = "order"
    flow: str = "repair"
    sla: str = "repair"
    fields: tuple[str, ...] | None = None
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheet: PrintForm | None = None

    def words(self, name: str) -> tuple[str, ...]:
        """One of LISTS; what the office did not write is what every kind has."""
        return self.lists.get(name) or _EVERYWHERE.get(name, ())

    def asks_for(self, code: str) -> bool:
        """Whether one of the office's own fields is asked at intake."""
        return self.fields is None or code in self.fields


_EVERYWHERE: Mapping[str, tuple[str, ...]] = {"causes": CAUSES, "holds": HOLD_REASONS}


def read(body: Mapping[str, Any], built_in: Template | None = None) -> Template:
    """A template from its stored form, with what is built in where it says nothing."""
    base = built_in or Template(str(body.get("name", "")))
    lists = {**base.lists, **{name: tuple(lines) for name, lines in dict(body.get("lists") or {}).items()}}
    fields = body.get("fields", base.fields)
    return Template(
        str(body.get("name") or base.name), str(body.get("icon") or base.icon), str(body.get("tone") or base.tone),
        bool(body.get("urgent", base.urgent)), str(body.get("family") or base.family),
        tuple(body.get("open", base.open)), str(body.get("place") or base.place), str(body.get("print", base.print)),
        str(body.get("flow") or base.flow), str(body.get("sla") or base.sla),
        None if fields is None else tuple(fields), lists,
        print_forms.restored(body["sheet"]) if "sheet" in body else base.sheet,
    )  # fmt: skip


def plain(one: Template) -> dict[str, Any]:
    """The same for storing."""
    return {
        "name": one.name, "icon": one.icon, "tone": one.tone, "urgent": one.urgent, "family": one.family,
        "open": list(one.open), "place": one.place, "print": one.print, "flow": one.flow, "sla": one.sla,
        "fields": None if one.fields is None else list(one.fields),
        "lists": {name: list(lines) for name, lines in one.lists.items()},
        "sheet": print_forms.plain(one.sheet) if one.sheet else None,
    }  # fmt: skip


def told(form: Mapping[str, Any], flows: Collection[str], slas: Collection[str], fields: Collection[str]) -> Template:
    """A template as a form tells it; Refused with the first thing that cannot be.

    `form`: name, icon, tone, urgent, family, open [door], place, print, flow, sla, all_fields, fields [code], and each
    of LISTS as lines of text. Its sheet is drawn elsewhere and is none here.
    """
    return Template(
        NAME.read(str(form.get("name", "")).strip()),
        _one_of(form.get("icon"), ICONS),
        _one_of(form.get("tone"), TONES),
        bool(form.get("urgent")),
        _one_of(form.get("family"), FAMILIES),
        tuple(door for door in DOORS if door in form.get("open", ())),
        _one_of(form.get("place"), PLACES),
        _one_of(form.get("print", ""), PRINTS),
        _one_of(form.get("flow"), flows),
        _one_of(form.get("sla"), slas),
        None if form.get("all_fields") else tuple(code for code in fields if code in form.get("fields", ())),
        {name: _told(name, str(form.get(name, "")), label) for name, label in LISTS.items()},
    )


def _told(name: str, text: str, label: str) -> tuple[str, ...]:
    return kits.told(_lines(text, label, LONGEST_KIT_LINE)) if name == "kit" else _lines(text, label)


def _lines(text: str, label: str, longest: int = LONGEST_LINE) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(line.strip() for line in text.replace("\r", "").split("\n") if line.strip()))
    if len(lines) > MOST_LINES:
        raise Refused(Say(N_("{label}最多 {most} 行"), label=label, most=MOST_LINES))
    if long := next((line for line in lines if len(line) > longest), None):
        raise Refused(Say(N_("{label}一行最多 {most} 个字，“{line}…”太长"), label=label, most=longest, line=long[:10]))
    if any("\0" in line for line in lines):
        raise Refused(Say(N_("{label}里有不能保存的字符"), label=label))
    return lines


def _one_of(text: Any, known: Collection[str]) -> str:
    if text not in known:
        raise Refused(Say(N_("没有这个选项，请重新选择")))
    return str(text)


def _kind(code: str, **more: Any) -> Template:
    kind = KIND[code]
    return Template(kind.name, kind.icon, kind.tone, kind.urgent, open=("desk", "hall", "api"), **more)


# opened from pages of their own, which ask what a tile of the desk does not
OWN_DOOR = ("valve", "patrol", "inspection")
# what is one household's own matter: a neighbour's ticket of that sort is no reason to link a call to it
ALONE = (*OWN_DOOR, "maintenance", "complaint", "enquiry", "praise")
_DOOR_KIT: Sequence[str] = (N_("排气阀"), N_("过滤网"), N_("生料带"), N_("球阀"))
# ready in every office; the first six are those of the desk's number keys, the others are one switch away
SHIPPED: Mapping[str, Template] = {
    "no_heat": _kind(
        "no_heat",
        lists={
            "categories": (N_("整户不热"), N_("个别房间不热"), N_("室温不足"), N_("重复报修")),
            "checklist": (N_("看入户阀是否全开"), N_("清洗过滤网"), N_("排气"), N_("测供回水温度"), N_("测室温")),
            "kit": tuple(_DOOR_KIT),
        },
    ),
    "leak": _kind(
        "leak",
        lists={
            "checklist": (N_("先关阀止水"), N_("看漏点和范围"), N_("拍照"), N_("试压"), N_("通知楼下住户")),
            "kit": (N_("抱箍"), N_("生料带"), N_("球阀"), N_("活接头")),
        },
    ),
    "enquiry": _kind(
        "enquiry",
        print="",
        lists={"categories": (N_("暖费查询"), N_("业务办理"), N_("供热时间"), N_("其他"))},
    ),
    "complaint": _kind(
        "complaint",
        flow="complaint",
        print="",
        lists={
            "categories": complaints.CATEGORIES,
            "causes": complaints.CAUSES,
            "results": complaints.RESULTS,
        },
    ),
    "temperature": _kind(
        "temperature",
        place="household",
        lists={
            "checklist": (
                N_("离外墙一米、离地一米五"),
                N_("关门窗半小时后测"),
                N_("每间一个点"),
                N_("用户签字"),
                N_("测温人签字"),
            ),
            "results": (N_("达标"), N_("不达标"), N_("用户不在家")),
        },
        sheet=print_forms.TEMPERATURE,
    ),
    "other": _kind("other"),
    "public_repair": Template(
        N_("公共报修"),
        "building-community",
        "heat",
        family="field",
        place="public",
        lists={
            "categories": (
                N_("管网漏水"),
                N_("管道破坏"),
                N_("保温破损"),
                N_("井盖丢失"),
                N_("施工质量"),
                N_("火灾"),
                N_("盗窃"),
                N_("非法施工"),
                N_("其他"),
            )
        },
    ),
    "installation": Template(
        N_("安装"),
        "tool",
        "brand",
        family="field",
        place="household",
        lists={
            "categories": (N_("新装"), N_("改装"), N_("移位"), N_("拆除")),
            "checklist": (N_("核对图纸"), N_("试压"), N_("冲洗"), N_("用户签字")),
        },
        sheet=print_forms.INSTALLATION,
    ),
    "patrol": Template(
        N_("巡检"),
        "clipboard-check",
        "info",
        family="field",
        print="order",
        flow="patrol",
        lists={"checklist": (N_("供回水温度"), N_("供回水压力"), N_("补水量"), N_("水泵"), N_("阀门"), N_("仪表"))},
    ),
    "maintenance": Template(
        N_("设备保养"),
        "settings",
        "brand",
        family="field",
        lists={"checklist": (N_("停机挂牌"), N_("紧固和润滑"), N_("清洗或更换"), N_("试运行"), N_("记录读数"))},
    ),
    "valve": Template(
        N_("开关阀"), "key", "vio", family="field", place="household", flow="valve", lists={"holds": FAILURES}
    ),
    "inspection": Template(
        N_("稽查"),
        "shield-check",
        "bad",
        family="field",
        place="household",
        flow="inspection",
        lists={"holds": inspections.FAILURES},
    ),
    "praise": Template(N_("表扬"), "mood-smile", "ok", print="", flow="answer"),
    "value_added": Template(
        N_("增值服务"),
        "package",
        "vio",
        place="household",
        lists={"categories": (N_("清洗管道"), N_("换阀门"), N_("换过滤器"), N_("地暖清洗"), N_("其他"))},
    ),
}
