"""Public holidays and make-up days (法定节假日、调休) as the State Council has published them.

Source: 《国务院办公厅关于2024年部分节假日安排的通知》 of 2023-10-25, and the notices of the same name for 2025
(2024-11-12) and 2026 (2025-11-04). Weekends beside a holiday stand in its range. Later years are the office's to enter.
"""

from __future__ import annotations

from datetime import date

from heat.rules.calendar import Range


def _off(name: str, first: str, last: str = "") -> Range:
    return Range(date.fromisoformat(first), date.fromisoformat(last or first), False, name)


def _works(name: str, *days: str) -> list[Range]:
    return [Range(date.fromisoformat(day), date.fromisoformat(day), True, name) for day in days]


PUBLISHED = (
    _off("元旦", "2024-01-01"),
    _off("春节", "2024-02-10", "2024-02-17"),
    *_works("春节", "2024-02-04", "2024-02-18"),
    _off("清明节", "2024-04-04", "2024-04-06"),
    *_works("清明节", "2024-04-07"),
    _off("劳动节", "2024-05-01", "2024-05-05"),
    *_works("劳动节", "2024-04-28", "2024-05-11"),
    _off("端午节", "2024-06-10"),
    _off("中秋节", "2024-09-15", "2024-09-17"),
    *_works("中秋节", "2024-09-14"),
    _off("国庆节", "2024-10-01", "2024-10-07"),
    *_works("国庆节", "2024-09-29", "2024-10-12"),
    _off("元旦", "2025-01-01"),
    _off("春节", "2025-01-28", "2025-02-04"),
    *_works("春节", "2025-01-26", "2025-02-08"),
    _off("清明节", "2025-04-04", "2025-04-06"),
    _off("劳动节", "2025-05-01", "2025-05-05"),
    *_works("劳动节", "2025-04-27"),
    _off("端午节", "2025-05-31", "2025-06-02"),
    _off("国庆节、中秋节", "2025-10-01", "2025-10-08"),
    *_works("国庆节", "2025-09-28", "2025-10-11"),
    _off("元旦", "2026-01-01", "2026-01-03"),
    *_works("元旦", "2026-01-04"),
    _off("春节", "2026-02-15", "2026-02-23"),
    *_works("春节", "2026-02-14", "2026-02-28"),
    _off("清明节", "2026-04-04", "2026-04-06"),
    _off("劳动节", "2026-05-01", "2026-05-05"),
    *_works("劳动节", "2026-05-09"),
    _off("端午节", "2026-06-19", "2026-06-21"),
    _off("中秋节", "2026-09-25", "2026-09-27"),
    _off("国庆节", "2026-10-01", "2026-10-07"),
    *_works("国庆节", "2026-09-20", "2026-10-10"),
)
