"""Inspections (稽查) beside their tickets."""

from peewee import BooleanField, IntegerField, TextField

from heat.tables.fields import FenField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Inspection(Table):
    """稽查: why a household was looked at, what was found, and the verdict of somebody else; money by the ledger."""

    ticket_id = Ref("ticket", unique=True)
    reason = TextField()
    source = TextField()
    tip = TextField(null=True)
    act_id = Ref("valve_act", null=True)
    finding = TextField(null=True)
    record = TextField(null=True)
    facts = JsonField(null=True)
    unsigned = BooleanField(default=False)
    found_at = UtcField(null=True)
    found_by_id = Ref("staff", null=True)
    entered_by_id = Ref("staff", null=True)
    verdict = TextField(null=True)
    why = TextField(null=True)
    decided_at = UtcField(null=True)
    decided_by_id = Ref("staff", null=True)
    penalty_fen = FenField(default=0)
    tag_id = Ref("tag", null=True)
    waived_at = UtcField(null=True)
    waived_by_id = Ref("staff", null=True)
    waived_why = TextField(null=True)
    version = IntegerField(default=1)
