"""The kinds of lists an office brings, and the words it writes above their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from heat.rules.own_fields import OwnField
from heat.words import N_


class Offer(NamedTuple):
    """A column a header may mean; the least is the best: exact, needed, a better word."""

    by_its_end: bool
    optional: bool
    rank: int
    name: str


@dataclass(frozen=True)
class Column:
    """Something a list may say of each line. `words` are the headers offices use for it, the best first."""

    name: str
    label: str
    words: Sequence[str]


@dataclass(frozen=True)
class OwnColumn(Column):
    """A column that fills in a field the office drew itself; its header is the field's name."""

    field: OwnField = field(kw_only=True)


def own_column(one: OwnField) -> OwnColumn:
    """The column of a drawn field."""
    return OwnColumn(f"own_{one.code}", one.name, [one.name], field=one)


@dataclass(frozen=True)
class ListKind:
    """A kind of list: its columns, and the groups of which each needs one."""

    name: str
    label: str
    columns: Sequence[Column]
    needs: Sequence[Sequence[str]]

    @cached_property
    def by_word(self) -> dict[str, list[Offer]]:
        """Header word to the columns it may mean."""
        urgent = {name for group in self.needs for name in group}
        offers: dict[str, list[Offer]] = {}
        for one in self.columns:
            for rank, word in enumerate(one.words):
                offers.setdefault(word, []).append(Offer(False, one.name not in urgent, rank, one.name))
        return offers


def _column(name: str, label: str, words: str) -> Column:
    return Column(name, label, words.split())


_ACCOUNT = _column(
    "account_no",
    N_("户号"),
    "户号 用户编号 用户编码 用户号 用户卡号 卡号 客户编号 客户号 供热卡号 供热编号 协议号 缴费号 缴费户号 地址码",
)
_NAME = _column(
    "name",
    N_("户主"),
    "户主姓名 户主 用户姓名 业主姓名 业主 产权人 姓名 付款人 客户名称 客户姓名 用户名称 住户姓名 住户",
)
_PHONE = _column(
    "phone", N_("电话"), "联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 用户电话号码 联系电话1 移动电话"
)
_ADDRESS = _column("address", N_("地址"), "地址全称 详细地址 用户地址 房屋地址 供热地址 住址 地址")

_SEASON = _column("season", N_("采暖季"), "采暖季 年度 采暖年度 采暖期 收费年度 欠费年度 旧欠年 欠费年")

HOUSEHOLDS = ListKind(
    "households",
    N_("住户名单"),
    (
        _ACCOUNT,
        _column("address_code", N_("地址码"), "地址码 地址编码 房屋编码"),
        _column("community", N_("小区"), "小区名称 小区 社区 地址名称 楼盘 项目 项目名称"),
        _column("building", N_("楼号"), "楼号 楼栋 楼栋号 楼 幢 栋 栋号 幢号 楼宇"),
        _column("entrance", N_("单元"), "单元 单元号 门栋 门"),
        _column("room", N_("房号"), "房号 室 室名 室号 房间号 门牌号 门牌 户室 门号"),
        _ADDRESS,
        _NAME,
        _PHONE,
        _column("gross_m2", N_("建筑面积"), "建筑面积 建面 面积 用户面积 房屋面积"),
        _column("inner_m2", N_("套内面积"), "套内面积 套内建筑面积"),
        _column("usable_m2", N_("使用面积"), "使用面积 实用面积"),
        _column("charge_m2", N_("收费面积"), "收费面积 计费面积 供暖面积 供热面积 采暖面积"),
        _column(
            "use_class", N_("用热性质"), "用热性质 性质 用户性质 用户类型 用热类型 房屋性质 用户类别 供热用户类型 类型"
        ),
        _column("price", N_("单价"), "单价 费率 热价 供热单价 热费单价"),
        _column("state", N_("供热状态"), "供热状态 状态 供暖状态 用热状态 用户状态 入网状态"),
        _column("old_arrears", N_("往年欠费"), "往年欠费 上年欠费 历史欠费 陈欠 旧欠 往年陈欠 累计欠费"),
        _column("source", N_("热源"), "热源 热源名称 热源厂"),
        _column("substation", N_("换热站"), "换热站 热力站 换热站名称 热力站名称"),
        _column("circuit", N_("机组"), "机组 机组名称 分区 高低区"),
        _column("note", N_("备注"), "备注 说明"),
    ),
    (("account_no",),),
)

