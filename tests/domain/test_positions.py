"""Pictures and films lose the place they were taken at, and nothing that draws them (product.md G-11)."""

from __future__ import annotations

import contextlib
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain.positions import without_position
from tests.apps.files import samples

PLACES = (samples.NORTH, b"28.3175", b"GPSLatitude", b"GPS", b"MotionPhoto", b"Old Phone")


def test_a_photo_loses_where_and_keeps_when_and_which_way_up() -> None:
    for order in (">", "<"):
        made = without_position("jpg", samples.jpeg(order))
        assert not [place for place in (*PLACES, samples.NORTH[::-1]) if place in made]
        assert samples.TAKEN in made
        assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in made
        assert made.endswith(b"\xff\xd9")
        assert samples.PLAIN_JPEG[2:-2] in made.replace(made[2 : made.index(b"\xff\xe0")], b"", 1)


def test_a_photo_without_notes_stays_as_it_is() -> None:
    assert without_position("jpg", samples.PLAIN_JPEG) == samples.PLAIN_JPEG
    assert without_position("png", samples.PNG) == samples.PNG
    assert without_position("webp", samples.WEBP) == samples.WEBP


def test_twice_is_once() -> None:
    for kind, data in (("jpg", samples.jpeg()), ("png", samples.png_with_notes()), ("webp", samples.webp_with_notes()),
                       ("heic", samples.heic()), ("mp4", samples.film())):  # fmt: skip
        made = without_position(kind, data)
        assert without_position(kind, made) == made


def test_png_and_webp_lose_the_notes_of_the_camera() -> None:
    assert without_position("png", samples.png_with_notes()) == samples.PNG
    assert without_position("webp", samples.webp_with_notes()) == samples.WEBP


def test_containers_are_blanked_where_they_stand() -> None:
    photo, film = samples.heic(), samples.film()
    bare = without_position("heic", photo)
    assert len(bare) == len(photo)
    assert samples.NORTH in photo
    assert samples.NORTH not in bare
    assert b"GPSLatitude" not in bare
    assert samples.TAKEN in bare
    moved = without_position("mp4", film)
    assert len(moved) == len(film)
    assert b"+28.3175" in film
    assert b"+28.3175" not in moved
    assert b"loci" not in moved
    assert b"free" in moved


def test_a_voice_is_never_touched() -> None:
    for kind, data in (("m4a", samples.M4A + b"+28.3175+109.7360/"), ("wav", samples.wav()), ("mp3", samples.MP3), ("ogg", samples.OGG)):
        assert without_position(kind, data) is data


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "heic", "mp4"])
def test_whatever_is_cut_or_bent_is_refused_or_kept_never_a_fault(kind: str) -> None:
    whole = {"jpg": samples.jpeg(), "png": samples.png_with_notes(), "webp": samples.webp_with_notes(), "heic": samples.heic(),
             "mp4": samples.film()}[kind]  # fmt: skip
    for cut in range(0, len(whole), 7):
        for bent in (whole[:cut], whole[:cut] + b"\xff" * 9 + whole[cut + 9 :], whole[:cut] + b"\0" * 9 + whole[cut + 9 :]):
            try:
                assert isinstance(without_position(kind, bent), bytes)
            except ValueError:
                continue


@given(st.binary(max_size=400))
def test_noise_is_no_fault(noise: bytes) -> None:
    for kind, head in (("jpg", b"\xff\xd8"), ("png", samples.PNG[:8]), ("webp", samples.WEBP[:12]), ("heic", b""), ("mp4", b"")):
        try:
            without_position(kind, head + noise)
        except ValueError:
            continue


def test_a_hostile_file_costs_no_more_than_a_large_one() -> None:
    """Ten megabytes made of beginnings: each is looked at once (a second is plenty; squares would take hours)."""
    head = samples.heic()[:24]
    many = {"heic": (head + b"<x:xmpmeta" * 1_000_000, head + b"Exif\0\0II*\0" * 900_000), "jpg": (b"\xff\xd8" + b"\xff" * 10_000_000,),
            "mp4": (struct.pack(">I4s", 8 + 16_000_000, b"moov") + struct.pack(">I4s8x", 16, b"loci") * 1_000_000,)}  # fmt: skip
    begun = time.process_time()
    for kind, files in many.items():
        for data in files:
            with contextlib.suppress(ValueError):
                without_position(kind, data)
    assert time.process_time() - begun < 20
