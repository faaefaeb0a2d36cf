"""The codes of a case in plain words: reasons of a refusal, what was typed with an act, units and people by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Line, Party, PartyRole
from fengqiao.apps.cases.queries import CasePage, Passage, visible_to
from fengqiao.apps.helpers.queries import by_keys
from fengqiao.apps.organisations import unit_names
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain import money, rough_days
from fengqiao.domain.fields import SEVERAL
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import Reason
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import PLACES, Field, Step, Transition
from fengqiao.ui.language import in_language

UNITS_KNOWN = ("sender", "handling", "objector")
MOST_NAMED = 5  # lines that are told one by one
CODE = re.compile(r"\b(?:CLK-\d+|M?[DF]\d{2})\b")


@dataclass(slots=True)
class Names:
    """Units, people and cases by the ids that the ledger keeps."""

    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)  # only those the reader may see
    parties: dict[str, str] = field(default_factory=dict)
    helpers: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> dict[str, str] | None:
        """The names for a type of field; None for one whose values say themselves."""
        return {
            "unit": self.units, "person": self.people, "official": self.people, "officials": self.people,
            "party": self.parties, "helper": self.helpers, "helpers": self.helpers, "line": self.lines,
        }.get(kind)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was entered with an act; `case` is the number of a case to link to."""

    label: str
    text: str
    case: str = ""


def names_for(page: CasePage, actor: Actor) -> Names:
    """The names behind the ids of a page: one query each for people, cases and strange units where there are any."""
    wanted: dict[str, set[str]] = {"unit": set(), "person": set(), "case": set(), "helper": set(), "line": set()}
    wanted["unit"].update(passage.actor_unit for passage in page.timeline)
    wanted["unit"].update(str(track.proceeding.vars.get(known) or "") for track in page.tracks for known in UNITS_KNOWN)
    entered = [(passage.act, passage.data) for passage in page.timeline]
    entered += [(draft.step, draft.data) for draft in page.drafts]
    for act, data in entered:
        for spec in _fields_of(act, page):
            value = data.get(spec.name)
            if spec.type in wanted and value:
                wanted[spec.type].add(str(value))
            elif spec.type == "official" and value:
                wanted["person"].add(str(value))
            elif spec.type in SEVERAL and value:
                wanted["helper" if spec.type == "helpers" else "person"].update(map(str, value))
            elif spec.type == "lines" and value and len(value) <= MOST_NAMED:
                wanted["line"].update(str(row["line"]) for row in value)
    units = unit_names_of(page.case.county, _keys(wanted["unit"]))
    people, cases = _keys(wanted["person"]), _keys(wanted["case"])
    named = User.objects.filter(id__in=people).values_list("id", "name") if people else ()
    numbered = visible_to(actor).filter(id__in=cases).values_list("id", "number") if cases else ()
    helpers = by_keys(page.case.county, wanted["helper"]) if wanted["helper"] else {}
    lines = Line.objects.filter(id__in=_keys(wanted["line"])).values_list("id", "what") if wanted["line"] else ()
    return Names(
        units, {str(key): name for key, name in named}, {str(key): number for key, number in numbered},
        {str(party.id): party_name(party) for party in page.parties}, {key: one.name for key, one in helpers.items()},
        {str(key): what for key, what in lines},
    )  # fmt: skip


def party_name(party: Party) -> str:
    """A party as staff read it on lists: the role and the mask, or the unit."""
    return f"{_(PartyRole(party.role).label)} {party.unit.label if party.unit else party.mask}"


def unit_names_of(county: int, keys: Iterable[UUID]) -> dict[str, str]:
    """The names of units by their ids as text."""
    keys = list(keys)
    known = unit_names.of_county(county)
    strange = [key for key in keys if key not in known]  # of another county, or new in this minute
    found = Unit.objects.filter(id__in=strange) if strange else ()
    return {str(key): in_language(known[key].name) for key in keys if key in known} | {
        str(unit.id): unit.label for unit in found
    }


def said_with(passage: Passage, page: CasePage, names: Names) -> list[Said]:
    """What was entered with an act of the timeline, by the labels of its fields."""
    told = changes_told(passage, page, names)
    known = passage.changed and page.pack.act(passage.act)
    is_matter = bool(known and "matter" in known[1].effects)
    fields = [spec for spec in _fields_of(passage.act, page) if not is_matter or spec.name == "reason"]
    told += entered(fields, passage.data, page, names)
    if passage.on:
        told.append(Said(_("日期"), passage.on.isoformat()))
    if passage.remark:
        told.append(Said(_("理由"), passage.remark))
    return told


def entered(fields: Iterable[Field], data: Mapping[str, Any], page: CasePage, names: Names) -> Iterator[Said]:
    """The values of some fields in words, empty ones left out."""
    pack = rules.pack_of(page.case)
    for spec in fields:
        value = data.get(spec.name)
        if value in (None, "", []) or spec.type in ("files", "file"):  # shown in their own place
            continue
        if spec.type == "lines":
            yield Said(in_language(spec.label), _chosen(value, names))
        elif spec.fields:
            label = _("诉求%(n)s · %(label)s") if spec.type == "each_demand" else _("第%(n)s项 · %(label)s")
            for n, row in enumerate(value, start=1):
                for part in entered(spec.fields, row, page, names):
                    yield replace(part, label=label % {"n": row.get("demand", n), "label": part.label})
        else:
            text, case = _shown(spec, value, pack, names)
            yield Said(in_language(spec.label), text, case)


