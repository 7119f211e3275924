"""Company equipment, its states, what is planned for it and the tickets that belong to it."""

from peewee import CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import Ref, UtcField
from heat.tables.table import Table


class Machine(Table):
    """设备: one pump, exchanger, boiler, filter, valve or instrument of the company, at a source, substation or circuit."""

    code = TextField(unique=True)
    kind = TextField()
    name = TextField()
    source_id = Ref("heat_source", null=True)
    substation_id = Ref("substation", null=True)
    circuit_id = Ref("circuit", null=True)
    spot = TextField(null=True)
    maker = TextField(null=True)
    model = TextField(null=True)
    serial = TextField(null=True)
    installed_on = DateField(null=True)
    warranty_until = DateField(null=True)
    calibration_due = DateField(null=True)
    state = TextField()
    hours = IntegerField(null=True)
    hours_at = UtcField(null=True)
    note = TextField(null=True)
    version = IntegerField(default=1)


class MachineState(Table):
    """设备状态: since when a machine is in use, standing by, broken or retired; the share of time it was whole is counted from it."""

    machine_id = Ref("machine")
    from_at = UtcField()
    state = TextField()
    reason = TextField(null=True)
    by_id = Ref("staff", null=True)


class MachinePlan(Table):
    """保养计划: every so many days or running hours, or so many days before or after the season."""

    machine_id = Ref("machine")
    name = TextField()
    text = TextField(null=True)
    every = TextField()
    n = IntegerField()
    kind_id = Ref("ticket_kind")
    counted_on = DateField()
    counted_hours = IntegerField(null=True)
    stopped_at = UtcField(null=True)


class MachineTicket(Table):
    """设备工单: a repair, upkeep or patrol of a machine; a plan makes one for each time it is due and no second one."""

    machine_id = Ref("machine")
    ticket_id = Ref("ticket")
    role = TextField()
    plan_id = Ref("machine_plan", null=True)
    due_key = TextField(null=True)
    at = UtcField()

    class Meta:
        primary_key = CompositeKey("machine_id", "ticket_id")
