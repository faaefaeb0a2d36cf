"""Pictures and films without the position they were taken at (product.md G-11): bytes in, bytes out.

A picture is written anew from the parts that draw it; of what a camera notes beside it only the way up and the hour stay. In
containers whose parts lie at fixed places (HEIC, MP4) the position is blanked where it stands. Recordings of voices are not touched.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_DRAWING = frozenset((0xE0, 0xEE, *range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE))  # frames, tables, scans, JFIF, Adobe
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
                       b"hIST", b"sPLT", b"tIME", b"acTL", b"fcTL", b"fdAT"))  # fmt: skip
_XMP, _XMP_ENDS = b"<x:xmpmeta", b"</x:xmpmeta>"
_NOTE = re.compile(rb"Exif\0\0(?=II\*\0|MM\0\*)")
MOST_NOTES, LONGEST_NOTE = 8, 1 << 17  # in one container; more is no photo
_ISO_6709 = re.compile(rb"[+-]\d{2,6}\.\d{1,12}[+-]\d{3,7}\.\d{1,12}(?:[+-]\d{1,8}(?:\.\d{1,12})?)?/?")
ORIENTATION, TAKEN, EXIF_PART, GPS_PART = 0x0112, 0x9003, 0x8769, 0x8825
_SHORT, _LONG, _TEXT = 3, 4, 2
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


def without_position(kind: str, data: bytes) -> bytes:
    """The file without the place it was taken at; a kind that carries none is given back as it is.

    Raises ValueError for a picture whose parts do not hold together: it would open nowhere.
    """
    make = {"jpg": _jpeg, "png": _png, "webp": _webp, "heic": _heic, "mp4": _film, "mov": _film, "3gp": _film}.get(kind)
    if make is None:
        return data
    try:
        return make(data)
    except (IndexError, struct.error) as error:
        raise ValueError("the picture is cut off") from error


# JPEG


def _jpeg(data: bytes) -> bytes:
    kept, note = [JPEG], b""
    for marker, part in _segments(data):
        if marker == 0xE1 and part[4:10] == b"Exif\0\0" and not note:
            note = _note(*_told(part[10:]))
        elif marker in _DRAWING or marker in _ALONE or (marker == 0xE2 and part[4:16] == b"ICC_PROFILE\0"):
            kept.append(part)
    if not any(part[:2] == b"\xff\xda" for part in kept):
        raise ValueError("no picture in it")
    return b"".join([kept[0], note, *kept[1:], b"\xff\xd9"])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The marker and the bytes of each part up to the end of the first picture; a scan has its drawn lines with it."""
    at = len(JPEG)
    while at < len(data):
        if data[at] != 0xFF:
            raise ValueError("no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return
        end = at + 2 if marker in _ALONE else at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == 0xDA:
            found = _SCAN_ENDS.search(data, end)
            end = found.start() if found else len(data)
        if end > len(data) or end <= at:
            raise ValueError("a part is cut off")
        yield marker, data[at:end]
        at = end


def _told(tiff: bytes) -> tuple[int, bytes]:
    """Which way up, and when it was taken, as a camera noted it; 0 and nothing where it did not, or not rightly."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        first = _entries(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
        turned = struct.unpack_from(order + "H", tiff, first[ORIENTATION][2])[0] if ORIENTATION in first else 0
        inner = _entries(tiff, order, struct.unpack_from(order + "I", tiff, first[EXIF_PART][2])[0]) if EXIF_PART in first else {}
        where = struct.unpack_from(order + "I", tiff, inner[TAKEN][2])[0] if TAKEN in inner else 0
        taken = tiff[where : where + 19] if where else b""
    except (KeyError, IndexError, struct.error):
        return 0, b""
    is_stamp = re.fullmatch(rb"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d", taken)
    return turned if 1 < turned <= 8 else 0, taken if is_stamp else b""


def _entries(tiff: bytes | bytearray, order: str, at: int) -> dict[int, tuple[int, int, int]]:
    """The entries of a part: by tag their type, count and the place of their value."""
    count = struct.unpack_from(order + "H", tiff, at)[0]
    rows = ((*struct.unpack_from(order + "HHI", tiff, place), place + 8) for place in range(at + 2, at + 2 + 12 * count, 12))
    return {tag: (kind, many, place) for tag, kind, many, place in rows}


def _note(turned: int, taken: bytes) -> bytes:
    """A note of a camera that says these two things and nothing else."""
    rows = [struct.pack(">HHIHH", ORIENTATION, _SHORT, 1, turned, 0)] if turned else []
    after = 8 + 2 + 12 * (len(rows) + bool(taken)) + 4
    inner = b""
    if taken:
        rows.append(struct.pack(">HHII", EXIF_PART, _LONG, 1, after))
        inner = struct.pack(">HHHIII", 1, TAKEN, _TEXT, 20, after + 18, 0) + taken + b"\0"
    if not rows:
        return b""
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, len(rows)) + b"".join(rows) + b"\0\0\0\0" + inner
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# PNG, WebP


def _png(data: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a part is cut off")
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("no end")


def _webp(data: bytes) -> bytes:
    kept, at, end = [], 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, at)
        part = data[at : at + 8 + length + length % 2]
        if len(part) < 8 + length:
            raise ValueError("a part is cut off")
        if name == b"VP8X":
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]
        if name not in (b"EXIF", b"XMP "):
            kept.append(part)
        at += len(part)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# Containers: blanked in place, so that nothing moves


def _heic(data: bytes) -> bytes:
    changed = bytearray(data)
    for place, found in enumerate(_NOTE.finditer(data)):
        if place == MOST_NOTES:
            raise ValueError("too many notes")
        _blank_gps(changed, found.end())
    at = 0
    while (start := data.find(_XMP, at)) >= 0 and (end := data.find(_XMP_ENDS, start)) >= 0:
        at = end + len(_XMP_ENDS)
        changed[start:at] = b" " * (at - start)
    return bytes(changed)


def _blank_gps(data: bytearray, base: int) -> None:
    tiff = data[base : base + LONGEST_NOTE]
    order = {b"II": "<", b"MM": ">"}[bytes(tiff[:2])]
    first = _entries(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
    if GPS_PART not in first:
        return
    at = struct.unpack_from(order + "I", tiff, first[GPS_PART][2])[0]
    for kind, many, place in _entries(tiff, order, at).values():
        size = _SIZES.get(kind, 1) * many
        start = place if size <= 4 else struct.unpack_from(order + "I", tiff, place)[0]
        if start + size > len(tiff):
            raise ValueError("a note points outside")
        data[base + start : base + start + max(size, 4 if size <= 4 else 0)] = bytes(max(size, 4 if size <= 4 else 0))
        data[base + place - 8 : base + place + 4] = bytes(12)
    data[base + at : base + at + 2] = bytes(2)


def _film(data: bytes) -> bytes:
    changed = bytearray(data)
    for start, end in _boxes(data, b"moov"):
        changed[start:end] = _ISO_6709.sub(lambda found: b" " * len(found[0]), data[start:end])
        for found in re.finditer(rb"loci", data[start:end]):
            place = start + found.start()
            size = struct.unpack_from(">I", data, place - 4)[0]
            if 16 <= size <= min(512, end - place + 4):
                changed[place : place + size - 4] = b"free" + bytes(size - 8)
    return bytes(changed)


def _boxes(data: bytes, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Where the boxes of a name lie at the top of a film."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        if size == 1:
            size = struct.unpack_from(">Q", data, at + 8)[0]
        end = len(data) if size == 0 else at + size
        if end <= at or end > len(data):
            raise ValueError("a part is cut off")
        if name == wanted:
            yield at, end
        at = end
