"""Staff, teams, rights, sessions, audit."""

from peewee import BooleanField, CompositeKey, DateField, IntegerField, TextField

from heat.tables.fields import FOREVER, BytesField, FenField, JsonField, Ref, UtcField
from heat.tables.table import Table


class Staff(Table):
    """员工."""

    login = TextField(unique=True)
    name = TextField()
    phone = TextField(null=True)
    password_hash = TextField(null=True)
    totp_sealed = BytesField(null=True)
    totp_last_step = IntegerField(null=True)
    org_id = Ref("org")
    hourly_fen = FenField(null=True)
    prefs = JsonField(default=dict)
    disabled_at = UtcField(null=True)
    external_id = TextField(null=True, unique=True)


class Team(Table):
    """班组."""

    org_id = Ref("org")
    code = TextField(unique=True)
    name = TextField()
    leader_id = Ref("staff", null=True)
    retired_at = UtcField(null=True)


class TeamMember(Table):
    """班组成员: DATED."""

    team_id = Ref("team")
    staff_id = Ref("staff")
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)
    skills = JsonField(default=list)


class TeamArea(Table):
    """责任田: who serves which community or circuit."""

    team_id = Ref("team")
    community_id = Ref("community", null=True)
    circuit_id = Ref("circuit", null=True)
    kind_id = Ref("ticket_kind", null=True)
    staff_id = Ref("staff", null=True)


class Role(Table):
    """角色."""

    code = TextField(unique=True)
    name = TextField()
    permissions = JsonField()
    field_rules = JsonField(default=dict)
    built_in = BooleanField(default=False)


class StaffRole(Table):
    """员工角色: DATED; role within a branch, district or team."""

    staff_id = Ref("staff")
    role_id = Ref("role")
    org_id = Ref("org")
    team_id = Ref("team", null=True)
    valid_from = DateField()
    valid_to = DateField(default=FOREVER)


class Session(Table):
    """登录."""

    token_hash = BytesField(unique=True)
    staff_id = Ref("staff", null=True)
    hall_user_id = Ref("hall_user", null=True)
    kind = TextField()
    created_at = UtcField()
    seen_at = UtcField()
    expires_at = UtcField()
    ended_at = UtcField(null=True)
    ip = TextField()
    agent = TextField()
    mfa_at = UtcField(null=True)


class Secret(Table):
    """一次性凭证: set-up token, reset, SMS code, link in a message; hash only."""

    purpose = TextField()
    secret_hash = BytesField(unique=True)
    subject = TextField(null=True)
    subject_id = IntegerField(null=True)
    phone = TextField(null=True)
    tries_left = IntegerField()
    expires_at = UtcField()
    used_at = UtcField(null=True)


class Throttle(Table):
    """限流."""

    bucket = TextField()
    slot = IntegerField()
    n = IntegerField()

    class Meta:
        primary_key = CompositeKey("bucket", "slot")


class Replay(Table):
    """幂等键: answers of finished requests (web, phone queue, API), 90 days for money."""

    actor = TextField()
    key = TextField()
    request_hash = BytesField()
    status = IntegerField()
    body = BytesField()
    at = UtcField()
    keep_until = UtcField()

    class Meta:
        primary_key = CompositeKey("actor", "key")


class Audit(Table):
    """审计: APPEND-ONLY, hash chain of its own; secrets never, personal data masked."""

    at = UtcField()
    by_kind = TextField()
    by_id = IntegerField(null=True)
    ip = TextField(null=True)
    request = TextField(null=True)
    code = TextField()
    subject = TextField()
    subject_id = IntegerField(null=True)
    before = JsonField(null=True)
    after = JsonField(null=True)
    prev_hash = BytesField()
    hash = BytesField()


class Setting(Table):
    """设置: DATED by start; the nearest org above wins."""

    org_id = Ref("org")
    key = TextField()
    value = JsonField()
    valid_from = DateField()
    by_id = Ref("staff")
