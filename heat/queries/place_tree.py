"""The two trees with how much hangs on each of their nodes."""

from __future__ import annotations

from dataclasses import dataclass, field

from heat import db


@dataclass
class Node:
    """One node of a tree: households below it, and its children."""

    level: str
    id: int
    name: str
    households: int = 0
    zone: str = ""
    below: list[Node] = field(default_factory=list)


def heat() -> list[Node]:
    """Sources with their substations and circuits, each with its households; four queries.

    The unseen first one is there only while households still hang on it.
    """
    counts = dict(
        db.rows("SELECT circuit_id, count(*) FROM household WHERE merged_into_id IS NULL GROUP BY circuit_id")
    )
    stations: dict[int, Node] = {}
    found = db.rows("SELECT id, name FROM heat_source ORDER BY id")
    sources = {row_id: Node("heat_source", row_id, name) for row_id, name in found}
    for row_id, source_id, name in db.rows("SELECT id, source_id, name FROM substation ORDER BY name, id"):
        stations[row_id] = Node("substation", row_id, name)
        sources[source_id].below.append(stations[row_id])
    circuits = db.rows("SELECT id, substation_id, name, zone FROM circuit ORDER BY name, id")
    for row_id, station_id, name, zone in circuits:
        stations[station_id].below.append(Node("circuit", row_id, name, counts.get(row_id, 0), zone))
    for node in (*stations.values(), *sources.values()):
        node.households = sum(one.households for one in node.below)
    return [node for node in sources.values() if node.id != 1 or node.households]


@dataclass(frozen=True, slots=True)
class CommunityNode:
    """A community in the administrative tree: its branch, its circuit if it names one, what lies in it."""

    id: int
    name: str
    abbr: str
    org_id: int
    org: str
    circuit_id: int | None
    buildings: int
    households: int


def communities() -> list[CommunityNode]:
    """Every community by name; one query with two counts each."""
    found = db.rows(
        "SELECT c.id, c.name, c.abbr, c.org_id, o.name, c.circuit_id, "
        "(SELECT count(*) FROM building b WHERE b.community_id = c.id), "
        "(SELECT count(*) FROM household h WHERE h.community_id = c.id AND h.merged_into_id IS NULL) "
        "FROM community c JOIN org o ON o.id = c.org_id ORDER BY c.pinyin, c.id"
    )
    return [CommunityNode(*row) for row in found]


def branches() -> list[tuple[int, int, str, str]]:
    """The company, its branches and districts as id, depth, kind and name, each below its parent; one query."""
    rows = db.rows("SELECT id, parent_id, kind, name FROM org WHERE closed_on IS NULL ORDER BY id")
    below: dict[int | None, list[tuple[int, str, str]]] = {}
    for row_id, parent_id, kind, name in rows:
        below.setdefault(parent_id, []).append((row_id, kind, name))
    found: list[tuple[int, int, str, str]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row_id, kind, name in below.get(parent, ()):
            found.append((row_id, depth, kind, name))
            walk(row_id, depth + 1)

    walk(None, 0)
    return found


@dataclass(frozen=True, slots=True)
class BuildingNode:
    """A building of one community: its own circuit or none, its households and how many keep one of their own."""

    id: int
    number: str
    circuit_id: int | None
    households: int
    own: int


def buildings(community_id: int) -> list[BuildingNode]:
    """The buildings of a community; one query."""
    found = db.rows(
        "SELECT b.id, b.number, b.circuit_id, count(h.id), sum(CASE WHEN h.circuit_own THEN 1 ELSE 0 END) "
        "FROM building b LEFT JOIN household h ON h.building_id = b.id AND h.merged_into_id IS NULL "
        "WHERE b.community_id = ? GROUP BY b.id, b.number, b.circuit_id, b.sort ORDER BY b.sort, b.number, b.id",
        community_id,
    )
    return [BuildingNode(*row[:4], int(row[4] or 0)) for row in found]
