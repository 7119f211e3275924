"""Photos of a ticket: decoded and written anew, so that nothing but the picture itself is kept."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from heat import clock, db
from heat.models import Attachment, Ticket
from heat.queries import inspections, own_fields, patrols, visible
from heat.rules.own_fields import OF_FIELD
from heat.rules.patrols import PHOTO_KIND, photo_of
from heat.rules.permissions import Actor
from heat.services import audit, blobs, journal, tickets
from heat.words import N_, Missing, Refused, Say

MOST = 6  # photos of one ticket, or of one point of a patrol
PROOFS = ("signature", "sheet")  # do not count as photos
MOST_BYTES = 20 * 1024 * 1024
LONGEST_EDGE = 1600
QUALITY = 82
# a photo of 50 million points is decoded at a quarter of its size; a PNG cannot be, it would take 200 MB
MOST_POINTS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
_decoding = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Picture:
    """A photo ready to be kept: clean JPEG bytes and their size in points."""

    data: bytes
    width: int
    height: int


def cleaned(source: BinaryIO, name: str = "") -> Picture:
    """A photo as clean JPEG of at most 1600 points, turned upright, without place, camera and thumbnail.

    Refused, with what to do, for what is no photo, too large, damaged, or of a kind we do not decode (SVG, HEIC).
    """
    data = source.read(MOST_BYTES + 1)
    shown = name[-40:] or "照片"
    if len(data) > MOST_BYTES:
        raise Refused(Say(N_("照片“{name}”超过 {most} MB，请缩小后再传"), name=shown, most=MOST_BYTES >> 20))
    if problem := _strange(data):
        raise Refused(Say(problem, name=shown))
    with _decoding, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _decoded(data, shown)
        except Refused:
            raise
        except Exception:  # a bent photo makes Pillow raise nearly anything: struct.error, TypeError, KeyError
            raise Refused(Say(N_("照片“{name}”打不开或已损坏，请重新拍一张"), name=shown)) from None


def _strange(data: bytes) -> str:
    head = data[:400].lstrip().lower()
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"):
        return N_("照片“{name}”是 HEIC 格式，服务器打不开：请在手机相机设置里改为“兼容性最佳（JPEG）”，或截图后上传")
    if head.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html")):
        return N_("“{name}”不是照片：SVG 和网页文件不能上传，请上传 JPEG 或 PNG")
    return N_("照片“{name}”是空文件，请重新选择") if not data else ""


def _decoded(data: bytes, shown: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=tuple(MOST_POINTS)) as found:
        # a phone's JPEG with a second picture in it calls itself MPO: the first is the photo
        if found.width * found.height > MOST_POINTS.get(found.format or "", MOST_POINTS["JPEG"]):
            raise Refused(Say(N_("照片“{name}”的尺寸太大，请用手机自带相机的普通模式重拍"), name=shown))
        found.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
        clean = Image.new("RGB", upright.size, "white")
        whole = upright.convert("RGBA")
        clean.paste(whole, mask=whole.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), *clean.size)


def kept(photos: Sequence[Picture]) -> list[int]:
    """Store the bytes of photos, outside of any transaction; the ids of their blobs."""
    return [blobs.keep(photo.data, "image/jpeg", width=photo.width, height=photo.height) for photo in photos]


def add(
    by: Actor, ticket_id: int, blob_ids: Sequence[int], *, kind: str = "photo", taken_at: int | None = None
) -> list[int]:
    """Keep stored photos with a ticket this person may see; the ids. The same photo twice is kept once.

    `taken_at` is what the camera's clock said. Refused when the ticket would have more than six, or for a point of a
    patrol that it has not.
    """
    return add_to(by, tickets.find(by, ticket_id), blob_ids, kind=kind, taken_at=taken_at)


def add_to(
    by: Actor, ticket: Ticket, blob_ids: Sequence[int], *, kind: str = "photo", taken_at: int | None = None
) -> list[int]:
    """As `add`, of a ticket the caller has found."""
    if PHOTO_KIND.match(kind) and not _on_route(ticket, kind):
        raise Refused(Say(N_("工单 {number} 没有这个巡检点，请刷新后再拍"), number=ticket.number))
    with db.writing():
        db.chain_lock(f"ticket-{ticket.id}")  # counted behind the lock: two phones may send at once
        held = of(ticket.id)
        fresh = [blob for blob in dict.fromkeys(blob_ids) if blob not in {photo.blob_id for photo in held}]
        photos = [photo for photo in held if _beside(photo.kind, kind)]
        if kind not in PROOFS and len(photos) + len(fresh) > MOST:
            many = {"most": MOST, "held": len(photos)}
            raise Refused(Say(N_("一张工单最多 {most} 张照片，已有 {held} 张，请少选几张"), **many))
        if not fresh:
            return []
        ids = [_attach(by, ticket, blob, kind, taken_at) for blob in fresh]
        journal.moved(by, ticket, "photo", ticket.state, {"photos": ids})
        audit.record(by, "ticket.photo", "ticket", ticket.id, after={"photos": len(ids)})
    return ids


def _on_route(ticket: Ticket, kind: str) -> bool:
    """Whether a kind of photo is of a point that the ticket's round walks to."""
    walk = patrols.walk_of(ticket.id)
    return walk is not None and kind in {photo_of(stop) for stop in range(len(walk.route))}


