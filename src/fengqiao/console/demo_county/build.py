"""Sets up units, posts and people by the acts that administrators use; the demo and the tests build with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts import services as seating
from fengqiao.apps.accounts.models import Holding, Post, User
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Region, Unit
from fengqiao.domain.roles import Actor
from fengqiao.kernel.county import new_id


@dataclass
class Builder:
    """One county while it is set up: everybody and everything by short names."""

    county: int
    since: date
    password: str
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _seats: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # (unit, role) -> log-in names
    _regions: dict[str, Region] = field(default_factory=dict)
    _hash: str = ""

    @property
    def operator(self) -> Actor:
        """Whoever sets the county up."""
        return organising.operator(self.county)

    def unit(
        self, code: str, name: str, *, region: str = "", parent: str = "", level: str = "county",
        system: str = "government", kind: str = "government", **more: Any,
    ) -> Unit:  # fmt: skip
        """A unit of the county by its code; `region` is a 12-digit code (default: the county's own)."""
        place = region or f"{self.county:06d}000000"
        if place not in self._regions:
            self._regions[place] = Region.objects.get(code=place)
        self.units[code] = organising.create_unit(
            by=self.operator, county=self.county, code=code, name=name, level=level, system=system, kind=kind,
            region=self._regions[place], parent=self.units.get(parent), **more,
        )  # fmt: skip
        return self.units[code]

    def duty(self, unit: str, category: str, region: str = "") -> None:
        """A unit answers for a category, in one region or everywhere."""
        home = self.units[unit]
        organising.set_duty(unit=home, category=category, region=home.region if region else None, by=self.operator)

    def seat(
        self, login: str, name: str, unit: str, title: str, roles: Sequence[str], *, is_officer: bool = False,
        title_en: str = "", phone: str = "", card: int | None = None, note: str = "",
    ) -> User:  # fmt: skip
        """A person in a post of their own; all share one password, hashed once."""
        self._hash = self._hash or make_password(self.password)
        user = User(
            id=new_id(self.county), county_code=self.county, login=login, name=name, phone=phone, password=self._hash,
            demo_card=card, demo_note=note,
        )  # fmt: skip
        user.save(force_insert=True)
        post = seating.create_post(
            by=self.operator, unit=self.units[unit], title=title, roles=list(roles), title_en=title_en,
            is_officer=is_officer,
        )  # fmt: skip
        seating.appoint(user=user, post=post, since=self.since, by=self.operator)
        self.people[login] = user
        for role in roles:
            self._seats.setdefault((unit, role), []).append(login)
        return user

    def charge(self, login: str, *, unit: str = "", category: str = "", layer: int = 2) -> None:
        """Somebody answers for the area of a unit, or for a subject."""
        region = self.units[unit].region if unit else None
        seating.give_charge(user=self.people[login], region=region, category=category, layer=layer, since=self.since, by=self.operator)

    def actor(self, login: str) -> Actor:
        """The person acting in their post."""
        if login not in self._actors:
            self._actors[login] = accounts.actor_for(self.people[login], None, self.since)
        return self._actors[login]

    def seated(self, unit: str, role: str) -> list[Actor]:
        """Those who hold a role in a unit, in the order they were seated."""
        return [self.actor(login) for login in self._seats.get((unit, role), [])]

    def load(self) -> None:
        """Read back what an earlier run set up."""
        self.units = {unit.code: unit for unit in Unit.objects.filter(county_code=self.county)}
        self.people = {user.login: user for user in User.objects.filter(county_code=self.county)}
        for holding in Holding.objects.filter(county_code=self.county).select_related("post__unit", "user"):
            post: Post = holding.post
            for role in post.roles:
                self._seats.setdefault((post.unit.code, role), []).append(holding.user.login)
