"""The two trees as an office keeps them: branches over communities, sources over substations and circuits.

A household hangs on the circuit of its entrance, building or community, the nearest that names one, unless it was given
one of its own.
"""

from __future__ import annotations

from typing import Any

from heat import db
from heat.models import Building, Circuit, Community, Entrance, HeatSource, Org, OrgAbove, Substation
from heat.rules.fields import Text
from heat.rules.permissions import Actor
from heat.services import audit, pinyin, search_keys
from heat.words import N_, Missing, Refused, Say

FIRST = 1  # the unseen source, substation and circuit
NAME = Text("name", N_("名称"), most=40)
ZONES = {"": N_("不分区"), "high": N_("高区"), "low": N_("低区"), "middle": N_("中区")}
_HEAT: dict[str, Any] = {"heat_source": HeatSource, "substation": Substation, "circuit": Circuit}
_ABOVE = {"substation": "source_id", "circuit": "substation_id"}
_BELOW = {"heat_source": ("substation", "source_id"), "substation": ("circuit", "substation_id")}
_LEVELS: dict[str, Any] = {"community": Community, "building": Building, "entrance": Entrance}


def add_heat(by: Actor, level: str, name: str, above: int | None = None, zone: str = "") -> int:
    """A new source, a substation of a source, or a circuit of a substation; the id."""
    if level not in _HEAT:
        raise Missing(Say(N_("没有这一级")))
    named = NAME.read(name)
    columns: dict[str, Any] = {"name": named}
    with db.writing():
        if level in _ABOVE:
            parent = "heat_source" if level == "substation" else "substation"
            if above is None:
                raise Refused(Say(N_("换热站要选热源，机组要选换热站")))
            _there(_HEAT[parent], above)
            columns[_ABOVE[level]] = above
        columns |= {"zone": zone if zone in ZONES else ""} if level == "circuit" else {"org_id": 1}
        number = db.value(f"SELECT coalesce(max(id), 0) + 1 FROM {level}")
        made = int(_HEAT[level].insert(code=f"{level[0].upper()}{number}", **columns).execute())
        audit.record(by, "place.added", level, made, after={"name": named})
    return made


def rename_heat(by: Actor, level: str, row_id: int, name: str) -> None:
    """Give a source, substation or circuit another name."""
    if level not in _HEAT or row_id == FIRST:
        raise Missing(Say(N_("没有这一级")))
    named = NAME.read(name)
    with db.writing():
        before = _there(_HEAT[level], row_id).name
        _HEAT[level].update(name=named).where(_HEAT[level].id == row_id).execute()
        audit.record(by, "place.renamed", level, row_id, before={"name": before}, after={"name": named})


def remove_heat(by: Actor, level: str, row_id: int) -> None:
    """Take away a source, substation or circuit on which nothing hangs; Refused with what does."""
    if level not in _HEAT or row_id == FIRST:
        raise Missing(Say(N_("没有这一级")))
    with db.writing():
        gone = _there(_HEAT[level], row_id)
        if level in _BELOW:
            table, column = _BELOW[level]
            hanging = db.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", row_id)
        else:
            hanging = sum(
                db.value(f"SELECT count(*) FROM {table} WHERE circuit_id = ?", row_id)
                for table in ("household", "community", "building", "entrance", "team_area", "ticket", "device")
            )
        if hanging:
            raise Refused(Say(N_("“{name}”下面还有 {n} 项，不能删除：请先移走。"), name=gone.name, n=hanging))
        _HEAT[level].delete().where(_HEAT[level].id == row_id).execute()
        audit.record(by, "place.removed", level, row_id, before={"name": gone.name})


def set_circuit(by: Actor, level: str, row_id: int, circuit_id: int | None) -> int:
    """Hang a community, building or entrance on a circuit, None for what its upper level says; the households moved.

    Households with a circuit of their own stay on it and are not counted.
    """
    if level not in _LEVELS:
        raise Missing(Say(N_("没有这一级")))
    with db.writing():
        place = _there(_LEVELS[level], row_id)
        if circuit_id is not None:
            _there(Circuit, circuit_id)
        _LEVELS[level].update(circuit_id=circuit_id).where(_LEVELS[level].id == row_id).execute()
        community_id = row_id if level == "community" else _community_of(level, place)
        moved = inherit(community_id)
        audit.record(by, "place.heated", level, row_id, after={"circuit": circuit_id, "n": moved})
    return moved


