"""A file is what its content says: names count for nothing, and what can run is not taken in."""

from __future__ import annotations

import time

import pytest

from fengqiao.apps.files.recognising import KINDS, kind_of
from tests.apps.files import samples

TAKEN = {
    "jpg": [samples.PLAIN_JPEG, samples.jpeg()], "png": [samples.PNG], "webp": [samples.WEBP], "heic": [samples.heic()],
    "pdf": [samples.PDF], "docx": [samples.DOCX], "xlsx": [samples.XLSX], "txt": [samples.TEXT, "北到沟边".encode("gb18030"), b"a < b"],
    "mp3": [samples.MP3], "m4a": [samples.M4A, samples.ANDROID_M4A], "wav": [samples.wav()], "ogg": [samples.OGG], "amr": [samples.AMR],
    "mp4": [samples.film()], "mov": [b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 40],
    "3gp": [b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4" + b"vide"],
    "webm": [b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\xf7\x81\1B\xf2\x81\4B\xf3\x81\x08B\x82\x84webm" + b"\0" * 40],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_is_taken_in_is_known_by_its_content(kind: str) -> None:
    for data in TAKEN[kind]:
        found = kind_of(data)
        assert found is not None
        assert found.id == kind


@pytest.mark.parametrize(
    "name", ["EXE", "ELF", "SVG", "HTML", "LATE_HTML", "SHELL", "PHP", "ZIP", "JAR", "MACROS"]
)
def test_what_can_run_is_none_of_them(name: str) -> None:
    data = getattr(samples, name)
    assert kind_of(data) is None
    assert kind_of(b"\xef\xbb\xbf" + data) is None


def test_unknown_bytes_are_none_of_them() -> None:
    assert kind_of(b"\0\1\2\3" * 99) is None
    assert kind_of(b"PK\3\4 cut off") is None


def test_words_that_only_begin_like_a_page_cost_little() -> None:
    begun = time.process_time()
    for data in (b"<" + b" " * 5_000_000, b"< / " * 1_000_000, "字".encode() * 3_000_000):
        kind_of(data)
    assert time.process_time() - begun < 20
