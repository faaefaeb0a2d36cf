"""Who is in which post on a day: whether somebody can be expected to sit, and as what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fengqiao.apps.accounts.models import Holding, HoldingKind, Post, User
from fengqiao.apps.organisations.models import Unit


@dataclass(frozen=True)
class Staff:
    """Some people and the posts they hold from when to when (one query)."""

    holdings: dict[str, list[Holding]]

    @classmethod
    def of(cls, people: Iterable[UUID | str]) -> Staff:
        """Those people who are active, by their ids."""
        found: dict[str, list[Holding]] = {}
        held = Holding.objects.filter(user__in=list(people), user__is_active=True, post__is_active=True)
        for holding in held.select_related("user", "post__unit").order_by("kind", "since", "id"):
            found.setdefault(str(holding.user_id), []).append(holding)
        return cls(found)

    def post_on(self, person: str, day: date, roles: Collection[str] = ()) -> Post | None:
        """The post somebody holds on a day: one with one of the roles first, one of their own before one they stand in for;
        None when they are in no post."""
        held = [one for one in self.holdings.get(person, ()) if _in_force(one, day)]
        held.sort(key=lambda one: (not set(roles) & set(one.post.roles), one.kind != HoldingKind.HOLDER))
        return held[0].post if held else None

    def is_there(self, person: str, day: date) -> bool:
        """True when somebody holds a post on a day."""
        return self.post_on(person, day) is not None

    def person(self, person: str) -> User | None:
        """Somebody by their id; None for one who is not active or never held a post."""
        return next((one.user for one in self.holdings.get(person, ())), None)


def leaders_for(unit: Unit, roles: Sequence[str], day: date) -> list[User]:
    """Those who would take turns at a unit's desk: whoever holds the first of the roles that somebody holds there (at the
    body above it for the petition office, where the leaders of the county sit), in the order of their posts."""
    home = unit.parent if unit.is_petition_office and unit.parent else unit
    held = Holding.objects.on(day).filter(user__is_active=True, post__is_active=True, post__unit=home)
    for role in roles:
        here = held.filter(post__roles__contains=[role]).select_related("user").order_by("post__title", "since", "id")
        if people := {one.user_id: one.user for one in here}:
            return list(people.values())
    return []


def _in_force(holding: Holding, day: date) -> bool:
    closed = holding.post.unit.closed_on
    return holding.since <= day and (holding.until is None or day < holding.until) and (closed is None or day < closed)
