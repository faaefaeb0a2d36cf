"""The library of standards and local rules (CY-09, CY-28): versions that are never changed, the steps they govern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fengqiao.apps.organisations import permissions
from fengqiao.apps.organisations.models import Rule, RuleKind
from fengqiao.domain.errors import Conflict, Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import now

MOST = {"title": 120, "number": 60, "issuer": 120, "version": 40, "text": 60_000, "location": 300}
NEEDED = ("title", "issuer", "version")
EARLIEST = date(1949, 10, 1)


@dataclass(frozen=True, slots=True)
class Entered:
    """One version of a document as entered; `acts` are the steps it governs (accept, mediation.panel)."""

    title: str
    issuer: str
    version: str
    in_force: date
    kind: str = RuleKind.RULE
    number: str = ""
    text: str = ""
    location: str = ""
    acts: Sequence[str] = ()


def rules_of(county: int) -> QuerySet[Rule]:
    """Every version of every document of a county."""
    return Rule.objects.filter(county_code=county)


def one(county: int, key: UUID) -> Rule | None:
    """One version by its key; None for another county's."""
    return rules_of(county).filter(pk=key).first()


def current(county: int, day: date) -> list[Rule]:
    """Of each document the version in force on a day, else the next one to come; by kind and title (one query)."""
    found: dict[UUID, Rule] = {}
    for rule in rules_of(county).order_by("series", "in_force", "id"):
        if rule.series not in found or rule.in_force <= day:
            found[rule.series] = rule
    return sorted(found.values(), key=lambda rule: (rule.kind != RuleKind.STANDARD, rule.title))


def versions_of(rule: Rule) -> list[Rule]:
    """All versions of a document, the latest first."""
    return list(rules_of(rule.county_code).filter(series=rule.series).order_by("-in_force", "-id"))


class Named(NamedTuple):
    """A rule as it stands beside a step."""

    id: UUID
    title: str
    version: str


def governing(county: int, day: date) -> Mapping[str, list[Named]]:
    """The rules in force on a day by the step they govern, read again every minute; what an older version named counts no more."""
    return _governing(county, day, int(now().timestamp() // 60))


def forget() -> None:
    """Read the rules again at the next look; other processes look within a minute."""
    _governing.cache_clear()


@lru_cache(maxsize=64)
def _governing(county: int, day: date, minute: int) -> Mapping[str, list[Named]]:
    rows = rules_of(county).filter(in_force__lte=day).order_by("in_force", "id")
    last = {series: (Named(key, title, version), acts)
            for series, key, title, version, acts in rows.values_list("series", "id", "title", "version", "acts")}  # fmt: skip
    governed: dict[str, list[Named]] = {}
    for rule, acts in sorted(last.values(), key=lambda row: row[0].title):
        for act in acts:
            governed.setdefault(act, []).append(rule)
    return governed


@transaction.atomic
def publish(entered: Entered, *, county: int, pack: Pack, by: Actor, replaces: Rule | None = None, source_key: str = "") -> Rule:
    """Put a document into the library, or a new version of the one it `replaces`; old versions stay readable.

    `pack` says which steps there are. Raises Denied, Incomplete, or Conflict for a version that there is already.
    """
    permissions.may_administer(by, county).or_raise()
    said = {name: getattr(entered, name).strip() for name in MOST}
    if wrong := _wrong(said, entered, pack):
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    numbers.hold(county, "rules")
    key = new_id(county)
    series = replaces.series if replaces else key
    known = rules_of(county).filter(version=said["version"])
    same = {"title": said["title"], "issuer": said["issuer"]} if not (replaces or source_key) else {"series": series}  # sent twice
    if known.filter(**same).exists():
        words = Words(f"“{said['title']}”已经有{said['version']}这一版。", f"There is a version {said['version']} of “{said['title']}”.")
        raise Conflict(words, code="version_exists")
    transaction.on_commit(forget)
    return Rule.objects.create(
        id=key, county_code=county, series=series, kind=entered.kind, in_force=entered.in_force,
        acts=list(dict.fromkeys(entered.acts)), source_key=source_key, **said,
    )  # fmt: skip


@transaction.atomic
def take_from(pack: Pack, *, county: int, by: Actor) -> list[Rule]:
    """Take the documents that a pack brings into the library, each version once; gives the new ones. Raises Denied or Incomplete."""
    permissions.may_administer(by, county).or_raise()
    numbers.hold(county, "rules")
    made = []
    for document in pack.rules:
        prefix = f"{pack.name}:{document.id}:"
        known = rules_of(county).filter(source_key__startswith=prefix).order_by("-in_force").first()
        if rules_of(county).filter(source_key=prefix + document.version).exists():
            continue
        entered = Entered(
            document.title, document.issuer, document.version, document.in_force, document.kind, document.number, document.text,
            document.location, document.acts,
        )  # fmt: skip
        made.append(publish(entered, county=county, pack=pack, by=by, replaces=known, source_key=prefix + document.version))
    return made


def unknown_acts(acts: Iterable[str], pack: Pack) -> list[str]:
    """Those of some steps that a pack does not have."""
    return [act for act in acts if pack.act(act) is None]


def _wrong(said: dict[str, str], entered: Entered, pack: Pack) -> dict[str, Words]:
    long = [name for name, text in said.items() if len(text) > MOST[name]]
    wrong = {name: Words(f"最多{MOST[name]}字。", f"At most {MOST[name]} characters.") for name in long}
    wrong |= {name: Words("请填写。", "Please fill in.") for name in NEEDED if not said[name]}
    if not said["text"] and not said["location"]:
        wrong["text"] = Words("请写正文，或者写明文件放在哪里。", "Write the text, or say where the file lies.")
    if entered.kind not in RuleKind.values:
        wrong["kind"] = Words("没有这一种。", "There is no such kind.")
    if entered.in_force < EARLIEST:
        wrong["in_force"] = Words("施行日期太早。", "It is in force too early.")
    if unknown := unknown_acts(entered.acts, pack):
        wrong["acts"] = Words(f"没有“{unknown[0]}”这一步。", f"There is no step “{unknown[0]}”.")
    return wrong
