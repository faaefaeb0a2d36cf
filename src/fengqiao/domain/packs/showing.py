"""A resolved pack as YAML, with the place each line came from beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fengqiao.domain.packs.parts import Pack

PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff@.\-·、，。；（）：《》〔〕「」]*", re.I)


def show(pack: Pack) -> Iterator[str]:
    """The lines of the pack: reading them again gives the same pack. Comments say "pack@version file:line"."""
    for line, key in _lines(pack.data, "", 0):
        origin = pack.origin(key)
        yield f"{line}  # {origin}" if origin else line


def plain(value: Any) -> Any:
    """The same with days as texts, as JSON keeps it."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _lines(value: Mapping[str, Any], key: str, depth: int) -> Iterator[tuple[str, str]]:
    """Each line of a mapping with the dotted key it shows."""
    for name, inner in value.items():
        path = f"{key}.{name}" if key else name
        start = f"{'  ' * depth}{_text(name)}:"
        if _fits(inner):
            yield f"{start} {_flow(inner)}", path
        elif isinstance(inner, Mapping):
            yield start, path
            yield from _lines(inner, path, depth + 1)
        else:
            yield start, path
            yield from _items(inner, path, depth + 1)


def _items(values: list[Any], key: str, depth: int) -> Iterator[tuple[str, str]]:
    for position, inner in enumerate(values):
        path = f"{key}.{inner['id']}" if isinstance(inner, Mapping) and "id" in inner else f"{key}[{position}]"
        yield f"{'  ' * depth}- {_flow(inner)}", path


def _fits(value: Any) -> bool:
    """True for what stands on one line: a scalar, words, a short list of names."""
    if isinstance(value, Mapping):
        return not value or set(value) <= {"zh", "en"}
    return not isinstance(value, list) or not any(isinstance(item, Mapping | list) for item in value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(name)}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return _text(value) if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)


def _text(text: str) -> str:
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
