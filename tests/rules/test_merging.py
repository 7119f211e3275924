"""Two files side by side: what is chosen, and what the money comes to."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heat.rules import merging
from heat.rules.addresses import Place
from heat.rules.merging import Purse, Standing


def _season(fen: int, open_fen: int, *, code: str = "2026-2027", now: bool = True) -> Standing:
    return Standing(1, int(code[:4]), code, fen, open_fen, now)


def test_prepayment_of_the_one_pays_the_debt_of_the_other():
    effect = merging.effect(Purse((_season(89240, 89240),)), Purse((), 50000))

    assert (effect.open_fen, effect.ahead_fen) == (39240, 0)  # 892.40 - 500.00
    assert str(merging.told(effect)[-1]) == "合并后尚欠：892.40 − 500.00 = 392.40 元。"


def test_a_season_both_were_billed_for_is_owed_once():
    effect = merging.effect(Purse((_season(241000, 241000),)), Purse((_season(237500, 187500),)))

    assert [one.charged_fen for one in effect.doubled] == [237500]
    assert effect.open_fen == 191000  # 2,410.00 less the 500.00 paid on the other bill


def test_an_open_season_of_the_gone_file_comes_over():
    old = _season(11224, 7224, code="2025-2026", now=False)

    effect = merging.effect(Purse(()), Purse((old,)))

    assert effect.moved == (old,)
    assert effect.open_fen == 7224


def test_a_settled_season_of_the_past_stays_where_it_is():
    effect = merging.effect(Purse(()), Purse((_season(11224, 0, code="2024-2025", now=False),)))

    assert effect.nothing
    assert str(merging.told(effect)[0]) == "并入的档案没有未清账目，合并不动账。"


def test_a_fact_only_the_gone_file_tells_is_taken_from_it():
    kept = {"owner": "空置房", "charge_m2": Decimal("0"), "note": None, "place": Place()}
    gone = {"owner": "张秀英", "charge_m2": Decimal("95.00"), "note": "狗", "place": Place("幸福里", "3", "2", "501")}

    differ = merging.differing(kept, gone)

    assert differ == ["place", "owner", "charge_m2", "note"]
    assert set(merging.preselected(kept, gone, differ).values()) == {"gone"}


def test_where_both_tell_the_kept_file_is_believed():
    kept, gone = {"owner": "张秀英"}, {"owner": "张建国"}

    assert merging.preselected(kept, gone, ["owner"]) == {"owner": "kept"}


_fen = st.integers(0, 10**7)
_accounts = st.lists(
    st.builds(
        lambda year, fen, share: Standing(1, year, f"{year}-{year + 1}", fen, fen * share // 10, year == 2026),
        st.integers(2020, 2026), _fen, st.integers(0, 10),
    ),
    unique_by=lambda one: one.season_id,
).map(tuple)  # fmt: skip


@given(_accounts, _accounts, _fen, _fen)
def test_no_fen_is_lost_on_the_way(kept, gone, ahead, also):
    effect = merging.effect(Purse(kept, ahead), Purse(gone, also))

    doubled_open = sum(one.open_fen for one in effect.doubled)
    before = sum(one.open_fen for one in (*kept, *gone)) - ahead - also
    # what was charged twice is forgiven: neither its open part nor its paid part is owed any more
    forgiven = doubled_open + effect.freed_fen
    assert effect.open_fen - effect.ahead_fen == before - forgiven
