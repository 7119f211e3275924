"""What the web server itself refuses before it is a request: our page in place of its English one."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask
from flask_babel import gettext as _

from heat.views import answers


def answer(app: Flask, status: int) -> bytes:
    """The whole HTTP answer with this status, headers and Chinese page. Asks no database: anybody may cause it."""
    with app.test_request_context("/"):
        what, why = _sentences(status)
        template = app.jinja_env.get_template("errors/unread.html")
        page = template.render(status=status, what=what, why=why).encode()
    headers = {
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(page)),
        "Cache-Control": "no-store",
        **answers.security(),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode("ascii") + page


def _sentences(status: int) -> tuple[str, str]:
    if status == HTTPStatus.REQUEST_URI_TOO_LONG:
        return _("网址太长，服务器没有读它"), _("请从首页或菜单重新进入，条件多的请分几次筛选")
    if status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
        why = _("请在浏览器里清除本站的 Cookie，再从首页进入；还是这样的，请管理员检查前面的代理")
        return _("浏览器带来的附加内容太多，服务器没有读它"), why
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _("系统出错，已经记录"), _("已经保存的内容都在。请稍后再试；再次出现时请告诉管理员")
    return _("服务器看不懂这个请求"), _("请检查网址，或从首页重新进入；还是这样的，请管理员检查前面的代理和网址设置")
