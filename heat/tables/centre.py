"""The customer centre: own fields, tags, merges, requests for change, devices, contracts, and the state of the data."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FOREVER, FenField, JsonField, Ref, UtcField
from heat.tables.table import Table


class OwnField(Table):
    """自定义字段: a field the office drew for its households, people or tickets; what is filled in stands in their ext."""

    subject = TextField()
    code = TextField()
    name = TextField()
    kind = TextField()
    options = JsonField(default=dict)
    required_when = JsonField(null=True)
    visible_when = JsonField(null=True)
    access = JsonField(default=dict)
    sort = IntegerField()
    searchable = BooleanField(default=False)
    retired_at = UtcField(null=True)

    class Meta:
        table_name = "field"


class FieldValue(Table):
    """自定义字段索引: derived; only fields marked searchable, the truth stays in ext."""

    field_id = Ref("field")
    value = TextField()
    subject_id = IntegerField()

    class Meta:
        primary_key = CompositeKey("field_id", "value", "subject_id")


class Tag(Table):
    """标签: said of a household or a person, by a rule or by staff, with its reason and the day it expires."""

    household_id = Ref("household", null=True)
    party_id = Ref("party", null=True)
    code = TextField()
    reason = TextField()
    source = TextField()
    by_id = Ref("staff", null=True)
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)


class Merge(Table):
    """合并: two files that are one, with all that was moved, for undo; kind `different` remembers that they are two."""

    kind = TextField()
    kept_id = IntegerField()
    gone_id = IntegerField()
    choices = JsonField()
    moved = JsonField()
    at = UtcField()
    by_id = Ref("staff")
    undone_at = UtcField(null=True)
    undone_by_id = Ref("staff", null=True)


class ChangeRequest(Table):
    """变更/审批: area, price, state or owner after the season opened; before, after and what it moves in money."""

    kind = TextField()
    number = TextField(unique=True)
    household_id = Ref("household", null=True)
    ticket_id = Ref("ticket", null=True)
    before = JsonField()
    after = JsonField()
    effect_fen = FenField(null=True)
    reason = TextField()
    asked_by_id = Ref("staff")
    asked_at = UtcField()
    decided_by_id = Ref("staff", null=True)
    decided_at = UtcField(null=True)
    verdict = TextField(null=True)
    note = TextField(null=True)
    txn_id = Ref("txn", null=True)
    applied_at = UtcField(null=True)


class SavedView(Table):
    """视图: a list as somebody likes it, their own or their team's: the address's query, columns included."""

    staff_id = Ref("staff", null=True)
    team_id = Ref("team", null=True)
    page = TextField()
    name = TextField()
    query = TextField()
    sort = IntegerField(default=0)


class Device(Table):
    """设备: valve, heat meter, room sensor, radiator, thermostat; its kind decides unit and scale."""

    kind = TextField()
    serial = TextField()
    maker = TextField(null=True)
    unit = TextField(null=True)
    scale = IntegerField(default=1)
    calibrated_until = DateField(null=True)
    circuit_id = Ref("circuit", null=True)
    substation_id = Ref("substation", null=True)
    retired_on = DateField(null=True)
    ext = JsonField(default=dict)


class DeviceFit(Table):
    """装在户内: DATED."""

    device_id = Ref("device")
    household_id = Ref("household")
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    start_value = IntegerField(null=True)


class Reading(Table):
    """读数: APPEND-ONLY time series; the value is a whole number in the sensor's unit."""

    device_id = IntegerField()
    at = UtcField()
    value = IntegerField()
    quality = IntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("device_id", "at")


class Contract(Table):
    """合同: the heat supply contract of a household, with its scan."""

    number = TextField(unique=True)
    household_id = Ref("household")
    party_id = Ref("party")
    kind = TextField()
    version = TextField()
    signed_on = DateField(null=True)
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    state = TextField()
    blob_id = Ref("blob", null=True)
    ticket_id = Ref("ticket", null=True)


class QualityDay(Table):
    """数据质量日汇总: derived; how many faults of each sort the data of a community had on a day."""

    community_id = Ref("community")
    day = DateField()
    code = TextField()
    n = IntegerField()

    class Meta:
        primary_key = CompositeKey("community_id", "day", "code")


class BulkAct(Table):
    """批量操作: what was done to many households at once, with the steps that take it back and the ones that stayed."""

    kind = TextField()
    args = JsonField()
    n = IntegerField()
    steps = JsonField()
    by_id = Ref("staff")
    at = UtcField()
    undone_at = UtcField(null=True)
    undone_by_id = Ref("staff", null=True)
    kept = JsonField(null=True)


class Duplicate(Table):
    """疑似重复: derived; two files that look like one household, with how alike they are and why."""

    a_id = IntegerField()
    b_id = IntegerField()
    score = IntegerField()
    looks = JsonField()

    class Meta:
        primary_key = CompositeKey("a_id", "b_id")
