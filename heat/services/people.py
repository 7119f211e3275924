"""Members of staff: the first one, further ones, passwords, roles, signing in."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from heat import clock, db
from heat.models import Role, Staff, StaffRole
from heat.rules import permissions
from heat.rules.fields import Filled, Text, fill
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit, flow_steps, one_time, sessions, throttle
from heat.words import N_, Missing, Refused, Say

# 19 MiB, two passes: what OWASP asks of argon2id, about 30 ms here
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# 16 tries at once would take 300 MB: two at a time are enough for an office
_hashing = threading.BoundedSemaphore(2)
SHORTEST, LONGEST = 12, 128
LINK_LIVES = 30 * clock.MINUTE
# what the page of the first run asks; the password as it is typed, spaces and all
FIRST = (
    Text("name", N_("姓名"), most=50),
    Text("login", N_("登录名"), most=50),
    Text("password", N_("密码"), most=LONGEST, lines=True),
)
_WEAK = ("password", "qwerty", "123456", "abcdef", "111111", "供热", "热力", "暖管家", "heatdesk")


def check_password(password: str, login: str = "") -> None:
    """Refuse a password that is too short, too long, or what everybody tries first. Any character counts, also 汉字."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(Say(N_("密码要 {least} 到 {most} 位，建议用一句好记的话"), least=SHORTEST, most=LONGEST))
    lower = password.lower()
    if len(set(password)) < 5 or any(lower.startswith(word) for word in _WEAK) or (login and login.lower() in lower):
        raise Refused(Say(N_("这个密码太容易被猜到：不要用连续数字、公司名或登录名，请换一句话")))


def _hash(password: str) -> str:
    with _hashing:
        return hasher.hash(password)


@cache
def _nobody() -> str:
    """A hash that nothing matches, so that an unknown login takes as long as a wrong password."""
    return hasher.hash(secrets.token_hex(16))


def _matches(password_hash: str, password: str) -> bool:
    with _hashing:
        try:
            return hasher.verify(password_hash, password)
        except Argon2Error:
            return False


def sign_in(login: str, password: str, *, ip: str = "", agent: str = "") -> str:
    """The token of a new session. Refused alike for an unknown login and a wrong password; slows down guessing."""
    login = login.strip()[:100]
    throttle.count(f"login:{ip}:{login}", 10, 15)
    throttle.count(f"login-ip:{ip}", 100, 15)
    found = Staff.get_or_none((Staff.login == login) & Staff.disabled_at.is_null())
    right = _matches(found.password_hash if found and found.password_hash else _nobody(), password[: LONGEST + 1])
    if not (right and found and found.password_hash):
        with db.writing():
            audit.record(Actor(ip=ip), "session.refused", "staff", found.id if found else None)
        raise Refused(Say(N_("登录名或密码不对，请检查后再试")))
    with db.writing():
        throttle.forget(f"login:{ip}:{login}")
        if hasher.check_needs_rehash(found.password_hash):
            db.run("UPDATE staff SET password_hash = ? WHERE id = ?", _hash(password), found.id)
    actor = sessions.staff_actor(found.id)
    return sessions.open_for_staff(found.id, actor.roles if actor else (), ip=ip, agent=agent)


def any_staff() -> bool:
    """Whether the office has been set up."""
    return db.row("SELECT 1 FROM staff LIMIT 1") is not None


def setup_token() -> str:
    """A new one-use token for the first-run page; earlier ones die. Only while there is no member of staff."""
    if any_staff():
        raise Refused(Say(N_("系统已经建立管理员，不再需要首次设置")))
    with db.writing():
        db.run("DELETE FROM secret WHERE purpose = 'setup'")
        return one_time.keep("setup", clock.DAY, tries=5)


def may_set_up(token: str) -> bool:
    """Whether the first-run page opens for this token."""
    return not any_staff() and one_time.find("setup", token) is not None


