"""Devices of a household by hand: added, mended, moved to another household, retired; each day knows what was where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import FOREVER, Device, DeviceFit, Household
from heat.rules.devices import KIND, KINDS
from heat.rules.fields import Choice, Day, Filled, Text, fill
from heat.rules.permissions import Actor
from heat.services import audit, households
from heat.words import N_, Missing, Refused, Say

ADD = (
    Choice("kind", N_("种类"), options=[(kind.code, kind.name) for kind in KINDS]),
    Text("serial", N_("编号"), most=60),
    Text("maker", N_("厂家型号"), required=False, most=60),
    Text("seal", N_("铅封号"), required=False, most=40),
    Text("place", N_("位置"), required=False, most=40),
    Day("calibrated_until", N_("检定有效期"), required=False),
    Day("since", N_("安装日期"), required=False),
)
MOVE = (Text("account_no", N_("移到的户号"), most=40), Day("on", N_("日期"), required=False))
RETIRE = (Text("reason", N_("原因"), most=200), Day("on", N_("日期"), required=False))


def add(by: Actor, household_id: int, typed: Mapping[str, str]) -> Filled:
    """Build a device into a household from a day on; one that lies unused under the same number is taken again."""
    filled = fill(ADD, typed)
    if not filled.ok:
        return filled
    since = filled["since"] or clock.today()
    if since > clock.today():
        filled.errors["since"] = Say(N_("安装日期不能在今天以后。"))
        return filled
    with db.writing():
        households.seen(by, household_id)
        device = Device.get_or_none((Device.kind == filled["kind"]) & (Device.serial == filled["serial"]))
        if device is not None and (wrong := _elsewhere(device, since)):
            filled.errors["serial"] = wrong
            return filled
        device_id = device.id if device is not None else _new(filled)
        DeviceFit.insert(device_id=device_id, household_id=household_id, valid_from=since).execute()
        audit.record(by, "device.added", "household", household_id, after=_told(device_id, on=since))
    return filled


def _elsewhere(device: Device, since: date) -> Say | None:
    """Why a device that is on file cannot be built in from this day on, None when it can."""
    if device.retired_on is not None:
        return Say(N_("编号 {no} 的设备已经报废，不能再装。"), no=device.serial)
    found = db.row(
        "SELECT h.account_no FROM device_fit f JOIN household h ON h.id = f.household_id "
        "WHERE f.device_id = ? AND f.valid_to > ?",
        device.id,
        since.isoformat(),
    )
    return (
        Say(N_("编号 {no} 那天还装在户号 {home}，请先在那一户移走。"), no=device.serial, home=found[0])
        if found
        else None
    )


def _new(filled: Filled) -> int:
    kind = KIND[filled["kind"]]
    ext = {name: filled[name] for name in ("seal", "place") if filled[name]}
    row = {"serial": filled["serial"], "maker": filled["maker"], "calibrated_until": filled["calibrated_until"]}
    return int(Device.insert(kind=kind.code, unit=kind.unit or None, scale=kind.scale, ext=ext, **row).execute())


def move(by: Actor, household_id: int, fit_id: int, typed: Mapping[str, str]) -> Filled:
    """Take a device out of this household and build it into another on the same day."""
    filled = fill(MOVE, typed)
    if not filled.ok:
        return filled
    on = filled["on"] or clock.today()
    with db.writing():
        fit = _fit(by, household_id, fit_id)
        target = Household.get_or_none(Household.account_no == filled["account_no"])
        if target is None or target.merged_into_id or not households.visible_to(by, target.id):
            filled.errors["account_no"] = Say(N_("没有户号 {no}，请核对。"), no=filled["account_no"])
            return filled
        if target.id == household_id:
            filled.errors["account_no"] = Say(N_("设备已经在这一户。"))
            return filled
        _close(fit, on)
        DeviceFit.insert(device_id=fit.device_id, household_id=target.id, valid_from=on).execute()
        audit.record(
            by, "device.moved", "household", household_id, after=_told(fit.device_id, on=on, to=filled["account_no"])
        )
        audit.record(by, "device.added", "household", target.id, after=_told(fit.device_id, on=on))
    return filled


def retire(by: Actor, household_id: int, fit_id: int, typed: Mapping[str, str]) -> Filled:
    """Take a device out for good, with a reason; its readings and its past stay."""
    filled = fill(RETIRE, typed)
    if not filled.ok:
        return filled
    on = filled["on"] or clock.today()
    with db.writing():
        fit = _fit(by, household_id, fit_id)
        _close(fit, on)
        Device.update(retired_on=on).where(Device.id == fit.device_id).execute()
        audit.record(
            by, "device.retired", "household", household_id, after=_told(fit.device_id, on=on, reason=filled["reason"])
        )
    return filled


def _close(fit: DeviceFit, on: date) -> None:
    if fit.valid_from > on:
        raise Refused(Say(N_("设备 {day} 才装上，日期不能更早。"), day=fit.valid_from))
    if fit.valid_from == on:  # it was there for no whole day
        fit.delete_instance()
    else:
        DeviceFit.update(valid_to=on).where(DeviceFit.id == fit.id).execute()


def _fit(by: Actor, household_id: int, fit_id: int) -> DeviceFit:
    households.seen(by, household_id)
    fit = DeviceFit.get_or_none((DeviceFit.id == fit_id) & (DeviceFit.household_id == household_id))
    if fit is None or str(fit.valid_to) != FOREVER:
        raise Missing(Say(N_("这件设备现在不在这一户")))
    return fit


def _told(device_id: int, *, on: date, **more: Any) -> dict[str, Any]:
    """What the audit keeps of a device: its kind and number, the day, and what else was said."""
    device = Device.get_by_id(device_id)
    return {"device": f"{KIND[device.kind].name} {device.serial}", "on": on.isoformat(), **more}
