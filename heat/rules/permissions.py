"""Who may do what: one catalogue that feeds the routes, the roles, the admin page and docs/permissions.md."""

from __future__ import annotations

from dataclasses import dataclass, field

from heat.words import N_


@dataclass(frozen=True)
class Permission:
    """One thing a person may do: its code on routes, its short name and its meaning for the office."""

    code: str
    name: str
    meaning: str


CATALOGUE = (
    Permission("household.view", N_("查看客户"), N_("搜索热用户、打开客户档案")),
    Permission("household.edit", N_("修改客户"), N_("修改电话、备注等资料")),
    Permission("household.export", N_("导出客户"), N_("把客户名单导出成表格，含完整电话，每次导出都有记录")),
    Permission("household.bulk", N_("批量操作"), N_("一次给多户加标签、换机组、指定收费员")),
    Permission("household.merge", N_("合并档案"), N_("把重复的两份档案合并成一户，撤销合并")),
    Permission("change.approve", N_("审批变更"), N_("批准或驳回出账后的面积、价格、状态、户主变更，不能审批自己的")),
    Permission("household.import", N_("导入客户"), N_("导入 Excel 名单，撤销导入")),
    Permission("person.blacklist", N_("列入黑名单"), N_("把人员或单位列入黑名单，须写原因")),
    Permission("person.release", N_("解除黑名单"), N_("把人员或单位移出黑名单，须写原因")),
    Permission("id-number.reveal", N_("显示证件号"), N_("查看完整身份证号，每次查看都有记录")),
    Permission("phone.reveal", N_("显示电话"), N_("查看完整电话，每次查看都有记录")),
    Permission("ticket.view", N_("查看工单"), N_("查看范围内的工单")),
    Permission("ticket.take", N_("受理"), N_("接电话、登记报修")),
    Permission("ticket.assign", N_("派单"), N_("把工单交给班组或维修工")),
    Permission("ticket.work", N_("上门维修"), N_("接单、到场、拍照、完工")),
    Permission("ticket.call-back", N_("回访"), N_("回访用户并办结工单")),
    Permission(
        "complaint.view", N_("查看投诉"), N_("查看投诉；没有这项权限的人看不到投诉工单，被投诉人也看不到自己的")
    ),
    Permission("complaint.handle", N_("办理投诉"), N_("登记被投诉人、写整改措施、出答复函、登记送达")),
    Permission("complaint.judge", N_("投诉定责和督办"), N_("写调查结论、责任班组和责任人；列入督办、解除督办")),
    Permission("survey.run", N_("问卷"), N_("新建、发放和结束问卷，看结果，导出表格；画问题要有“设计字段”")),
    Permission("survey.enter", N_("代填问卷"), N_("按用户在电话里或营业厅说的填写问卷")),
    Permission("incident.declare", N_("停热事件"), N_("登记停热事件，通知受影响的用户，恢复后安排复核")),
    Permission("partner.keep", N_("协同单位"), N_("登记协同单位，导入 12345 等来单，写答复，发办理链接")),
    Permission("article.read", N_("查知识库"), N_("查阅知识库文章，说有用没用")),
    Permission("article.write", N_("写知识库"), N_("写文章草稿，恢复旧版本为草稿")),
    Permission("article.publish", N_("发布知识库"), N_("发布、下架知识库文章，决定网厅能不能看")),
    Permission("inspection.view", N_("查看稽查"), N_("查看稽查任务、证据和判定，打印记录单")),
    Permission("inspection.open", N_("安排稽查"), N_("按线索、阀门对不上或随机抽查开出稽查任务")),
    Permission("inspection.decide", N_("稽查判定"), N_("判定稽查成立与否、追缴金额和黑名单，不能判自己稽查的")),
    Permission("inspection.waive", N_("免除追缴"), N_("写明原因冲回稽查追缴，不能免除自己判定的")),
    Permission("patrol.plan", N_("巡检计划"), N_("画巡检路线、检查项和周期，停用计划，要求复查隐患")),
    Permission("valve.correct", N_("更正阀门"), N_("凭记录单更正阀门状态和铅封号，须写原因")),
    Permission("ticket.print", N_("打印工单"), N_("打印维修工单")),
    Permission("machine.view", N_("查看设备"), N_("打开设备台账和扫码，报设备故障，抄运行小时")),
    Permission("machine.keep", N_("管理设备"), N_("登记和修改设备、改状态、定保养计划、打印二维码")),
    Permission("stock.keep", N_("管理备件"), N_("物料和价格、入库、调拨、盘点")),
    Permission("cost.view", N_("查看成本"), N_("维修成本、质保和返工占比，导出表格；把重新处理的收费改为质保")),
    Permission("season.bill", N_("出账"), N_("按热价生成采暖季账单")),
    Permission("bill.print", N_("打印账单"), N_("打印账单和缴费通知单")),
    Permission("payment.take", N_("收费"), N_("在收费台收款、打印收据")),
    Permission("payment.void", N_("作废收款"), N_("作废当天收款，须有原因")),
    Permission("ledger.view", N_("查看账目"), N_("查看账单、缴费和欠费")),
    Permission("reminder.send", N_("缴费提醒"), N_("导入应缴名单、预演和发送提醒")),
    Permission("dash.view", N_("经营看板"), N_("查看经营看板")),
    Permission("staff.edit", N_("管理员工"), N_("添加员工、分配岗位、班组")),
    Permission("setting.edit", N_("系统设置"), N_("修改公司设置、热价和采暖季")),
    Permission("field.design", N_("设计字段"), N_("给住户、户主、工单加自定义字段，决定谁能看谁能改")),
    Permission("flow.design", N_("设计流程"), N_("画工单流程和工单类型，发布新版本，登记推送地址")),
    Permission("audit.view", N_("查看日志"), N_("查看操作日志和后台任务")),
)
CODES = frozenset(permission.code for permission in CATALOGUE)
# doors that need no right of a member of staff
PUBLIC, SIGNED_IN, HALL = "public", "signed-in", "hall"
# the door of other programs, and what their tokens may be good for
PROGRAM = "program"
SCOPES = {
    "cti": N_("电话系统：来电弹屏和通话记录"),
    "orders": N_("12345 等平台：送来工单，查询办理情况和答复"),
}


