"""Households who help themselves: getting in, and what they may do once inside."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from heat import clock, db
from heat.models import HallBinding, HallUser, Ticket
from heat.queries import office, visible
from heat.rules import tickets as life
from heat.rules import written
from heat.rules.fields import Bad, Phone
from heat.rules.permissions import Actor
from heat.services import (
    audit,
    callback_plan,
    designs,
    entry_code,
    outbox,
    secret_key,
    sessions,
    throttle,
    tickets,
    wake,
)
from heat.services.tickets import Intake
from heat.words import N_, Missing, Refused, Say

CODE_LIVES = 10 * clock.MINUTE
TRIES = 5
WRONG = N_("号码或填写的码不对，请核对后再试")


def send_code(phone: str, *, ip: str = "") -> None:
    """Send a sign-in code to a phone. The answer is the same whether the number is on file or not."""
    number = _phone(phone)
    throttle.count(f"hall-code:{number}", 5, 60)
    throttle.count(f"hall-code-ip:{ip}", 60, 60)
    code = f"{secrets.randbelow(1_000_000):06d}"
    with db.writing():
        db.run("DELETE FROM secret WHERE purpose = 'hall-code' AND phone = ?", number)
        db.run(
            "INSERT INTO secret (purpose, secret_hash, phone, tries_left, expires_at) VALUES ('hall-code', ?, ?, ?, ?)",
            _hashed(number, code),
            number,
            TRIES,
            clock.now() + CODE_LIVES,
        )
        company = office.setting("company.name")
        text = f"【{company}】登录验证码 {code}，10 分钟内有效。工作人员不会向您索要验证码。"
        outbox.write(f"code:{secrets.token_hex(12)}", number, text)
        audit.record(Actor(ip=ip), "hall.code-sent", "hall_user")
    wake.ring()


def enter_by_phone(phone: str, code: str, *, ip: str = "", agent: str = "") -> str:
    """The token of a new session; the households on file under this phone are bound at once."""
    number = _phone(phone)
    throttle.count(f"hall-enter:{ip}", 60, 15)
    with db.writing():
        right = _spend(number, code.strip())
    # the spent try must stay spent, so the refusal comes after the transaction
    if not right:
        raise Refused(WRONG)
    with db.writing():
        user_id = _user_of(number)
        for household_id in _on_file(number):
            _bind(user_id, household_id, "phone")
    return sessions.open_for_hall(user_id, ip=ip, agent=agent)


def enter_by_account(account_no: str, code: str, *, ip: str = "", agent: str = "") -> str:
    """The token of a new session for whoever holds the printed bill: 户号 and the code beside it."""
    number = _account_no(account_no)
    _count_guess(number, ip)
    household_id, proof = _proved(number, code)
    with db.writing():
        # everybody who holds a paper is a user of their own: what one adds later must not open to the next holder
        user_id = int(HallUser.insert(created_at=clock.now()).execute())
        _bind(user_id, household_id, proof)
    return sessions.open_for_hall(user_id, ip=ip, agent=agent)


def _account_no(typed: str) -> str:
    # a phone whose keyboard writes full-width digits means the same number
    return written.squeezed(written.folded(typed))[:40]


def _proved(account_no: str, code: str) -> tuple[int, str]:
    """The household a paper opens (the kept one of a merged file), and the proof that holds until it is sold."""
    found = db.row("SELECT id, coalesce(merged_into_id, id) FROM household WHERE account_no = ?", account_no)
    # the comparison is made also for an unknown number, so that both take the same time
    since = entry_code.matched(*((found[0], code, found[1]) if found else (0, code)))
    if found is None or since is None:
        raise Refused(WRONG)
    return int(found[1]), f"paper:{since}"


def _count_guess(account_no: str, ip: str) -> None:
    # few tries an hour from one place, many from all places together: a guesser must not lock the household out, and
    # two thousand tries a day at 31^8 codes find one of them in a million years
    throttle.count(f"hall-account:{ip}:{account_no}", 10, 60)
    throttle.count(f"hall-account:{account_no}", 2000, 1440)
    throttle.count(f"hall-enter:{ip}", 60, 15)


def bind(by: Actor, account_no: str, code: str) -> None:
    """Add one more household to a signed-in user by the code printed on its bill."""
    number = _account_no(account_no)
    _count_guess(number, by.ip)
    household_id, proof = _proved(number, code)
    with db.writing():
        _bind(by.id or 0, household_id, proof)


def report(by: Actor, household_id: int, *, kind: str, text: str, phone: str = "", when: str = "") -> Ticket:
    """A household reports a repair for a home it is bound to; the ticket."""
    must_be_bound(by, household_id)
    throttle.count(f"hall-report:{household_id}", 10, 60)
    ext: dict[str, Any] = {"when": when[:40]} if when else {}
    return tickets.take(by, Intake(kind, text, household_id=household_id, phone=phone, source="hall", ext=ext))


def rate(by: Actor, ticket_id: int, *, solved: bool, level: int, text: str) -> None:
    """A household says how the repair went; unsolved reopens it. Once a repair, changed until it is called back."""
    ticket = tickets.find(by, ticket_id)
    if level not in life.SATISFACTION:
        raise Refused(Say(N_("请选择满意度")))
    flow = designs.flow(ticket.flow_version_id)
    if ticket.state not in flow.called_back and ticket.phase != "done":
        raise Refused(Say(N_("工单还在处理，完工后再评价")))
    with db.writing():
        db.run(
            "INSERT INTO feedback (ticket_id, via, due_on, tries, answers, level, text, done_at) "
            "VALUES (?, 'hall', ?, 0, ?, ?, ?, ?) ON CONFLICT (ticket_id, via, due_on) DO UPDATE SET "
            "answers = excluded.answers, level = excluded.level, text = excluded.text, done_at = excluded.done_at",
            ticket_id,
            ticket.opened_on.isoformat(),
            '{"solved":true}' if solved else '{"solved":false}',
            level,
            text.strip()[:500] or None,
            clock.now(),
        )
        if level <= life.DISCONTENT:
            callback_plan.draw_in(ticket_id, "discontent")
        audit.record(by, "ticket.rated", "ticket", ticket_id, after={"level": level, "solved": solved})
        if not solved:
            tickets.move(by, ticket_id, "reopen", {"reason": text.strip()[:500] or "用户反映未解决"})


def urge(by: Actor, ticket_id: int) -> None:
    """A household asks where its repair stays; at most once in half an hour a ticket."""
    tickets.find(by, ticket_id)  # or a stranger could use up the household's turn
    throttle.count(f"hall-urge:{ticket_id}", 1, 30)
    tickets.move(by, ticket_id, "urge", {})


def choose_elder(by: Actor, elder: bool) -> None:
    """Remember whether this user reads the elder version (长辈版)."""
    with db.writing():
        HallUser.update(elder=elder).where(HallUser.id == by.id).execute()
        audit.record(by, "hall.elder-chosen", "hall_user", by.id, after={"elder": elder})


def must_be_bound(by: Actor, household_id: int) -> None:
    """Missing unless this user is bound to the household."""
    scope = visible.homes(by)
    if (
        db.row(f"SELECT 1 FROM hall_binding b WHERE b.household_id = ? AND {scope.sql}", household_id, *scope.values)
        is None
    ):
        raise Missing(Say(N_("没有这一户，或还没有绑定")))


def _phone(typed: str) -> str:
    try:
        number = str(Phone("phone", "手机号").read(typed))
    except Bad as problem:
        raise Refused(problem.say) from None
    if not number.startswith("1") or len(number) != 11:
        raise Refused(Say(N_("请填写 11 位手机号")))
    return number


def _hashed(phone: str, code: str) -> bytes:
    # a million codes are soon tried, so the stored hash needs the office's key
    return hmac.digest(secret_key.derived("hall-code"), f"{phone}:{code}".encode(), hashlib.sha256)


def _spend(phone: str, code: str) -> bool:
    found = db.row(
        "SELECT id, secret_hash FROM secret WHERE purpose = 'hall-code' AND phone = ? AND used_at IS NULL "
        "AND expires_at > ? AND tries_left > 0",
        phone,
        clock.now(),
    )
    if found is None:
        return False
    db.run("UPDATE secret SET tries_left = tries_left - 1 WHERE id = ?", found[0])
    if not hmac.compare_digest(bytes(found[1]), _hashed(phone, code)):
        return False
    db.run("UPDATE secret SET used_at = ? WHERE id = ?", clock.now(), found[0])
    return True


def _user_of(phone: str) -> int:
    found = db.row("SELECT id FROM hall_user WHERE phone = ?", phone)
    return int(found[0] if found else HallUser.insert(phone=phone, created_at=clock.now()).execute())


def _on_file(phone: str) -> list[int]:
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT r.household_id FROM party_phone f JOIN household_party r ON r.party_id = f.party_id "
        "WHERE f.phone = ? AND f.dead_at IS NULL AND r.valid_from <= ? AND ? < r.valid_to LIMIT 50",
        phone,
        today,
        today,
    )
    return [household_id for (household_id,) in found]


def _bind(user_id: int, household_id: int, proof: str) -> None:
    bound = db.row(
        "SELECT 1 FROM hall_binding WHERE hall_user_id = ? AND household_id = ? AND ended_at IS NULL",
        user_id,
        household_id,
    )
    if bound is None:
        row = {"hall_user_id": user_id, "household_id": household_id, "proof": proof, "bound_at": clock.now()}
        HallBinding.insert(row).execute()
        audit.record(Actor("hall", user_id), "hall.bound", "household", household_id, after={"proof": proof})
