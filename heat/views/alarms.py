"""The red banners of staff pages: what works no longer on this server, and what to do about it."""

from __future__ import annotations

from flask_babel import gettext as _

from heat import clock, settings
from heat.papers import press
from heat.queries import health
from heat.views import gate
from heat.views.filters import said

_EVERY = 60.0  # a library does not come and go with every page
_seen: tuple[float, list[press.Problem]] | None = None


def ringing() -> list[tuple[str, str]]:
    """What is wrong and the remedy, one pair each; empty on a healthy server. One small query."""
    found = []
    if health.worker_is_late():
        found.append((_("后台任务已停"), _("短信、出账和导入都在等待。请管理员重新启动 heat serve。")))
    found += [(_("不能打印"), f"{said(problem.say)}{said(problem.remedy)}") for problem in _press()[:1]]
    return found


def address() -> str:
    """That no phone can open the address on papers, said to whoever may change that; '' to all others."""
    problem = settings.only_here() if gate.actor().may("setting.edit") else None
    return said(problem) if problem else ""


def _press() -> list[press.Problem]:
    global _seen
    if _seen is None or clock.ticks() - _seen[0] > _EVERY:
        _seen = (clock.ticks(), press.available())
    return _seen[1]
