"""Papers and pictures kept with a household: photos written anew, PDFs that carry no script; and its contracts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import BinaryIO

from heat import clock, db
from heat.models import FOREVER, Attachment, Contract
from heat.rules.fields import Choice, Day, Filled, Text, fill
from heat.rules.own_fields import OF_FIELD
from heat.rules.permissions import Actor
from heat.services import attachments, audit, blobs, households
from heat.words import N_, Missing, Refused, Say

KINDS = {
    "id-card": N_("身份证"),
    "deed": N_("房产证"),
    "floor-plan": N_("户型图"),
    "contract": N_("合同影像"),
    "photo": N_("现场照片"),
    "other": N_("其他"),
}
STATES = {"draft": N_("待签"), "in-force": N_("生效"), "ended": N_("终止")}
CONTRACT_KINDS = {"supply": N_("供用热合同"), "connection": N_("入网合同"), "other": N_("其他合同")}
MOST = 40  # papers of one household
MOST_BYTES = 20 * 1024 * 1024
MOST_PAGES = 200
KEEP = (
    Choice("kind", N_("种类"), options=list(KINDS.items())),
    Text("name", N_("说明"), required=False, most=60),
)
CONTRACT = (
    Text("number", N_("合同编号"), most=60),
    Choice("kind", N_("合同种类"), options=list(CONTRACT_KINDS.items())),
    Choice("state", N_("状态"), options=list(STATES.items())),
    Day("signed_on", N_("签订日期"), required=False),
    Day("since", N_("生效日期")),
    Day("last_on", N_("最后一天"), required=False),
)
# what makes a reader do something by itself; a mere place to open at (/OpenAction with a destination) is harmless
_ACTIVE = frozenset(("/JavaScript", "/JS", "/AA", "/Launch", "/EmbeddedFiles", "/XFA", "/RichMedia", "/SubmitForm"))


def keep(by: Actor, household_id: int, typed: Mapping[str, str], source: BinaryIO | None, name: str) -> Filled:
    """Keep one scan or photo with the household; the filled form. The bytes are read before any lock is taken."""
    filled = fill(KEEP, typed)
    if source is None or not name:
        filled.errors["file"] = Say(N_("请选择文件。"))
    if not filled.ok or source is None:
        return filled
    households.seen(by, household_id)
    try:
        blob_id, suffix = stored(source, name)
    except Refused as problem:
        filled.errors["file"] = problem.say
        return filled
    with db.writing():
        if Attachment.select().where(_of(household_id)).count() >= MOST:
            raise Refused(Say(N_("一户最多存 {most} 份影像，请先收起不用的。"), most=MOST))
        title = filled["name"] or KINDS[filled["kind"]]
        _attach(by, household_id, blob_id, filled["kind"], f"{title}{suffix}")
        after = {"kind": KINDS[filled["kind"]], "name": title}
        audit.record(by, "scan.kept", "household", household_id, after=after)
    return filled


def stored(source: BinaryIO, name: str) -> tuple[int, str]:
    """The blob of an upload that may be kept, and its suffix; Refused with what to do for all else."""
    data = source.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused(Say(N_("文件“{name}”超过 {most} MB，请缩小后再传"), name=name[-40:], most=MOST_BYTES >> 20))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        _harmless(data, name[-40:])
        return blobs.keep(data, "application/pdf"), ".pdf"
    return attachments.kept([attachments.cleaned(io.BytesIO(data), name)])[0], ".jpg"


def _harmless(data: bytes, shown: str) -> None:
    """Refused for a PDF that cannot be read, is locked, endless, or would do something by itself."""
    from pypdf import PdfReader  # not on the way to the first page
    from pypdf.errors import PyPdfError

    try:
        found = PdfReader(io.BytesIO(data))
        if found.is_encrypted:
            raise Refused(Say(N_("“{name}”有密码，请去掉密码后再传"), name=shown))
        if not 0 < len(found.pages) <= MOST_PAGES:
            raise Refused(Say(N_("“{name}”应有 1 到 {most} 页，请拆开后再传"), name=shown, most=MOST_PAGES))
        active = any(_acts(found.get_object(number)) for number in range(1, int(str(found.trailer["/Size"]))))
    except Refused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise Refused(Say(N_("“{name}”打不开或已损坏，请重新扫描成 PDF 或 JPEG"), name=shown)) from None
    if active:
        raise Refused(Say(N_("“{name}”里带有脚本、附件或自动动作，不能保存：请打印成新的 PDF 再传"), name=shown))


def _acts(thing: object) -> bool:
    """Whether an object of a PDF, or what is written into it, names an action; what it points to is looked at apart."""
    if isinstance(thing, dict):
        kind = dict.get(thing, "/S")
        told = bool(_ACTIVE & thing.keys()) or (isinstance(kind, str) and kind in _ACTIVE)
        return told or any(map(_acts, dict.values(thing)))
    return isinstance(thing, list) and any(map(_acts, list.__iter__(thing)))


def hide(by: Actor, household_id: int, attachment_id: int) -> None:
    """Put a paper away: it is shown no more, and kept. Missing when the household has none of that number."""
    with db.writing():
        households.seen(by, household_id)
        found = Attachment.get_or_none((Attachment.id == attachment_id) & _of(household_id))
        if found is None:
            raise Missing(Say(N_("没有这份影像")))
        Attachment.update(hidden_at=clock.now()).where(Attachment.id == attachment_id).execute()
        audit.record(by, "scan.hidden", "household", household_id, after={"name": found.name})


def sign(by: Actor, household_id: int, typed: Mapping[str, str], source: BinaryIO | None, name: str) -> Filled:
    """Write a contract of the household's owner down, with its scan when there is one; the filled form."""
    filled = fill(CONTRACT, typed)
    if filled.ok and filled["last_on"] and filled["last_on"] < filled["since"]:
        filled.errors["last_on"] = Say(N_("最后一天不能早于生效日期。"))
    if filled.ok and db.value("SELECT 1 FROM contract WHERE number = ?", filled["number"]):
        filled.errors["number"] = Say(N_("合同编号 {no} 已经有了，请核对。"), no=filled["number"])
    households.seen(by, household_id)
    party_id = db.value(
        "SELECT party_id FROM household_party WHERE household_id = ? AND role = 'owner' AND rank = 0 AND valid_to = ?",
        household_id,
        FOREVER,
    )
    if filled.ok and party_id is None:
        filled.errors["number"] = Say(N_("这一户还没有户主，请先登记户主。"))
    if not filled.ok:
        return filled
    try:
        blob_id, suffix = stored(source, name) if source is not None and name else (None, "")
    except Refused as problem:
        filled.errors["file"] = problem.say
        return filled
    with db.writing():
        _write(by, household_id, int(party_id), filled, blob_id)
        if blob_id is not None:
            _attach(by, household_id, blob_id, "contract", f"{filled['number']}{suffix}")
        after = {
            "number": filled["number"],
            "state": STATES[filled["state"]],
            "valid_from": filled["since"].isoformat(),
        }
        audit.record(by, "contract.signed", "household", household_id, after=after)
    return filled