def _beside(held: str, kind: str) -> bool:
    """Whether a photo counts beside one of this kind: those of a patrol's point by themselves, all others together."""
    if PHOTO_KIND.match(kind) or PHOTO_KIND.match(held):
        return held == kind
    return held not in PROOFS


def _attach(by: Actor, ticket: Ticket, blob_id: int, kind: str, taken_at: int | None) -> int:
    return int(
        Attachment.insert(
            blob_id=blob_id,
            subject="ticket",
            subject_id=ticket.id,
            kind=kind,
            name=f"{ticket.number}.jpg",
            taken_at=taken_at,
            by_kind=by.kind,
            by_id=by.id,
            at=clock.now(),
        ).execute()
    )


def of(ticket_id: int) -> list[Attachment]:
    """The photos of a ticket, oldest first; one query. The caller has checked that the ticket may be seen."""
    return list(
        Attachment.select()
        .where((Attachment.subject == "ticket") & (Attachment.subject_id == ticket_id) & Attachment.hidden_at.is_null())
        .order_by(Attachment.id)
    )


def seen(by: Actor, ticket_id: int) -> list[Attachment]:
    """The photos of a ticket this person has found, as far as they may look at them; two queries, one more for each
    that stands in an own field."""
    found = of(ticket_id) if _evidence_may_be_seen(by, ticket_id) else []
    return [one for one in found if not one.kind.startswith(OF_FIELD) or _field_readable(by, one)]


def _evidence_may_be_seen(by: Actor, ticket_id: int) -> bool:
    """What an inspection found is for those who see inspections, not for everybody who sees its ticket."""
    return by.may("inspection.view") or inspections.of_ticket(ticket_id) is None


def file_of(by: Actor, attachment_id: int) -> tuple[Path, str, str]:
    """Where the bytes of an attachment lie, its name and media type; Missing unless its owner may be seen."""
    found = Attachment.get_or_none((Attachment.id == attachment_id) & Attachment.hidden_at.is_null())
    if found is None or not _may_see(by, found):
        raise Missing(Say(N_("没有这个文件，或不在您负责的范围")))
    media_type = db.value("SELECT media_type FROM blob WHERE id = ?", found.blob_id)
    return blobs.path_of(found.blob_id), str(found.name), str(media_type)


def _may_see(by: Actor, found: Attachment) -> bool:
    """Whether what an attachment belongs to is this person's to see; a person belongs to each of their households."""
    if found.kind.startswith(OF_FIELD) and not _field_readable(by, found):
        return False
    if found.subject == "ticket":
        return _evidence_may_be_seen(by, found.subject_id) and (
            inspections.evidence(by, found.subject_id) or bool(tickets.find(by, found.subject_id))
        )
    scope = visible.households(by)
    if found.subject == "party":
        condition = "h.id IN (SELECT household_id FROM household_party WHERE party_id = ?)"
    else:
        condition = "h.id = ?" if found.subject == "household" else "1 = 0 AND h.id = ?"
    sql = f"SELECT 1 FROM household h WHERE {condition} AND {scope.sql}"
    return db.row(sql, found.subject_id, *scope.values) is not None


def _field_readable(by: Actor, found: Attachment) -> bool:
    """Whether this person may read the own field a file was kept in; a field that is gone hides its files."""
    code = found.kind.removeprefix(OF_FIELD)
    return any(one.code == code and one.readable(by.roles) for one in own_fields.of(found.subject))
