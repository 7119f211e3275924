"""Writes that no database may accept, as data: what it is called, what stands there before, the SQL that must fail.

Each was tried by hand first without its guard. `{home}` `{charge}` `{txn}` `{receipt}` … are ids of `Books`. The same
list runs on SQLite and on PostgreSQL, so the SQL keeps to what both speak.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

from heat import db
from heat.services import payments
from tests import make


class Write(NamedTuple):
    """One forbidden write; several statements stand in one transaction, the last or its commit must fail."""

    name: str
    sql: tuple[str, ...]


@dataclass(frozen=True)
class Books:
    """Ids of an office with two bills, a payment, a void payment, a published price."""

    home: int
    other: int
    community: int
    building: int
    party: int
    charge: int
    txn: int
    receipt: int
    range: int
    payment: int
    season: int
    account: int
    tariff: int
    staff: int
    cashier: int
    shift: int


def books(office) -> Books:
    """Fill an office with what the forbidden writes stand on."""
    home, other = make.billed("3-2-501"), make.billed("3-2-502")
    cashier = office.actor("cashier")
    make.paid(cashier, home, "1000.00", "pos")
    payments.void(cashier, make.paid(cashier, other, "5.00"), "输错")
    value = db.value
    return Books(
        home=home,
        other=other,
        community=value("SELECT community_id FROM household WHERE id = ?", home),
        building=value("SELECT building_id FROM household WHERE id = ?", home),
        party=value("SELECT party_id FROM household_party WHERE household_id = ?", home),
        charge=value("SELECT min(id) FROM charge"),
        txn=value("SELECT max(id) FROM txn"),
        receipt=value("SELECT min(id) FROM receipt"),
        range=value("SELECT id FROM number_range WHERE kind = 'receipt'"),
        payment=value("SELECT min(id) FROM payment"),
        season=value("SELECT min(season_id) FROM season_account"),
        account=value("SELECT min(id) FROM season_account"),
        tariff=value("SELECT min(id) FROM tariff"),
        staff=office.admin,
        cashier=office.cashier,
        shift=value("SELECT min(id) FROM shift"),
    )


def _entry(txn: str, line: int, fen: int, account: int = 2) -> str:
    return f"INSERT INTO entry (txn_id, line, account_id, fen) VALUES ({txn}, {line}, {account}, {fen})"


def _seal(txn_id: str, key: str, n: int = 2, prev: str = "(SELECT hash FROM txn WHERE id = {txn})") -> str:
    return (
        "INSERT INTO txn (id, kind, once_key, biz_on, posted_at, n_entries, prev_hash, hash) "
        f"VALUES ({txn_id}, 'x', '{key}', '2026-11-21', 1, {n}, {prev}, {prev})"
    )


_NEXT = "{txn} + 1"
_CHARGE = (
    "INSERT INTO charge (id, account_id, household_id, season_id, debtor_id, kind, fen, once_key, txn_id) "
    "VALUES (%s, {account}, {home}, {season}, {party}, 'heat', %s, '%s', %s)"
)

_ITEM = (
    "INSERT INTO item (kind, code, name, unit, price_fen, valid_from) "
    "VALUES ('material', 'F', 'x', 'x', 100, '2026-01-01')"
)
_MOVE = (
    "INSERT INTO stock_move (item_id, place, quantity_milli, price_fen, at, by_id, once_key) "
    "VALUES ((SELECT max(id) FROM item), 'store', {milli}, 1, 1, {{staff}}, '{key}')"
)

WRITES = (
    # nothing that was written changes or goes
    *(
        Write(f"{verb} {table}", (sql,))
        for table, change in (
            ("charge", "fen = fen + 1"),
            ("txn", "reason = 'x'"),
            ("entry", "fen = fen + 1"),
            ("season_account", "area_m2 = 1"),
            ("season_calc", "sha256 = 'x'"),
            ("audit", "code = 'x'"),
        )
        for verb, sql in (("edit", f"UPDATE {table} SET {change}"), ("delete", f"DELETE FROM {table}"))
    ),
    Write("edit a published price", ("UPDATE tariff SET valid_to = '2027-01-01' WHERE id = {tariff}",)),
    Write("delete a published price", ("DELETE FROM tariff WHERE id = {tariff}",)),
    Write("two addresses of one name", tuple(
        "INSERT INTO webhook (name, url, secret_sealed, events) VALUES ('OA', 'x', 'x', '[]')" for _ in (0, 1)
    )),
    Write("edit a published design", ("UPDATE design_version SET body = '{{}}'",)),
    # the ledger balances, continues its chain and has no gaps
    Write("unbalanced txn", (_entry(_NEXT, 1, 100), _entry(_NEXT, 2, -99, 11), _seal(_NEXT, "a"))),
    Write("txn that counts its entries wrongly", (_entry(_NEXT, 1, 100), _entry(_NEXT, 2, -100, 11), _seal(_NEXT, "b", 3))),
    Write("txn of one entry", (_entry(_NEXT, 1, 100), _seal(_NEXT, "c", 1))),
    Write("txn without entries", (_seal(_NEXT, "d", 0),)),
    Write(
        "txn that leaves a gap",
        (_entry("{txn} + 2", 1, 100), _entry("{txn} + 2", 2, -100, 11), _seal("{txn} + 2", "e")),
    ),
    Write(
        "txn that does not follow the last one",
        (_entry(_NEXT, 1, 100), _entry(_NEXT, 2, -100, 11), _seal(_NEXT, "f", 2, "(SELECT hash FROM txn WHERE id = 1)")),
    ),
    Write(
        "txn with a key that was used",
        (_entry(_NEXT, 1, 100), _entry(_NEXT, 2, -100, 11), _seal(_NEXT, "g").replace("'g'", "(SELECT min(once_key) FROM txn)")),
    ),
    Write("entry behind the seal", (_entry("{txn}", 9, 100), _entry("{txn}", 10, -100, 11))),
    Write("entry of nothing", (_entry(_NEXT, 1, 0),)),
    Write("entry without its txn", (_entry("999", 1, 100), _entry("999", 2, -100, 11))),
    Write("entry on an unknown account", (_entry(_NEXT, 1, 100, 99),)),
    Write("charge of nothing", (_CHARGE % ("901", "0", "z1", "{txn}"),)),
    Write("charge billed twice", ((_CHARGE % ("902", "5", "z", "{txn}")).replace("'z'", "(SELECT min(once_key) FROM charge)"),)),
    Write("charge without its txn", (_CHARGE % ("903", "5", "z3", "9999"),)),
    Write(
        "charge reversed twice",
        tuple(
            (_CHARGE % (str(904 + n), "-5", f"z4{n}", "{txn}"))
            .replace("txn_id)", "txn_id, reverses_id)")
            .replace(", {txn})", ", {txn}, {charge})")
            for n in (0, 1)
        ),
    ),
    Write("second account of a household and season", (
        ("INSERT INTO season_account (household_id, part, season_id, community_id, debtor_id, tariff_id, area_basis, "
        "area_m2, price, use_class, charge_kind, supply_state, opened_at) VALUES ({home}, 0, {season}, {community}, "
        "{party}, {tariff}, 'x', 1, 1, 'x', 'x', 'x', 1)"),
    )),
    # payments and receipts
    Write("receipt number twice", (
        "INSERT INTO receipt (range_id, number, payment_id, printed_at) VALUES ({range}, 1, {payment}, 1)",
    )),
    Write("receipt number beyond its range", ("UPDATE number_range SET next = last + 2 WHERE id = {range}",)),
    Write("receipt number range that goes back below its first", (
        "UPDATE number_range SET next = first - 1 WHERE id = {range}",
    )),
    Write("receipt without a payment", (
        "INSERT INTO receipt (range_id, number, payment_id, printed_at) VALUES ({range}, 77, 9999, 1)",
    )),
    Write("second payment of a txn", (
        ("INSERT INTO payment (txn_id, channel, fen, received_on, received_at, once_key) "
        "SELECT txn_id, channel, fen, received_on, received_at, 'other' FROM payment WHERE id = {payment}"),
    )),
    Write("payment with a key that was used", (
        ("INSERT INTO payment (txn_id, channel, fen, received_on, received_at, once_key) "
        "SELECT 1, channel, fen, received_on, received_at, once_key FROM payment WHERE id = {payment}"),
    )),
    Write("trade number twice", tuple(
        "INSERT INTO payment_part (payment_id, method, fen, given_fen, channel, trade_no) "
        "VALUES ({payment}, 'pos', 1, 1, 'pos', 'T9')" for _ in (0, 1)
    )),
    Write("a shift reopened by its own cashier", ("UPDATE shift SET reopened_by_id = cashier_id WHERE id = {shift}",)),
    Write("a txn approved by whoever made it", (
        _entry(_NEXT, 1, 100), _entry(_NEXT, 2, -100, 11),
        _seal(_NEXT, "h").replace("once_key,", "by_id, approved_by_id, once_key,").replace("'h'", "{cashier}, {cashier}, 'h'"),
    )),
    # dated facts never overlap
    Write("overlapping terms", (
        ("INSERT INTO household_terms (household_id, valid_from, charge_m2, use_class, stat_class, charge_kind) "
        "VALUES ({home}, '2026-01-01', 1, '居民', '居民', 'area')"),
    )),
    Write("terms that end before they begin", (
        ("INSERT INTO household_terms (household_id, part, valid_from, valid_to, charge_m2, use_class, stat_class, "
        "charge_kind) VALUES ({home}, 7, '2026-01-02', '2026-01-01', 1, '居民', '居民', 'area')"),
    )),
    Write("a negative area", (
        ("INSERT INTO household_terms (household_id, part, valid_from, charge_m2, use_class, stat_class, charge_kind) "
        "VALUES ({home}, 8, '2026-01-02', -1, '居民', '居民', 'area')"),
    )),
    Write("terms moved onto others", (
        ("INSERT INTO household_terms (household_id, part, valid_from, valid_to, charge_m2, use_class, stat_class, "
        "charge_kind) VALUES ({home}, 0, '2019-01-01', '2020-01-01', 1, '居民', '居民', 'area')"),
        "UPDATE household_terms SET valid_to = '2021-01-01' WHERE household_id = {home} AND valid_from = '2019-01-01'",
    )),
    Write("second owner", (
        ("INSERT INTO household_party (household_id, party_id, role, valid_from) "
        "VALUES ({home}, (SELECT max(id) FROM party), 'owner', '2026-01-01')"),
    )),
    Write("the same owner twice at once", (
        ("INSERT INTO household_party (household_id, party_id, role, valid_from, rank) "
        "VALUES ({home}, {party}, 'owner', '2026-01-01', 1)"),
    )),
    Write("a role nobody has", (
        ("INSERT INTO household_party (household_id, party_id, role, valid_from) "
        "VALUES ({home}, {party}, 'ghost', '2026-01-01')"),
    )),
    Write("two states of supply at once", tuple(
        "INSERT INTO supply_period (household_id, season_id, state, valid_from) "
        f"VALUES ({{home}}, {{season}}, 'supplied', '2026-11-{day}')" for day in (15, 16)
    )),
    Write("a state of supply that does not exist", (
        ("INSERT INTO supply_period (household_id, season_id, state, valid_from) "
        "VALUES ({home}, {season}, 'warm', '2026-11-15')"),
    )),
    # places and numbers
    Write("account number twice", (
        "UPDATE household SET account_no = (SELECT account_no FROM household WHERE id = {home}) WHERE id = {other}",
    )),
    Write("two households behind one door", (
        "UPDATE household SET room_key = (SELECT room_key FROM household WHERE id = {home}) WHERE id = {other}",
    )),
    Write("a household whose community is not its building's", (
        "UPDATE household SET community_id = community_id + 1 WHERE id = {home}",
    )),
    Write("a household nobody can be connected to", ("UPDATE household SET connected = 'maybe' WHERE id = {home}",)),
    Write("a household taken away under its bills", ("DELETE FROM household WHERE id = {home}",)),
    Write("a season that ends before it begins", ("UPDATE season_calendar SET last_on = '2020-01-01'",)),
    Write("a price version twice", (
        ("INSERT INTO tariff (org_id, code, version, name, valid_from, rule) "
        "SELECT org_id, code, version, name, valid_from, rule FROM tariff WHERE id = {tariff}"),
    )),
    # parts: a movement stays, a price has its days
    *(
        Write(f"{verb} a movement of stock", (_ITEM, _MOVE.format(key="f1", milli=5), sql))
        for verb, sql in (("edit", "UPDATE stock_move SET quantity_milli = 1"), ("delete", "DELETE FROM stock_move"))
    ),
    Write("a movement twice", (_ITEM, _MOVE.format(key="f2", milli=5), _MOVE.format(key="f2", milli=5))),
    Write("a movement of nothing", (_ITEM, _MOVE.format(key="f3", milli=0))),
    Write("two prices of an item at once", (_ITEM, _ITEM.replace("2026-01-01", "2026-02-01"))),
    Write("an item that is neither part nor work", (_ITEM.replace("'material'", "'idea'"),)),
    Write("an item below nothing", (_ITEM.replace("100,", "-1,"),)),
    # work and messages
    Write("a message twice", tuple(
        "INSERT INTO message (once_key, channel, to_address, text, not_before, state) "
        "VALUES ('m', 'sms', '1', 'x', 1, 'waiting')" for _ in (0, 1)
    )),
    Write("a job twice", tuple(
        "INSERT INTO job (kind, once_key, args, state, run_after, at) VALUES ('x', 'j', '{{}}', 'waiting', 1, 1)"
        for _ in (0, 1)
    )),
    Write("an incident that is over without an end", (
        ("INSERT INTO incident (number, kind, title, state, start_at, scope, by_id) "
        "VALUES ('SJ1', 'outage', 'x', 'restored', 1, '{{}}', {staff})"),
    )),
    Write("an incident twice", tuple(
        "INSERT INTO incident (number, kind, title, state, start_at, scope, by_id) "
        "VALUES ('SJ1', 'outage', 'x', 'active', 1, '{{}}', {staff})" for _ in (0, 1)
    )),
    Write("a call that ended without a result", (
        "INSERT INTO call (provider_id, phone, direction, at, ended_at) VALUES ('c', '1', 'in', 1, 2)",
    )),
    Write("a call twice", tuple(
        "INSERT INTO call (provider_id, phone, direction, at) VALUES ('c', '1', 'in', 1)" for _ in (0, 1)
    )),
    Write("two tokens of one name", tuple(
        f"INSERT INTO api_token (name, token_hash, scopes, org_id, created_at) VALUES ('x', '{n}', '[]', 1, 1)"
        for n in (0, 1)
    )),
    Write("a message in a state that does not exist", (
        ("INSERT INTO message (once_key, channel, to_address, text, not_before, state) "
        "VALUES ('n', 'sms', '1', 'x', 1, 'thinking')"),
    )),
)  # fmt: skip


def statements(write: Write, books: Books) -> list[str]:
    """The SQL of a forbidden write with the ids of this office filled in."""
    return [sql.format(**asdict(books)) for sql in write.sql]