DUES = ListKind(
    "dues",
    N_("应缴名单"),
    (
        _ACCOUNT,
        _NAME,
        _PHONE,
        _ADDRESS,
        _SEASON,
        _column(
            "owed",
            N_("应缴"),
            "应缴 应缴款 应缴金额 应缴热费 应收 应收金额 应收款 应收热费 应交 应交金额 应缴费用 应收额",
        ),
        _column(
            "paid", N_("已缴"), "已缴 已缴金额 已交 已交金额 实缴 实缴金额 实收 实收金额 实交款 已收 已收金额 交费金额"
        ),
        _column("unpaid", N_("欠费"), "欠费 欠费金额 欠缴 欠缴金额 未缴 未缴金额 尚欠 尚欠金额"),
        _column("due_on", N_("截止日"), "截止日 截止日期 缴费截止日 缴费截止日期 缴费期限 到期日 到期日期 最后缴费日"),
    ),
    (("account_no",), ("owed", "unpaid")),
)

OPENING = ListKind(
    "opening",
    N_("往年欠费"),
    (
        _ACCOUNT,
        _NAME,
        _SEASON,
        _column(
            "amount",
            N_("欠费金额"),
            "欠费金额 欠费 往年欠费 历史欠费 陈欠 旧欠 欠缴金额 欠缴 期初余额 期初欠费 未缴金额 金额 累计欠费",
        ),
        _column("note", N_("备注"), "备注 说明"),
    ),
    (("account_no",), ("amount",)),
)

PAYMENTS = ListKind(
    "payments",
    N_("历史缴费"),
    (
        _ACCOUNT,
        _NAME,
        _column(
            "paid_on", N_("缴费日期"), "缴费日期 交款时间 缴费时间 收款日期 收费日期 日期 交款日期 交费日期 缴费日"
        ),
        _column(
            "amount",
            N_("缴费金额"),
            "缴费金额 金额 实交款 实缴 实收 交费金额 实收金额 实缴金额 收款金额 已缴金额 交款金额",
        ),
        _column("method", N_("缴费方式"), "缴费方式 收款方式 付款方式 支付方式 缴费渠道 渠道"),
        _column("number", N_("票号"), "票号 流水号 单号 交易号 收据号 发票号 收据编号 订单号 商户单号"),
        _column("note", N_("备注"), "备注 说明"),
    ),
    (("account_no",), ("paid_on",), ("amount",)),
)

CONTACTS = ListKind(
    "contacts",
    N_("联系人名单"),
    (
        _ACCOUNT,
        _column("name", N_("姓名"), "姓名 联系人 联系人姓名 名称 单位名称 户主姓名 用户姓名"),
        _PHONE,
        _column("role", N_("身份"), "身份 角色 关系 与户主关系 类别 类型"),
    ),
    (("account_no",), ("name",), ("phone",)),
)

TICKETS = ListKind(
    "tickets",
    N_("旧系统工单"),
    (
        _column("number", N_("工单号"), "工单号 工单编号 单号 报修单号 编号 受理编号"),
        _ACCOUNT,
        _column("address", N_("地址"), "地址 报修地址 用户地址 住址 详细地址 位置 地点"),
        _column("kind", N_("类型"), "类型 工单类型 报修类型 问题类型 业务类型 类别"),
        _column("opened_at", N_("受理时间"), "受理时间 报修时间 来电时间 登记时间 创建时间 时间 日期 报修日期"),
        _column("closed_at", N_("办结时间"), "办结时间 完成时间 完工时间 关闭时间 处理时间 结束时间 办结日期"),
        _column("summary", N_("内容"), "内容 问题描述 报修内容 故障描述 诉求内容 描述 事由"),
        _column("result", N_("处理结果"), "处理结果 处理情况 处理意见 办理结果 结果 备注"),
        _PHONE,
    ),
    (("number",), ("account_no", "address"), ("opened_at",)),
)

