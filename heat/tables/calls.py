"""Calls, and the tokens of other programs."""

from peewee import TextField

from heat.tables.fields import BytesField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Call(Table):
    """通话: one call as the telephone exchange tells of it."""

    provider_id = TextField(unique=True)
    phone = TextField()
    direction = TextField()
    at = UtcField()
    answered_at = UtcField(null=True)
    ended_at = UtcField(null=True)
    staff_id = Ref("staff", null=True)
    household_id = Ref("household", null=True)
    ticket_id = Ref("ticket", null=True)
    result = TextField(null=True)
    settled_at = UtcField(null=True)
    settled_by_id = Ref("staff", null=True)


class ApiToken(Table):
    """接口令牌: how another program of the office comes in; only the hash is kept."""

    name = TextField(unique=True)
    token_hash = BytesField(unique=True)
    scopes = JsonField()
    org_id = Ref("org")
    partner_id = Ref("partner", null=True)  # whose orders alone; null for the office's own programs
    by_id = Ref("staff", null=True)
    created_at = UtcField()
    expires_at = UtcField(null=True)
    used_at = UtcField(null=True)
    revoked_at = UtcField(null=True)
