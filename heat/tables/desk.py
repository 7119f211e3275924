"""Visits, deadlines, call-backs and links of a ticket; who is on duty; what waits for a person."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FenField, JsonField, Ref, UtcField
from heat.tables.table import Table


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
    sampled = BooleanField(null=True)
    why = TextField(null=True)


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


class Duty(Table):
    """值班: who is on duty from when until when; day, night, holiday."""

    team_id = Ref("team")
    staff_id = Ref("staff")
    start_at = UtcField()
    end_at = UtcField()
    kind = TextField()


class TicketLink(Table):
    """关联: merged into another ticket, or related to it."""

    ticket_id = Ref("ticket")
    other_id = Ref("ticket")
    kind = TextField()

    class Meta:
        primary_key = CompositeKey("ticket_id", "other_id", "kind")


class InboxItem(Table):
    """待办: what waits for one person; open while done_at is empty."""

    staff_id = Ref("staff")
    kind = TextField()
    subject = TextField()
    subject_id = IntegerField()
    due_at = UtcField(null=True)
    text = TextField()
    at = UtcField()
    read_at = UtcField(null=True)
    done_at = UtcField(null=True)
    handed_from_id = Ref("staff", null=True)
