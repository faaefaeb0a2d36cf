"""How a pack takes over its parent: named entries are replaced or added, nothing is taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs.entry import Entry
from fengqiao.domain.packs.floor import refuse_loosened
from fengqiao.domain.packs.parts import Pack
from fengqiao.domain.packs.reading import read_pack, top_of
from fengqiao.domain.words import Words

Written = tuple[Mapping[str, Any], Mapping[str, str]]
"""What stands in a pack's files, and the "file:line" of each dotted key."""

Read = Callable[[str], Written | None]


def resolve(name: str, read: Read) -> Pack:
    """The pack of that name with its parents' entries filled in; `read` gives what is written, or None.

    Raises PackError for an unknown pack or parent, a cycle, a wrong key or type, and a loosened floor.
    """
    return _resolve(name, read, (), "")


def _resolve(name: str, read: Read, children: tuple[str, ...], asked_at: str) -> Pack:
    if name in children:
        chain = " → ".join((*children, name))
        raise PackError(Words(f"工作法包互相继承，成了圈：{chain}。", f"The packs extend each other in a circle: {chain}."),
                        where=asked_at, key="pack.extends")  # fmt: skip
    written = read(name)
    if written is None:
        words = Words(f"没有“{name}”这个工作法包。", f"There is no pack “{name}”.")
        raise PackError(words, where=asked_at, key="pack.extends" if children else "")
    data, lines = written
    head = top_of(data, _tagged("", lines)).entry("pack")
    if head.text("name") != name:
        raise head.wrong("name", f"名称须与文件名“{name}”一致。", f"The name must be that of the file, “{name}”.")
    extends = head.text("extends", "")
    parent = _resolve(extends, read, (*children, name), lines.get("pack.extends", "")) if extends else None
    return parse(data, lines, parent)


def parse(data: Mapping[str, Any], lines: Mapping[str, str] | None = None, parent: Pack | None = None) -> Pack:
    """One pack from plain mappings; `lines` gives the "file:line" of dotted keys, `parent` what it extends.

    Raises PackError naming file, line and key in Chinese and English: unknown key, wrong type, missing words, or a
    limit, condition or approval of the parent that was loosened (LOC-1).
    """
    untagged = _tagged("", lines or {})
    head = top_of(data, untagged).entry("pack")
    if bool(head.text("extends", "")) != (parent is not None):
        raise head.wrong("extends", "上级包不对。", "The parent is not the one given.")
    places = _tagged(f"{head.text('name')}@{head.text('version')}", lines or {})
    if parent is None:
        return read_pack(data, places)
    pack = read_pack(*_Merge(parent, data, places).merged())
    refuse_loosened(pack, parent)
    return pack


def stored(data: Mapping[str, Any], origins: Mapping[str, str]) -> Pack:
    """A pack that was resolved and kept: read as it is, whatever its parents have become since. Raises PackError."""
    return read_pack(data, origins)


def _tagged(tag: str, lines: Mapping[str, str]) -> dict[str, str]:
    return {key: f"{tag} {line}" for key, line in lines.items()}


class _Merge:
    """A child's entries laid over its parent's, each with the place it came from."""

    def __init__(self, parent: Pack, data: Mapping[str, Any], places: Mapping[str, str]) -> None:
        self.parent, self.places = parent, places
        self.top = top_of(data, places)
        self.replaced: list[str] = []  # entries given anew, with all below them
        self.changed: list[str] = []  # entries of which some keys are given, the others stay the parent's

    def merged(self) -> tuple[dict[str, Any], dict[str, str]]:
        """The mappings and the places of the resolved pack."""
        over, base = self.top, self.parent.data
        result: dict[str, Any] = {**base, "pack": over.data["pack"]}
        self.replaced.append("pack")
        result["clocks"] = {**(base.get("clocks") or {}), **{name: self.clock(base, name, entry) for name, entry in over.entries("clocks")}}
        for key in ("roles", "documents", "signals", "sheets", "occasions", "rosters", "committee_kinds"):
            result[key] = self.named(base, over, key)
        for key in ("lists", "workflows"):
            result[key] = {**(base.get(key) or {})}
            for name, entry in over.entries(key):
                old = result[key].get(name) or {}
                result[key][name] = self.codes(old, entry) if key == "lists" else self.workflow(old, entry)
        for key in ("cards", "sweeps", "rules"):
            result[key] = self.rows(base, over, key)
        result["ladder"] = self.own_or(base, over, "ladder")
        result["steps"] = self.own_or(base, over, "steps")
        result["method"] = self.named(base, over, "method")
        return {key: value for key, value in result.items() if value}, self.origins()

    def own_or(self, base: Mapping[str, Any], over: Entry, key: str) -> list[Any]:
        """A list that a child gives whole or takes over whole."""
        self.replaced += [row.key for _, row in over.rows(key)]
        return list(over.data.get(key) or base.get(key) or [])

    def named(self, base: Mapping[str, Any], over: Entry, key: str) -> dict[str, Any]:
        entry = over.entry(key)
        self.replaced += [entry.path(name) for name in entry.data]
        return {**(base.get(key) or {}), **entry.data}

    def clock(self, base: Mapping[str, Any], name: str, over: Entry) -> dict[str, Any]:
        """A clock says what is other than its parent's: mostly fewer days, of which a note of the parent then says nothing."""
        known = dict((base.get("clocks") or {}).get(name) or {})
        if "days" in over.data:
            known.pop("note", None)
        (self.changed if known else self.replaced).append(over.key)
        self.replaced += [over.path(key) for key in over.data] if known else []
        return {**known, **over.data}

    def codes(self, base: Mapping[str, Any], over: Entry) -> dict[str, Any]:
        self.replaced += [over.path(code) for code in over.data]
        return {code: words for code, words in {**base, **over.data}.items() if words is not None}

    def rows(self, base: Mapping[str, Any], over: Entry, key: str) -> list[Any]:
        rows = {row["id"]: row for row in base.get(key) or []}
        for row_id, row in over.rows(key):
            rows[row_id] = row.data
            self.replaced.append(row.key)
        return list(rows.values())

    def workflow(self, base: Mapping[str, Any], over: Entry) -> dict[str, Any]:
        self.replaced += [over.path(key) for key in over.data if key in ("name", "start")]
        whole = {**base, **over.data}
        for key in ("states", "transitions"):
            whole[key] = self.named(base, over, key)
        whole["never"] = self.rows(base, over, "never")
        return whole

    def origins(self) -> dict[str, str]:
        """The parent's places except those of replaced entries, and the child's."""
        gone = tuple(self.replaced)
        below = tuple(f"{key}{mark}" for key in gone for mark in ".[")
        kept = {k: v for k, v in self.parent.origins.items() if k not in gone and not k.startswith(below)}
        return {**self.places, **kept, **{key: self.places[key] for key in (*gone, *self.changed) if key in self.places}}
