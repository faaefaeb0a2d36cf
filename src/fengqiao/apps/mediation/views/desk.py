"""My mediations: those of one's units, tab by tab."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.facts import tier_in
from fengqiao.apps.cases.models import Proceeding, Seat, SeatState
from fengqiao.apps.cases.presenting import COLOURS
from fengqiao.apps.cases.queries import ClockView, clocks_of
from fengqiao.apps.mediation import queries
from fengqiao.apps.mediation.permissions import MEDIATING
from fengqiao.domain.roles import PANEL
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import today

LABELS = {queries.OPEN: _("待处理"), queries.KEEPING: _("待履行"), queries.DONE: _("已结束")}


@dataclass(frozen=True, slots=True)
class Row:
    """One mediation in the list: its tier, who sits, and the day that comes next."""

    proceeding: Proceeding
    state: Words
    tier: Words | None
    next: ClockView | None
    accepted: list[str]
    waiting: list[str]

    @property
    def colour(self) -> str:
        """The lamp's colour as the face names it."""
        colour = self.next.lamp.colour if self.next else "grey"
        return COLOURS.get(colour, colour)

    @property
    def person(self) -> str:
        """Who has it."""
        root = self.proceeding.parent_id is None
        return self.proceeding.case.person_name if root else self.proceeding.person_name


@requires_role(*sorted(MEDIATING))
@require_GET
def desk(request: Request) -> HttpResponse:
    """One tab of the list, fifty at a time; a tab or place that cannot be read is the first."""
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in queries.TABS else queries.OPEN
    after = queries.Place.read(request.GET.get("after", ""), by_closing=tab == queries.DONE)
    found, following = queries.of_units(request.actor, tab, after)
    context = {
        "tab": tab, "tabs": list(LABELS.items()), "rows": _rows(found, today()), "after": after, "following": following,
    }  # fmt: skip
    return render(request, "mediation/desk.html", context)


def _rows(found: Iterable[Proceeding], day: date) -> list[Row]:
    found = list(found)
    seats: dict[UUID, list[Seat]] = defaultdict(list)
    if found:
        for seat in queries.seats_of(found[0].county, [one.id for one in found]).filter(role=PANEL):
            seats[seat.proceeding_id].append(seat)
    return [_row(one, seats[one.id], day) for one in found]


def _row(proceeding: Proceeding, seats: Iterable[Seat], day: date) -> Row:
    pack = rules.pack_of(proceeding.case)
    tier = tier_in(proceeding, pack)
    head = next((v for v in clocks_of(proceeding.case, proceeding, day) if v.id == proceeding.due_clock), None)
    state = pack.workflows[proceeding.workflow].states[proceeding.state].name
    named = {state: [seat.name for seat in seats if seat.state == state] for state in SeatState.values}
    return Row(proceeding, state, tier.name if tier else None, head, named[SeatState.ACCEPTED], named[SeatState.INVITED])
