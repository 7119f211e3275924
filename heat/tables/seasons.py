"""Seasons, tariffs, and the snapshot a bill stands on."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FOREVER, JsonField, PriceField, Ref, SquareMetresField, UtcField
from heat.tables.table import Table


class Season(Table):
    """采暖季."""

    code = TextField(unique=True)
    name = TextField()


class SeasonCalendar(Table):
    """采暖期: per season and org or substation; the nearest wins."""

    season_id = Ref("season")
    org_id = Ref("org", null=True)
    substation_id = Ref("substation", null=True)
    first_on = DateField()
    last_on = DateField()
    last_counts = BooleanField(default=True)
    due_on = DateField()
    suspend_until_on = DateField(null=True)
    standby_policy = JsonField(default=dict)


class Tariff(Table):
    """热价: DATED and versioned; frozen by trigger once published."""

    org_id = Ref("org")
    code = TextField()
    version = IntegerField()
    name = TextField()
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    rule = JsonField()
    source = TextField(null=True)
    published_at = UtcField(null=True)
    published_by_id = Ref("staff", null=True)


class SeasonAccount(Table):
    """户年度账: SNAPSHOT of one household and season; bills stand on this row, never on today's household."""

    household_id = Ref("household")
    part = IntegerField(default=0)
    season_id = Ref("season")
    community_id = Ref("community")
    debtor_id = Ref("party")
    tariff_id = Ref("tariff")
    run_id = Ref("job", null=True)
    area_basis = TextField()
    area_m2 = SquareMetresField()
    price = PriceField()
    use_class = TextField()
    charge_kind = TextField()
    supply_state = TextField()
    opened_at = UtcField()


class SeasonCalc(Table):
    """计算树: SNAPSHOT: the explanation of that account, apart so that the account stays narrow; frozen with it."""

    account_id = Ref("season_account")
    tree = JsonField()
    sha256 = TextField()

    class Meta:
        primary_key = CompositeKey("account_id")