def set_up(token: str, typed: Mapping[str, str], *, ip: str = "") -> Filled:
    """Make the first member of staff, who holds every role of a small office; the filled form with all its errors.

    The token is spent once nothing is wrong; Refused when it was spent or has run out before.
    """
    filled = fill(FIRST, typed)
    if "password" not in filled.errors:
        try:
            check_password(filled["password"], filled.typed["login"].strip())
        except Refused as weak:
            filled.errors["password"] = weak.say
    if not filled.ok:
        return filled
    with db.writing():
        spent = one_time.find("setup", token)
        if any_staff() or spent is None:
            raise Refused(Say(N_("设置链接已经用过或已过期，请重新启动程序，用窗口里打印的新链接")))
        staff_id = add(SYSTEM, roles=permissions.PRESETS["small"], **filled.values)
        db.run("UPDATE secret SET used_at = ? WHERE id = ?", clock.now(), spent[0])
        audit.record(Actor(ip=ip), "office.installed", "staff", staff_id)
    return filled


def add(
    by: Actor, *, login: str, name: str, roles: tuple[str, ...], password: str | None = None, org_id: int = 1
) -> int:
    """Add a member of staff; the id. Without a password a one-time link is needed (`password_link`)."""
    login, name = login.strip(), name.strip()
    if not login or len(login) > 50 or not name or len(name) > 50:
        raise Refused(Say(N_("登录名和姓名都要填写，最多 50 个字")))
    if password is not None:
        check_password(password, login)
    with db.writing():
        if db.row("SELECT 1 FROM staff WHERE login = ?", login):
            raise Refused(Say(N_("登录名“{login}”已经有人使用，请换一个"), login=login))
        staff_id: int = Staff.insert(
            login=login, name=name, org_id=org_id, password_hash=_hash(password) if password else None
        ).execute()
        give_roles(by, staff_id, roles, org_id)
        audit.record(by, "staff.added", "staff", staff_id, after={"login": login, "roles": list(roles)})
    return staff_id


def give_roles(by: Actor, staff_id: int, roles: tuple[str, ...], org_id: int = 1) -> None:
    """Give roles from today on within a branch; a role that is already held stays as it is."""
    ids = dict(db.rows("SELECT code, id FROM role"))
    if unknown := [code for code in roles if code not in ids]:
        raise Refused(Say(N_("没有“{role}”这个岗位，可用的有：{known}"), role=unknown[0], known="、".join(ids)))
    held = {
        role_id
        for (role_id,) in db.rows(
            "SELECT role_id FROM staff_role WHERE staff_id = ? AND valid_to > ?", staff_id, clock.today().isoformat()
        )
    }
    with db.writing():
        for code in roles:
            if ids[code] not in held:
                StaffRole.insert(
                    staff_id=staff_id, role_id=ids[code], org_id=org_id, valid_from=clock.today()
                ).execute()
        audit.record(by, "staff.role-given", "staff", staff_id, after={"roles": list(roles)})


def take_roles(by: Actor, staff_id: int, roles: tuple[str, ...]) -> None:
    """Let a person hold exactly these roles in their branch from today on. Refused for the last administrator."""
    today = clock.today()
    with db.writing():
        _must_be_there(staff_id)
        if "admin" not in roles:
            _must_not_be_last_admin(staff_id)
        held = db.rows(
            "SELECT s.id, r.code, s.valid_from FROM staff_role s JOIN role r ON r.id = s.role_id "
            "WHERE s.staff_id = ? AND s.valid_to > ?",
            staff_id,
            today.isoformat(),
        )
        for held_id, code, since in held:
            if code in roles:
                continue
            if str(since) == today.isoformat():
                db.run("DELETE FROM staff_role WHERE id = ?", held_id)
            else:
                db.run("UPDATE staff_role SET valid_to = ? WHERE id = ?", today.isoformat(), held_id)
        give_roles(by, staff_id, roles, Staff.get_by_id(staff_id).org_id)


