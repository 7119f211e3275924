"""Published tariffs of real towns, to start from: data with its source, never a promise that the town still has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat.words import N_


@dataclass(frozen=True, slots=True)
class Preset:
    """A town's tariff as the rule JSON of a stored tariff, its season as month-day, its due day, where it was read."""

    code: str
    town: str
    name: str
    use_class: str
    rule: Mapping[str, Any]
    source: str
    first: str = ""
    last: str = ""
    last_counts: bool = True
    due: str = ""


RESIDENT, BUSINESS = N_("居民"), N_("非居民")
_HARBIN_BANDS = [{"below": "20", "ratio": "0.50"}, {"below": "16", "ratio": "1.00"}]
_SHENYANG_HEIGHT = {"free_m": "3.5", "step_m": "0.3", "per_step": "0.10", "max_m": "6.0"}

# Only what a notice or contract says; what it leaves open (such as a due day) stays empty for the office to fill in.
PRESETS: tuple[Preset, ...] = (
    Preset(
        "beijing-group",
        N_("北京"),
        N_("市热力集团 居民"),
        RESIDENT,
        {"price": "24", "area_basis": "gross", "price_per": "season", "standby_ratio": "0.30"},
        N_("京价(商)字〔2001〕372号；停供比例见2022年合同示范文本"),
    ),
    Preset(
        "beijing-boiler",
        N_("北京"),
        N_("燃气(油、电)锅炉 居民"),
        RESIDENT,
        {"price": "30", "area_basis": "gross", "price_per": "season", "standby_ratio": "0.30"},
        N_("京价(商)字〔2001〕372号；停供比例见2022年合同示范文本"),
    ),
    Preset(
        "beijing-business",
        N_("北京"),
        N_("城六区 非居民"),
        BUSINESS,
        {"price": "45", "area_basis": "gross", "price_per": "season"},
        N_("京发改〔2019〕1545号"),
    ),
    Preset(
        "tianjin-ecocity",
        N_("天津"),
        N_("生态城 居民 两部制"),
        RESIDENT,
        {
            "base_price": "7.5",
            "meter_price": "0.13",
            "energy_unit": "kWh",
            "area_basis": "charge",
            "late": {"rate_per_day": "0.002", "cap_ratio": None},
        },
        N_("津发改价管〔2015〕1092号；2025-2026年度缴费通知"),
        first="11-15",
        last="03-15",
        due="12-31",
    ),
    Preset(
        "shenyang",
        N_("沈阳"),
        N_("居民"),
        RESIDENT,
        {"price": "26", "area_basis": "gross", "price_per": "season"},
        N_("2021-2022年度供热价格"),
        first="11-01",
        last="03-31",
    ),
    Preset(
        "shenyang-shared",
        N_("沈阳"),
        N_("居民 政府补贴"),
        RESIDENT,
        {"price": "23.3", "government_price": "2.7", "area_basis": "gross", "price_per": "season"},
        N_("2021-2022年度供热价格（差额由政府承担）"),
        first="11-01",
        last="03-31",
    ),
    Preset(
        "shenyang-business",
        N_("沈阳"),
        N_("非居民 按层高加价"),
        BUSINESS,
        {"price": "32", "area_basis": "gross", "price_per": "season", "height": _SHENYANG_HEIGHT},
        N_("2021-2022年度供热价格"),
        first="11-01",
        last="03-31",
    ),
    Preset(
        "harbin",
        N_("哈尔滨"),
        N_("居民"),
        RESIDENT,
        {"price": "38.32", "area_basis": "gross", "price_per": "season", "refund": {"bands": _HARBIN_BANDS}},
        N_("2022-2024年度供热价格；黑龙江省城市供热条例(2021)；计费面积按合同"),
        first="10-20",
        last="04-20",
    ),
    Preset(
        "harbin-business",
        N_("哈尔滨"),
        N_("非居民"),
        BUSINESS,
        {"price": "43.30", "area_basis": "gross", "price_per": "season"},
        N_("2022-2024年度供热价格；计费面积按合同"),
        first="10-20",
        last="04-20",
    ),
    Preset(
        "jinan",
        N_("济南"),
        N_("居民"),
        RESIDENT,
        {
            "price": "26.7",
            "area_basis": "inner",
            "price_per": "season",
            "late": {"rate_per_day": "0.002", "cap_ratio": None},
        },
        N_("2019年度供热价格（按套内建筑面积）"),
        due="11-15",
    ),
    Preset(
        "qingdao",
        N_("青岛"),
        N_("居民"),
        RESIDENT,
        {"price": "30.40", "area_basis": "usable", "price_per": "season"},
        N_("青价格〔2008〕240号（按使用面积）"),
        first="11-16",
        last="04-05",
    ),
    Preset(
        "qingdao-metered",
        N_("青岛"),
        N_("居民 两部制（试行）"),
        RESIDENT,
        {"base_price": "12.16", "meter_price": "36.25", "energy_unit": "GJ", "area_basis": "usable"},
        N_("2011年试行办法（基本热价为面积热价的40%）"),
        first="11-16",
        last="04-05",
    ),
    Preset(
        "zhengzhou",
        N_("郑州"),
        N_("居民 按日计价"),
        RESIDENT,
        {"price": "0.19", "area_basis": "gross", "price_per": "day"},
        N_("郑州市居民供热价格（零时至零时，末日不计）"),
        first="11-15",
        last="03-15",
        last_counts=False,
        due="11-10",
    ),
    Preset(
        "caofeidian",
        N_("唐山曹妃甸"),
        N_("居民"),
        RESIDENT,
        {"price": "26", "area_basis": "usable", "price_per": "season"},
        N_("唐价价管字〔2014〕1号（按使用面积）"),
    ),
    Preset(
        "shanxi-county",
        N_("山西（县）"),
        N_("居民 按月计价"),
        RESIDENT,
        {"price": "3.3", "area_basis": "gross", "price_per": "month", "months": "4"},
        N_("晋价商字〔2010〕305号"),
        first="11-15",
        last="03-15",
    ),
    Preset(
        "dongying",
        N_("东营"),
        N_("居民"),
        RESIDENT,
        {"price": "24", "area_basis": "gross", "price_per": "season"},
        N_("东价发103号"),
    ),
)
