"""What rules sent, what is to be sent, and the work that waits."""

from peewee import CompositeKey, IntegerField, TextField

from heat.tables.fields import BytesField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Firing(Table):
    """规则触发: the exactly-once key; written in the action's transaction."""

    rule_id = Ref("design")
    subject = TextField()
    subject_id = IntegerField()
    step = TextField()
    period = TextField()
    at = UtcField()
    version_id = Ref("design_version")
    outcome = TextField()
    why = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("rule_id", "subject", "subject_id", "step", "period")


class Message(Table):
    """消息/发件箱: outbox row, written with the action; the provider sees once_key."""

    once_key = TextField(unique=True)
    channel = TextField()
    template_id = Ref("design_version", null=True)
    to_address = TextField()
    party_id = Ref("party", null=True)
    household_id = Ref("household", null=True)
    staff_id = Ref("staff", null=True)
    text = TextField()
    link_id = Ref("secret", null=True)
    not_before = UtcField()
    state = TextField()
    tries = IntegerField(default=0)
    lease_until = UtcField(null=True)
    lease_by = TextField(null=True)
    provider_id = TextField(null=True)
    sent_at = UtcField(null=True)
    delivered_at = UtcField(null=True)
    error = TextField(null=True)
    cost_milli = IntegerField(null=True)


class Job(Table):
    """任务."""

    kind = TextField()
    once_key = TextField(unique=True)
    args = JsonField()
    state = TextField()
    run_after = UtcField()
    tries = IntegerField(default=0)
    lease_until = UtcField(null=True)
    lease_by = TextField(null=True)
    done = IntegerField(default=0)
    total = IntegerField(null=True)
    result = JsonField(null=True)
    blob_id = Ref("blob", null=True)
    error = TextField(null=True)
    by_id = Ref("staff", null=True)
    at = UtcField()
    ended_at = UtcField(null=True)


class Heartbeat(Table):
    """心跳."""

    name = TextField()
    at = UtcField()
    note = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("name")


class Webhook(Table):
    """推送地址: an address outside the office that may be told; only these are ever called."""

    name = TextField(unique=True)
    url = TextField()
    secret_sealed = BytesField()
    events = JsonField(default=list)
    enabled_at = UtcField(null=True)
    failing_since = UtcField(null=True)
