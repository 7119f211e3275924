"""Addresses outside the office that a flow may tell: set by an administrator, each with a secret of its own."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from heat import clock, db
from heat.channels import hook
from heat.models import Webhook
from heat.rules.fields import Text
from heat.rules.permissions import Actor
from heat.services import audit, sealing
from heat.words import N_, Missing, Refused, Say

NAME = Text("name", N_("名称"), most=20)
URL = Text("url", N_("地址"), most=300)


def add(by: Actor, name: str, url: str) -> str:
    """Set an address; the secret its messages are signed with, shown once. Refused for anything but http and https."""
    named, address = NAME.read(name.strip()), URL.read(url.strip())
    _must_lead_outside(address)
    secret = secrets.token_hex(24)
    with db.writing():
        if Webhook.get_or_none(Webhook.name == named):
            raise Refused(Say(N_("已经有一个地址叫“{name}”"), name=named))
        row = {"name": named, "url": address, "secret_sealed": sealing.seal(secret), "events": ["flow"]}
        address_id = int(Webhook.insert(**row, enabled_at=clock.now()).execute())
        audit.record(by, "webhook.added", "webhook", address_id, after={"name": named})
    return secret


def _must_lead_outside(address: str) -> None:
    """What can be seen from the writing alone; where a name leads is looked up whenever it is told."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused(Say(N_("地址写得不完整，请从对方那里整行复制"), url=address)) from None
    if parts.scheme not in ("http", "https") or not host or parts.username or " " in address:
        raise Refused(Say(N_("地址要以 http:// 或 https:// 开头，里面不要带用户名"), url=address))
    if host == "localhost" or _is_inward(host):
        raise Refused(Say(N_("这个地址指向服务器自己或云平台内部，请填写对方系统的地址"), url=address))


def _is_inward(host: str) -> bool:
    try:
        return hook.inward(host)
    except ValueError:  # a name, no number
        return False


def turn(by: Actor, address_id: int, *, on: bool) -> None:
    """Switch an address off or on again; a flow that names one that is off goes on without telling it."""
    with db.writing():
        found = Webhook.get_or_none(Webhook.id == address_id)
        if found is None:
            raise Missing(Say(N_("没有这个推送地址")))
        Webhook.update(enabled_at=clock.now() if on else None, failing_since=None).where(
            Webhook.id == address_id
        ).execute()
        audit.record(by, "webhook.on" if on else "webhook.off", "webhook", address_id, after={"name": found.name})
