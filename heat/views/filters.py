"""How values look on pages: yuan, square metres, days, moments, masked phones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from flask import Flask

from heat import clock
from heat.rules import addresses, markup, masking, money
from heat.rules.sla import Limit
from heat.views.language import gettext
from heat.words import Say


def m2(area: Decimal | int | None) -> str:
    """96.4 -> '96.40'; a raw column value (int of 0.01 m²) is scaled first."""
    if area is None:
        return "—"
    return f"{Decimal(area) / 100 if isinstance(area, int) else area:.2f}"


def price(value: Decimal) -> str:
    """30.0000 -> '30', 0.1666 -> '0.1666': a unit price without idle zeros."""
    return f"{value.normalize():f}"


def celsius(degrees: Decimal | int | None) -> str:
    """17.2 -> '17.2'; a raw column value (int of 0.1 ℃) is scaled first."""
    if degrees is None:
        return "—"
    return f"{Decimal(degrees) / 10 if isinstance(degrees, int) else degrees:.1f}"


def day(value: date | str | None) -> str:
    """'11-21' this year, '2025-11-21' otherwise; '—' for nothing."""
    if not value:
        return "—"
    on = value if isinstance(value, date) else date.fromisoformat(value)
    return f"{on:%m-%d}" if on.year == clock.today().year else f"{on:%Y-%m-%d}"


def moment(at: int | None) -> str:
    """'11-21 10:06' in Shanghai, with the year when it is not this one."""
    if at is None:
        return "—"
    when = clock.local(at)
    return f"{when:%m-%d %H:%M}" if when.year == clock.today().year else f"{when:%Y-%m-%d %H:%M}"


def hour(at: int | None) -> str:
    """'10:06' in Shanghai."""
    return "—" if at is None else f"{clock.local(at):%H:%M}"


def left(at: int | None) -> str:
    """Time until an instant as people say it: '剩 0:42', '超 1:02', '剩 3 天'."""
    if at is None:
        return "—"
    minutes = abs(at - clock.now()) // clock.MINUTE
    words = f"{minutes // 1440} {gettext('天')}" if minutes >= 1440 else f"{minutes // 60}:{minutes % 60:02d}"
    return f"{gettext('剩') if at >= clock.now() else gettext('超')} {words}"


def span(milliseconds: int) -> str:
    """A length of time as people say it: '35 分', '2 小时 5 分', '3 天 4 小时'."""
    minutes = max(0, milliseconds) // clock.MINUTE
    if minutes < 60:
        return gettext("%(n)s 分", n=minutes)
    if minutes < 1440:
        return gettext("%(h)s 小时 %(m)s 分", h=minutes // 60, m=minutes % 60)
    return gettext("%(d)s 天 %(h)s 小时", d=minutes // 1440, h=minutes % 1440 // 60)


def limit(one: Limit) -> str:
    """How soon something is promised: '30 分钟', '2 小时', '4 工作小时'."""
    whole, n = one.minutes % 60 == 0, one.minutes
    if one.working:
        return gettext("%(n)s 工作小时", n=n // 60) if whole else gettext("%(n)s 工作分钟", n=n)
    return gettext("%(n)s 小时", n=n // 60) if whole else gettext("%(n)s 分钟", n=n)


@lru_cache(maxsize=20_000)
def short(address: str | None) -> str:
    """幸福里3号楼2单元501室 -> 幸福里 3-2-501, so that a narrow column shows the door; other places as they are."""
    place = addresses.place_of(address) if address else None
    if place is None or not place.community:
        return address or ""
    return f"{place.community} {addresses.shorthand(place._replace(community=''))}"


def said(say: Say | str) -> str:
    """A sentence of a rule or service in the reader's language."""
    if not isinstance(say, Say):
        return str(say)
    text = gettext(say.text)
    return text.format(**say.values) if say.values else text


FILTERS = {
    "yuan": money.yuan,
    "m2": m2,
    "price": price,
    "celsius": celsius,
    "day": day,
    "moment": moment,
    "hour": hour,
    "left": left,
    "span": span,
    "short": short,
    "limit": limit,
    "blocks": markup.blocks,
    "said": said,
    "share": money.share,
    "masked_phone": masking.phone,
    "masked_name": masking.name,
}


def init(app: Flask) -> None:
    """Give templates their filters."""
    app.jinja_env.filters.update(FILTERS)
