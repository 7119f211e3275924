"""The ledger: charges, sealed transactions, payments, receipts, shifts."""

from peewee import CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import BytesField, FenField, JsonField, PriceField, Ref, UtcField
from heat.tables.table import Table


class LedgerAccount(Table):
    """科目."""

    code = TextField(unique=True)
    name = TextField()
    kind = TextField()


class Charge(Table):
    """应收行: APPEND-ONLY; a wrong one is met by a second row with reverses_id."""

    account_id = Ref("season_account")
    household_id = Ref("household")
    season_id = Ref("season")
    debtor_id = Ref("party")
    kind = TextField()
    fen = FenField()
    qty = TextField(null=True)
    price = PriceField(null=True)
    due_on = DateField(null=True)
    reverses_id = Ref("charge", null=True)
    once_key = TextField(unique=True)
    calc = JsonField(null=True)
    txn_id = Ref("txn")


class Txn(Table):
    """分录头: APPEND-ONLY, inserted last: this row seals its entries."""

    kind = TextField()
    once_key = TextField(unique=True)
    biz_on = DateField()
    posted_at = UtcField()
    by_id = Ref("staff", null=True)
    approved_by_id = Ref("staff", null=True)
    reverses_id = Ref("txn", null=True)
    reason = TextField(null=True)
    n_entries = IntegerField()
    prev_hash = BytesField()
    hash = BytesField()


class Entry(Table):
    """分录: APPEND-ONLY; an allocation IS an entry on 'receivable' with a charge_id."""

    txn_id = Ref("txn")
    line = IntegerField()
    account_id = Ref("ledger_account")
    fen = FenField()
    household_id = Ref("household", null=True)
    season_id = Ref("season", null=True)
    charge_id = Ref("charge", null=True)

    class Meta:
        primary_key = CompositeKey("txn_id", "line")


class OpenCharge(Table):
    """未清应收: derived; one row while a charge is not settled, kept by trigger on entry."""

    charge_id = Ref("charge")
    household_id = Ref("household")
    community_id = Ref("community")
    season_id = Ref("season")
    debtor_id = Ref("party")
    kind = TextField()
    due_on = DateField(null=True)
    open_fen = FenField()

    class Meta:
        primary_key = CompositeKey("charge_id")


class Payment(Table):
    """缴费."""

    txn_id = Ref("txn")
    payer_id = Ref("party", null=True)
    shift_id = Ref("shift", null=True)
    channel = TextField()
    fen = FenField()
    received_on = DateField()
    received_at = UtcField()
    once_key = TextField(unique=True)


class PaymentPart(Table):
    """缴费方式."""

    payment_id = Ref("payment")
    method = TextField()
    fen = FenField()
    given_fen = FenField()
    channel = TextField(null=True)
    trade_no = TextField(null=True)


class Receipt(Table):
    """收据: gapless; void keeps the row."""

    range_id = Ref("number_range")
    number = IntegerField()
    payment_id = Ref("payment")
    printed_at = UtcField()
    prints = IntegerField(default=1)
    void_at = UtcField(null=True)
    void_by_id = Ref("staff", null=True)
    void_reason = TextField(null=True)
    replaced_by_id = Ref("receipt", null=True)


class NumberRange(Table):
    """票据号段."""

    kind = TextField()
    prefix = TextField()
    first = IntegerField()
    last = IntegerField()
    next = IntegerField()
    holder_id = Ref("staff", null=True)
    org_id = Ref("org")
    state = TextField()


class Shift(Table):
    """班次/日结."""

    cashier_id = Ref("staff")
    org_id = Ref("org")
    biz_on = DateField()
    opened_at = UtcField()
    counted = JsonField(null=True)
    counted_fen = FenField(null=True)
    expected_fen = FenField(null=True)
    difference_reason = TextField(null=True)
    closed_at = UtcField(null=True)
    reopened_at = UtcField(null=True)
    reopened_by_id = Ref("staff", null=True)
