"""What a list says of a household against what the office knows: only what is said, only what differs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from heat.rules.addresses import Place, community_key
from heat.rules.household_list import HouseholdLine

PERSON, ORGANISATION = "person", "organisation"
# facts in the order they are shown; places are Place, areas and price Decimal, phones a tuple, all others text
FACTS = (
    "place", "address", "owner", "tenant", "phones", "charge_m2", "gross_m2", "usable_m2", "inner_m2", "use_class",
    "price", "state", "circuit", "note", "own",
)  # fmt: skip
VACANT = "空置房"
NO_COMMUNITY, UNASSIGNED = "未登记小区", "未分配"  # where a household stands that nobody has placed yet
CONTACT = "联系人"  # who answers the phone of an empty flat, until somebody gives a name
UNNAMED = "用户"  # whom a list without names speaks of, until somebody gives the name
STATES = ("supplied", "suspended", "partial", "limited", "cut", "none")
_AREAS = ("gross_m2", "usable_m2", "inner_m2")
_COMPANY = re.compile(
    r"公司|集团|银行|学校|小学|中学|大学|幼儿园|医院|卫生|酒店|宾馆|超市|商店|商行|饭店|餐厅|药房|药店|工厂|加工厂|"
    r"中心|委员会|居委会|物业|政府|派出所|法院|[局厂院所站社]$"
)

Said = dict[str, Any]


def kind_of_party(name: str) -> str:
    """Whether a name is a person's or an organisation's (云溪物业有限公司)."""
    return ORGANISATION if len(name) > 3 and _COMPANY.search(name) else PERSON


def said(line: HouseholdLine, columns: Collection[str], blank: Collection[str] = ()) -> Said:
    """The facts a line states. A column the sheet lacks and a cell left `blank` state nothing.

    An empty flat is stated by the owner 空置房.
    """
    path = (line.source, line.substation, line.circuit)
    facts: Said = {
        "place": line.place if line.place.room else None,
        "address": None if line.place.room else line.address or None,
        "owner": VACANT if line.vacant else line.owner or None,
        "circuit": path if any(path) else None,
        "price": line.price,
    }
    facts |= {name: getattr(line, name) or None for name in ("tenant", "phones", "note")}
    facts["own"] = dict(line.own) or None
    facts |= {name: getattr(line, name) for name in (*_AREAS, "charge_m2")}
    facts |= {name: getattr(line, name) for name in ("use_class", "state") if name in columns and name not in blank}
    return {name: facts[name] for name in FACTS if facts.get(name) is not None}


def differences(known: Mapping[str, Any], facts: Said, columns: Collection[str]) -> Said:
    """What a stated fact would change of a known household, by name; {} changes nothing.

    Levels of an address that are not said stay. Phones that are there are kept behind the stated ones. An area that is
    charged by default follows its own column only where it did so before.
    """
    changed: Said = {}
    for name, value in facts.items():
        # a new owner does not take over the phones of the old one
        new = value if name == "phones" and "owner" in changed else _joined(name, known, value)
        if name == "charge_m2" and "charge_m2" not in columns and not _followed(known):
            continue
        if new != known.get(name):
            changed[name] = new
    return changed


def _joined(name: str, known: Mapping[str, Any], value: Any) -> Any:
    there = known.get(name)
    if name == "place" and isinstance(there, Place):
        return _moved(there, value)
    if name == "phones":
        return (*value, *(one for one in there or () if one not in value))
    if name == "own":  # those that differ alone: what the others hold may not be for whoever brings the list
        return {code: one for code, one in value.items() if one != (there or {}).get(code)} or there
    if name == "circuit" and there:
        return tuple(new or old for new, old in zip(value, there, strict=True))
    return value


def _moved(there: Place, said_place: Place) -> Place:
    """The known place with the levels that are said; a community keeps its own writing."""
    new = Place(*(level or old for level, old in zip(said_place, there, strict=True)))
    same = community_key(new.community) == community_key(there.community)
    return new._replace(community=there.community) if same else new


def _followed(known: Mapping[str, Any]) -> bool:
    """Whether the charged area is one of the measured ones, or none yet."""
    charged = known.get("charge_m2")
    return not charged or charged in [known.get(name) for name in _AREAS]


def worded(value: Any) -> str:
    """A fact as a person reads it in a comparison: areas with two decimals, phones one after the other."""
    if value is None:
        return ""
    if isinstance(value, Place):
        return value.community + "-".join(level for level in value[1:] if level)
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else str(value.normalize())
    if isinstance(value, Mapping):
        return "；".join(worded(one) for one in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(one for one in value if one)
    return str(value)
