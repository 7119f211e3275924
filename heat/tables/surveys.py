"""Questionnaires: what is asked, to whom it went, and what came back."""

from peewee import IntegerField, TextField

from heat.tables.fields import BytesField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Survey(Table):
    """问卷: its questions are a design with versions; after which sorts of tickets it goes out by itself."""

    design_id = Ref("design", unique=True)
    title = TextField()
    intro = TextField(null=True)
    kinds = JsonField(default=list)
    by_id = Ref("staff")
    at = UtcField()
    closed_at = UtcField(null=True)


class SurveyRound(Table):
    """发放: one version of a questionnaire going out, after tickets or to a sample of households drawn by a seed."""

    survey_id = Ref("survey")
    version_id = Ref("design_version")
    kind = TextField()
    title = TextField()
    seed = IntegerField(null=True)
    plan = JsonField(null=True)
    by_id = Ref("staff", null=True)
    at = UtcField()
    expires_at = UtcField(null=True)
    ended_at = UtcField(null=True)


class SurveyAnswer(Table):
    """答卷: one household asked, once; empty until it answers by link, call or at the counter."""

    round_id = Ref("survey_round")
    ticket_id = Ref("ticket", null=True)
    household_id = Ref("household", null=True)
    community_id = Ref("community", null=True)
    token_hash = BytesField(null=True, unique=True)
    at = UtcField()
    expires_at = UtcField()
    answered_at = UtcField(null=True)
    via = TextField(null=True)
    answers = JsonField(null=True)
    by_id = Ref("staff", null=True)
