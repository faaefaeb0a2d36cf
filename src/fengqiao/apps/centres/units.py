"""Units as pages tell of them: name, level and what the place calls it, how to reach them, what they answer for, who receives today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fengqiao.apps.accounts.queries import categories
from fengqiao.apps.centres.models import Centre
from fengqiao.apps.occasions import queries as occasions
from fengqiao.apps.occasions.models import Occasion
from fengqiao.apps.organisations import naming
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.honouring import honours_of
from fengqiao.apps.organisations.models import Honour, Region, Unit, UnitLevel
from fengqiao.domain.methods import LABELS
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words


@dataclass(frozen=True, slots=True)
class Answers:
    """A category that a unit answers for, and where; no region: everywhere in the county."""

    category: Words
    region: Region | None


@dataclass(frozen=True, slots=True)
class About:
    """One unit with what its page tells."""

    unit: Unit
    pack: Pack
    level: str  # what the place calls its level
    rank: str  # what it is in rank
    office: str
    answers: list[Answers]
    receiving: list[Occasion]
    centres: list[Centre]

    @property
    def is_labelled(self) -> bool:
        """True where the place calls the level by a name of its own (YJ-42)."""
        return self.level != self.rank

    @property
    def called(self) -> list[tuple[Words, Words]]:
        """What the place calls other things by a name of its own."""
        told = (*UnitLevel.values, *naming.OFFICES.values())
        return [(LABELS[key], name) for key, name in self.pack.method.labels.items() if key not in told]

    @property
    def honours(self) -> list[Honour]:
        """What it was honoured with: for information on its page, in no figure and no order."""
        return honours_of(self.unit)


def about(unit: Unit, day: date) -> About:
    """What a page tells of a unit on a day (four queries)."""
    pack = naming.method_of(unit)
    named = categories()
    answers = [Answers(named.get(duty.category, Words(duty.category)), duty.region) for duty in organisations.duties_of(unit)]
    return About(
        unit, pack, naming.level_name(unit.level, pack), str(UnitLevel(unit.level).label), naming.office_name(unit, pack),
        answers, occasions.on_duty(unit.county_code, unit.pk, day),
        list(Centre.objects.filter(county_code=unit.county_code, unit=unit, is_open=True).order_by("name")),
    )  # fmt: skip


def one(county: int, code: str) -> Unit | None:
    """A unit of the county by its code, closed or not; None when there is none."""
    found = Unit.objects.filter(county_code=county, code=code)
    return found.select_related("region", "parent", "successor").first()


def listed(county: int, *, name: str = "", level: str = "", after: str = "", most: int) -> list[Unit]:
    """The working units of a county by code, at most so many after the one whose code is `after`."""
    found = organisations.units_of(county).select_related("parent")
    if name:
        found = found.filter(Q(name__icontains=name) | Q(name_en__icontains=name))
    if level in UnitLevel.values:
        found = found.filter(level=level)
    if after:
        found = found.filter(code__gt=after)
    return list(found.order_by("code")[:most])
