"""The only place that reads the wall clock."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """This instant, with its zone; services take it as `at`."""
    return timezone.now()


def today() -> date:
    """This day where the county is."""
    return timezone.localdate()


def in_zone(day: date, hour: time) -> datetime:
    """The instant of a local day and hour."""
    return timezone.make_aware(datetime.combine(day, hour))


def time_of(at: datetime) -> time:
    """The local time of day of an instant."""
    return timezone.localtime(at).time()


def day_of(at: datetime) -> date:
    """The local day of an instant."""
    return timezone.localtime(at).date()
