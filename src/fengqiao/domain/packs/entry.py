"""One mapping of a pack file, read key by key; every wrong key or type is named with its file, line and path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs.parts import nearest
from fengqiao.domain.words import Words, words_of

Facts = Mapping[str, tuple[str, ...]]


class Entry:
    """A mapping with its dotted key and the places ("pack@version file:line") of all keys.

    Every method raises PackError when the value has another type than asked for.
    """

    def __init__(self, value: object, key: str, places: Mapping[str, str]) -> None:
        self.key, self.places = key, places
        if not isinstance(value, Mapping):
            raise self.wrong("", "须是「键: 值」的列表。", "It must be a mapping of keys to values.")
        for name in value:
            if not isinstance(name, str):
                raise self.wrong("", f"键“{name}”须写成文字（加引号）。", f"The key “{name}” must be text (in quotes).")
        self.data: Mapping[str, Any] = value

    def wrong(self, key: str, zh: str, en: str) -> PackError:
        """The error for a key of this entry (the entry itself when the key is empty)."""
        path = self.path(key)
        return PackError(Words(zh, en), where=nearest(self.places, path).partition(" ")[2], key=path)

    def path(self, key: str) -> str:
        """The dotted key of one of this entry's keys."""
        if not self.key or not key:
            return self.key or key
        return f"{self.key}{key}" if key.startswith("[") else f"{self.key}.{key}"

    def only(self, *allowed: str) -> Entry:
        """This entry, when it has no other keys."""
        for name in self.data:
            if name not in allowed:
                keys = "、".join(allowed)
                raise self.wrong(name, f"没有这个键，可用：{keys}。", f"There is no such key; there are: {keys}.")
        return self

    def has(self, key: str) -> bool:
        """True when the key is there and not null."""
        return self.data.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when there is no default."""
        value = self.data.get(key, default) if self.has(key) else default
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        if value is None:
            raise self.wrong(key, "缺少这一项。", "This key is missing.")
        raise self.wrong(key, "须是文字（数字、日期请加引号）。", "It must be text (put numbers and dates in quotes).")

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> Any:
        """One of a closed set of words."""
        value = self.text(key, default)
        if value not in choices:
            listed = "、".join(choice for choice in choices if choice)
            raise self.wrong(key, f"“{value}”不行，须是：{listed}。", f"“{value}” is not one of: {listed}.")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when absent."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "须是true或false。", "It must be true or false.")
        return value

    def whole(self, key: str) -> int:
        """A whole number from 0; 0 when absent."""
        value = self.data.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000_000:
            raise self.wrong(key, "须是不小于0的整数。", "It must be a whole number, 0 or more.")
        return value

    def words(self, key: str) -> Words:
        """Words in Chinese (required) and English."""
        if not self.has(key):
            raise self.wrong(key, "缺少这一项。", "This key is missing.")
        value = self.data[key]
        if isinstance(value, str) and value.strip():
            return words_of(value)
        if isinstance(value, Mapping) and set(value) <= {"zh", "en"} and all(isinstance(v, str) for v in value.values()):
            words = words_of({"zh": "", **value})
            if words.zh.strip():
                return words
        raise self.wrong(key, "须有中文（zh）和英文（en）。", "It needs Chinese (zh) and English (en).")

    def some_words(self, key: str) -> Words | None:
        """Words, or None when absent."""
        return self.words(key) if self.has(key) else None

    def names(self, key: str) -> tuple[str, ...]:
        """One name or a list of names, none twice; empty when absent."""
        value = self.data.get(key)
        values = [] if value is None else [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(name, str) and name for name in values):
            raise self.wrong(key, "须是名称或名称的列表。", "It must be a name or a list of names.")
        if len(set(values)) < len(values):
            raise self.wrong(key, "有一个名称写了两次。", "A name is given twice.")
        return tuple(values)

    def texts(self, key: str) -> dict[str, str]:
        """A mapping of names to texts; empty when absent."""
        entry = self.entry(key)
        return {name: entry.text(name) for name in entry.data}

    def facts(self, key: str) -> Facts:
        """A mapping of facts to the values they may have; empty when absent."""
        entry = self.entry(key)
        for name in entry.data:
            if not entry.names(name):
                raise entry.wrong(name, "须写明取值。", "The values must be named.")
        return {name: entry.names(name) for name in entry.data}

    def entry(self, key: str) -> Entry:
        """The mapping under a key; empty when absent."""
        value = self.data.get(key)
        return Entry({} if value is None else value, self.path(key), self.places)

    def entries(self, key: str) -> Iterator[tuple[str, Entry]]:
        """The named mappings under a key."""
        group = self.entry(key)
        for name, value in group.data.items():
            yield name, Entry(value, group.path(name), self.places)

    def items(self, key: str) -> Iterator[tuple[str, Any]]:
        """The elements of the list under a key, each with its key such as needs[2]; none when absent."""
        value = self.data.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.wrong(key, "须是列表。", "It must be a list.")
        for position, element in enumerate(value):
            yield f"{key}[{position}]", element

    def rows(self, key: str) -> Iterator[tuple[str, Entry]]:
        """The mappings of a list in which each has an `id`; none when absent."""
        seen = set()
        for position, value in self.items(key):
            row_id = Entry(value, self.path(position), self.places).text("id")
            row = Entry(value, self.path(f"{key}.{row_id}"), self.places)
            if row_id in seen:
                raise row.wrong("id", f"编号“{row_id}”出现了两次。", f"The id “{row_id}” is given twice.")
            seen.add(row_id)
            yield row_id, row