@dataclass(frozen=True)
class Role:
    """A built-in role (岗位): what a person of this trade may do, and the page that greets them."""

    code: str
    name: str
    permissions: frozenset[str]
    home: str


def _role(code: str, name: str, home: str, permissions: str) -> Role:
    return Role(code, name, frozenset(permissions.split()), home)


ROLES = (
    Role("admin", N_("管理员"), CODES, "/customers"),
    _role(
        "manager",
        N_("经理"),
        "/dash",
        "household.view household.export household.bulk household.merge change.approve person.blacklist "
        "person.release id-number.reveal phone.reveal ticket.view ledger.view dash.view reminder.send "
        "season.bill bill.print audit.view incident.declare cost.view partner.keep article.read "
        "article.write article.publish machine.view machine.keep complaint.view complaint.handle "
        "complaint.judge survey.run survey.enter valve.correct patrol.plan inspection.view inspection.open "
        "inspection.decide",
    ),
    _role(
        "agent",
        N_("客服"),
        "/desk",
        "household.view household.edit household.bulk household.merge household.import phone.reveal "
        "ticket.view ticket.take ticket.call-back ticket.print ledger.view reminder.send incident.declare "
        "partner.keep article.read article.write machine.view complaint.view complaint.handle survey.enter",
    ),
    _role(
        "leader",
        N_("班组长"),
        "/board",
        "household.view phone.reveal ticket.view ticket.take ticket.assign ticket.work ticket.print "
        "incident.declare stock.keep cost.view partner.keep article.read article.write machine.view "
        "machine.keep complaint.view complaint.handle patrol.plan",
    ),
    _role("technician", N_("维修工"), "/m", "ticket.work phone.reveal machine.view article.read"),
    _role(
        "cashier",
        N_("收费员"),
        "/counter",
        "household.view phone.reveal payment.take payment.void ledger.view bill.print ticket.work "
        "article.read survey.enter",
    ),
    _role(
        "accountant",
        N_("财务"),
        "/dash",
        "household.view change.approve article.read ledger.view season.bill bill.print dash.view audit.view "
        "payment.void cost.view inspection.view inspection.waive",
    ),
    _role(
        "inspector",
        N_("稽查员"),
        "/customers",
        "household.view ticket.view ticket.work person.blacklist phone.reveal article.read machine.view "
        "inspection.view inspection.open",
    ),
    _role("partner", N_("协同单位"), "/m", "ticket.work"),
)
ROLE = {role.code: role for role in ROLES}
# a preset gives one person several roles at once, for the office of four people
PRESETS = {"small": ("admin", "agent", "leader", "cashier")}


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a member of staff, a household in the hall, another program, or the system itself (id None)."""

    kind: str = "system"
    id: int | None = None
    name: str = ""
    login: str = ""
    permissions: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    org_ids: tuple[int, ...] = ()
    team_ids: tuple[int, ...] = ()
    ip: str = ""
    request: str = ""
    prefs: dict[str, object] = field(default_factory=dict, compare=False)

    @property
    def outside(self) -> bool:
        """Whether this is an outside party's account: it sees its own jobs and nothing else of the homes."""
        return self.roles == ("partner",)

    def may(self, permission: str) -> bool:
        """Whether this person holds the right; households and the system hold none of the office's."""
        return permission in self.permissions


SYSTEM = Actor(name="系统")


def homes_of(roles: tuple[str, ...]) -> tuple[str, ...]:
    """The pages that may greet a person, of several roles that of the first of the catalogue first."""
    return tuple(role.home for role in ROLES if role.code in roles)
