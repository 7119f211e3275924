"""Places: two trees that meet at the household, and the dated facts that decide a price."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FOREVER, JsonField, PriceField, Ref, SquareMetresField
from heat.tables.table import Table


class Org(Table):
    """公司/分公司/片区: the upper administrative tree, any depth."""

    parent_id = Ref("org", null=True)
    kind = TextField()
    code = TextField(unique=True)
    name = TextField()
    pinyin = TextField()
    closed_on = DateField(null=True)


class OrgAbove(Table):
    """组织闭包: closure of org, one row per (node, ancestor or itself); the only way scopes are read."""

    org_id = Ref("org")
    above_id = Ref("org")
    depth = IntegerField()

    class Meta:
        primary_key = CompositeKey("org_id", "above_id")


class Community(Table):
    """小区."""

    org_id = Ref("org")
    code = TextField(unique=True)
    name = TextField()
    abbr = TextField()
    pinyin = TextField()
    pinyin_initials = TextField()
    circuit_id = Ref("circuit", null=True)
    ext = JsonField(default=dict)
    x = IntegerField(null=True)
    y = IntegerField(null=True)


class Building(Table):
    """楼栋."""

    community_id = Ref("community")
    number = TextField()
    sort = IntegerField()
    floors = IntegerField()
    entrances = IntegerField()
    built_on = DateField(null=True)
    circuit_id = Ref("circuit", null=True)
    ext = JsonField(default=dict)


class Entrance(Table):
    """单元: optional level."""

    building_id = Ref("building")
    number = TextField()
    circuit_id = Ref("circuit", null=True)


class HeatSource(Table):
    """热源."""

    org_id = Ref("org")
    code = TextField(unique=True)
    name = TextField()


class Substation(Table):
    """换热站."""

    source_id = Ref("heat_source")
    org_id = Ref("org")
    code = TextField(unique=True)
    name = TextField()
    ext = JsonField(default=dict)


class Circuit(Table):
    """机组/分区: high or low zone of a substation."""

    substation_id = Ref("substation")
    code = TextField(unique=True)
    name = TextField()
    zone = TextField()


class Household(Table):
    """户: the account; never deleted, number never reused."""

    account_no = TextField(unique=True)
    community_id = IntegerField()
    building_id = Ref("building")
    entrance_id = Ref("entrance", null=True)
    floor = IntegerField(null=True)
    column_no = IntegerField(null=True)
    room = TextField()
    room_key = TextField()
    circuit_id = Ref("circuit")
    circuit_own = BooleanField(default=False)
    address = TextField()
    connected = TextField()
    collector_id = Ref("staff", null=True)
    merged_into_id = Ref("household", null=True)
    ext = JsonField(default=dict)
    version = IntegerField(default=1)


class HouseholdAlias(Table):
    """旧户号: numbers of banks, old systems and merged files."""

    kind = TextField()
    number = TextField()
    household_id = Ref("household")


class HouseholdTerms(Table):
    """计费条件: DATED: everything that decides a price; one row in force a day and part (part 0 = whole, 1.. = parts at two prices)."""

    household_id = Ref("household")
    part = IntegerField(default=0)
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    gross_m2 = SquareMetresField(null=True)
    inner_m2 = SquareMetresField(null=True)
    usable_m2 = SquareMetresField(null=True)
    charge_m2 = SquareMetresField()
    sealed_m2 = SquareMetresField(default=0)
    storey_height_cm = IntegerField(null=True)
    use_class = TextField()
    stat_class = TextField()
    charge_kind = TextField()
    position = TextField(null=True)
    price_override = PriceField(null=True)
    change_id = Ref("change_request", null=True)


class SupplyPeriod(Table):
    """供热状态: DATED: state by proof, per season."""

    household_id = Ref("household")
    season_id = Ref("season")
    state = TextField()
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    ticket_id = Ref("ticket", null=True)
