"""What a file is, by its content: the name it comes with and what the browser says of it count for nothing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken in: how it is sent out, what people call it, and how a page may show it."""

    id: str
    mime: str
    name: str | Promise
    shown_as: str = ""  # image, audio or video: a browser draws it by itself; everything else is saved to be opened


KINDS = {
    kind.id: kind
    for kind in (
        Kind("jpg", "image/jpeg", _("照片"), "image"), Kind("png", "image/png", _("图片"), "image"),
        Kind("webp", "image/webp", _("图片"), "image"), Kind("heic", "image/heic", _("照片")),
        Kind("pdf", "application/pdf", _("PDF文件")), Kind("txt", "text/plain; charset=utf-8", _("文字")),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("Word文档")),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel表格")),
        Kind("mp3", "audio/mpeg", _("录音"), "audio"), Kind("m4a", "audio/mp4", _("录音"), "audio"),
        Kind("wav", "audio/wav", _("录音"), "audio"), Kind("ogg", "audio/ogg", _("录音"), "audio"),
        Kind("amr", "audio/amr", _("录音")), Kind("mp4", "video/mp4", _("录像"), "video"),
        Kind("mov", "video/quicktime", _("录像"), "video"), Kind("3gp", "video/3gpp", _("录像"), "video"),
        Kind("webm", "video/webm", _("录像"), "video"),
    )
}  # fmt: skip

ACCEPTED = ",".join(("image/*", "audio/*", "video/*", *(f".{kind}" for kind in KINDS)))
"""What the browser's own picker offers; a hint alone."""

_BY_EXTENSION = {
    "jpg": "jpg", "png": "png", "webp": "webp", "heic": "heic", "heif": "heic", "pdf": "pdf", "mp3": "mp3", "mpga": "mp3",
    "wav": "wav", "ogg": "ogg", "amr": "amr", "webm": "webm",
}  # fmt: skip
_BRANDS = {
    b"heic": "heic", b"heix": "heic", b"heim": "heic", b"heis": "heic", b"hevc": "heic", b"mif1": "heic", b"msf1": "heic",
    b"M4A ": "m4a", b"M4B ": "m4a", b"qt  ": "mov", b"3gp4": "3gp", b"3gp5": "3gp", b"3gp6": "3gp", b"3gp7": "3gp",
    b"isom": "mp4", b"iso2": "mp4", b"iso4": "mp4", b"iso5": "mp4", b"iso6": "mp4", b"mp41": "mp4", b"mp42": "mp4", b"avc1": "mp4",
    b"MSNV": "mp4", b"M4V ": "mp4", b"dash": "mp4",
}  # fmt: skip
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_PROGRAM = re.compile(r"^\s*(#!|<\?)|<[\s/]{0,20}(!doctype|html|head|body|script|svg|iframe|object|embed|img|meta|link|style|form)\b", re.I)
_NO_WORDS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LOOKED_AT = 4096  # bytes by which a format shows itself


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file; None for one that is not taken in (programs, pages, drawings with scripts, archives, unknown)."""
    if data[4:8] == b"ftyp":
        found = _BRANDS.get(data[8:12], "")
        return KINDS.get("m4a" if found == "mp4" and b"vide" not in data else found)
    known = next((_BY_EXTENSION[ext] for ext in _extensions(data) if ext in _BY_EXTENSION), "")
    if known:
        return KINDS[known]
    if data[:4] == b"PK\3\4":
        return KINDS.get(_office(data))
    return KINDS["txt"] if _is_text(data) else None


def _extensions(data: bytes) -> Iterator[str]:
    """What the table of magic numbers says, the surest first."""
    try:
        found = puremagic.magic_string(data[:_LOOKED_AT])
    except (puremagic.PureError, ValueError):
        return
    surest = found[0].confidence if found else 0
    yield from (one.extension.lstrip(".") for one in found if one.confidence >= min(surest, 0.5))


def _office(data: bytes) -> str:
    """docx or xlsx; nothing for any other archive, nor for one that carries macros."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    if "[Content_Types].xml" not in names or any(name.endswith((".bin", ".exe", ".js")) and "vba" in name.lower() for name in names):
        return ""
    return next((kind for name, kind in _OFFICE.items() if name in names), "")


def _is_text(data: bytes) -> bool:
    """Words that a person wrote, in UTF-8 or the encoding of older Chinese programs, and no page or script."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _NO_WORDS.search(text) and not _PROGRAM.search(text)
    return False
