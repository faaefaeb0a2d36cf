"""Reading notices: what came, what was sent, and whom to call."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value

from fengqiao.apps.notices.models import Notice, Receipt
from fengqiao.domain.roles import Actor

MOST_LISTED, MOST_COMING = 200, 5
COMING = "coming"


def _mine(actor: Actor) -> list[UUID]:
    return [UUID(unit) for unit in actor.units]


def inbox(actor: Actor) -> QuerySet[Receipt]:
    """What the actor's units were told, the newest first."""
    found = Receipt.objects.filter(county=actor.county, unit__in=_mine(actor)).select_related("notice__unit", "notice__case", "unit")
    return found.order_by(F("read_at").asc(nulls_first=True), "-id")


def unread(actor: Actor) -> int:
    """How many of them nobody of the unit has read; those who will come are told apart (`coming`)."""
    found = Receipt.objects.filter(county=actor.county, unit__in=_mine(actor), read_at__isnull=True)
    return found.exclude(notice__kind=COMING).count()


def coming(actor: Actor) -> QuerySet[Receipt]:
    """Those who were announced to the actor's units and have not come yet, the latest first."""
    found = Receipt.objects.filter(county=actor.county, unit__in=_mine(actor), notice__kind=COMING, done_at__isnull=True)
    return found.select_related("notice__unit").order_by("-id")


def sent(actor: Actor) -> QuerySet[Notice]:
    """What the actor's units told others, with what each did."""
    found = Notice.objects.filter(county=actor.county, unit__in=_mine(actor))
    return found.select_related("case").prefetch_related("receipts__unit")


def to_call(actor: Actor, at: datetime) -> QuerySet[Receipt]:
    """Units that have not read in the minutes asked for and were not called yet: a telephone call for whoever sent it (CY-22)."""
    late = ExpressionWrapper(F("notice__minutes") * Value(timedelta(minutes=1)), output_field=DurationField())
    waiting = Receipt.objects.filter(county=actor.county, notice__unit__in=_mine(actor), read_at__isnull=True, called_at__isnull=True)
    return waiting.filter(notice__sent_at__lt=at - late).select_related("notice", "unit").order_by("notice__sent_at", "id")


def receipt(actor: Actor, key: UUID) -> Receipt | None:
    """One receipt of the actor's units, or of a notice they sent."""
    found = Receipt.objects.filter(county=actor.county, id=key).select_related("notice__unit", "notice__case", "unit").first()
    seen = found is not None and {str(found.unit_id), str(found.notice.unit_id)} & actor.units
    return found if seen else None