def disable(by: Actor, staff_id: int) -> None:
    """A person has left: no more signing in, every session ends, the name stays. Refused for oneself.

    What waits for them falls to the leader of their team, and each ticket says so.
    """
    if staff_id == by.id:
        raise Refused(Say(N_("不能停用自己的账号，请另一位管理员来操作")))
    with db.writing():
        _must_be_there(staff_id)
        _must_not_be_last_admin(staff_id)
        db.run("UPDATE staff SET disabled_at = ? WHERE id = ? AND disabled_at IS NULL", clock.now(), staff_id)
        sessions.end_all(staff_id)
        handed = flow_steps.given_up(by, staff_id)
        audit.record(by, "staff.disabled", "staff", staff_id, after={"n": handed} if handed else None)


def enable(by: Actor, staff_id: int) -> None:
    """A person has come back and may sign in again."""
    with db.writing():
        _must_be_there(staff_id)
        db.run("UPDATE staff SET disabled_at = NULL WHERE id = ?", staff_id)
        audit.record(by, "staff.enabled", "staff", staff_id)


def _must_be_there(staff_id: int) -> None:
    if db.row("SELECT 1 FROM staff WHERE id = ?", staff_id) is None:
        raise Missing(Say(N_("没有这位员工，请刷新后再试")))


def _must_not_be_last_admin(staff_id: int) -> None:
    today = clock.today().isoformat()
    admins = db.rows(
        "SELECT DISTINCT s.id FROM staff s JOIN staff_role h ON h.staff_id = s.id JOIN role r ON r.id = h.role_id "
        "WHERE r.code = 'admin' AND s.disabled_at IS NULL AND h.valid_from <= ? AND ? < h.valid_to",
        today,
        today,
    )
    if admins == [(staff_id,)]:
        raise Refused(Say(N_("这是最后一位管理员：请先把管理员岗位分配给另一个人")))


def password_link(by: Actor, staff_id: int) -> str:
    """A one-time token of 30 minutes with which a member of staff sets a password."""
    with db.writing():
        db.run("DELETE FROM secret WHERE purpose = 'password' AND subject_id = ?", staff_id)
        token = one_time.keep("password", LINK_LIVES, "staff", staff_id, tries=5)
        audit.record(by, "staff.password-changed", "staff", staff_id, after={"link": True})
    return token


def use_password_link(token: str, password: str) -> int:
    """Set the password a link stands for and end the person's sessions; the staff id."""
    with db.writing():
        found = one_time.find("password", token)
        if found is None or found[1] is None:
            raise Refused(Say(N_("链接已经用过或已过期，请管理员重新生成")))
        set_password(Actor("staff", found[1]), found[1], password)
        db.run("UPDATE secret SET used_at = ? WHERE id = ?", clock.now(), found[0])
    return found[1]


def change_password(by: Actor, old: str, new: str) -> None:
    """Change one's own password: needs the old one and ends all sessions, also this one."""
    throttle.count(f"password:{by.id}", 10, 15)
    staff = Staff.get_by_id(by.id)
    if not _matches(staff.password_hash or _nobody(), old):
        raise Refused(Say(N_("原密码不对，请重新输入")))
    set_password(by, staff.id, new)


def set_password(by: Actor, staff_id: int, password: str) -> None:
    """Give a member of staff a password and end every session of theirs."""
    login = db.value("SELECT login FROM staff WHERE id = ?", staff_id)
    check_password(password, login or "")
    with db.writing():
        db.run("UPDATE staff SET password_hash = ? WHERE id = ?", _hash(password), staff_id)
        sessions.end_all(staff_id)
        audit.record(by, "staff.password-changed", "staff", staff_id)


def install_roles() -> None:
    """Write the built-in roles as the catalogue has them today; an office's own roles are left alone."""
    with db.writing():
        for role in permissions.ROLES:
            codes = sorted(role.permissions)
            made = Role.insert(code=role.code, name=role.name, permissions=codes, built_in=True)
            made.on_conflict(
                conflict_target=(Role.code,), update={Role.name: role.name, Role.permissions: codes}
            ).execute()
