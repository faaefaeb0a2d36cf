"""Small real files as phones and offices make them, and what hostile hands rename: bytes for tests."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

# Drawn by a browser: two squares of 8 points, red and blue.
PLAIN_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAA"
    "ABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1"
    "AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAP"
    "KnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/"
    "2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFS"
    "ZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAIABADASIAAhEBAxEB/8QAFgABAQEA"
    "AAAAAAAAAAAAAAAAAAEF/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAAT/xAAZEQACAwEAAAAAAAAAAAAAAAAABU"
    "KBwUP/2gAMAwEAAhEDEQA/AMxQKUzrRjzneH//2Q=="
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAYAAADwdn+XAAAAKklEQVR4AeyQMQ0AAAjDFizNE2rnaTjYw8FDk749WiKdZMvJwpIPAPcPBgAA//"
    "+lesnzAAAABklEQVQDAL87JLmYGNVdAAAAAElFTkSuQmCC"
)
WEBP = base64.b64decode(
    "UklGRhgCAABXRUJQVlA4WAoAAAAgAAAADwAABwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAA"
    "ABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1"
    "AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAP"
    "KnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZW"
    "UDggKgAAAJABAJ0BKhAACAACgEIloAJ0ugADmAD+6vAL6FeyyL52f/oSajf9CTQYAA=="
)

TAKEN = b"2026:03:05 16:20:11"


def exif(order: str = ">", *, turned: int = 6) -> bytes:
    """What a camera notes: which way up, maker, when, and where (28.3175 N, 109.7360 E)."""
    mark = b"MM" if order == ">" else b"II"
    ifd0, inner, gps = 8, 8 + 2 + 4 * 12 + 4, 8 + 2 + 4 * 12 + 4 + 2 + 12 + 4
    data = gps + 2 + 4 * 12 + 4

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")

    def at(offset: int) -> bytes:
        return struct.pack(order + "I", offset)

    def degrees(*parts: int) -> bytes:
        return b"".join(struct.pack(order + "II", part, 100) for part in parts)

    maker = b"Old Phone 7\0"
    north, east = degrees(2800, 1900, 300), degrees(10900, 4400, 960)
    body = mark + struct.pack(order + "HI", 42, ifd0)
    body += struct.pack(order + "H", 4) + entry(0x010F, 2, len(maker), at(data)) + entry(0x0112, 3, 1, struct.pack(order + "H", turned))
    body += entry(0x8769, 4, 1, at(inner)) + entry(0x8825, 4, 1, at(gps)) + at(0)
    body += struct.pack(order + "H", 1) + entry(0x9003, 2, 20, at(data + len(maker))) + at(0)
    body += struct.pack(order + "H", 4) + entry(1, 2, 2, b"N\0") + entry(2, 5, 3, at(data + len(maker) + 20))
    body += entry(3, 2, 2, b"E\0") + entry(4, 5, 3, at(data + len(maker) + 44)) + at(0)
    return body + maker + TAKEN + b"\0" + north + east


NORTH = struct.pack(">II", 1900, 100)  # nineteen minutes: a part of the position
XMP = b'<x:xmpmeta><rdf exif:GPSLatitude="28,19.05N"/></x:xmpmeta>'


def jpeg(order: str = ">", *, salt: bytes = b"") -> bytes:
    """A photo of a phone with everything that a phone notes, another small photo behind its end among it."""
    note = b"Exif\0\0" + exif(order)
    parts = b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note
    words = b"http://ns.adobe.com/xap/1.0/\0" + XMP
    parts += b"\xff\xe1" + struct.pack(">H", len(words) + 2) + words
    remark = b"taken at 28.3175,109.7360" + salt
    parts += b"\xff\xfe" + struct.pack(">H", len(remark) + 2) + remark
    return PLAIN_JPEG[:2] + parts + PLAIN_JPEG[2:] + b"MotionPhoto" + note


def drawing(salt: bytes) -> bytes:
    """A PNG whose content differs with the salt."""
    return PNG[:33] + _chunk(b"tIME", salt[:7].ljust(7, b"\0")) + PNG[33:]


def png_with_notes() -> bytes:
    """A PNG that notes a position in two ways."""
    return PNG[:33] + _chunk(b"eXIf", exif()) + _chunk(b"tEXt", b"Location\x0028.3175,109.7360") + PNG[33:]


def webp_with_notes() -> bytes:
    """A WebP with the note of a camera."""
    note = exif()
    body = WEBP[8:20] + bytes([WEBP[20] | 0x08]) + WEBP[21:] + struct.pack("<4sI", b"EXIF", len(note)) + note + b"\0" * (len(note) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def heic() -> bytes:
    """The outer form of an iPhone's photo: marks, then a note of the camera where its boxes point to."""
    head = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic")
    inner = b"\0\0\0\6Exif\0\0" + exif() + XMP
    return head + struct.pack(">I4s", 8 + len(inner), b"mdat") + inner


def film() -> bytes:
    """The outer form of a phone's film with its place noted twice."""
    place = b"\xa9xyz\0\x15\x15\xc7+28.3175+109.7360+350.00/"
    udta = struct.pack(">I", 4 + len(place)) + place
    named = struct.pack(">I4s", 24, b"loci") + b"\0\0\0\0\x15\xc7\0\0\0\x6d\xbc\x6a\0\x1c\x51\x48"[:16]
    moov = b"\0\0\0\x20hdlr\0\0\0\0\0\0\0\0vide" + b"\0" * 12 + udta + named
    return struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom") + struct.pack(">I4s", 8 + len(moov), b"moov") + moov


def wav(seconds: float = 0.2) -> bytes:
    """A recording of silence that every browser plays."""
    sound = b"\0\0" * int(8000 * seconds)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", 28 + 8 + len(sound), b"WAVE") + form + struct.pack("<4sI", b"data", len(sound)) + sound


def office(*names: str) -> bytes:
    """A zip with these members."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return whole.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OGG = b"OggS\0\2" + b"\0" * 20 + b"\1\x13OpusHead" + b"\0" * 40
MP3 = b"ID3\3\0\0\0\0\0\x0f" + b"\0" * 60
M4A = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"M4A ", 0, b"M4A ", b"isom") + b"\0" * 40
ANDROID_M4A = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"mp42", 0, b"isom", b"mp42") + b"\0\0\0\x08free"
AMR = b"#!AMR\n" + b"\x3c" * 60
TEXT = "爹的地契写的是麻柳公社，北到沟边。".encode()

EXE = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"This program cannot be run in DOS mode." + b"PE\0\0"
ELF = b"\x7fELF\2\1\1" + b"\0" * 60
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
LATE_HTML = "好的，".encode() * 900 + b"<script>alert(1)</script>"
SHELL = b"#!/bin/sh\nrm -rf /\n"
PHP = b"<?php system($_GET[0]); ?>"
ZIP = office("a.txt")
JAR = office("META-INF/MANIFEST.MF", "A.class")
MACROS = office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
