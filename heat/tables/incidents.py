"""Incidents (停热事件) and whom they touch."""

from peewee import CompositeKey, TextField

from heat.tables.fields import JsonField, Ref, UtcField
from heat.tables.table import Table


class Incident(Table):
    """停热事件: one outage with its scope, as it was declared, expected and ended."""

    number = TextField(unique=True)
    kind = TextField()
    title = TextField()
    state = TextField()
    start_at = UtcField()
    end_at = UtcField(null=True)
    expected_at = UtcField(null=True)
    scope = JsonField()
    cause = TextField(null=True)
    by_id = Ref("staff")
    once_key = TextField(null=True)


class IncidentHousehold(Table):
    """受影响户: the list fixed when the incident was declared."""

    incident_id = Ref("incident")
    household_id = Ref("household")
    from_at = UtcField()
    to_at = UtcField(null=True)

    class Meta:
        primary_key = CompositeKey("incident_id", "household_id")
