"""Questionnaires as people read them: what is asked, to whom it went, what came back by area and question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import own_fields, visible
from heat.rules import own_fields as fields
from heat.rules import surveys as rules
from heat.rules.own_fields import OwnField
from heat.rules.permissions import Actor
from heat.rules.surveys import Home, Result

PAGE = 50


@dataclass(frozen=True)
class Survey:
    """One questionnaire; `version` 0 is one that was never published."""

    id: int
    title: str
    intro: str | None
    kinds: list[str]
    closed_at: int | None
    version: int
    version_id: int | None
    drawn: bool
    rounds: int

    @property
    def subject(self) -> str:
        """The name of its questions in the designer."""
        return f"{fields.SURVEY}{self.id}"

    @property
    def ready(self) -> bool:
        """Whether it can be sent."""
        return self.version > 0 and self.closed_at is None


_SURVEY = (
    "SELECT s.id, s.title, s.intro, s.kinds, s.closed_at, coalesce(v.version, 0), v.id, "
    "EXISTS (SELECT 1 FROM design_version w WHERE w.design_id = s.design_id AND w.published_at IS NULL), "
    "(SELECT count(*) FROM survey_round r WHERE r.survey_id = s.id) FROM survey s JOIN design d ON d.id = s.design_id "
    "LEFT JOIN design_version v ON v.id = d.current_id"
)


def _survey(row: tuple[Any, ...]) -> Survey:
    return Survey(*row[:3], db.unpacked(row[3]) or [], *row[4:7], bool(row[7]), *row[8:])


def all_surveys() -> list[Survey]:
    """Every questionnaire, those in use first, the newest first; one query."""
    order = "ORDER BY CASE WHEN s.closed_at IS NULL THEN 0 ELSE 1 END, s.id DESC"
    return [_survey(row) for row in db.rows(f"{_SURVEY} {order}")]


def one(survey_id: int) -> Survey | None:
    """One questionnaire; one query."""
    found = db.row(f"{_SURVEY} WHERE s.id = ?", survey_id)
    return _survey(found) if found else None


def of_subject(subject: str) -> Survey | None:
    """The questionnaire whose questions the designer calls so; None for anything else."""
    number = subject.removeprefix(fields.SURVEY)
    return one(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None


def of_kind(kind: str) -> list[Survey]:
    """The questionnaires that go out after such tickets; one query over the few there are."""
    return [survey for survey in all_surveys() if survey.ready and kind in survey.kinds]


def questions(version_id: int) -> list[OwnField]:
    """What a version asks; one query."""
    body = db.unpacked(db.value("SELECT body FROM design_version WHERE id = ?", version_id)) or {}
    return [fields.restored(told) for told in body.get("fields", [])]


def published(survey: Survey) -> list[OwnField]:
    """What it asks today; one query."""
    return own_fields.of(survey.subject)


@dataclass(frozen=True)
class Round:
    """One going out, with how many were asked and how many answered."""

    id: int
    survey_id: int
    survey: str
    version_id: int
    version: int
    kind: str
    title: str
    seed: int | None
    plan: list[dict[str, int]]
    at: int
    expires_at: int | None
    asked: int
    answered: int

    @property
    def rate(self) -> int | None:
        """Per cent of those asked who answered."""
        return round(self.answered * 100 / self.asked) if self.asked else None


_ROUND = (
    "SELECT r.id, r.survey_id, s.title, r.version_id, v.version, r.kind, r.title, r.seed, r.plan, r.at, r.expires_at, "
    "(SELECT count(*) FROM survey_answer a WHERE a.round_id = r.id{0}), "
    "(SELECT count(*) FROM survey_answer a WHERE a.round_id = r.id AND a.answered_at IS NOT NULL{0}) "
    "FROM survey_round r JOIN survey s ON s.id = r.survey_id JOIN design_version v ON v.id = r.version_id"
)


def _rounds(actor: Actor, where: str, *values: Any) -> list[Round]:
    seen, ids = _seen(actor)
    found = db.rows(f"{_ROUND.format(seen)} WHERE {where} ORDER BY r.id DESC LIMIT 100", *ids, *ids, *values)
    return [Round(*row[:8], db.unpacked(row[8]) or [], *row[9:]) for row in found]


def rounds(actor: Actor, survey_id: int) -> list[Round]:
    """The rounds of a questionnaire, the newest first, counted over what this person may see; four queries."""
    return _rounds(actor, "r.survey_id = ?", survey_id)


def round_of(actor: Actor, round_id: int) -> Round | None:
    """One round; four queries."""
    return next(iter(_rounds(actor, "r.id = ?", round_id)), None)


def _seen(actor: Actor) -> tuple[str, list[int | str]]:
    """The condition that keeps answers a to this person's communities, and leaves out those about a complaint that is
    kept from them; a public place belongs to those who see all. Three queries at most."""
    ids, kept = visible.communities(actor), visible.confidential(actor)
    seen = "" if ids is None else f" AND a.community_id IN ({','.join('?' * len(ids)) or 'NULL'})"
    if kept is not visible.ALL:
        seen += f" AND (a.ticket_id IS NULL OR a.ticket_id IN (SELECT t.id FROM ticket t WHERE {kept.sql}))"
    return seen, [*(ids or ()), *kept.values]


def homes(actor: Actor, community_ids: list[int]) -> list[Home]:
    """The connected households a sample draws from, within this person's branches; one or two queries."""
    scope = visible.households(actor)
    some = f" AND h.community_id IN ({','.join('?' * len(community_ids))})" if community_ids else ""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT h.id, h.community_id, EXISTS (SELECT 1 FROM household_party r JOIN party_phone f "
        "ON f.party_id = r.party_id AND f.dead_at IS NULL WHERE r.household_id = h.id AND r.valid_from <= ? "
        "AND ? < r.valid_to) FROM household h WHERE h.merged_into_id IS NULL AND h.connected = 'connected' "
        f"AND {scope.sql}{some} ORDER BY h.id",
        today,
        today,
        *scope.values,
        *community_ids,
    )
    return [Home(row_id, community_id, bool(phone)) for row_id, community_id, phone in found]


