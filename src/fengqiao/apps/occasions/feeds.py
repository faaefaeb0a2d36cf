"""Calendars that other programs follow, of a person or a unit: kind, time and place, never what is said there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.utils.translation import override

from fengqiao.apps.accounts import linking
from fengqiao.apps.accounts.models import User
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Occasion, State
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.icalendar import Event, written
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import day_of
from fengqiao.ui.language import in_language

SINCE = timedelta(days=60)  # how far back a calendar tells
_KEY, _SECRET = 16, 12  # bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """The address of a calendar for whoever may follow it; `replace` is empty for who may not give it another."""

    name: str
    address: str  # whole, with its host
    known: int  # how often it was replaced
    replace: str = ""
    replaced_at: str = ""

    @property
    def subscribe(self) -> str:
        """The same address for the calendar of a device, which asks at once whether to follow it."""
        return "webcal:" + self.address.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Followed:
    """Whose calendar a link opens."""

    person: User | None = None
    unit: Unit | None = None


def link_of(key: UUID, times: int | None = None) -> str:
    """The secret part of a calendar's address, made from the vault's key each time, stored nowhere; `times` is how often it was
    replaced, looked up when it is not given."""
    return linking.written(key.bytes + _secret(key, linking.times(key) if times is None else times))


def replace(key: UUID, *, county: int, known: str, by: Actor, at: datetime) -> None:
    """Give a calendar another address, because the old one came into wrong hands: that one opens nothing from now on.

    Raises Incomplete as `linking.replace` does.
    """
    linking.replace(key, link_of(key), county=county, known=known, by=by, at=at)


def followed_by(link: str) -> Followed | None:
    """Whose calendar it is; None for a link that opens nothing."""
    data = linking.read(link)
    if data is None or len(data) != _KEY + _SECRET or not _is_right(key := UUID(bytes=data[:_KEY]), data[_KEY:]):
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


def _is_right(key: UUID, secret: bytes) -> bool:
    return compare_digest(secret, _secret(key, linking.times(key)))


def _secret(key: UUID, times: int) -> bytes:
    return linking.secret(f"calendar {key}", "calendar link", times)[:_SECRET]