def inherit(community_id: int) -> int:
    """Let the households of a community without a circuit of their own follow the nearest level that names one."""
    nearest = (
        "coalesce((SELECT e.circuit_id FROM entrance e WHERE e.id = household.entrance_id), "
        "(SELECT b.circuit_id FROM building b WHERE b.id = household.building_id), "
        "(SELECT c.circuit_id FROM community c WHERE c.id = household.community_id), 1)"
    )
    moved = db.rows(
        f"UPDATE household SET circuit_id = {nearest}, version = version + 1 WHERE community_id = ? "
        f"AND NOT circuit_own AND circuit_id <> {nearest} RETURNING id",
        community_id,
    )
    return len(moved)


def add_branch(by: Actor, parent_id: int, kind: str, name: str) -> int:
    """A branch or district below the company or another branch; the id."""
    named = NAME.read(name)
    if kind not in ("branch", "project"):
        raise Refused(Say(N_("请选择分公司或片区")))
    with db.writing():
        _there(Org, parent_id)
        number = db.value("SELECT max(id) + 1 FROM org")
        words = {"code": str(number), "name": named, "pinyin": pinyin.of_words(named)}
        made = int(Org.insert(parent_id=parent_id, kind=kind, **words).execute())
        above = db.rows("SELECT above_id, depth FROM org_above WHERE org_id = ?", parent_id)
        rows = [(made, made, 0), *((made, above_id, depth + 1) for above_id, depth in above)]
        OrgAbove.insert_many(rows, fields=[OrgAbove.org_id, OrgAbove.above_id, OrgAbove.depth]).execute()
        audit.record(by, "place.added", "org", made, after={"name": named})
    return made


def change_community(by: Actor, community_id: int, name: str, abbreviation: str, org_id: int) -> None:
    """Name, short form and branch of a community; its households are found by the new words at once.

    Refused when another community has the name.
    """
    named = NAME.read(name)
    short = "".join(abbreviation.upper().split())[:8]
    if short and not (short.isascii() and short.isalnum()):
        raise Refused(Say(N_("简称只能用字母和数字，例如 XFL")))
    with db.writing():
        before = _there(Community, community_id)
        _there(Org, org_id)
        if db.row("SELECT 1 FROM community WHERE name = ? AND id <> ?", named, community_id):
            raise Refused(Say(N_("已经有“{name}”这个小区"), name=named))
        words = {"name": named, "abbr": short or before.abbr, "pinyin": pinyin.of_words(named)}
        words["pinyin_initials"] = pinyin.initials_of_words(named)
        homes = [row_id for (row_id,) in db.rows("SELECT id FROM household WHERE community_id = ?", community_id)]
        with search_keys.following(homes):
            Community.update(org_id=org_id, **words).where(Community.id == community_id).execute()
            _respell(community_id, before.name, named)
        after = {"name": named, "org_id": org_id}
        audit.record(by, "place.renamed", "community", community_id, before={"name": before.name}, after=after)


def _respell(community_id: int, old: str, new: str) -> None:
    """Addresses that begin with the community's name follow it."""
    if old != new:
        db.run(
            "UPDATE household SET address = ? || substr(address, ?) WHERE community_id = ? "
            "AND substr(address, 1, ?) = ?",
            new, len(old) + 1, community_id, len(old), old,
        )  # fmt: skip


def _community_of(level: str, place: Any) -> int:
    building = place if level == "building" else Building.get_by_id(place.building_id)
    return int(building.community_id)


def _there(table: Any, row_id: int | None) -> Any:
    found = table.get_or_none(table.id == row_id)
    if found is None:
        raise Missing(Say(N_("没有这一级，可能已经删除，请刷新页面")))
    return found
