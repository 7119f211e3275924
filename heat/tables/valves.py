"""Valves at the door of a household: proofs, seals, and the state they give."""

from peewee import BooleanField, IntegerField, TextField

from heat.tables.fields import Ref, UtcField
from heat.tables.table import Table


class ValveAct(Table):
    """开关阀: APPEND-ONLY; what one finished job found, left behind and sealed."""

    ticket_id = Ref("ticket", unique=True)
    act = TextField()
    found = TextField()
    state = TextField()
    seal_no = TextField(null=True)
    removed_seal_no = TextField(null=True)
    reading_milli = IntegerField(null=True)
    suspect = TextField(null=True)
    on_paper = BooleanField(default=False)
    at = UtcField()
    by_id = Ref("staff")


class Seal(Table):
    """铅封: a number that hangs from the job that placed it until the job that removed it."""

    number = TextField()
    placed_id = Ref("valve_act")
    removed_id = Ref("valve_act", null=True)


class Valve(Table):
    """阀门状态: of a household, as its last job proved it; written by nothing else."""

    household_id = Ref("household", unique=True)
    state = TextField()
    act_id = Ref("valve_act")
    seal_id = Ref("seal", null=True)
    since_at = UtcField()
