"""How long the search box takes in a large town, for every way people ask.

Run: python -m benchmarks.search [households] [folder]. A folder keeps the town for the next run.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.imports import town
from benchmarks.town import grown
from heat import db
from heat.queries import search
from heat.rules.permissions import CODES, Actor

EACH = 200


def questions(dice: random.Random) -> dict[str, list[str]]:
    """What people type, taken from households of the town."""
    highest = db.value("SELECT max(id) FROM household")
    ids = [dice.randint(1, highest) for _ in range(EACH)]
    found = db.rows(
        "SELECT h.account_no, p.name, p.pinyin_initials, f.phone, c.name, b.number, e.number, h.room FROM household h "
        "JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' JOIN party p ON p.id = o.party_id "
        "JOIN party_phone f ON f.party_id = p.id JOIN community c ON c.id = h.community_id "
        "JOIN building b ON b.id = h.building_id JOIN entrance e ON e.id = h.entrance_id "
        f"WHERE h.id IN ({','.join(map(str, ids))})"
    )
    return {
        "account number": [row[0] for row in found],
        "beginning of a number": [row[0][:6] for row in found],
        "name": [row[1] for row in found],
        "two characters of a name": [row[1][-2:] for row in found],
        "initials": [row[2] for row in found],
        "phone tail": [row[3][-4:] for row in found],
        "whole phone": [row[3] for row in found],
        "address": [f"{row[4]}{row[5]}-{row[6]}-{row[7]}" for row in found],
        "community": [row[4] for row in found],
        "address and family name": [f"{row[4]}{row[5]} {row[1][:1]}" for row in found],
        "nothing there": [f"没有这个人{n}" for n in range(EACH)],
    }


def main(n: int, folder: str) -> None:
    """Print p50 and p95 of each way, in milliseconds, all queries of one search with the rows it shows."""
    (grown if n > 200_000 else town)(Path(folder), n)
    actor = Actor("staff", 1, permissions=CODES, org_ids=(1,))
    homes, keys = (db.value(f"SELECT count(*) FROM {table}") for table in ("household", "search_key"))
    print(f"{homes:,} households, {keys:,} keys")
    for way, texts in questions(random.Random(1)).items():
        times, hits = [], 0
        for text in texts:
            began = time.perf_counter()
            found = search.search(actor, text)
            times.append((time.perf_counter() - began) * 1000)
            hits += bool(found.households)
        cuts = statistics.quantiles(times, n=20)
        print(f"{way:28} p50 {statistics.median(times):6.2f}  p95 {cuts[18]:6.2f} ms  {hits}/{len(texts)} found")


if __name__ == "__main__":
    households = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(households, sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as made:
            main(households, made)