def changes_told(passage: Passage, page: CasePage, names: Names) -> list[Said]:
    """What an act changed in what was known of the matter: what it was, and what it is."""
    pack, told = rules.pack_of(page.case), []
    for spec in _fields_of(passage.act, page):
        if spec.name in passage.changed:
            both = passage.changed[spec.name]
            was, now = (_("没有写") if value in ("", []) else _shown(spec, value, pack, names)[0] for value in both)
            told.append(Said(_("改了：%(label)s") % {"label": in_language(spec.label)}, f"{was} → {now}"))
    return told


def _chosen(rows: list[Mapping[str, Any]], names: Names) -> str:
    """Lines chosen: a few by name with their amounts, many by number and sum."""
    amounts = [row.get("amount") for row in rows]
    if len(rows) <= MOST_NAMED:
        told = [_("%(amount)s 元") % {"amount": money.written(amount)} if amount else "" for amount in amounts]
        named = (names.lines.get(str(row["line"]), "—") for row in rows)
        return _("、").join(f"{name} {amount}".strip() for name, amount in zip(named, told, strict=True))
    total = money.total(amounts)
    if not total:
        return _("%(n)s项") % {"n": len(rows)}
    return _("%(n)s项，合计 %(amount)s 元") % {"n": len(rows), "amount": money.written(total)}


def reasons_of(step: Step, pack: Pack) -> tuple[Reason, ...]:
    """Why a step is refused, with the names of kinds, papers and clocks instead of their codes."""
    return tuple(_reworded(reason, step.transition, pack) for reason in step.verdict.reasons)


def who_may(transition: Transition, pack: Pack) -> Words:
    """Those who may take an act: 责任单位的承办人、责任单位的单位负责人."""
    told = []
    for allowed in transition.by:
        role, _at, place = allowed.partition("@")
        name = pack.roles[role].name if role in pack.roles else Words(role, role)
        where = PLACES.get(place, Words("", ""))
        told.append(Words(where.zh + name.zh, name.of("en") + where.of("en")))
    return Words("、".join(who.zh for who in told), ", ".join(who.of("en") for who in told))


def _reworded(reason: Reason, transition: Transition, pack: Pack) -> Reason:
    words = _with_values(reason.words, transition, pack)
    article = reason.article or transition.source
    return replace(
        reason, article=article, words=Words(_with_codes(words.zh, pack, "zh"), _with_codes(words.of("en"), pack, "en"))
    )


def _with_values(words: Words, transition: Transition, pack: Pack) -> Words:
    """The list of allowed codes in a guard's own sentence replaced by their names."""
    for guard in transition.needs:
        listed = "、".join(guard.values)
        if guard.words is not None or not guard.name.endswith("_is") or listed not in words.zh:
            continue
        named = [_value_name(guard.name, value, pack) for value in guard.values]
        return Words(
            words.zh.replace(listed, "、".join(name.zh for name in named)),
            words.of("en").replace(listed, ", ".join(name.of("en") for name in named)),
        )
    return words


_LISTS = {"kind_is": "kinds", "path_is": "paths", "outcome_is": "outcomes", "committee_is": "committees"}
_PROCEDURES = {"normal": Words("普通", "normal"), "simple": Words("简易", "simple")}


def _value_name(guard: str, value: str, pack: Pack) -> Words:
    known = _PROCEDURES if guard == "procedure_is" else pack.lists.get(_LISTS.get(guard, ""), {})
    return known.get(value, Words(value, value))


def _with_codes(text: str, pack: Pack, language: str) -> str:
    def name(found: re.Match[str]) -> str:
        code = found[0]
        known = pack.clocks.get(code) or pack.documents.get(code)
        return known.name.of(language) if known else code

    return CODE.sub(name, text)


def _fields_of(act: str, page: CasePage) -> tuple[Field, ...]:
    head, _, step = act.partition(".")
    known = page.pack.act(step if head in ("draft", "return") else act)
    return known[1].fields if known else ()


def _shown(spec: Field, value: Any, pack: Pack, names: Names) -> tuple[str, str]:
    match spec.type:
        case "choice":
            return in_language(pack.lists.get(spec.choices, {}).get(str(value), Words(str(value)))), ""
        case "choices":
            codes = pack.lists.get(spec.choices, {})
            return _("、").join(in_language(codes.get(str(code), Words(str(code)))) for code in value), ""
        case "bool":
            return (_("是") if value else _("否")), ""
        case "case":
            number = names.cases.get(str(value), "")
            return number or _("（您看不到这一件）"), number
        case "money" | "money_or_more":
            return _("%(amount)s 元") % {"amount": money.written(value)}, ""
        case "rough_day":
            return in_language(rough_days.shown(str(value))), ""
        case "date":
            return date.fromisoformat(str(value)).isoformat(), ""
    known = names.of(spec.type)
    if known is None:
        return str(value), ""
    return _("、").join(known.get(str(key), "—") for key in (value if isinstance(value, list) else [value])), ""


def _keys(texts: Iterable[str]) -> list[UUID]:
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys
