"""THE FACE: every table by name, in the order of the data model. All others import tables from here."""

from heat.db import database
from heat.tables.articles import ArticleCount, ArticleKey, ArticleVote, TicketArticle
from heat.tables.calls import ApiToken, Call
from heat.tables.centre import (
    BulkAct,
    ChangeRequest,
    Contract,
    Device,
    DeviceFit,
    Duplicate,
    FieldValue,
    Merge,
    OwnField,
    QualityDay,
    Reading,
    SavedView,
    Tag,
)
from heat.tables.complaints import Complaint, ComplaintLetter, Supervision
from heat.tables.desk import Duty, Feedback, InboxItem, SlaClock, TicketLink, Visit
from heat.tables.fields import FOREVER, dumps
from heat.tables.files import Attachment, Blob, ImportBatch, ImportLayout, ImportRow
from heat.tables.hall import HallBinding, HallUser
from heat.tables.incidents import Incident, IncidentHousehold
from heat.tables.inspections import Inspection
from heat.tables.ledger import (
    Charge,
    Entry,
    LedgerAccount,
    NumberRange,
    OpenCharge,
    Payment,
    PaymentPart,
    Receipt,
    Shift,
    Txn,
)
from heat.tables.machines import Machine, MachinePlan, MachineState, MachineTicket
from heat.tables.messages import Firing, Heartbeat, Job, Message, Webhook
from heat.tables.parties import HouseholdParty, Party, PartyPhone, SearchKey
from heat.tables.partners import Partner, PartnerOrder
from heat.tables.patrols import Hazard, PatrolPlan, PatrolResult, PatrolRound
from heat.tables.people import (
    Audit,
    Replay,
    Role,
    Secret,
    Session,
    Setting,
    Staff,
    StaffRole,
    Team,
    TeamArea,
    TeamMember,
    Throttle,
)
from heat.tables.places import (
    Building,
    Circuit,
    Community,
    Entrance,
    HeatSource,
    Household,
    HouseholdAlias,
    HouseholdTerms,
    Org,
    OrgAbove,
    Substation,
    SupplyPeriod,
)
from heat.tables.seasons import Season, SeasonAccount, SeasonCalc, SeasonCalendar, Tariff
from heat.tables.stock import Item, StockMove
from heat.tables.surveys import Survey, SurveyAnswer, SurveyRound
from heat.tables.table import Table
from heat.tables.valves import Seal, Valve, ValveAct
from heat.tables.work import Contact, Design, DesignVersion, Ticket, TicketKind, TicketMove, TicketStep

ALL_TABLES = (
    # 地方 places
    Org,
    OrgAbove,
    Community,
    Building,
    Entrance,
    HeatSource,
    Substation,
    Circuit,
    Household,
    HouseholdAlias,
    HouseholdTerms,
    SupplyPeriod,
    # 人与单位 parties
    Party,
    PartyPhone,
    HouseholdParty,
    SearchKey,
    # 采暖季与热价 seasons
    Season,
    SeasonCalendar,
    Tariff,
    SeasonAccount,
    SeasonCalc,
    # 账 ledger
    LedgerAccount,
    Charge,
    Txn,
    Entry,
    OpenCharge,
    Payment,
    PaymentPart,
    Receipt,
    NumberRange,
    Shift,
    # 工单 work
    Design,
    DesignVersion,
    TicketKind,
    Ticket,
    TicketStep,
    TicketMove,
    Contact,
    # 员工与权限 people
    Staff,
    Team,
    TeamMember,
    TeamArea,
    Role,
    StaffRole,
    Session,
    Secret,
    Throttle,
    Replay,
    Audit,
    Setting,
    # 文件与导入 files
    Blob,
    Attachment,
    ImportBatch,
    ImportLayout,
    ImportRow,
    # 服务台 desk
    Visit,
    Feedback,
    SlaClock,
    TicketLink,
    Duty,
    InboxItem,
    Item,
    StockMove,
    ValveAct,
    Seal,
    Valve,
    Inspection,
    PatrolPlan,
    PatrolRound,
    Hazard,
    PatrolResult,
    # 消息与任务 messages
    Firing,
    Message,
    Job,
    Heartbeat,
    Webhook,
    # 停热事件 incidents
    Incident,
    IncidentHousehold,
    # 协同单位 partners
    Partner,
    PartnerOrder,
    # 知识库 articles
    ArticleKey,
    ArticleCount,
    ArticleVote,
    TicketArticle,
    # 设备台账 machines
    Machine,
    MachineState,
    MachinePlan,
    MachineTicket,
    # 投诉 complaints
    Complaint,
    ComplaintLetter,
    Supervision,
    # 问卷 surveys
    Survey,
    SurveyRound,
    SurveyAnswer,
    # 电话 calls
    Call,
    ApiToken,
    # 网厅 hall
    HallUser,
    HallBinding,
    # 客户中心 centre
    OwnField,
    FieldValue,
    Tag,
    Merge,
    ChangeRequest,
    SavedView,
    Device,
    DeviceFit,
    Reading,
    Contract,
    QualityDay,
    BulkAct,
    Duplicate,
)

__all__ = ["ALL_TABLES", "FOREVER", "Table", "database", "dumps", *(table.__name__ for table in ALL_TABLES)]
