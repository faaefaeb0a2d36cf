"""Registers: what was planned and held in a period, with numbers summed up from the records; by kind and unit, never by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from fengqiao.apps.cases.models import Case, Stage
from fengqiao.apps.cases.queries import visible_to as cases_of
from fengqiao.apps.occasions.models import Item, Occasion, State
from fengqiao.apps.occasions.queries import kind_of, visible_to
from fengqiao.domain.occasions import RECEPTION, VISIT, Kind
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words

MOST = 20_000  # occasions that one register looks at
PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a register is asked for: a period, and a form, kind and unit where only some are wanted."""

    since: date
    until: date
    form: str = ""
    kind: str = ""
    unit: UUID | None = None


@dataclass(slots=True)
class Sums:
    """One kind (or one unit) of a register: how many were planned and held, and what their records sum up to."""

    name: Words
    planned: int = 0
    held: int = 0
    not_held: int = 0
    numbers: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Words] = field(default_factory=dict)

    @property
    def told(self) -> list[tuple[Words, int]]:
        """The numbers with their labels, those that are nothing left out."""
        return [(self.labels[name], n) for name, n in self.numbers.items() if n]

    def add(self, occasion: Occasion, kind: Kind) -> None:
        """Count one occasion."""
        self.planned += 1
        self.held += occasion.state == State.HELD
        self.not_held += occasion.state == State.NOT_HELD
        for spec in kind.counted:
            self.labels[spec.name] = spec.label
            self.numbers[spec.name] += int(occasion.record.get(spec.name) or 0)


def listed(actor: Actor, asked: Asked) -> list[tuple[Occasion, Kind]]:
    """The occasions of a register in order, each with its kind."""
    found = visible_to(actor).filter(on__range=(asked.since, asked.until))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.unit:
        found = found.filter(unit=asked.unit)
    rows = [
        (one, kind_of(one))
        for one in found.select_related("unit", "leader", "post").order_by("on", "starts", "id")[:MOST]
    ]
    return [(one, kind) for one, kind in rows if not asked.form or kind.form == asked.form]


def by_kind(rows: Iterable[tuple[Occasion, Kind]]) -> dict[str, Sums]:
    """The sums of each kind, in the order in which kinds occur."""
    sums: dict[str, Sums] = {}
    for occasion, kind in rows:
        sums.setdefault(kind.id, Sums(kind.name)).add(occasion, kind)
    return sums


def met(rows: Iterable[tuple[Occasion, Kind]]) -> Sums:
    """Receptions and visits together: who was visited at home was received like who came (ND-10)."""
    sums = Sums(Words("接访、走访", "Receptions and visits"))
    for occasion, kind in rows:
        if kind.form in (RECEPTION, VISIT):
            sums.add(occasion, kind)
    return sums


def by_unit(rows: Iterable[tuple[Occasion, Kind]]) -> list[Sums]:
    """Planned and done by unit, in the order of their names: no unit is ranked (YJ-29)."""
    sums: dict[UUID, Sums] = {}
    for occasion, kind in rows:
        sums.setdefault(
            occasion.unit_id, Sums(Words(occasion.unit.name, occasion.unit.name_en or occasion.unit.name))
        ).add(occasion, kind)
    return sorted(sums.values(), key=lambda one: one.name.zh)


@dataclass(frozen=True, slots=True)
class Raised:
    """What came out of the occasions of a register: questions that became cases, and those cases that are still open."""

    treated: int
    became: int
    open: list[Case]


def raised(rows: Iterable[tuple[Occasion, Kind]], actor: Actor) -> Raised:
    """Distinct cases treated, questions that became one, and which are open, of those the reader sees."""
    items = Item.objects.filter(county=actor.county, occasion__in=[one.id for one, _kind in rows], case__isnull=False)
    cases = cases_of(actor).filter(id__in=items.values("case"), is_sealed=False)
    still = cases.exclude(stage=Stage.DONE).select_related("unit").order_by("due_on", "id")
    return Raised(cases.count(), items.filter(became_case=True).count(), list(still[:200]))


@dataclass(frozen=True, slots=True)
class Flow:
    """One month: visits paid by those in office and the people they met, visits paid by people and how many came."""

    month: date
    down: int
    down_persons: int
    up: int
    up_persons: int


def flows(actor: Actor, since: date, until: date) -> Iterator[Flow]:
    """Down-visits beside up-visits, month by month, both with their person-times (KZ-27)."""
    down: dict[date, Sums] = {}
    for occasion, kind in listed(actor, Asked(since, until, form=VISIT)):
        down.setdefault(occasion.on.replace(day=1), Sums(Words(""))).add(occasion, kind)
    came = cases_of(actor).filter(channel="visit", received_on__range=(since, until), is_sealed=False)
    months = (
        came.annotate(month=TruncMonth("received_on"))
        .values("month")
        .annotate(n=Count("id"), people=Sum("people_count"))
    )
    up = {row["month"]: (row["n"], row["people"]) for row in months.order_by("month")}
    for month in sorted({*down, *up}):
        paid, (n, people) = down.get(month, Sums(Words(""))), up.get(month, (0, 0))
        yield Flow(month, paid.held, paid.numbers[PERSONS], n, people)
