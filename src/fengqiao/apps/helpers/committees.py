"""Mediation committees: the list as of a day, one of them, and what is done to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fengqiao.apps.helpers.models import Change, Committee, Helper
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.domain.errors import Conflict, Incomplete
from fengqiao.domain.ladder import professional
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id

GENERAL = "general"
MEDIATOR = "mediator"
MOST_NAME = 120
IN_OUT = ("added", "imported", "stopped", "restored")  # acts of the log by which somebody enters or leaves


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list of committees is asked for; `kind` is a code of the pack, `level` one of units."""

    kind: str = ""
    level: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many committees and mediators there were on a day: general committees by level, professional ones apart."""

    day: date
    town: int
    village: int
    others: int
    professional: int
    mediators: int

    @property
    def general(self) -> int:
        """The committees of towns and villages (两级)."""
        return self.town + self.village


def standing(county: int, day: date | None = None) -> QuerySet[Committee]:
    """The committees that stand today, or stood on a day."""
    rows = Committee.objects.filter(county_code=county).select_related("unit__region")
    return rows.filter(closed_on=None) if day is None else rows.filter(_on(day))


def _on(day: date) -> Q:
    return Q(since__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


def listed(county: int, wanted: Wanted, day: date, *, after: str = "", most: int) -> list[Committee]:
    """The committees of a day by name with the number of their mediators today, at most so many after the one whose id is `after`."""
    found = standing(county, day)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.level:
        found = found.filter(unit__level=wanted.level)
    if wanted.name:
        found = found.filter(Q(name__icontains=wanted.name) | Q(unit__name__icontains=wanted.name))
    last = one(county, after) if after else None
    if last is not None:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    mediators = Count("members", filter=Q(members__is_active=True, members__kinds__contains=[MEDIATOR]))
    return list(found.annotate(mediators=mediators).order_by("name", "id")[:most])


def one(county: int, key: UUID | str) -> Committee | None:
    """A committee of the county, standing or not; None for an unknown id or a text that is none."""
    try:
        wanted = UUID(str(key))
    except ValueError:
        return None
    return Committee.objects.filter(county_code=county, id=wanted).select_related("unit__region", "unit__parent").first()


def tally(county: int, day: date) -> Tally:
    """What there was on a day (two queries): committees by their own days, mediators by the log of the directory."""
    found = standing(county, day).values_list("unit__level", "kind")
    levels = Counter(level for level, kind in found if kind == GENERAL)
    others = sum(levels.values()) - levels[UnitLevel.TOWN] - levels[UnitLevel.VILLAGE]
    apart = sum(kind != GENERAL for _level, kind in found)
    return Tally(day, levels[UnitLevel.TOWN], levels[UnitLevel.VILLAGE], others, apart, mediators_on(county, day))


def mediators_on(county: int, day: date) -> int:
    """How many people's mediators the directory held at the end of a day, of those who are mediators by today's record.

    Who entered before there was a log counts while they are active.
    """
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    log = Change.objects.filter(county=county, helper=OuterRef("id"), act__in=IN_OUT)
    last = log.filter(at__lt=end).order_by("-at", "-id").values("act")[:1]
    mediators = Helper.objects.filter(county_code=county, kinds__contains=[MEDIATOR])
    known = mediators.annotate(last=Coalesce(Subquery(last), None), is_logged=Exists(log, output_field=BooleanField()))
    return known.filter(Q(last__in=["added", "imported", "restored"]) | Q(is_logged=False, is_active=True)).count()


def suggested(county: int, pack: Pack, category: str) -> list[Committee]:
    """The professional committees made for a category of matters, that stand today (one query; none while it is not known)."""
    kinds = [kind.id for kind in professional(pack.committee_kinds, category)]
    return list(standing(county).filter(kind__in=kinds).order_by("name")) if kinds else []


@dataclass(frozen=True, slots=True)
class Entered:
    """A committee as entered."""

    name: str
    unit: Unit
    since: date
    kind: str = GENERAL


@transaction.atomic
def set_up(entered: Entered, *, county: int, pack: Pack) -> Committee:
    """Enter a committee into the directory. Raises Incomplete, or Conflict for a name that another one has."""
    made = set_up_all([entered], county=county, pack=pack)
    return made[0]


@transaction.atomic
def set_up_all(entered: Sequence[Entered], *, county: int, pack: Pack) -> list[Committee]:
    """Enter many committees at once (two statements); raises Incomplete or Conflict for the first that is wrong, and then none is."""
    numbers.hold(county, "committees")
    made = [_filled(Committee(id=new_id(county), county_code=county), each, pack) for each in entered]
    _free([one.name for one in made], county)
    return Committee.objects.bulk_create(made)


@transaction.atomic
def change(committee: Committee, entered: Entered, *, pack: Pack) -> Committee:
    """Change what the directory says of a committee. Raises Incomplete or Conflict."""
    numbers.hold(committee.county_code, "committees")
    held = Committee.objects.select_for_update().get(pk=committee.pk)
    if held.name != entered.name.strip():
        _free([entered.name.strip()], held.county_code)
    _filled(held, entered, pack).save()
    return held


@transaction.atomic
def close(committee: Committee, *, on: date) -> Committee:
    """A committee is no more from a day; whoever sat on it stays in the directory, and it stays in the counts of earlier days."""
    held = Committee.objects.select_for_update().get(pk=committee.pk)
    if on < held.since:
        words = Words(f"{held.name}是{held.since}设立的，不能撤得更早。", f"{held.name} was set up on {held.since}; it cannot end before.")
        raise Incomplete(words, {"on": words})
    held.closed_on = held.closed_on or on
    held.save(update_fields=["closed_on"])
    return held


def _filled(committee: Committee, entered: Entered, pack: Pack) -> Committee:
    wrong: dict[str, Words] = {}
    name = " ".join(entered.name.split())
    if not 1 <= len(name) <= MOST_NAME:
        wrong["name"] = Words(f"请写名称，最多{MOST_NAME}字。", f"Give it a name of at most {MOST_NAME} characters.")
    if entered.kind not in pack.committee_kinds:
        wrong["kind"] = Words("没有这一类调委会。", "There is no such kind of committee.")
    if entered.unit.county_code != committee.county_code:
        wrong["unit"] = Words("设立单位要在本县。", "It must be set up by a unit of this county.")
    if committee.closed_on and entered.since > committee.closed_on:
        end = committee.closed_on
        wrong["since"] = Words(f"它{end}已经撤销，不能设得更晚。", f"It ended on {end}; it cannot begin after.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    committee.name, committee.kind, committee.unit, committee.since = name, entered.kind, entered.unit, entered.since
    return committee


def _free(names: Iterable[str], county: int) -> None:
    wanted = list(names)
    taken = standing(county).filter(name__in=wanted).first()
    twice = next((name for name, n in Counter(wanted).items() if n > 1), "")
    if found := (taken.name if taken else twice):
        words = Words(f"“{found}”已经在名册里。", f"“{found}” is in the directory already.")
        raise Conflict(words, code="committee_exists")
