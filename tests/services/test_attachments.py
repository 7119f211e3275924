"""Photos: what is stripped, what is refused, where the bytes lie and who may see them."""

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from heat import db
from heat.services import attachments, tickets
from heat.words import Missing, Refused
from tests import make

ORIENTATION, GPS = 0x0112, 0x8825


def photo(size=(400, 300), colour="red", form="JPEG", exif=None) -> io.BytesIO:
    out = io.BytesIO()
    options = {"exif": exif} if exif is not None else {}
    Image.new("RGB", size, colour).save(out, form, **options)
    out.seek(0)
    return out


def with_place() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # taken upright: turn by 90 degrees to see it right
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (39.0, 54.0, 0.0)
    return exif


def add(by, ticket, *photos):
    return attachments.add(by, ticket.id, attachments.kept(photos))


@pytest.fixture
def ticket(office):
    return make.ticket(office.actor("agent"), make.household())


def test_a_photo_loses_its_place_and_stands_upright():
    clean = attachments.cleaned(photo((400, 300), exif=with_place()))

    found = Image.open(io.BytesIO(clean.data))
    assert (found.format, found.size, dict(found.getexif())) == ("JPEG", (300, 400), {})


def test_a_large_photo_becomes_small():
    clean = attachments.cleaned(photo((4000, 3000)))

    assert (clean.width, clean.height) == (1600, 1200)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_photos_become_jpeg(form):
    assert attachments.cleaned(photo(form=form)).data.startswith(b"\xff\xd8")


def test_what_hides_behind_a_picture_is_gone():
    source = io.BytesIO(photo().getvalue() + b"<script>alert(1)</script>PK\x03\x04")

    assert b"script" not in attachments.cleaned(source).data


def test_a_phone_photo_with_a_second_picture_in_it_is_a_photo():
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    out.seek(0)

    assert attachments.cleaned(out).data.startswith(b"\xff\xd8")


def test_a_photo_whose_notes_are_bent_is_kept_or_refused_but_breaks_nothing():
    dice, whole, kept = random.Random(7), photo(exif=with_place()).getvalue(), 0
    for _ in range(400):
        bent = bytearray(whole)
        for _byte in range(3):
            bent[dice.randrange(300)] = dice.randrange(256)
        try:
            kept += bool(attachments.cleaned(io.BytesIO(bytes(bent))).data)
        except Refused:
            continue

    assert kept > 0


def bomb() -> bytes:
    """A PNG of 200 bytes that claims 60,000 by 60,000 points."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bomb(), "尺寸太大|打不开"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (photo().getvalue()[:300], "损坏"),
        (b"", "空文件"),
        (b"GIF89a" + b"\0" * 40, "损坏"),
        (b"%PDF-1.7", "损坏"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_to_do(data, says):
    with pytest.raises(Refused, match=says):
        attachments.cleaned(io.BytesIO(data), "现场.jpg")


def test_the_bytes_lie_under_their_digest(office, data, ticket):
    add(office.actor("agent"), ticket, attachments.cleaned(photo()))

    digest = db.value("SELECT sha256 FROM blob")
    assert (data / "blobs" / digest[:2] / digest).read_bytes().startswith(b"\xff\xd8")


def test_the_same_photo_is_kept_once(office, ticket):
    clean = attachments.cleaned(photo())
    add(office.actor("agent"), ticket, clean)

    assert add(office.actor("agent"), ticket, clean, clean) == []


def test_six_photos_are_enough(office, ticket):
    agent = office.actor("agent")
    add(agent, ticket, *(attachments.cleaned(photo(colour=(n, 0, 0))) for n in range(0, 120, 20)))

    with pytest.raises(Refused, match="最多 6 张照片，已有 6 张"):
        add(agent, ticket, attachments.cleaned(photo(colour="blue")))


def test_a_repair_takes_no_photos_of_points_it_does_not_walk_to(office, ticket):
    clean = attachments.kept([attachments.cleaned(photo())])

    with pytest.raises(Refused, match="没有这个巡检点"):
        attachments.add(office.actor("agent"), ticket.id, clean, kind="stop-0")


def test_a_photo_is_seen_by_whoever_sees_the_ticket(office, ticket):
    make.team("A区抢修组", office.technician)
    (photo_id,) = add(office.actor("agent"), ticket, attachments.cleaned(photo()))

    with pytest.raises(Missing):
        attachments.file_of(office.actor("technician"), photo_id)

    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    assert attachments.file_of(office.actor("technician"), photo_id)[0].is_file()
