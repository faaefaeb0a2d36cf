"""From plain mappings to a Method: what a place says of its own way of working."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.domain.methods import (
    CONFIDENCE,
    LABELS,
    LAYERS,
    PROOFS,
    Ambiguity,
    Code,
    Desk,
    Member,
    Method,
    Panel,
    Part,
)
from fengqiao.domain.packs.entry import Entry
from fengqiao.domain.words import Words

KEYS = ("place", "reported", "confidence", "mottos", "labels", "codes", "panels", "desks", "layers", "ambiguities")
LEVELS = ("", "village", "town", "county")
MOST_ITEMS = 30


def read_method(entry: Entry) -> Method:
    """The method of a pack; raises PackError for an unknown key, label or proof, and for digits that do not count right."""
    entry.only(*KEYS)
    return Method(
        place=entry.some_words("place"),
        reported=entry.text("reported", ""),
        confidence=entry.one_of("confidence", ("", *CONFIDENCE), ""),
        mottos=_list_of_words(entry, "mottos"),
        labels=_labels(entry.entry("labels")),
        codes=tuple(_code(code, row) for code, row in entry.rows("codes")),
        panels=tuple(_panel(panel, row) for panel, row in entry.rows("panels")),
        desks=tuple(_desk(desk, row) for desk, row in entry.rows("desks")),
        layers=_layers(entry),
        ambiguities=tuple(_ambiguity(one, row) for one, row in entry.rows("ambiguities")),
    )


def _labels(entry: Entry) -> dict[str, Words]:
    entry.only(*LABELS)
    return {name: entry.words(name) for name in entry.data}


def _code(code: str, entry: Entry) -> Code:
    entry.only("id", "name", "confidence", "parts")
    parts = tuple(_part(Entry(value, entry.path(key), entry.places)) for key, value in entry.items("parts"))
    if not parts:
        raise entry.wrong("parts", "至少要有一个部分。", "At least one part is needed.")
    return Code(code, entry.words("name"), parts, entry.one_of("confidence", tuple(CONFIDENCE), "stated"))


def _part(entry: Entry) -> Part:
    entry.only("n", "name", "items", "includes", "proof", "said_as")
    n, items = entry.whole("n"), tuple(_item(entry, key, value) for key, value in entry.items("items"))
    if items and len(items) != n:
        raise entry.wrong("items", f"数字是{n}，列出的却有{len(items)}项；还不知道名称的留空。",
                          f"The digit is {n}, but {len(items)} are listed; leave unknown names empty.")  # fmt: skip
    if not 1 <= n <= MOST_ITEMS:
        raise entry.wrong("n", f"须是1到{MOST_ITEMS}。", f"It must be 1 to {MOST_ITEMS}.")
    proof = entry.names("proof")
    for name in proof:
        if name not in PROOFS:
            raise entry.wrong("proof", f"没有“{name}”这种证明，可用：{'、'.join(PROOFS)}。",
                              f"There is no proof “{name}”; there are: {', '.join(PROOFS)}.")  # fmt: skip
    return Part(n, entry.words("name"), items, _list_of_words(entry, "includes"), proof, entry.some_words("said_as"))


def _item(entry: Entry, key: str, value: Any) -> Words | None:
    return None if value in ("", None) else _words(entry, key, value)


def _panel(panel: str, entry: Entry) -> Panel:
    entry.only("id", "name", "roles")
    return Panel(panel, entry.words("name"), tuple(_member(entry, key, value) for key, value in entry.items("roles")))


def _member(entry: Entry, key: str, value: Any) -> Member:
    """A role is its words alone, or its words with the kinds of the directory that may stand there."""
    if not isinstance(value, Mapping) or "name" not in value:
        return Member(_words(entry, key, value))
    row = Entry(value, entry.path(key), entry.places).only("name", "kinds", "at")
    return Member(row.words("name"), row.names("kinds"), row.one_of("at", LEVELS, ""))


def _desk(desk: str, entry: Entry) -> Desk:
    entry.only("id", "name", "about", "workflows", "steps")
    return Desk(desk, entry.words("name"), entry.some_words("about"), entry.names("workflows"), entry.names("steps"))


def _layers(entry: Entry) -> tuple[str, ...]:
    for layer in entry.names("layers"):
        if layer not in LAYERS:
            raise entry.wrong("layers", f"没有“{layer}”这一层，可用：{'、'.join(LAYERS)}。",
                              f"There is no layer “{layer}”; there are: {', '.join(LAYERS)}.")  # fmt: skip
    return entry.names("layers")


def _ambiguity(one: str, entry: Entry) -> Ambiguity:
    entry.only("id", "question", "reading", "others")
    return Ambiguity(one, entry.words("question"), entry.words("reading"), _list_of_words(entry, "others"))


def _list_of_words(entry: Entry, key: str) -> tuple[Words, ...]:
    return tuple(_words(entry, place, value) for place, value in entry.items(key))


def _words(entry: Entry, key: str, value: Any) -> Words:
    return Entry({key: value}, entry.key, entry.places).words(key)
