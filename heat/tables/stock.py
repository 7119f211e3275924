"""What is used for repairs: priced items and the movements whose sum is the stock."""

from peewee import DateField, IntegerField, TextField

from heat.tables.fields import FOREVER, FenField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Item(Table):
    """物料和人工: DATED price."""

    kind = TextField()
    code = TextField()
    name = TextField()
    unit = TextField()
    price_fen = FenField()
    kit = JsonField(null=True)
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)


class StockMove(Table):
    """出入库: APPEND-ONLY; stock is a sum, in thousandths of the item's unit."""

    item_id = Ref("item")
    place = TextField()
    quantity_milli = IntegerField()
    price_fen = FenField()
    visit_id = Ref("visit", null=True)
    at = UtcField()
    by_id = Ref("staff")
    reason = TextField(null=True)
    once_key = TextField(unique=True)
