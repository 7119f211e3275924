"""Where the steps of a flow stand when nobody has put them anywhere, and how its arrows run: for canvas and paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heat.rules.flow_paths import regions, straight
from heat.rules.flows import END, FORK, HELD, Flow

WIDTH, HEIGHT, END_WIDTH, END_HEIGHT = 176, 60, 128, 38
COLUMN, ROW = 244, 112
_X, _Y = 340, 60
Point = tuple[int, int]


def places(flow: Flow, put: Mapping[str, Sequence[int]]) -> dict[str, Point]:
    """The middle of each step: where it was `put`, else the straight way downwards, branches and others beside it."""
    found: dict[str, Point] = {}
    row = _line(flow, flow.start, _X, 0, found)
    for code in (code for code in flow.states if not code.startswith(HELD)):
        sources = [one for one in found if any(move.to == code for move in flow.leaving(one))]
        if code not in found and sources:
            x, y = found[next((one for one in reversed(sources) if found[one][0] == _X), sources[-1])]
            _line(flow, code, x + COLUMN + 90, (y - _Y) // ROW, found)
    for code in (code for code in flow.states if code not in found and not code.startswith(HELD)):
        if code not in found:  # nobody leads here: below everything else
            row = _line(flow, code, _X, row, found)
    return {code: (int(put[code][0]), int(put[code][1])) if code in put else spot for code, spot in found.items()}


def _line(flow: Flow, start: str, x: int, row: int, found: dict[str, Point]) -> int:
    """Put the straight way from a step downwards from a row, as far as it is not there yet; the next free row."""
    for code in straight(flow, start):
        if code in found:
            break
        while (x, _Y + row * ROW) in found.values():
            row += 1
        found[code] = (x, _Y + row * ROW)
        row += 1
        if flow.states[code].kind == FORK:
            row = _branches(flow, code, row, found)
    return row


def _branches(flow: Flow, fork: str, row: int, found: dict[str, Point]) -> int:
    """Put the branches of a fork side by side and their join below; the next free row."""
    region = regions(flow)[fork]
    heads = [move.to for move in flow.leaving(fork)]
    deepest = row
    for column, head in enumerate(heads):
        x = found[fork][0] + round((column - (len(heads) - 1) / 2) * COLUMN)
        here, depth = head, row
        while here in region.inside and here not in found:
            found[here] = (x, _Y + depth * ROW)
            depth += 1
            here = next((m.to for m in flow.leaving(here) if m.to in region.inside and m.to not in found), "")
        deepest = max(deepest, depth)
    for join in region.joins:
        found.setdefault(join, (found[fork][0], _Y + deepest * ROW))
    return deepest + 1


@dataclass(frozen=True)
class Arrow:
    """One line to draw: from step to step, its label, whether it leads back, and whether it is drawn faint."""

    source: str
    to: str
    label: str
    back: bool
    aside: bool = False


@dataclass(frozen=True)
class Route:
    """How an arrow runs: its corners, where its label stands, the sides it leaves and enters by (t r b l)."""

    arrow: Arrow
    points: list[Point]
    at: Point
    sides: tuple[str, str]


def routes(flow: Flow, spots: Mapping[str, Point], arrows: Iterable[Arrow]) -> list[Route]:
    """Neighbours are joined straight down, columns across, all others around a side, each on a lane of its own."""
    lanes = {"l": 0, "r": 0, "m": 0}
    return [_route(flow, spots, arrow, lanes) for arrow in arrows]


def _route(flow: Flow, spots: Mapping[str, Point], arrow: Arrow, lanes: dict[str, int]) -> Route:
    (x1, y1), (x2, y2) = spots[arrow.source], spots[arrow.to]
    (w1, h1), (w2, h2) = _half(flow, arrow.source), _half(flow, arrow.to)
    between = any(abs(x - x1) < WIDTH and y1 < y < y2 for x, y in spots.values())
    if abs(x1 - x2) < 4 and y2 > y1 and not between:
        return Route(arrow, [(x1, y1 + h1), (x2, y2 - h2)], (x1, (y1 + h1 + y2 - h2) // 2), ("b", "t"))
    if abs(x1 - x2) >= 40 and 0 < y2 - y1 <= ROW + 20:
        middle = (y1 + h1 + y2 - h2) // 2
        points = [(x1, y1 + h1), (x1, middle), (x2, middle), (x2, y2 - h2)]
        return Route(arrow, points, ((x1 + x2) // 2, middle), ("b", "t"))
    if abs(x1 - x2) >= WIDTH:
        return _across(arrow, (x1, y1, w1), (x2, y2, w2), lanes)
    side, sign = ("l", -1) if arrow.back else ("r", 1)
    lanes[side] += 1
    out = (min(x1, x2) if sign < 0 else max(x1, x2)) + sign * (WIDTH // 2 + 14 + lanes[side] * 20)
    enter = y2 - 8 + (lanes[side] % 3) * 8
    points = [(x1 + sign * w1, y1 + 12), (out, y1 + 12), (out, enter), (x2 + sign * w2, enter)]
    return Route(arrow, points, (out, (y1 + 12 + enter) // 2), (side, side))


def _across(arrow: Arrow, a: tuple[int, int, int], b: tuple[int, int, int], lanes: dict[str, int]) -> Route:
    (x1, y1, w1), (x2, y2, w2) = a, b
    lanes["m"] += 1
    right = 1 if x2 > x1 else -1
    start, end = x1 + right * w1, x2 - right * w2
    middle = (start + end) // 2 + right * (lanes["m"] % 5 - 2) * 12
    leave = y1 + (lanes["m"] % 3 - 1) * 10
    sides = ("r", "l") if right > 0 else ("l", "r")
    return Route(arrow, [(start, leave), (middle, leave), (middle, y2), (end, y2)], (middle, (leave + y2) // 2), sides)


def _half(flow: Flow, code: str) -> Point:
    ended = flow.states[code].kind == END
    return (END_WIDTH // 2, END_HEIGHT // 2) if ended else (WIDTH // 2, HEIGHT // 2)
