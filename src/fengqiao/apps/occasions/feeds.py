"""Calendars that other programs follow, of a person or a unit: kind, time and place, never what is said there."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.utils.translation import override

from fengqiao.apps.accounts.forms import in_language
from fengqiao.apps.accounts.models import User
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Occasion, State
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.icalendar import Event, written
from fengqiao.kernel import vault
from fengqiao.kernel.moment import day_of

SINCE = timedelta(days=60)  # how far back a calendar tells
_KEY, _SECRET = 16, 12  # bytes


@dataclass(frozen=True, slots=True)
class Followed:
    """Whose calendar a link opens."""

    person: User | None = None
    unit: Unit | None = None


def link_of(key: UUID) -> str:
    """The secret part of a calendar's address: made from the vault's key each time, stored nowhere."""
    return base64.urlsafe_b64encode(key.bytes + _secret(key)).decode().rstrip("=")


def followed_by(link: str) -> Followed | None:
    """Whose calendar it is; None for a link that opens nothing."""
    try:
        data = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
    except ValueError:
        return None
    if len(data) != _KEY + _SECRET or not compare_digest(data[_KEY:], _secret(key := UUID(bytes=data[:_KEY]))):
        return None
    unit = Unit.objects.filter(id=key, is_active=True).first()
    person = None if unit else User.objects.filter(id=key, is_active=True).first()
    return Followed(person, unit) if unit or person else None


def calendar_of(followed: Followed, at: datetime) -> str:
    """The days of a person or a unit, from two months ago on."""
    since, person, unit = day_of(at) - SINCE, followed.person, followed.unit
    owner = unit or person
    assert owner is not None  # a link opens one of both
    found = queries.days_followed(
        owner.county_code, unit=unit.id if unit else None, person=person.id if person else None, since=since
    )
    with override("zh-hans"):
        return written(owner.name, [_event(one, is_unit=unit is not None) for one in found], at)


def _event(occasion: Occasion, *, is_unit: bool) -> Event:
    title = in_language(queries.kind_of(occasion).name)
    if is_unit and occasion.leader:
        title = f"{title}：{occasion.leader.name}"
    return Event(str(occasion.id), title, occasion.on, occasion.place, occasion.starts, occasion.ends, occasion.revision,
                 occasion.state == State.NOT_HELD)  # fmt: skip


def _secret(key: UUID) -> bytes:
    return (vault.blind_index(f"calendar {key}", "calendar link") or b"")[:_SECRET]
