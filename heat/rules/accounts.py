"""The words of a season account as people read them: what was charged, by which area, in what state."""

from __future__ import annotations

from heat.words import N_

# repairs a household pays for stand on an account of their own in the season, behind all parts of its heat
REPAIR, REPAIR_PART = "repair", 900
PENALTY, PENALTY_PART = "penalty", 901
BESIDE = {REPAIR: REPAIR_PART, PENALTY: PENALTY_PART}  # charges that are no heat: from part 900 on
KINDS = {"heat": N_("热费"), "opening": N_("往年欠费"), "late_fee": N_("违约金"), REPAIR: N_("维修费")}
KINDS[PENALTY] = N_("稽查追缴")
BASES = {
    "gross": N_("建筑面积"),
    "inner": N_("套内建筑面积"),
    "usable": N_("使用面积"),
    "charge": N_("收费面积"),
    "list": N_("应缴名单"),
}
STATES = {
    "supplied": N_("供热中"),
    "suspended": N_("停供"),
    "partial": N_("部分供热"),
    "limited": N_("限温"),
    "cut": N_("强制停供"),
    "none": N_("未入网"),
}
TONES = {"supplied": "ok", "partial": "warn", "limited": "warn", "cut": "bad"}


def bill_number(season: str, account_id: int) -> str:
    """The number printed on a bill: ZD-2627-000123 for account 123 of the season 2026-2027."""
    first, _, last = season.partition("-")
    return f"ZD-{first[-2:]}{last[-2:]}-{account_id:06d}"
