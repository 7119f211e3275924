"""Households who sign in themselves."""

from peewee import BooleanField, TextField

from heat.tables.fields import Ref, UtcField
from heat.tables.table import Table


class HallUser(Table):
    """网厅用户."""

    phone = TextField(null=True, unique=True)
    party_id = Ref("party", null=True)
    open_id = TextField(null=True, unique=True)
    elder = BooleanField(default=False)
    created_at = UtcField()
    closed_at = UtcField(null=True)


class HallBinding(Table):
    """绑定."""

    hall_user_id = Ref("hall_user")
    household_id = Ref("household")
    proof = TextField()
    bound_at = UtcField()
    ended_at = UtcField(null=True)
