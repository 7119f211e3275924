"""A building seen from the street: its flats as floors and risers, and what a look over all of them tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from heat.words import N_, Say

STANDARD = 180  # 0.1 ℃: below it a room is too cold (GB 50736, and every town's rules of heat supply)
_WARMTH = ((160, "cold-2"), (180, "cold-1"), (200, "warm-1"), (220, "warm-2"))
_FLAT = re.compile(r"(-?[0-9]{1,2})([0-9]{2})")
_TOO_FEW = 3  # neighbours on one riser before it is the riser and not the flat


@dataclass(frozen=True, slots=True)
class Flat:
    """One household as the grid sees it: where, in what state, what it owes, what it reported, how warm it is."""

    id: int
    account_no: str
    room: str
    entrance: str
    floor: int | None
    column: int | None
    state: str
    open_fen: int = 0
    seasons_open: int = 0
    repairs: int = 0  # of the last seven days
    unsettled: int = 0  # tickets still open
    tenths: int | None = None  # last room temperature in 0.1 ℃


@dataclass(frozen=True)
class Riser:
    """The flats above each other, by floor."""

    column: int
    flats: dict[int, Flat]


@dataclass(frozen=True)
class Unit:
    """What one entrance leads to; '' where the building has none."""

    entrance: str
    risers: list[Riser]

    @property
    def flats(self) -> list[Flat]:
        """All of them."""
        return [flat for riser in self.risers for flat in riser.flats.values()]


@dataclass(frozen=True)
class Elevation:
    """The building: floors from the top, entrances from the left, and the flats nobody can place."""

    floors: list[int]
    units: list[Unit]
    loose: list[Flat] = field(default_factory=list)


def arranged(flats: Iterable[Flat]) -> Elevation:
    """Put flats on floors and risers.

    A flat that says no floor is placed by the end of its number (…0502 is floor 5, riser 2), if that place is free;
    two flats that claim one place, and what cannot be placed, stand beside the building instead of hiding each other.
    """
    placed: dict[tuple[str, int, int], Flat] = {}
    loose: list[Flat] = []
    said = sorted(flats, key=lambda one: (one.floor is None, one.id))
    for flat in said:
        spot = (flat.floor, flat.column or 1) if flat.floor is not None else _guessed(flat)
        if spot is None or (flat.entrance, *spot) in placed:
            loose.append(flat)
        else:
            placed[flat.entrance, *spot] = replace(flat, floor=spot[0], column=spot[1])
    floors = sorted({floor for _, floor, _ in placed}, reverse=True)
    return Elevation(floors, _units(placed), sorted(loose, key=lambda one: one.account_no))


def _guessed(flat: Flat) -> tuple[int, int] | None:
    for written in (flat.room, flat.account_no[-4:], flat.account_no[-3:]):
        found = _FLAT.fullmatch(written)
        if found and 1 <= abs(int(found[1])) <= 60 and 1 <= int(found[2]) <= 30:
            return int(found[1]), int(found[2])
    return None


def _units(placed: dict[tuple[str, int, int], Flat]) -> list[Unit]:
    ordered = sorted(placed.items(), key=lambda item: (len(item[0][0]), item[0][0], item[0][2], -item[0][1]))
    units = []
    for entrance, of_entrance in groupby(ordered, key=lambda item: item[0][0]):
        risers = [
            Riser(column, {floor: flat for (_, floor, _), flat in of_riser})
            for column, of_riser in groupby(list(of_entrance), key=lambda item: item[0][2])
        ]
        units.append(Unit(entrance, risers))
    return units


MODES = {"state": N_("供热状态"), "owed": N_("欠费"), "repairs": N_("7 日报修"), "warmth": N_("室温")}
# tones in the order of the legend; each is a class of the page and a word of its own
TONES = {
    "heated": N_("供热"),
    "limited": N_("限温"),
    "partial": N_("部分供热"),
    "stopped": N_("停供"),
    "cut": N_("强制停供"),
    "owed-2": N_("欠两季以上"),
    "owed": N_("欠费"),
    "settled": N_("缴清"),
    "repair": N_("未完结报修"),
    "repaired": N_("已处理"),
    "quiet": N_("无报修"),
    "cold-2": N_("低于 16 ℃"),
    "cold-1": N_("16–18 ℃"),
    "warm-1": N_("18–20 ℃"),
    "warm-2": N_("20–22 ℃"),
    "warm-3": N_("22 ℃ 以上"),
    "unknown": N_("无数据"),
    "none": N_("未入网"),
}
_STATES = {
    "supplied": ("heated", N_("供热")),
    "partial": ("partial", N_("部分")),
    "limited": ("limited", N_("限温")),
    "suspended": ("stopped", N_("停供")),
    "cut": ("cut", N_("强停")),
    "none": ("none", N_("未入网")),
}


def face(flat: Flat, mode: str) -> tuple[str, Say]:
    """How a flat looks in one way of showing the building: its tone and the few words that fit into a cell."""
    tone, word = _STATES.get(flat.state, _STATES["supplied"])
    if mode == "owed":
        if flat.open_fen <= 0:
            return ("none", Say(word)) if flat.state == "none" else ("settled", Say(N_("缴清")))
        return "owed-2" if flat.seasons_open > 1 else "owed", Say(N_("{yuan} 元"), yuan=flat.open_fen // 100)
    if mode == "repairs":
        if not flat.repairs and not flat.unsettled:
            return ("none", Say(word)) if flat.state == "none" else ("quiet", Say("—"))
        return "repair" if flat.unsettled else "repaired", Say(N_("{n} 件"), n=max(flat.repairs, flat.unsettled))
    if mode == "warmth" and flat.state not in ("suspended", "cut", "none"):
        if flat.tenths is None:
            return "unknown", Say(N_("无数据"))
        return warmth(flat.tenths), Say("{celsius} ℃", celsius=f"{flat.tenths / 10:.1f}")
    return tone, Say(word)


def warmth(tenths: int | None) -> str:
    """The step of the colour ramp for a room temperature in 0.1 ℃, `unknown` where nobody measured."""
    if tenths is None:
        return "unknown"
    return next((step for limit, step in _WARMTH if tenths < limit), "warm-3")


def cold_risers(building: Elevation) -> list[tuple[str, Riser, list[Flat]]]:
    """Where at least three flats above each other are below 18 ℃ or report a repair: the pipe, not the radiator."""
    found = []
    for unit in building.units:
        for riser in unit.risers:
            for run in _runs(riser):
                if len(run) >= _TOO_FEW:
                    found.append((unit.entrance, riser, run))
    return found


def _runs(riser: Riser) -> list[list[Flat]]:
    """Stretches of neighbouring troubled flats; a flat that is not heated neither joins nor parts its neighbours."""
    runs: list[list[Flat]] = [[]]
    for floor in sorted(riser.flats):
        flat = riser.flats[floor]
        if flat.state in ("suspended", "cut", "none"):
            continue
        if flat.unsettled or (flat.tenths is not None and flat.tenths < STANDARD):
            runs[-1].append(flat)
        else:
            runs.append([])
    return runs


def wedged(building: Elevation) -> list[Flat]:
    """Unheated flats between heated ones on at least two of their four sides: they cool their neighbours."""
    found = []
    for unit in building.units:
        for at, riser in enumerate(unit.risers):
            beside = [other for other in (at - 1, at + 1) if 0 <= other < len(unit.risers)]
            for floor, flat in riser.flats.items():
                around = [riser.flats.get(floor - 1), riser.flats.get(floor + 1)]
                around += [unit.risers[other].flats.get(floor) for other in beside]
                heated = [one for one in around if one and one.state in ("supplied", "partial", "limited")]
                if flat.state in ("suspended", "cut") and len(heated) >= 2:
                    found.append(flat)
    return sorted(found, key=lambda one: (one.entrance, -(one.floor or 0), one.column or 0))


def findings(building: Elevation, flats: Sequence[Flat], money: bool = True) -> list[tuple[str, Say]]:
    """What a look over the building tells, the gravest first, as icon and sentence; debts only with `money`."""
    told: list[tuple[str, Say]] = []
    for entrance, riser, run in cold_risers(building):
        told.append(
            (
                "alert-triangle",
                Say(
                    N_("{place}{riser} 立管有 {n} 户连续偏冷或报修（{rooms}），先查立管和阀门。"),
                    place=f"{entrance} 单元 " if entrance else "",
                    riser=f"{riser.column:02}",
                    n=len(run),
                    rooms="、".join(flat.room or flat.account_no for flat in run),
                ),
            )
        )
    if cold := wedged(building):
        rooms = "、".join(_named(flat) for flat in cold[:6])
        more = N_("{rooms} 等 {n} 户停供，夹在供热住户之间，可能拉低邻居室温。")
        few = N_("{rooms} 停供，夹在供热住户之间，可能拉低邻居室温。")
        told.append(("snowflake", Say(more if len(cold) > 6 else few, rooms=rooms, n=len(cold))))
    owing = [flat for flat in flats if flat.open_fen > 0]
    if money and owing:
        several = sum(flat.seasons_open > 1 for flat in owing)
        words = N_("{n} 户欠费，其中 {several} 户两季以上。") if several else N_("{n} 户欠费。")
        told.append(("currency-yuan", Say(words, n=len(owing), several=several)))
    if building.loose:
        told.append(("info-circle", Say(N_("{n} 户没有楼层，排在楼下：请补门牌号。"), n=len(building.loose))))
    return told


def _named(flat: Flat) -> str:
    return f"{flat.entrance}-{flat.room}" if flat.entrance else flat.room or flat.account_no
