"""How good the data of a household is: what is missing, what cannot be, what contradicts itself, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from heat.rules.households import VACANT
from heat.rules.shapes import fits
from heat.rules.written import phone_of
from heat.words import N_

MISSING, INVALID, CONTRADICTORY = "missing", "invalid", "contradictory"
KINDS = {MISSING: N_("缺少"), INVALID: N_("不对"), CONTRADICTORY: N_("矛盾")}
_LARGEST = Decimal(800)  # m² of one home; shops and halls may be larger


@dataclass(frozen=True)
class Fault:
    """One sort of fault: its code, kind, name, and what mends it."""

    code: str
    kind: str
    name: str
    remedy: str


FAULTS = (
    Fault("owner", MISSING, N_("没有户主"), N_("在档案里登记户主；确实没人住的登记为空置房")),
    Fault("phone", MISSING, N_("没有电话"), N_("下次来电或上门时问到电话，当场补上")),
    Fault("area", MISSING, N_("没有收费面积"), N_("按房产证或实测补面积，否则不能出账")),
    Fault("room", MISSING, N_("没有门牌号"), N_("补楼号、单元和房号，立面图和邻里提示才用得上")),
    Fault("circuit", MISSING, N_("没有机组"), N_("在列表里勾选整栋楼，批量换到所属机组")),
    Fault("contract", MISSING, N_("没有供热合同"), N_("签合同后上传扫描件")),
    Fault("number-shape", INVALID, N_("户号不合规则"), N_("核对户号；规则在系统设置里")),
    Fault("phone-shape", INVALID, N_("电话打不通的写法"), N_("改成 11 位手机号或带区号的座机")),
    Fault("area-size", INVALID, N_("面积大得不像住宅"), N_("核对面积，或把用热性质改成非居民")),
    Fault("area-order", CONTRADICTORY, N_("套内面积大于建筑面积"), N_("核对房产证，两个面积可能填反了")),
    Fault("state-connected", CONTRADICTORY, N_("未入网却有供热状态"), N_("核对是否已经入网")),
    Fault("floor-room", CONTRADICTORY, N_("楼层和房号对不上"), N_("核对房号，或改楼层")),
    Fault("vacant-phone", CONTRADICTORY, N_("空置房却有住户电话"), N_("有人住了就登记户主")),
)
FAULT = {fault.code: fault for fault in FAULTS}


@dataclass(frozen=True, slots=True)
class House:
    """What is looked at of one household; areas in m², phones as they are written."""

    id: int
    account_no: str
    owner: str
    phones: tuple[str, ...]
    room: str
    floor: int | None
    charge_m2: Decimal | None
    gross_m2: Decimal | None
    inner_m2: Decimal | None
    use_class: str
    placed: bool  # on a circuit of its own
    contract: bool
    connected: bool
    has_state: bool


def faults(house: House, shape: str = "", *, circuits: bool = False, contracts: bool = False) -> list[str]:
    """The codes of everything that is wrong with one household, in the order of the catalogue.

    A circuit or a contract is missed only by an office that keeps any of them (`circuits`, `contracts`).
    """
    vacant = house.owner == VACANT
    found = {
        "owner": not house.owner,
        "phone": not house.phones and not vacant,
        "area": not house.charge_m2,
        "room": not house.room,
        "circuit": circuits and not house.placed,
        "contract": contracts and not house.contract and not vacant,
        "number-shape": not fits(shape, house.account_no),
        "phone-shape": any(phone_of(phone) is None for phone in house.phones),
        "area-size": house.use_class == "居民" and (house.charge_m2 or 0) > _LARGEST,
        "area-order": bool(house.inner_m2 and house.gross_m2 and house.inner_m2 > house.gross_m2),
        "state-connected": not house.connected and house.has_state,
        "floor-room": not _same_floor(house),
        "vacant-phone": vacant and bool(house.phones),
    }
    return [code for code in FAULT if found[code]]


def _same_floor(house: House) -> bool:
    digits = re.fullmatch(r"(-?[0-9]{1,2})[0-9]{2}", house.room)
    return house.floor is None or digits is None or int(digits[1]) == house.floor
