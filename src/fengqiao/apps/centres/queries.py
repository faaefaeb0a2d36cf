"""Reading centres: their windows, who receives there today, how long the queue is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from fengqiao.apps.centres.models import Centre, Ticket, Window
from fengqiao.apps.occasions import queries as occasions
from fengqiao.apps.occasions.models import Occasion
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel import packversions

FUNCTIONS = "centre_functions"


def centres(county: int) -> QuerySet[Centre]:
    """The open centres of a county with their windows."""
    windows = Prefetch("windows", Window.objects.select_related("unit").order_by("position"))
    return Centre.objects.filter(county_code=county, is_open=True).select_related("unit").prefetch_related(windows)


def centre(county: int, key: UUID) -> Centre | None:
    """One centre by its key; None for another county's."""
    return centres(county).filter(pk=key).first()


def pack_of(found: Centre) -> Pack:
    """The method of the unit that runs a centre."""
    return packversions.in_use(found.unit.pack)


def functions_of(found: Centre) -> list[tuple[Words, bool]]:
    """Every function that such a place may have, and whether this one has it: the checklist of its standard."""
    return [(words, code in found.functions) for code, words in pack_of(found).lists.get(FUNCTIONS, {}).items()]


def receiving(found: Centre, day: date) -> list[Occasion]:
    """Which leaders receive there on a day, by the roster of the unit that runs it."""
    return occasions.on_duty(found.county_code, found.unit_id, day)


@dataclass(frozen=True, slots=True)
class Queue:
    """The numbers of one day: how many wait, and what was called last at which window."""

    waiting: list[Ticket]
    called: list[Ticket]

    @property
    def last(self) -> Ticket | None:
        """The number called last; None before the first."""
        return max(self.called, key=lambda ticket: ticket.number, default=None)


def queue_of(found: Centre, day: date) -> Queue:
    """The queue of a centre on a day."""
    drawn = Ticket.objects.filter(county=found.county_code, centre=found, day=day).select_related("window").order_by("number")
    rows = list(drawn)
    return Queue([one for one in rows if one.called_at is None], [one for one in rows if one.called_at and one.done_at is None])
