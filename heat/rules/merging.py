"""Two files of one household: which becomes the main one, what is taken from which, what happens to the money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heat.rules.households import FACTS, NO_COMMUNITY, VACANT, worded
from heat.rules.money import Fen, yuan
from heat.words import N_, Say

KEPT, GONE = "kept", "gone"
# phones and drawn fields of both are kept, so nothing is chosen between them
CHOSEN = tuple(fact for fact in FACTS if fact not in ("phones", "own"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A season account as it stands: what is charged and not taken back, what of it is open; `now`: today's season."""

    account_id: int
    season_id: int
    season: str
    charged_fen: Fen
    open_fen: Fen
    now: bool = False


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one file: its season accounts and what it has paid ahead."""

    accounts: tuple[Standing, ...]
    prepaid_fen: Fen = 0

    @property
    def open_fen(self) -> Fen:
        """What is not paid over all seasons."""
        return sum(one.open_fen for one in self.accounts)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a merge does to the money: bills charged twice are taken back, open ones move, prepayment pays debts."""

    doubled: tuple[Standing, ...]
    moved: tuple[Standing, ...]
    prepaid_fen: Fen
    before_fen: Fen
    kept_prepaid_fen: Fen

    @property
    def freed_fen(self) -> Fen:
        """What was paid on bills that are taken back."""
        return sum(one.charged_fen - one.open_fen for one in self.doubled)

    @property
    def debts_fen(self) -> Fen:
        """What the kept file owes once the open bills have come over."""
        return self.before_fen + sum(one.open_fen for one in self.moved)

    @property
    def open_fen(self) -> Fen:
        """What the household owes after the merge."""
        return max(0, self.debts_fen - self.freed_fen - self.prepaid_fen)

    @property
    def ahead_fen(self) -> Fen:
        """What it has paid ahead after the merge."""
        return self.kept_prepaid_fen + max(0, self.freed_fen + self.prepaid_fen - self.debts_fen)

    @property
    def nothing(self) -> bool:
        """Whether no money moves at all."""
        return not (self.doubled or self.moved or self.prepaid_fen)


def effect(kept: Purse, gone: Purse) -> Effect:
    """What merging does to the money.

    One flat owes a season once: where both files are charged for it, the bill of the file that goes is taken back.
    Settled seasons of the past stay as they are; today's season always goes with the file, or it would be billed again.
    """
    charged = {one.season_id for one in kept.accounts if one.charged_fen}
    open_ones = [one for one in gone.accounts if one.open_fen or (one.now and one.charged_fen)]
    return Effect(
        tuple(one for one in open_ones if one.season_id in charged),
        tuple(one for one in open_ones if one.season_id not in charged),
        gone.prepaid_fen,
        kept.open_fen,
        kept.prepaid_fen,
    )


def told(effect: Effect) -> list[Say]:
    """The effect in sentences, for whoever is about to press the button; the last one is the sum."""
    if effect.nothing:
        return [Say(N_("并入的档案没有未清账目，合并不动账。"))]
    lines = [
        Say(
            N_("{season} 两份档案各出了一张账单，并入档案的 {fen} 元冲销，已缴的 {paid} 元转过来。"),
            season=one.season,
            fen=yuan(one.charged_fen),
            paid=yuan(one.charged_fen - one.open_fen),
        )
        for one in effect.doubled
    ]
    lines += [
        Say(
            N_("并入档案 {season} 的账单 {fen} 元转过来，其中尚欠 {open} 元。"),
            season=one.season,
            fen=yuan(one.charged_fen),
            open=yuan(one.open_fen),
        )
        for one in effect.moved
    ]
    if effect.prepaid_fen:
        lines.append(Say(N_("并入档案的预存 {fen} 元转过来，先冲抵尚欠。"), fen=yuan(effect.prepaid_fen)))
    free = effect.freed_fen + effect.prepaid_fen
    owed, open_fen, ahead = yuan(effect.debts_fen), yuan(effect.open_fen), yuan(effect.ahead_fen)
    if effect.ahead_fen:
        lines.append(Say(N_("合并后尚欠 {open} 元，预存 {ahead} 元。"), open=open_fen, ahead=ahead))
    elif free:
        lines.append(Say(N_("合并后尚欠：{owed} − {free} = {open} 元。"), owed=owed, free=yuan(free), open=open_fen))
    else:
        lines.append(Say(N_("合并后尚欠 {open} 元。"), open=open_fen))
    return lines


def main_first(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether the first of two files becomes the main one, each told as (billed today's season, newest proof, -id)."""
    return one >= other


def differing(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> list[str]:
    """The facts the two files tell differently, in the order they are shown."""
    return [fact for fact in CHOSEN if worded(kept.get(fact)) != worded(gone.get(fact))]


def alike(kept: Mapping[str, Any], gone: Mapping[str, Any]) -> list[str]:
    """The facts both files tell, and tell alike."""
    return [fact for fact in CHOSEN if worded(kept.get(fact)) and worded(kept.get(fact)) == worded(gone.get(fact))]


def preselected(kept: Mapping[str, Any], gone: Mapping[str, Any], differing: Sequence[str]) -> dict[str, str]:
    """Which file each differing fact is taken from unless people choose otherwise: the kept one, where it says it."""
    return {fact: GONE if _empty(kept.get(fact)) and not _empty(gone.get(fact)) else KEPT for fact in differing}


def _empty(value: Any) -> bool:
    return not worded(value).strip("0.-") or value in (VACANT, NO_COMMUNITY)
