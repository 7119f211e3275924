"""Every setting of the server once: name, kind, default, and the sentence that explains it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from heat.words import N_, Refused, Say


@dataclass(frozen=True)
class Setting:
    """One environment variable; `kind` is text, int or flag. Strict: a flag is 0 or 1, nothing else."""

    name: str
    kind: str
    default: str
    meaning: str


SETTINGS = (
    Setting("HEAT_DATA", "text", "./data", N_("数据目录：数据库、照片、密钥和备份都在这里")),
    Setting("HEAT_DATABASE_URL", "text", "", N_("PostgreSQL 地址；留空使用数据目录里的 SQLite 文件")),
    Setting("HEAT_QUEUE_URL", "text", "", N_("Redis 地址，用作后台任务的唤醒队列；留空使用本机文件")),
    Setting("HEAT_BASE_URL", "text", "http://127.0.0.1:8000", N_("外面看到的网址，二维码和短信链接以它开头")),
    Setting("HEAT_LANG", "text", "zh", N_("界面语言：zh 或 en")),
    Setting("HEAT_PROXIES", "int", "0", N_("前面有几层反向代理；为 0 时不相信任何转发头")),
    Setting("HEAT_SMS_URL", "text", "", N_("短信网关的 HTTP 地址；留空时短信写入 outbox/sms.jsonl 文件")),
    Setting("HEAT_SMS_TOKEN", "text", "", N_("短信网关的令牌，放在 Authorization 头里")),
    Setting("HEAT_PATTERNS", "flag", "0", N_("打开 /patterns 样式页，开发时用")),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def text(name: str) -> str:
    """The value of a text setting, stripped; its default when unset or empty."""
    return os.environ.get(name, "").strip() or _BY_NAME[name].default


def number(name: str) -> int:
    """The value of an int setting; Refused when it is no whole number of 0 or more."""
    value = text(name)
    if not value.isascii() or not value.isdigit():
        raise Refused(Say(N_("设置 {name} 要写整数，现在是“{value}”"), name=name, value=value))
    return int(value)


def flag(name: str) -> bool:
    """The value of a flag; Refused unless it is written 0 or 1: people mean different things by 'on'."""
    value = text(name)
    if value not in ("0", "1"):
        raise Refused(Say(N_("设置 {name} 要写 0 或 1,现在是“{value}”"), name=name, value=value))
    return value == "1"


def data_dir() -> Path:
    """The data folder, absolute."""
    return Path(text("HEAT_DATA")).absolute()


def base_url() -> str:
    """The outside address without a slash at its end."""
    return text("HEAT_BASE_URL").rstrip("/")


def only_here() -> Say | None:
    """What to tell while the outside address is one that this machine alone can open; None when others can too."""
    url = base_url()
    if not is_of_this_machine(url):
        return None
    sentence = N_(
        "网址 {url} 只有这台电脑打得开，手机扫不开账单和工单上的二维码："
        "请把 HEAT_BASE_URL 设成手机能打开的网址，再重新启动"
    )
    return Say(sentence, url=url)


def is_of_this_machine(url: str) -> bool:
    """Whether an address names the machine it is opened on; what is no address names none."""
    try:
        return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    except ValueError:
        return False
