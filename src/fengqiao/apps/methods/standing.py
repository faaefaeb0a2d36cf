"""What the records of a place show for each part of its method in a period: counts with their whole, each a way to its list.

Nothing here is typed, ranked or added up; a light is lit when the record is there, and the figure says how far.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import chain
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.cases.facts import PAPERS
from fengqiao.apps.cases.models import Case, Demand, Entry, Line, Proceeding, Seat
from fengqiao.apps.centres.models import Centre
from fengqiao.apps.methods.boards import Light, Row
from fengqiao.apps.notices.models import Receipt
from fengqiao.apps.occasions import queries as occasions
from fengqiao.apps.occasions.models import Occasion, Roster, State
from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.apps.sweeps import queries as sweeps
from fengqiao.apps.sweeps.models import Task
from fengqiao.domain.figures.book import CHANGED_BY
from fengqiao.domain.methods import PROOFS, Code
from fengqiao.domain.occasions import MEETING, OUTREACH, RECEPTION, STUDY, VISIT
from fengqiao.domain.packs import Pack
from fengqiao.domain.results import SOLVED
from fengqiao.domain.roles import LEAD, PANEL

CONFERENCES, ANALYSES = ("case_conference",), ("analysis",)


@dataclass
class Place:
    """Some units of a county in a period, both days included; what is asked is read at the first look."""

    county: int
    units: list[Unit]
    pack: Pack
    since: date
    until: date

    @cached_property
    def keys(self) -> list[UUID]:
        """The keys of its units."""
        return [unit.pk for unit in self.units]

    @property
    def cases(self) -> QuerySet[Case]:
        """The cases of its units, sealed ones left out."""
        return Case.objects.filter(county=self.county, unit__in=self.keys, is_sealed=False)

    @property
    def new(self) -> QuerySet[Case]:
        """Those received in the period."""
        return self.cases.filter(received_on__range=(self.since, self.until))

    @property
    def closed(self) -> QuerySet[Case]:
        """Those closed in the period and closed still."""
        return self.cases.filter(closed_at__gte=_start(self.since), closed_at__lt=_start(self.until, after=True))

    @cached_property
    def open_now(self) -> QuerySet[Case]:
        """Those open today."""
        return self.cases.filter(closed_at__isnull=True)

    def open_before(self, at: datetime) -> QuerySet[Case]:
        """Those received before a midnight and not closed by then; what was taken up again was open all the while."""
        return self.cases.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=at), received_on__lt=timezone.localdate(at))

    def sides(self, workflow: str) -> QuerySet[Proceeding]:
        """Proceedings of a kind that opened in the period in its cases; that of a dispute is its mediation."""
        found = Proceeding.objects.filter(county=self.county, workflow=workflow, case__unit__in=self.keys, case__is_sealed=False)
        return found.filter(opened_at__gte=_start(self.since), opened_at__lt=_start(self.until, after=True))

    def held(self, form: str = "", kinds: tuple[str, ...] = ()) -> QuerySet[Occasion]:
        """What was held in the period: of a form (reception, visit …), or of some kinds."""
        names = kinds or tuple(kind.id for kind in self.pack.occasions.values() if kind.form == form)
        found = Occasion.objects.filter(county=self.county, unit__in=self.keys, state=State.HELD, kind__in=names)
        return found.filter(on__range=(self.since, self.until))

    @property
    def tasks(self) -> QuerySet[Task]:
        """Tasks of sweeps that ended in the period."""
        return Task.objects.filter(county=self.county, unit__in=self.keys, ends_on__range=(self.since, self.until))


Shown = tuple[bool, str, str]  # lit, how far, where the record is


def _start(day: date, *, after: bool = False) -> datetime:
    at = datetime.combine(day, time.max if after else time.min)
    return timezone.make_aware(at)


def _count(n: int, address: str = "") -> Shown:
    return n > 0, str(n), address


def _share(done: int, of: int, address: str = "", *, wants_all: bool = True) -> Shown:
    lit = of > 0 and (done == of if wants_all else done > 0)
    return lit, f"{done}/{of}", address


def _desk(tab: str) -> str:
    return reverse("insight:desk", args=[tab])


def _loops(place: Place) -> Shown:
    """Open cases without a day or a person: the list of breaks, which should be empty (PB-13)."""
    broken = place.open_now.filter(Q(due_on__isnull=True) | Q(person_id__isnull=True)).count()
    return broken == 0, _("断点 %(n)s") % {"n": broken}, f"{reverse('leads:desk')}?tab=breaks"


def _portfolio(place: Place) -> Shown:
    held = {one.category for one in accounts.charges(place.county, place.until) if one.category}
    known = accounts.categories()
    return _share(len(held & known.keys()), len(known), reverse("accounts:charges"))


def _roster(place: Place) -> Shown:
    """Working days of the month with somebody on duty, of those that have been or are planned (KZ-42)."""
    first = place.until.replace(day=1)
    rosters = list(Roster.objects.filter(county=place.county, unit__in=place.keys).select_related("unit"))
    squares = [square for one in rosters for square in occasions.squares_of(one, first, place.until, place.until) if square.is_wanted]
    return _share(sum(square.occasion is not None for square in squares), len(squares), reverse("occasions:rosters"))


def _swept(place: Place) -> Shown:
    counts = sweeps.counts_of(place.tasks)
    return _share(counts.called_on, counts.planned, reverse("sweeps:desk"), wants_all=False)


def _alerts(place: Place) -> Shown:
    told = Receipt.objects.filter(county=place.county, notice__unit__in=place.keys, notice__sent_at__gte=_start(place.since),
                                  notice__sent_at__lt=_start(place.until, after=True))  # fmt: skip
    return _share(told.filter(read_at__isnull=False).count(), told.count(), reverse("notices:desk"))


def _functions(place: Place) -> Shown:
    known = place.pack.lists.get("centre_functions", {})
    had = {code for one in Centre.objects.filter(county_code=place.county, unit__in=place.keys, is_open=True) for code in one.functions}
    return _share(len(had & known.keys()), len(known), reverse("centres:all"), wants_all=False)


def _invited(place: Place) -> Shown:
    """How many of the directory were asked in the period to help in its cases, each once."""
    asked = Seat.objects.filter(county=place.county, role=PANEL, case__unit__in=place.keys, case__is_sealed=False)
    asked = asked.filter(invited_at__gte=_start(place.since), invited_at__lt=_start(place.until, after=True))
    return _count(asked.values("helper_id").distinct().count(), reverse("helpers:directory"))


def _teams(place: Place) -> Shown:
    grids = Grid.objects.filter(county_code=place.county, kind="grid", closed_on=None).filter(
        Q(village__in=place.keys) | Q(village__parent__in=place.keys)
    )
    manned = grids.filter(seats__isnull=False, seats__until=None).distinct()
    return _share(manned.count(), grids.count(), reverse("sweeps:grids"), wants_all=False)


def _desks(place: Place) -> Shown:
    """The units whose list is shared among the desks that the method names (PB-25)."""
    sharing = sum(unit.has_desks for unit in place.units)
    return bool(place.pack.method.desks) and sharing > 0, str(sharing), reverse("methods:method", args=[place.pack.name])


def _stock(place: Place) -> Shown:
    """Opening stock, new, closed and what is open at the end, each counted by itself: lit when the four fit together (KZ-47)."""
    opening, end = (place.open_before(_start(day)).count() for day in (place.since, place.until + timedelta(days=1)))
    new, closed = place.new.count(), place.closed.count()
    return opening + new - closed == end, f"{opening}+{new}−{closed}={end}", _desk("working")


def _changed(place: Place) -> Shown:
    """The cases whose facts or risks changed in the period, as the figure “changed” counts them (CY-13)."""
    told = Entry.objects.filter(county=place.county, case__in=place.cases.exclude(kind="sign"), act__in=chain(*CHANGED_BY.values()))
    told = told.filter(at__gte=_start(place.since), at__lt=_start(place.until, after=True))
    return _count(told.values("case").distinct().count(), reverse("figures:figure", args=["changed"]))


def _settled(place: Place) -> Shown:
    ended = place.closed.exclude(result="")
    return _share(ended.filter(result=SOLVED).count(), ended.count(), _desk("done"), wants_all=False)


def _levels(place: Place) -> Shown:
    kept = place.sides("mediation") | Proceeding.objects.filter(county=place.county, workflow="mediation", case__in=place.closed)
    ended = kept.filter(state__in=["TJ85", "TJ99"]).distinct()
    return _share(ended.filter(vars__has_key="settled_level").count(), ended.count(), _desk("done"))


def _visited(place: Place) -> Shown:
    ended = place.closed
    visited = Proceeding.objects.filter(county=place.county, workflow="follow_up", case__in=ended, vars__has_key="found")
    return _share(visited.values("case").distinct().count(), ended.count(), reverse("followups:desk"), wants_all=False)


def _answered(place: Place) -> Shown:
    called = place.sides("assist")
    return _share(called.filter(closed_at__isnull=False).count(), called.count(), f"{reverse('leads:desk')}?tab=called", wants_all=False)


def _demands(place: Place) -> Shown:
    asked = Demand.objects.filter(county=place.county, case__in=place.closed)
    return _share(asked.exclude(result="").count(), asked.count(), _desk("done"))


def _hard(place: Place) -> Shown:
    """Of the cases with a leader now, those with a second leader and a task force as well."""
    leads = Proceeding.objects.filter(county=place.county, workflow=LEAD, closed_at__isnull=True, case__unit__in=place.keys)
    full = [key for key in leads.values_list("id", flat=True)
            if {"lead", "team", "team_head"} <= set(Seat.objects.filter(county=place.county, proceeding=key, state="accepted")
                                            .values_list("role", flat=True))]  # fmt: skip
    return _share(len(full), leads.count(), f"{reverse('leads:desk')}?tab=all")


def _funds(place: Place) -> Shown:
    lines = Line.objects.filter(county=place.county, case__in=place.cases, sheet="fund", is_dropped=False)
    return _share(lines.filter(is_done=True).count(), lines.count(), "", wants_all=False)


def _told_once(place: Place) -> Shown:
    """Of the new cases in which papers were asked for, those in which it was done once (PB-17, M-15)."""
    roots = Proceeding.objects.filter(county=place.county, case__in=place.new, parent=None, vars__has_key=PAPERS)
    latest = roots.order_by("case_id", "-opened_at", "-id").distinct("case_id")  # a case that became another keeps what was asked
    told = [len(times) for times in latest.values_list(f"vars__{PAPERS}", flat=True)]
    return _share(told.count(1), len(told), _desk("working"))


def _led(place: Place) -> Shown:
    return _count(place.sides(LEAD).count(), f"{reverse('leads:desk')}?tab=all")


PLACE_PROOFS: Mapping[str, Callable[[Place], Shown]] = {
    "no_open_loop": _loops,
    "portfolio_map": _portfolio,
    "roster_cover": _roster,
    "receptions": lambda place: _count(place.held(RECEPTION).count(), reverse("occasions:home")),
    "down_visits": lambda place: _count(place.held(VISIT).count(), reverse("occasions:home")),
    "study_sessions": lambda place: _count(place.held(STUDY).count(), reverse("occasions:home")),
    "outreach_events": lambda place: _count(place.held(OUTREACH).count(), reverse("occasions:home")),
    "meetings": lambda place: _count(place.held(MEETING).count(), reverse("occasions:home")),
    "analysis_meetings": lambda place: _count(place.held(kinds=ANALYSES).count(), reverse("occasions:home")),
    "consultations": lambda place: _count(place.held(kinds=CONFERENCES).count(), reverse("occasions:home")),
    "sweep_coverage": _swept,
    "alerts": _alerts,
    "ledgers": lambda place: _count(place.cases.count(), _desk("working")),
    "mediations": lambda place: _count(place.sides("mediation").count(), reverse("mediation:desk")),
    "invited_helpers": _invited,
    "place_functions": _functions,
    "grid_team": _teams,
    "unit_desks": _desks,
    "stock_flow": _stock,
    "inflow": lambda place: _count(place.new.count(), _desk("working")),
    "changed_matters": _changed,
    "verified_share": _settled,
    "settled_verified": _settled,
    "ladder_steps_used": _levels,
    "follow_up_done": _visited,
    "co_units": _answered,
    "demand_results": _demands,
    "checklist_1211": _hard,
    "funds": _funds,
    "leads": _led,
    "told_once": _told_once,
    "owner_set": lambda place: _share(place.open_now.filter(person_id__isnull=False).count(), place.open_now.count(), _desk("working")),
    "companion_set": lambda place: _share(
        place.open_now.filter(person_id__isnull=False, unit__phone__gt="").count(), place.open_now.count(), _desk("working")
    ),
}
"""The proofs that the records of a place can give; those of one case stand on its board."""


@dataclass(frozen=True, slots=True)
class Pillar:
    """A slogan as the records of a place fill it; parts that only one case can show are left to its board."""

    code: Code
    rows: tuple[Row, ...]

    @property
    def is_shown(self) -> bool:
        """False for a slogan that only the board of each case can show."""
        return any(row.lights for row in self.rows) or not any(row.part.proof for row in self.rows)


def pillars_of(place: Place) -> list[Pillar]:
    """The slogans of the method of a place, part by part, with what its records show."""
    return [Pillar(code, tuple(Row(part, tuple(_light(name, place) for name in part.proof if name in PLACE_PROOFS))
                               for part in code.parts)) for code in place.pack.method.codes]  # fmt: skip


def _light(proof: str, place: Place) -> Light:
    is_lit, told, address = PLACE_PROOFS[proof](place)
    return Light(proof, PROOFS[proof], is_lit, told, address)
