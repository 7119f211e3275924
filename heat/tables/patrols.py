"""Patrols (巡检): plans, rounds, readings, hazards."""

from peewee import BooleanField, CompositeKey, IntegerField, TextField

from heat.tables.fields import JsonField, Ref, UtcField
from heat.tables.table import Table


class PatrolPlan(Table):
    """巡检计划: a route with its checks, how often it is walked, and who walks it."""

    name = TextField()
    route = JsonField()
    schedule = JsonField()
    team_id = Ref("team", null=True)
    staff_id = Ref("staff", null=True)
    started_at = UtcField()
    stopped_at = UtcField(null=True)
    by_id = Ref("staff")
    version = IntegerField(default=1)


class PatrolRound(Table):
    """巡检任务: one due time of a plan with its ticket, or a check of one hazard; done, missed or still to walk."""

    plan_id = Ref("patrol_plan")
    due_at = UtcField()
    until_at = UtcField()
    recheck = BooleanField(default=False)
    route = JsonField()
    ticket_id = Ref("ticket", null=True, unique=True)
    done_at = UtcField(null=True)
    missed_at = UtcField(null=True)


class Hazard(Table):
    """隐患: a finding at a point, open until a later check finds it right."""

    plan_id = Ref("patrol_plan")
    point = TextField()
    item = TextField()
    place = TextField()
    text = TextField()
    found_at = UtcField()
    found_id = Ref("ticket")
    repair_id = Ref("ticket", null=True)
    repairs = IntegerField(default=0)
    closed_at = UtcField(null=True)
    closed_id = Ref("ticket", null=True)


class PatrolResult(Table):
    """巡检项: APPEND-ONLY; what was read or seen for one item of one point."""

    ticket_id = Ref("ticket")
    stop = IntegerField()
    item = IntegerField()
    point = TextField()
    name = TextField()
    value = TextField()
    milli = IntegerField(null=True)
    ok = BooleanField()
    note = TextField(null=True)
    at = UtcField()
    hazard_id = Ref("hazard", null=True)

    class Meta:
        primary_key = CompositeKey("ticket_id", "stop", "item")
