"""What is entered at the door, as text that can be kept: without control characters, and nothing else taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words

MOST_WORDS = 2_000
_KEPT = frozenset("\n\t")
_NOT_TEXT = dict.fromkeys(  # control characters and halves of characters; private ones stay: rare names are written so
    code for code in (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)) if chr(code) not in _KEPT
)


def plain(text: str) -> str:
    """A text with one kind of line end and without what is no text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOT_TEXT)


def said(text: str, field: str, missing: Words, *, least: int = 1) -> str:
    """A reason or remark as it is kept; raises Incomplete with `missing` when there is too little, or too much."""
    words = plain(text).strip()
    if len(words) < least:
        raise Incomplete(missing, {field: missing})
    if len(words) > MOST_WORDS:
        long = Words(f"太长了：最多{MOST_WORDS}字。", f"Too long: {MOST_WORDS} characters at most.")
        raise Incomplete(long, {field: long})
    return words


def plain_parts(row: Any) -> Any:
    """The same dataclass with every text in it made plain, those of people and lists too."""
    return replace(row, **{part.name: _plain(getattr(row, part.name)) for part in fields(row)})


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if is_dataclass(value):
        return plain_parts(value)
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return value
