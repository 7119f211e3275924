"""The office of all tests: who they are and what they may do.

客服小王 answers the phone, 班长老李 dispatches, 维修工小张 repairs, 收费员小赵 takes money, 经理陈总 watches, 管理员 sets up.
刘奶奶 lives in 幸福里 3-2-501. 外人 is nobody here and may see nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from heat.models import Staff
from heat.rules.permissions import SYSTEM, Actor
from heat.services import people, sessions

CAST = {
    "admin": "管理员",
    "manager": "陈总",
    "agent": "小王",
    "leader": "老李",
    "technician": "小张",
    "cashier": "小赵",
    "accountant": "老周",
    "inspector": "小孙",
    "partner": "外协小吴",
}


@dataclass
class Office:
    """The staff of the test office by role: `office.agent` is 小王's id, `office.actor("agent")` acts as her."""

    ids: dict[str, int]

    def __getattr__(self, role: str) -> int:
        try:
            return self.ids[role]
        except KeyError:
            raise AttributeError(role) from None

    def actor(self, role: str) -> Actor:
        actor = sessions.staff_actor(self.ids[role])
        assert actor is not None
        return actor


def hire() -> Office:
    """One member of staff of every role; nobody has a password, tests sign in by session."""
    ids = {role: people.add(SYSTEM, login=role, name=name, roles=(role,)) for role, name in CAST.items()}
    return Office(ids)


def office() -> Office:
    """The staff as they stand in the database."""
    return Office({staff.login: staff.id for staff in Staff.select() if staff.login in CAST})
