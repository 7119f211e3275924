"""Outside parties (协同单位) and the orders they send."""

from peewee import TextField

from heat.tables.fields import JsonField, Ref, UtcField
from heat.tables.table import Table


class Partner(Table):
    """协同单位: official ones send orders; companies have a team, and an account that their links speak for."""

    name = TextField()
    kind = TextField()
    phone = TextField(null=True)
    team_id = Ref("team", null=True)
    staff_id = Ref("staff", null=True)
    retired_at = UtcField(null=True)


class PartnerOrder(Table):
    """来单: a ticket that an outside party sent, by their number, with their deadline and our answer."""

    ticket_id = Ref("ticket", unique=True)
    partner_id = Ref("partner")
    number = TextField()
    received_at = UtcField()
    due_at = UtcField(null=True)
    sheet = JsonField(default=dict)
    result = TextField(null=True)
    reply = TextField(null=True)
    replied_at = UtcField(null=True)
    by_id = Ref("staff", null=True)