def names() -> dict[int, str]:
    """Communities by id; one query."""
    return dict(db.rows("SELECT id, name FROM community ORDER BY name, id"))


@dataclass(frozen=True)
class Area:
    """What came back from one community, or from all communities of a branch."""

    id: int
    name: str
    asked: int
    answered: int
    branch: bool = False

    @property
    def code(self) -> str:
        """How an address names it."""
        return f"org-{self.id}" if self.branch else str(self.id)

    @property
    def few(self) -> bool:
        """Whether so few answered that nothing of it is told."""
        return self.answered < rules.FEW

    @property
    def rate(self) -> int:
        """Per cent of those asked who answered."""
        return round(self.answered * 100 / self.asked) if self.asked else 0


def areas(actor: Actor, round_id: int) -> list[Area]:
    """The branches of a round where there are several, then its communities, by name: how many were asked and answered.

    Up to five queries.
    """
    seen, ids = _seen(actor)
    branches = db.rows(
        "SELECT o.id, o.name, count(*), sum(CASE WHEN a.answered_at IS NULL THEN 0 ELSE 1 END) FROM survey_answer a "
        f"JOIN community c ON c.id = a.community_id JOIN org o ON o.id = c.org_id WHERE a.round_id = ?{seen} "
        "GROUP BY o.id, o.name ORDER BY o.name, o.id",
        round_id,
        *ids,
    )
    found = db.rows(
        "SELECT c.id, c.name, count(*), sum(CASE WHEN a.answered_at IS NULL THEN 0 ELSE 1 END) FROM survey_answer a "
        f"JOIN community c ON c.id = a.community_id WHERE a.round_id = ?{seen} "
        "GROUP BY c.id, c.name ORDER BY c.name, c.id",
        round_id,
        *ids,
    )
    several = [Area(*row, branch=True) for row in branches] if len(branches) > 1 else []
    return [*several, *(Area(*row) for row in found)]


