"""Work: drawn designs, the tickets that run on them, and the one timeline of a household."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import JsonField, Ref, UtcField
from heat.tables.table import Table


class Design(Table):
    """设计: everything people draw or write: flow, form, rule, message, sla, print, article, page, kpi, dashboard, report, patrol."""

    kind = TextField()
    code = TextField()
    name = TextField()
    org_id = Ref("org")
    staff_id = Ref("staff", null=True)
    current_id = Ref("design_version", null=True)
    enabled_at = UtcField(null=True)
    retired_at = UtcField(null=True)


class DesignVersion(Table):
    """设计版本: body is JSON; frozen by trigger once published, running tickets stay on theirs."""

    design_id = Ref("design")
    version = IntegerField()
    body = JsonField()
    published_at = UtcField(null=True)
    by_id = Ref("staff", null=True)
    approved_by_id = Ref("staff", null=True)


class TicketKind(Table):
    """工单类型: repair, complaint, temperature, stop, transfer, new connection ...."""

    code = TextField(unique=True)
    name = TextField()
    family = TextField()
    flow_id = Ref("design")
    form_id = Ref("design", null=True)
    sla_id = Ref("design", null=True)
    print_id = Ref("design", null=True)
    settings = JsonField(default=dict)
    retired_at = UtcField(null=True)


class Ticket(Table):
    """工单/办件."""

    number = TextField(unique=True)
    kind_id = Ref("ticket_kind")
    flow_version_id = Ref("design_version")
    form_version_id = Ref("design_version", null=True)
    state = TextField()
    phase = TextField()
    priority = IntegerField()
    household_id = Ref("household", null=True)
    community_id = Ref("community", null=True)
    circuit_id = Ref("circuit", null=True)
    address = TextField(null=True)
    party_id = Ref("party", null=True)
    phone = TextField(null=True)
    source = TextField()
    summary = TextField()
    cause = TextField(null=True)
    team_id = Ref("team", null=True)
    assignee_id = Ref("staff", null=True)
    parent_id = Ref("ticket", null=True)
    incident_id = Ref("incident", null=True)
    opened_at = UtcField()
    opened_on = DateField()
    due_at = UtcField(null=True)
    closed_at = UtcField(null=True)
    closed_on = DateField(null=True)
    in_time = BooleanField(null=True)
    urged = IntegerField(default=0)
    reopened = IntegerField(default=0)
    ext = JsonField(default=dict)
    version = IntegerField(default=1)


class TicketStep(Table):
    """办理步骤: the live and past node visits of a ticket, each with owner and deadline."""

    ticket_id = Ref("ticket")
    node = TextField()
    owner_kind = TextField()
    owner_id = IntegerField(null=True)
    entered_at = UtcField()
    due_at = UtcField(null=True)
    left_at = UtcField(null=True)
    warned = IntegerField(default=0)
    owner_code = TextField(null=True)
    part = TextField(default="work")
    note = TextField(null=True)


class TicketMove(Table):
    """流转: APPEND-ONLY."""

    ticket_id = Ref("ticket")
    seq = IntegerField()
    action = TextField()
    from_state = TextField()
    to_state = TextField()
    by_id = Ref("staff", null=True)
    by_kind = TextField()
    at = UtcField()
    reason = TextField(null=True)
    data = JsonField(null=True)
    once_key = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("ticket_id", "seq")


class Contact(Table):
    """用户日志: index of everything said, done or sent; written once, only erasure may blank the text; detail stays in its own table."""

    household_id = Ref("household", null=True)
    party_id = Ref("party", null=True)
    at = UtcField()
    kind = TextField()
    direction = TextField()
    text = TextField()
    by_id = Ref("staff", null=True)
    subject = TextField(null=True)
    subject_id = IntegerField(null=True)