OFFICIAL = ListKind(
    "official",
    N_("12345 等来单"),
    (
        _column("number", N_("来单编号"), "来单编号 工单编号 工单号 编号 受理编号 转办单号 交办单号 诉求编号"),
        _column("sender", N_("来单单位"), "来单单位 来源 来单渠道 转办单位 交办单位 渠道"),
        _ACCOUNT,
        _column("address", N_("地址"), "地址 诉求地址 事发地址 报修地址 详细地址 住址 位置 地点"),
        _column("kind", N_("类型"), "类型 诉求类型 问题类型 问题分类 类别 分类"),
        _column("text", N_("诉求内容"), "诉求内容 内容 问题描述 诉求 反映内容 工单内容 描述 事由"),
        _column("received_at", N_("来单时间"), "来单时间 派单时间 转办时间 交办时间 受理时间 登记时间 日期"),
        _column("due_at", N_("答复时限"), "答复时限 办结时限 办理时限 截止时间 要求办结时间 回复时限 到期时间"),
        _PHONE,
    ),
    (("number",), ("text",), ("account_no", "address")),
)

EQUIPMENT = ListKind(
    "equipment",
    N_("户内设备"),
    (
        _ACCOUNT,
        _column("kind", N_("设备类型"), "设备类型 类型 设备名称 设备 名称 设备种类"),
        _column("serial", N_("设备号"), "设备号 表号 编号 设备编号 序列号 出厂编号 阀门编号 采集器编号 锁闭阀编号"),
        _column("maker", N_("厂家"), "厂家 生产厂家 品牌 厂商 制造商"),
        _column("fitted_on", N_("安装日期"), "安装日期 安装时间 启用日期 日期"),
        _column("start_value", N_("起始读数"), "起始读数 初始读数 起码 表底 底数"),
    ),
    (("account_no",), ("kind",), ("serial",)),
)

MACHINES = ListKind(
    "machines",
    N_("设备台账"),
    (
        _column("number", N_("设备编号"), "设备编号 编号 设备号 资产编号 位号"),
        _column("name", N_("名称"), "设备名称 名称 设备"),
        _column("kind", N_("设备种类"), "设备种类 种类 设备类型 类型 类别 设备类别"),
        _column("station", N_("换热站"), "换热站 所在换热站 热力站 站名 站点 安装站点 热源 所在站"),
        _column("circuit", N_("机组"), "机组 分系统 系统"),
        _column("spot", N_("安装位置"), "安装位置 位置 安装地点 地点"),
        _column("maker", N_("厂家"), "厂家 生产厂家 品牌 厂商 制造商"),
        _column("model", N_("型号"), "型号 规格型号 规格"),
        _column("serial", N_("出厂编号"), "出厂编号 序列号 机号"),
        _column("installed_on", N_("安装日期"), "安装日期 投运日期 启用日期 安装时间"),
        _column("warranty_until", N_("质保到"), "质保到 质保期至 质保截止 保修到 保修期至"),
        _column("calibration_due", N_("下次检定"), "下次检定 检定有效期 检定到期 有效期至 校验到期"),
        _column("state", N_("状态"), "状态 设备状态 使用状态"),
        _column("note", N_("备注"), "备注 说明"),
    ),
    (("number",), ("name",), ("station",)),
)

READINGS = ListKind(
    "readings",
    N_("读数记录"),
    (
        _ACCOUNT,
        _column("serial", N_("设备号"), "设备号 表号 设备编号 序列号 采集器编号 编号"),
        _column("kind", N_("设备类型"), "设备类型 类型 设备名称"),
        _column("read_at", N_("读数时间"), "读数时间 抄表时间 采集时间 测温时间 时间 日期 抄表日期 测温日期"),
        _column("value", N_("读数"), "读数 室温 室内温度 温度 表读数 累计热量 热量 抄表读数 示数"),
    ),
    (("account_no",), ("read_at",), ("value",)),
)

KINDS: dict[str, ListKind] = {
    kind.name: kind
    for kind in (HOUSEHOLDS, DUES, OPENING, PAYMENTS, CONTACTS, TICKETS, OFFICIAL, EQUIPMENT, READINGS, MACHINES)
}
