"""The building seen from the street."""

from heat.rules import elevation
from heat.rules.elevation import Flat
from heat.words import Say


def flat(number: int, floor: int | None = 1, column: int | None = 1, state: str = "supplied", **more) -> Flat:
    room = f"{floor}{column:02}" if floor is not None and column is not None else ""
    told = {"room": room, "entrance": "1"} | more
    account_no = told.pop("account_no", f"9{number:05}")
    return Flat(number, account_no, told.pop("room"), told.pop("entrance"), floor, column, state, **told)


def test_floors_stand_from_the_top_and_risers_from_the_left():
    drawn = elevation.arranged([flat(1, 1, 2), flat(2, 3, 1), flat(3, 2, 1)])

    assert drawn.floors == [3, 2, 1]
    assert [riser.column for riser in drawn.units[0].risers] == [1, 2]


def test_entrances_stand_in_the_order_of_their_numbers():
    drawn = elevation.arranged([flat(1, entrance="10"), flat(2, entrance="2")])

    assert [unit.entrance for unit in drawn.units] == ["2", "10"]


def test_a_household_without_a_floor_is_placed_by_the_end_of_its_number():
    drawn = elevation.arranged([flat(1, None, None, account_no="0310200502")])

    assert drawn.units[0].risers[0].column == 2
    assert drawn.floors == [5]


def test_two_flats_that_claim_one_place_do_not_hide_each_other():
    drawn = elevation.arranged([flat(1, 5, 1), flat(2, 5, 1)])

    assert [one.id for one in drawn.units[0].flats] == [1]
    assert [one.id for one in drawn.loose] == [2]


def test_a_number_that_says_no_floor_stands_beside_the_building():
    drawn = elevation.arranged([flat(1, None, None, account_no="A0000")])

    assert drawn.floors == []
    assert [one.id for one in drawn.loose] == [1]


def test_a_room_is_coloured_by_how_warm_it_is():
    assert [elevation.warmth(tenths) for tenths in (159, 160, 179, 180, 199, 200, 219, 220, None)] == [
        "cold-2", "cold-1", "cold-1", "warm-1", "warm-1", "warm-2", "warm-2", "warm-3", "unknown",
    ]  # fmt: skip


def test_three_cold_flats_above_each_other_are_the_risers_trouble():
    flats = [flat(floor, floor, tenths=175) for floor in (4, 5, 6)] + [flat(9, 3, tenths=201)]

    found = elevation.cold_risers(elevation.arranged(flats))

    assert [one.id for _, _, run in found for one in run] == [4, 5, 6]


def test_two_cold_flats_are_not_yet_the_risers_trouble():
    flats = [flat(floor, floor, tenths=175) for floor in (4, 5)]

    assert elevation.cold_risers(elevation.arranged(flats)) == []


def test_a_flat_that_is_not_heated_does_not_part_its_cold_neighbours():
    flats = [flat(3, 3, unsettled=1), flat(4, 4, state="suspended"), flat(5, 5, tenths=170), flat(6, 6, unsettled=1)]

    found = elevation.cold_risers(elevation.arranged(flats))

    assert [one.id for _, _, run in found for one in run] == [3, 5, 6]


def test_an_unheated_flat_between_heated_ones_is_named():
    flats = [flat(1, 1), flat(2, 2, state="suspended"), flat(3, 3), flat(4, 9, state="suspended")]

    assert [one.id for one in elevation.wedged(elevation.arranged(flats))] == [2]


def test_debts_are_told_only_to_those_who_may_see_money():
    flats = [flat(1, open_fen=100, seasons_open=2)]
    drawn = elevation.arranged(flats)

    assert [str(say) for _, say in elevation.findings(drawn, flats)] == ["1 户欠费，其中 1 户两季以上。"]
    assert elevation.findings(drawn, flats, money=False) == []


def test_a_cell_says_in_few_words_what_its_colour_means():
    assert elevation.face(flat(1), "state") == ("heated", Say("供热"))
    assert elevation.face(flat(1, open_fen=89_240, seasons_open=1), "owed") == ("owed", Say("{yuan} 元", yuan=892))
    assert elevation.face(flat(1, repairs=2), "repairs") == ("repaired", Say("{n} 件", n=2))
    assert elevation.face(flat(1, tenths=172), "warmth") == ("cold-1", Say("{celsius} ℃", celsius="17.2"))


def test_a_flat_that_is_not_heated_is_not_called_cold():
    assert elevation.face(flat(1, state="suspended", tenths=90), "warmth")[0] == "stopped"


def test_every_face_has_its_word_in_the_legend():
    flats = [flat(1, state=state, tenths=tenths, open_fen=owed, seasons_open=owed, repairs=owed, unsettled=owed)
             for state in ("supplied", "partial", "limited", "suspended", "cut", "none")
             for tenths in (None, 150, 170, 190, 210, 230) for owed in (0, 1, 2)]  # fmt: skip

    assert {elevation.face(one, mode)[0] for one in flats for mode in elevation.MODES} <= elevation.TONES.keys()
