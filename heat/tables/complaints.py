"""Complaints beside their ticket: what was found, the letters that answered them, and their supervision."""

from peewee import IntegerField, TextField

from heat.tables.fields import Ref, UtcField
from heat.tables.table import Table


class Complaint(Table):
    """投诉: what the ticket itself does not say: whom it is about, what was found, what was done, when answered."""

    ticket_id = Ref("ticket", unique=True)
    repeat_of_id = Ref("ticket", null=True)
    against_id = Ref("staff", null=True)
    finding = TextField(null=True)
    cause = TextField(null=True)
    team_id = Ref("team", null=True)
    staff_id = Ref("staff", null=True)
    found = TextField(null=True)
    judged_by_id = Ref("staff", null=True)
    judged_at = UtcField(null=True)
    measures = TextField(null=True)
    measured_by_id = Ref("staff", null=True)
    measured_at = UtcField(null=True)
    answered_at = UtcField(null=True)


class ComplaintLetter(Table):
    """答复函: the answer as it was signed; never changed, a better one is another letter."""

    ticket_id = Ref("ticket")
    number = TextField(unique=True)
    to_name = TextField()
    address = TextField()
    matter = TextField()
    found = TextField()
    measures = TextField()
    signer = TextField()
    by_id = Ref("staff")
    at = UtcField()
    prints = IntegerField(default=0)
    via = TextField(null=True)
    delivered_at = UtcField(null=True)
    delivered_note = TextField(null=True)
    delivered_by_id = Ref("staff", null=True)


class Supervision(Table):
    """督办: a manager's hand on a complaint, from when until when, why and with which earlier deadline."""

    ticket_id = Ref("ticket")
    reason = TextField()
    due_at = UtcField()
    before_at = UtcField(null=True)
    by_id = Ref("staff")
    at = UtcField()
    ended_at = UtcField(null=True)
    end_reason = TextField(null=True)
    ended_by_id = Ref("staff", null=True)
