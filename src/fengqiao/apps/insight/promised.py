"""What is owed in the cases of one's units: told before its day (ND-05) and after it, until it is done or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import QuerySet

from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases.models import Line
from fengqiao.apps.cases.owing import LineView
from fengqiao.apps.insight import asking
from fengqiao.domain.roles import Actor

FARTHEST = timedelta(days=90)  # before its day, as far as somebody may ask to be reminded
MOST = 200  # of what is overdue, the latest


def near(actor: Actor, today: date) -> list[LineView]:
    """What is due within the days that it asks for, the next first (one query)."""
    lines = _open(actor).filter(due_on__range=(today, today + FARTHEST)).order_by("due_on", "id")
    return [view for view in _views(lines, today) if view.mark == "near"]


def overdue(actor: Actor, today: date) -> list[LineView]:
    """What its day went by, the latest first (one query)."""
    lines = _open(actor).filter(due_on__lt=today).order_by("-due_on", "-id")
    return list(_views(lines[:MOST], today))


def _open(actor: Actor) -> QuerySet[Line]:
    """What is owed to a party (nothing that runs beside), in cases that are in the hands of the actor's units, sealed ones nowhere."""
    owed = [sheet.id for sheet in asking.pack().sheets.values() if not sheet.is_aside]
    held = cases.visible_to(actor).filter(unit__in=list(actor.units), is_sealed=False).order_by()
    lines = Line.objects.filter(county=actor.county, sheet__in=owed, is_done=False, is_dropped=False, case__in=held)
    return lines.select_related("case")


def _views(lines: Iterable[Line], today: date) -> Iterator[LineView]:
    sheets = asking.pack().sheets
    return (LineView(line, sheets[line.sheet], today) for line in lines)
