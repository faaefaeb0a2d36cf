"""From plain mappings to the fields that a form asks for."""

from __future__ import annotations

from fengqiao.domain.fields import MANY as HAVE_FIELDS
from fengqiao.domain.fields import TYPES
from fengqiao.domain.packs.entry import Entry
from fengqiao.domain.workflow import Field

FIELD_KEYS = ("label", "type", "required", "hint", "choices", "used_by", "most", "least", "repeats", "future", "fields", "default",
              "instead")  # fmt: skip


def read_fields(above: Entry) -> tuple[Field, ...]:
    """The fields under an entry's `fields`; raises PackError."""
    return tuple(_field(name, entry) for name, entry in above.entries("fields"))


def _field(name: str, entry: Entry) -> Field:
    entry.only(*FIELD_KEYS)
    made = Field(
        name=name,
        label=entry.words("label"),
        type=entry.one_of("type", TYPES),
        required=entry.flag("required"),
        hint=entry.some_words("hint"),
        choices=entry.text("choices", ""),
        used_by=entry.text("used_by", ""),
        most=entry.whole("most"),
        future=entry.flag("future"),
        fields=read_fields(entry),
        default=entry.text("default", ""),
        least=entry.whole("least"),
        repeats=entry.flag("repeats"),
        instead=entry.text("instead", ""),
    )
    may_differ = made.type == "lines"  # with fields of their own or without
    if ((made.type in HAVE_FIELDS) != bool(made.fields) and not may_differ) or any(inner.fields for inner in made.fields):
        raise entry.wrong("fields", "只有each_demand、rows和lines有下级字段，且只有一级。",
                          "Only each_demand, rows and lines have fields of their own, one level deep.")  # fmt: skip
    if any(inner.type == "files" for inner in made.fields):
        raise entry.wrong("fields", "files不能放在别的字段下面。", "Files cannot stand under another field.")
    return made
