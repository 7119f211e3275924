"""Parties: people and organisations with dated roles, and the keys they are found by."""

from peewee import CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FOREVER, BytesField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Party(Table):
    """人/单位."""

    kind = TextField()
    name = TextField()
    pinyin = TextField()
    pinyin_initials = TextField()
    id_no_sealed = BytesField(null=True)
    id_no_blind = TextField(null=True)
    credit_code = TextField(null=True)
    merged_into_id = Ref("party", null=True)
    erased_at = UtcField(null=True)
    ext = JsonField(default=dict)
    version = IntegerField(default=1)


class PartyPhone(Table):
    """电话."""

    party_id = Ref("party")
    phone = TextField()
    label = TextField(null=True)
    rank = IntegerField(default=0)
    verified_at = UtcField(null=True)
    dead_at = UtcField(null=True)


class HouseholdParty(Table):
    """户-人: DATED role; rank 0 is the main one, joint owners follow."""

    household_id = Ref("household")
    party_id = Ref("party")
    role = TextField()
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    rank = IntegerField(default=0)
    ticket_id = Ref("ticket", null=True)


class SearchKey(Table):
    """检索键: derived; name suffixes, pinyin initials, reversed phones, numbers, compact address."""

    kind = TextField()
    key = TextField()
    household_id = IntegerField()  # no foreign key: derived, and a household that goes would read every key

    class Meta:
        primary_key = CompositeKey("kind", "key", "household_id")
