"""Visits, deadlines and call-backs of a ticket."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FenField, JsonField, Ref, Table, UtcField


class Visit(Table):
    """上门."""

    ticket_id = Ref("ticket")
    no = IntegerField()
    staff_id = Ref("staff")
    helper_id = Ref("staff", null=True)
    planned_at = UtcField(null=True)
    accepted_at = UtcField(null=True)
    arrived_at = UtcField(null=True)
    left_at = UtcField(null=True)
    result = TextField(null=True)
    minutes = IntegerField(null=True)
    hourly_fen = FenField(null=True)
    borne_by = TextField(null=True)
    place = JsonField(null=True)
    signature_id = Ref("blob", null=True)
    on_paper = BooleanField(default=False)


class Feedback(Table):
    """回访/评价: one row a call-back or a rating by link."""

    ticket_id = Ref("ticket", null=True)
    via = TextField()
    due_on = DateField()
    tries = IntegerField(default=0)
    next_at = UtcField(null=True)
    staff_id = Ref("staff", null=True)
    script_id = Ref("design_version", null=True)
    answers = JsonField(null=True)
    level = IntegerField(null=True)
    text = TextField(null=True)
    done_at = UtcField(null=True)


class SlaClock(Table):
    """时限钟."""

    ticket_id = Ref("ticket")
    goal = TextField()
    policy_id = Ref("design_version")
    start_at = UtcField()
    due_at = UtcField()
    warn_at = UtcField(null=True)
    paused_at = UtcField(null=True)
    paused_s = IntegerField(default=0)
    met_at = UtcField(null=True)
    breached = BooleanField(default=False)
    why = JsonField()

    class Meta:
        primary_key = CompositeKey("ticket_id", "goal")
