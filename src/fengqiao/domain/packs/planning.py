"""From plain mappings to kinds of occasions and the rules of rosters."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.domain.guards import LABELS
from fengqiao.domain.occasions import FORMS, LEVELS, REACH, RECURS, WORKDAYS, Kind, Rule
from fengqiao.domain.packs.asking import read_fields
from fengqiao.domain.packs.entry import Entry
from fengqiao.domain.roles import Role
from fengqiao.domain.words import Words

TYPES = ("text", "longtext", "number", "date", "bool", "choice", "choices", "files")  # of what a record may ask
POINTS = (
    "积分",
    "得分",
    "打分",
    "评分",
    "排名",
    "学时",
    "签到",
    *LABELS,
)  # a register counts what was done, never people (K-15)
Lists = Mapping[str, Mapping[str, Words]]


def read_kinds(top: Entry, roles: Mapping[str, Role], lists: Lists) -> dict[str, Kind]:
    """The kinds of occasions of a pack; raises PackError for an unknown key, role or list, and for points of persons."""
    return {kind: _kind(kind, entry, roles, lists) for kind, entry in top.entries("occasions")}


def read_rosters(top: Entry, kinds: Mapping[str, Kind]) -> dict[str, Rule]:
    """The rules of rosters of a pack; raises PackError for an unknown key or kind, and for days that do not exist."""
    return {rule: _rule(rule, entry, kinds) for rule, entry in top.entries("rosters")}


def _kind(kind: str, entry: Entry, roles: Mapping[str, Role], lists: Lists) -> Kind:
    entry.only(
        "name", "form", "by", "led_by", "fields", "public", "treats_cases", "needs_case", "resolves", "urgent", "lit", "source"
    )
    made = Kind(
        id=kind,
        name=entry.words("name"),
        form=entry.one_of("form", tuple(FORMS)),
        by=entry.names("by"),
        led_by=entry.names("led_by"),
        fields=read_fields(entry),
        is_public=entry.flag("public"),
        treats_cases=entry.flag("treats_cases") or entry.flag("needs_case"),
        needs_case=entry.flag("needs_case"),
        resolves=entry.flag("resolves"),
        is_urgent=entry.flag("urgent"),
        lit=entry.text("lit", ""),
        source=entry.text("source", ""),
    )
    if made.lit and not made.treats_cases:
        raise entry.wrong("lit", "只有带案的活动才等办件的灯。", "Only what treats cases can wait for their lights.")
    if not made.by:
        raise entry.wrong("by", "须写明谁可以安排。", "It must say who may plan it.")
    for key, named in (("by", made.by), ("led_by", made.led_by)):
        for who in named:
            role, at, place = who.partition("@")
            if role not in roles or (at and (place != "county" or key == "led_by")):
                raise entry.wrong(key, f"没有“{who}”这个角色。", f"There is no role “{who}”.")
    _check_fields(made, entry, lists)
    return made


def _check_fields(made: Kind, entry: Entry, lists: Lists) -> None:
    for spec in made.fields:
        key = f"fields.{spec.name}"
        if spec.type not in TYPES:
            raise entry.wrong(
                key, f"记录里的一项须是：{'、'.join(TYPES)}。", f"A part of a record is one of: {', '.join(TYPES)}."
            )
        if (spec.choices or spec.type.startswith("choice")) and spec.choices not in lists:
            raise entry.wrong(key, f"没有“{spec.choices}”这个清单。", f"There is no list “{spec.choices}”.")
        if found := next((word for word in POINTS if word in spec.label.zh), ""):
            raise entry.wrong(key, f"这里只记做了什么，不给人记“{found}”（K-15）。",
                              f"It records what was done; no points, minutes or labels of people: “{found}” (K-15).")  # fmt: skip


def _rule(rule: str, entry: Entry, kinds: Mapping[str, Kind]) -> Rule:
    entry.only("name", "kind", "level", "recurs", "on", "moves", "source")
    recurs = entry.one_of("recurs", tuple(RECURS))
    least, most = REACH[recurs]
    on = []
    for key, value in entry.items("on"):
        if recurs == WORKDAYS or not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise entry.wrong(key, f"须是{least}至{most}的整数。", f"It must be a whole number from {least} to {most}.")
        on.append(value)
    kind = entry.text("kind")
    if kind not in kinds:
        raise entry.wrong("kind", f"没有“{kind}”这种活动。", f"There is no kind “{kind}”.")
    return Rule(rule, entry.words("name"), kind, entry.one_of("level", LEVELS), recurs, tuple(on), entry.flag("moves"),
                entry.text("source", ""))  # fmt: skip