def results(actor: Actor, made: Round, area: Area | None = None) -> list[Result]:
    """What came back to a round, from everywhere, from a branch or from one community; up to five queries."""
    return rules.tally(questions(made.version_id), _answers(actor, made.id, area))


def _answers(actor: Actor, round_id: int, area: Area | None) -> list[dict[str, Any]]:
    seen, ids = _seen(actor)
    inside = "IN (SELECT id FROM community WHERE org_id = ?)" if area and area.branch else "= ?"
    one_area = f" AND a.community_id {inside}" if area else ""
    found = db.rows(
        f"SELECT a.answers FROM survey_answer a WHERE a.round_id = ? AND a.answered_at IS NOT NULL{seen}{one_area} "
        "ORDER BY a.id",
        round_id,
        *ids,
        *([area.id] if area else []),
    )
    return [db.unpacked(answers) or {} for (answers,) in found]


def by_way(actor: Actor, round_id: int) -> dict[str, int]:
    """How many answered by link, by call and at the counter; up to four queries."""
    seen, ids = _seen(actor)
    return dict(
        db.rows(
            f"SELECT a.via, count(*) FROM survey_answer a WHERE a.round_id = ? AND a.answered_at IS NOT NULL{seen} "
            "GROUP BY a.via",
            round_id,
            *ids,
        )
    )


@dataclass(frozen=True)
class Asked:
    """One household asked, as the staff who call it see it."""

    id: int
    round_id: int
    version_id: int
    title: str
    intro: str | None
    household_id: int | None
    ticket: str | None
    account_no: str | None
    name: str | None
    address: str
    phone: str | None
    expires_at: int
    answered_at: int | None
    closed: bool

    @property
    def open(self) -> bool:
        """Whether it can still be answered."""
        return self.answered_at is None and not self.closed and clock.now() <= self.expires_at


_ASKED = (
    "SELECT a.id, a.round_id, r.version_id, s.title, s.intro, a.household_id, t.number, h.account_no, p.name, "
    "coalesce(t.address, h.address, ''), coalesce(t.phone, (SELECT f.phone FROM party_phone f "
    "WHERE f.party_id = p.id AND f.dead_at IS NULL ORDER BY f.rank, f.id LIMIT 1)), a.expires_at, a.answered_at, "
    "s.closed_at IS NOT NULL OR r.ended_at IS NOT NULL FROM survey_answer a JOIN survey_round r ON r.id = a.round_id "
    "JOIN survey s ON s.id = r.survey_id LEFT JOIN ticket t ON t.id = a.ticket_id "
    "LEFT JOIN household h ON h.id = a.household_id LEFT JOIN household_party o ON o.household_id = h.id "
    "AND o.role = 'owner' AND o.rank = 0 AND o.valid_to = '9999-12-31' LEFT JOIN party p ON p.id = o.party_id"
)


def _asked(row: tuple[Any, ...]) -> Asked:
    return Asked(*row[:13], bool(row[13]))


def asked(actor: Actor, answer_id: int) -> Asked | None:
    """One household asked, None outside this person's communities; up to four queries."""
    seen, ids = _seen(actor)
    found = db.row(f"{_ASKED} WHERE a.id = ?{seen}", answer_id, *ids)
    return _asked(found) if found else None


def of_token(token_hash: bytes) -> Asked | None:
    """Whom a link belongs to; one query along its key."""
    found = db.row(f"{_ASKED} WHERE a.token_hash = ?", token_hash)
    return _asked(found) if found else None


def waiting(actor: Actor, round_id: int, account_no: str = "", after: int = 0) -> list[Asked]:
    """Those who have not answered, a page and one, or the one with an account number; up to four queries."""
    seen, ids = _seen(actor)
    one_home = " AND h.account_no = ?" if account_no else ""
    found = db.rows(
        f"{_ASKED} WHERE a.round_id = ? AND a.answered_at IS NULL AND a.id > ?{seen}{one_home} "
        f"ORDER BY a.id LIMIT {PAGE + 1}",
        round_id,
        after,
        *ids,
        *([account_no] if account_no else []),
    )
    return [_asked(row) for row in found]
