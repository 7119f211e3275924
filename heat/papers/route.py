"""路线单: the cover of a technician's day, each stop with its short code and the QR that opens it."""

from __future__ import annotations

from dataclasses import dataclass

from heat.papers.paper import CHINESE, Company, Words, set_paper


@dataclass(frozen=True, slots=True)
class RouteStop:
    """One line of the cover; texts as they are printed."""

    number: str
    short_code: str
    kind: str
    urgent: bool
    address: str
    customer: str
    phone: str
    due: str
    problem: str
    caution: str
    entry_url: str


@dataclass(frozen=True, slots=True)
class Route:
    """The day of one technician."""

    company: Company
    technician: str
    team: str
    printed: str
    stops: tuple[RouteStop, ...]


def cover(route: Route, words: Words = CHINESE) -> str:
    """The cover as HTML, one line a stop in walking order; long days flow onto a second sheet."""
    return set_paper("route.html", words, route=route)
