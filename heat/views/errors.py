"""What went wrong, why, and what to do: as a page for a page, as a toast for a fragment, never a traceback."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from peewee import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from heat.queries import office
from heat.rules import troubles
from heat.rules.office import MODULES
from heat.services.throttle import TooMany
from heat.views import gate, htmx, page
from heat.views.filters import said
from heat.words import Missing, Moved, Refused

log = logging.getLogger("heat")


def init(app: Flask) -> None:
    """Answer every refusal and failure in one form."""
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(OSError, _machine)
    app.register_error_handler(OverflowError, _beyond)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _crash)


def answer(status: int, what: str, why: str = "", way: tuple[str, str] | None = None) -> Response:
    """The error page of a status with one sentence, or a toast when a fragment was asked for.

    `way` is the address and name of the page where whoever reads this can mend it.
    """
    if htmx.wants_part():
        return page.toast(what, status, tone="bad")
    number = g.get("request_id", "")
    # a form sent in vain: whoever filled it wants it back, not the first page
    back = gate.came_from() if request.method == "POST" and status < 500 else ""
    html = render_template(
        "errors/error.html", status=status, what=what, why=why, way=way, back=back, request_id=number
    )
    return Response(html, status)


def closed(module: str, may_open: bool) -> Response | None:
    """404 with what to do while a module is switched off; None while it is on."""
    if module in office.modules():
        return None
    name = _(MODULES[module]).partition("：")[0]
    what = _("“%(name)s”还没有打开", name=name)
    if may_open:
        way = (url_for("admin.office_settings"), _("去打开"))
        return answer(404, what, _("在“设置 → 公司设置和模块”里勾选它并保存，菜单里就会出现"), way)
    return answer(404, what, _("请管理员在“设置 → 公司设置和模块”里打开"))


def refused(problem: Refused) -> Response:
    """What the office may not or cannot do, with its sentence."""
    status = 409 if isinstance(problem, Moved) else 404 if isinstance(problem, Missing) else 422
    return answer(status, said(problem.say))


def _too_many(problem: TooMany) -> Response:
    response = answer(429, said(problem.say))
    response.headers["Retry-After"] = str(problem.seconds)
    return response


def _stale(problem: CSRFError) -> Response:
    return answer(400, _("页面放得太久，已经失效"), _("这一步没有保存。请返回上一页、刷新后重新填写提交"))


def _beyond(problem: OverflowError) -> Response:
    # an id of thirty digits in an address: no column holds such a number, so it names nothing
    log.warning("request %s %r: %s", request.method, request.path, problem)
    return answer(404, _("没有找到这一页"), _("网址里的编号不对，请从列表里打开"))


def _unstorable(problem: DataError) -> Response:
    # PostgreSQL keeps no NUL and no number beyond its column; the fields of forms say so before, hidden ones cannot
    log.warning("request %s %r: %s", request.method, request.path, problem)
    return answer(422, _("填写的内容里有不能保存的字符或数字"), _("请返回上一页，删去特殊字符后重填"))


def _database(problem: OperationalError) -> Response:
    if "full" not in str(problem):
        return _crash(problem)
    return _full(problem)


def _machine(problem: OSError) -> Response:
    # a photo, a scan or a paper that finds no room; what else the machine refuses is for the log
    return _full(problem) if troubles.is_full(problem) else _crash(problem)


def _full(problem: Exception) -> Response:
    log.error("disk full: %s", problem)
    return answer(503, _("服务器磁盘已满，这一步没有保存"), _("查询不受影响；请管理员清理磁盘后再试"))


def _http(problem: HTTPException) -> Response:
    if problem.code is None or problem.code < 400:
        return problem.get_response()  # type: ignore[return-value]
    sentences = {
        403: (_("没有打开这一页的权限"), _("请管理员在“设置 → 员工”里给您分配岗位")),
        404: (_("没有找到这一页"), _("可能网址有误，或内容不在您负责的范围")),
        405: (_("这个网址不能这样打开"), _("请从菜单进入")),
        413: (_("文件太大"), _("请把文件拆小或压缩图片后再上传")),
    }
    what, why = sentences.get(problem.code, (_("请求没有被接受"), _("请返回上一页检查后再试")))
    response = answer(problem.code, what, why)
    if problem.code == 405 and "Allow" in problem.get_response().headers:
        response.headers["Allow"] = problem.get_response().headers["Allow"]
    return response


def _crash(problem: Exception) -> Response:
    # %r: a line break in an address must not begin a line of the log
    log.exception("request %s %s %r failed", g.get("request_id"), request.method, request.path)
    from flask import current_app

    if current_app.testing:
        raise problem
    return answer(500, _("系统出错，已经记录"), _("请稍后再试；如果再次出现，把编号告诉管理员"))
