"""heat doctor: is everything here that the office needs, and what to do about what is not."""

import argparse
import json
import shutil
from dataclasses import dataclass
from urllib.parse import urlsplit

from heat import clock, db, settings
from heat.db import OLDEST_SQLITE, sqlite3
from heat.papers import glyphs, press
from heat.services import install, migrations

LEAST_DISK = 1024**3
# what a set-up must be able to print: the signs fonts forget, and names people really have
SIGNS = "℃㎡¥①²°·—…“”《》【】䶮㛃峣"


@dataclass(frozen=True)
class Finding:
    """One point of the examination; `remedy` is empty when it is well."""

    point: str
    found: str
    remedy: str = ""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    verb = verbs.add_parser("doctor", help="检查运行环境")
    verb.add_argument("--json", action="store_true", help="以 JSON 回答，给程序读")
    verb.add_argument("--glyphs", action="store_true", help="只检查打印字体")
    verb.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Examine and print; 1 when something needs a hand."""
    findings = [_paper(), _glyphs()] if args.glyphs else [_sqlite(), *_office(), _disk(), _paper(), _glyphs()]
    if args.json:
        print(json.dumps([vars(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{'×' if finding.remedy else '✓'} {finding.point}：{finding.found}")
            if finding.remedy:
                print(f"    处理办法：{finding.remedy}")
    return int(any(finding.remedy for finding in findings))


def _sqlite() -> Finding:
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    return Finding("SQLite", sqlite3.sqlite_version, "运行 make setup 安装 pysqlite3" if old else "")


def _office() -> list[Finding]:
    install.open_office()
    waiting = db.value(
        "SELECT count(*) FROM job WHERE state IN ('waiting','leased') AND run_after < ?", _minutes_ago(10)
    )
    failed = db.value("SELECT count(*) FROM message WHERE state = 'failed'")
    beat, note = db.row("SELECT at, note FROM heartbeat WHERE name = 'worker'") or (0, None)
    late = beat < _minutes_ago(5)
    failing = note if note and note.startswith("failed") else ""
    newest = db.value("SELECT coalesce(max(posted_at), 0) FROM txn")
    return [
        Finding("数据库", f"{settings.data_dir()}，{len(migrations.pending())} 个待更新"),
        Finding("后台任务", f"{waiting} 个超过 10 分钟未处理", "启动 heat serve 或 heat work" if waiting else ""),
        Finding("后台进程", "没有心跳" if late else failing or "正常", _worker_remedy(late, failing)),
        Finding("短信", f"{failed} 条发送失败", "在“缴费提醒”页查看原因后重发" if failed else ""),
        _gateway(settings.text("HEAT_SMS_URL")),
        _address(settings.base_url()),
        Finding("时钟", f"{clock.local(clock.now()):%Y-%m-%d %H:%M}", _clock_remedy(newest)),
    ]


def _gateway(url: str) -> Finding:
    """Where messages go; a mistyped address would else be found out by the first reminder that fails."""
    if not url:
        return Finding("短信网关", "没有设，短信写入 outbox/sms.jsonl")
    return Finding("短信网关", url, "" if _is_web(url) else "HEAT_SMS_URL 要写完整网址，以 http:// 或 https:// 开头")


def _address(url: str) -> Finding:
    """Where the codes on papers lead: a phone cannot open the address of this machine alone."""
    if not _is_web(url):
        return Finding("网址", url, "HEAT_BASE_URL 要写完整网址，例如 https://heat.example.com")
    return Finding("网址", str(settings.only_here() or url))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _worker_remedy(late: bool, failing: str) -> str:
    if late:
        return "启动 heat serve 或 heat work"
    return "在后台进程的日志里查看原因" if failing else ""


def _minutes_ago(minutes: int) -> int:
    return clock.now() - minutes * clock.MINUTE


def _clock_remedy(newest: int) -> str:
    return "系统时间早于最近一笔账，请校准服务器时钟" if newest > clock.now() + clock.MINUTE else ""


def _disk() -> Finding:
    free = shutil.disk_usage(settings.data_dir()).free
    return Finding(
        "磁盘", f"剩余 {free / 1024**3:.1f} GB", "清理磁盘或换大盘，少于 1 GB 有写满的危险" if free < LEAST_DISK else ""
    )


def _paper() -> Finding:
    problems = press.available()
    return Finding(
        "打印",
        "；".join(str(problem.say) for problem in problems) or "正常",
        "；".join(str(problem.remedy) for problem in problems),
    )


def _glyphs() -> Finding:
    if press.available():
        return Finding("字体", "打印组件缺失，没有检查")
    missing = glyphs.check_glyphs(SIGNS)
    return Finding(
        "字体",
        f"缺字：{missing}" if missing else "℃ ㎡ ¥ 和生僻字都能打印",
        "重新安装程序自带的字体" if missing else "",
    )