def _write(by: Actor, household_id: int, party_id: int, filled: Filled, blob_id: int | None) -> None:
    Contract.insert(
        number=filled["number"],
        household_id=household_id,
        party_id=party_id,
        kind=filled["kind"],
        version="1",
        signed_on=filled["signed_on"],
        valid_from=filled["since"],
        valid_to=filled["last_on"] + timedelta(days=1) if filled["last_on"] else FOREVER,
        state=filled["state"],
        blob_id=blob_id,
    ).execute()


def set_state(by: Actor, household_id: int, contract_id: int, state: str) -> None:
    """Say that a contract is in force, or has ended today; Missing when it is none of the household's."""
    if state not in STATES:
        raise Refused(Say(N_("请选择合同状态")))
    with db.writing():
        households.seen(by, household_id)
        found = Contract.get_or_none((Contract.id == contract_id) & (Contract.household_id == household_id))
        if found is None:
            raise Missing(Say(N_("没有这份合同")))
        changes = {"state": state} | ({"valid_to": clock.today()} if state == "ended" else {})
        Contract.update(**changes).where(Contract.id == contract_id).execute()
        before, after = (
            {"state": STATES.get(found.state, found.state)},
            {"number": found.number, "state": STATES[state]},
        )
        audit.record(by, "contract.changed", "household", household_id, before=before, after=after)


def _of(household_id: int) -> object:
    """The papers of a household; the files of own fields are not among them, whoever may write the field keeps them."""
    return (
        (Attachment.subject == "household")
        & (Attachment.subject_id == household_id)
        & Attachment.hidden_at.is_null()
        & ~Attachment.kind.startswith(OF_FIELD)
    )


def _attach(by: Actor, household_id: int, blob_id: int, kind: str, name: str) -> None:
    row = {"subject": "household", "subject_id": household_id, "kind": kind, "name": name}
    Attachment.insert(blob_id=blob_id, **row, by_kind=by.kind, by_id=by.id, at=clock.now()).execute()
