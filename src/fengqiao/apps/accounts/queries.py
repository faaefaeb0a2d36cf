"""Reading people, posts and who acts now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from fengqiao.apps.accounts.models import Charge, ChargeLayer, Holding, HoldingKind, Post, User
from fengqiao.apps.organisations.models import Unit, UnitKind
from fengqiao.domain.roles import GUESTS, LEAD, Actor, Role
from fengqiao.domain.words import Words
from fengqiao.kernel.packfiles import load
from fengqiao.kernel.reading import rows
from fengqiao.ui.language import name_in_language

WIDEST = ("county", "unit", "case", "none")
PACK = "national"
NOT_OF_A_POST = GUESTS | {LEAD}


def roles_known() -> Mapping[str, Role]:
    """The roles that a post may carry, by id: those of the national pack but what only a case can make of somebody."""
    return _staff_roles()


@cache
def _staff_roles() -> Mapping[str, Role]:
    return {role: known for role, known in load(PACK).roles.items() if role not in NOT_OF_A_POST}


@dataclass(frozen=True, slots=True)
class Hat:
    """One post that a person may work from today; `units` are those in whose name it may work."""

    id: str
    title: str
    title_en: str
    roles: frozenset[str]
    unit: str
    unit_name: str
    unit_name_en: str
    units: frozenset[str]
    tags: frozenset[str]
    is_substitute: bool

    def __str__(self) -> str:
        title = name_in_language(self.title, self.title_en)
        return f"{title}（{_('代理')}）· {self.unit_label}" if self.is_substitute else f"{title} · {self.unit_label}"

    @property
    def unit_label(self) -> str:
        """The unit's name in the language of the page."""
        return name_in_language(self.unit_name, self.unit_name_en)


@dataclass(frozen=True, slots=True)
class Presence:
    """A person who is signed in and the hats they have today."""

    user: User
    hats: tuple[Hat, ...]

    def hat(self, post: str) -> Hat | None:
        """The hat of a post, or the first one when that is not (or no longer) theirs."""
        return next((hat for hat in self.hats if hat.id == post), self.hats[0] if self.hats else None)


_USER = [field.attname for field in User._meta.concrete_fields]
_POST = [
    "kind", "post_id", "post__title", "post__title_en", "post__roles", "post__is_active", "post__unit_id",
    "post__unit__name", "post__unit__name_en", "post__unit__level", "post__unit__system", "post__unit__handles",
    "post__unit__is_petition_office", "post__unit__is_joint_conference", "post__unit__closed_on",
]  # fmt: skip


def presence_of(user: UUID | str, day: date) -> Presence | None:
    """An active person and today's hats by one SQL; None for anyone else."""
    sql, names, values = _presence_sql()
    asked = {_ANYBODY: User._meta.pk.to_python(user), _ANY_DAY: day}
    found = [dict(zip(names, row, strict=True)) for row in rows(sql, [asked.get(value, value) for value in values])]
    if not found:
        return None
    person = User.from_db("default", _USER, [found[0][name] for name in _USER])
    hats = (_hat({name: row[f"now__{name}"] for name in _POST}, row["merged"]) for row in found if _works(row, day))
    return Presence(person, tuple({hat.id: hat for hat in reversed(list(hats))}.values())[::-1])


_ANYBODY, _ANY_DAY = UUID(int=0), date.min


@cache
def _presence_sql() -> tuple[str, list[str], tuple[Any, ...]]:
    """The SQL of `presence_of`, written once: every request asks it, and writing it takes longer than answering it."""
    in_force = Q(holdings__since__lte=_ANY_DAY) & (Q(holdings__until__isnull=True) | Q(holdings__until__gt=_ANY_DAY))
    merged = Unit.objects.filter(
        Q(successor=OuterRef("now__post__unit")) | Q(successor__successor=OuterRef("now__post__unit")),
        closed_on__lte=_ANY_DAY,
    )
    names = [*_USER, "merged", *(f"now__{name}" for name in _POST)]
    found = (
        User.objects.filter(pk=_ANYBODY, is_active=True)
        .annotate(now=FilteredRelation("holdings", condition=in_force), merged=ArraySubquery(merged.values("pk")))
        .order_by("now__kind", "now__since", "now__id")
        .values_list(*names)
    )
    sql, values = found.query.sql_with_params()
    return sql, names, values


def actor_for(user: User, post: Post | None, at: date, scopes: Mapping[str, Role] | None = None) -> Actor:
    """The actor that a person is in one of their posts on a day (their first post when None)."""
    presence = presence_of(user.pk, at) or Presence(user, ())
    return actor_in(presence.user, presence.hat(str(post.pk) if post else ""), scopes)


def actor_in(user: User, hat: Hat | None, roles: Mapping[str, Role] | None = None) -> Actor:
    """The actor of a person under a hat; without one nothing may be done."""
    if hat is None:
        return Actor(str(user.pk), user.name, user.county_code, "", scope="none")
    known = roles_known() if roles is None else roles
    scopes = {known[role].scope for role in hat.roles if role in known}
    return Actor(
        user=str(user.pk),
        name=user.name,
        county=user.county_code,
        unit=hat.unit,
        unit_name=hat.unit_name,
        roles=hat.roles,
        units=hat.units,
        scope=next((scope for scope in WIDEST if scope in scopes), "none"),
        post=hat.id,
        tags=hat.tags,
    )


def officer_of(unit: Unit, day: date, besides: Collection[UUID] = ()) -> tuple[User, Post] | None:
    """The person a new case of a unit goes to on a day, and the post: the petition officer (XF-14b), else a handler,
    else the head; a substitute instead of a holder who is away. Those in `besides` (recused) are passed over."""
    stood_for = Holding.objects.on(day).filter(stands_for=OuterRef("pk"), user__is_active=True)
    present = (
        Holding.objects.on(day)
        .filter(~Exists(stood_for), post__unit=unit, post__is_active=True, user__is_active=True)
        .exclude(user__in=besides)
        .select_related("user", "post")
    )
    seated = sorted(present, key=lambda holding: (_seat(holding.post), holding.since, holding.pk))
    if not seated or _seat(seated[0].post) == len(_SEATS):
        return None
    return seated[0].user, seated[0].post


def units_without_officer(county: int, day: date) -> QuerySet[Unit]:
    """Working bodies whose petition officer's seat is empty (each must name one: XF-14b); committees need none."""
    seated = Holding.objects.on(day).filter(
        post__unit=OuterRef("pk"), post__is_officer=True, post__is_active=True, user__is_active=True
    )
    bodies = Unit.objects.filter(county_code=county, is_active=True).exclude(kind=UnitKind.COMMITTEE)
    return bodies.filter(~Exists(seated))


def demo_cards(county: int | None = None) -> list[User]:
    """The people offered as role cards on the log-in page of a demo, in order, with their posts loaded."""
    held = Prefetch("holdings", Holding.objects.select_related("post__unit").order_by("kind", "since"))
    cards = User.objects.filter(demo_card__isnull=False, is_active=True).prefetch_related(held)
    return list((cards if county is None else cards.filter(county_code=county)).order_by("demo_card"))


def in_post(county: int, day: date) -> QuerySet[Holding]:
    """Who holds which post in a county on a day, with person and unit, by unit and post."""
    held = Holding.objects.on(day).filter(post__unit__county_code=county, post__unit__is_active=True, user__is_active=True)
    return held.select_related("user", "post__unit").order_by("post__unit__code", "-post__is_officer", "post__title")


def categories() -> Mapping[str, Words]:
    """The subjects that somebody may answer for: the categories of the national pack."""
    return load(PACK).lists.get("categories", {})


def charges(county: int, day: date) -> QuerySet[Charge]:
    """Who answers for which area or subject of a county on a day, the head first."""
    found = Charge.objects.on(day).filter(county_code=county, user__is_active=True)
    return found.select_related("user", "region").order_by("layer", "since", "id")


def portfolios(county: int, day: date) -> dict[UUID, list[Words]]:
    """Who answers for what on a day, in words: the areas and subjects of each, as they stand on the map of responsibility."""
    found: dict[UUID, list[Words]] = defaultdict(list)
    for one in charges(county, day):
        known = categories().get(one.category, Words(one.category))
        found[one.user_id].append(Words(one.region.name, one.region.name) if one.region else known)
    return found


def heads(county: int, day: date, region_code: str) -> list[tuple[Charge, list[str]]]:
    """Who answers in person for a place and what it lies in on a day, each with the names of those who stand in (PB-28)."""
    found = charges(county, day).filter(layer=ChargeLayer.HEAD, region_id__in=_around(region_code))
    away = Holding.objects.on(day).filter(stands_for__user__in=found.values("user")).select_related("user", "stands_for")
    return [(one, [held.user.name for held in away if held.stands_for and held.stands_for.user_id == one.user_id]) for one in found]


def in_charge_of(county: int, day: date, *, category: str, region_code: str) -> list[Charge]:
    """Who answers for a subject or for a place on a day: the smallest area first, then the subject, then wider areas."""
    wide = Q(region__isnull=False) & Q(region_id__in=_around(region_code))
    found = charges(county, day).filter(wide | Q(category=category, region__isnull=True))
    return sorted(found, key=lambda one: (-len((one.region_id or "").rstrip("0")), one.layer))


def layers_of(county: int, day: date, region_code: str) -> list[tuple[str, list[Charge]]]:
    """Who answers for a place on a day, layer by layer; where it has nobody of its own, whoever has the place it lies in."""
    found = in_charge_of(county, day, category="", region_code=region_code)
    layers = [(str(label), [one for one in found if one.layer == layer]) for layer, label in ChargeLayer.choices]
    return [(label, [one for one in held if one.region_id == held[0].region_id]) for label, held in layers]


def _around(region_code: str) -> list[str]:
    """The codes of a village, of its town and of its county, as far as the code goes; none for no code."""
    path = region_code.rstrip("0")
    return [path[:n].ljust(12, "0") for n in (6, 9, 12) if len(path) > n - 3]


def posts_of(unit: Unit, day: date) -> list[Post]:
    """The posts of a unit, each with `current`: the holdings of the day or later."""
    current = Holding.objects.filter(Q(until__isnull=True) | Q(until__gt=day)).select_related(
        "user", "stands_for__user"
    )
    posts = unit.posts.prefetch_related(Prefetch("holdings", current.order_by("kind", "since"), to_attr="current"))
    return list(posts.order_by("-is_officer", "title"))


def people_of(county: int, *, text: str = "", after: str = "") -> QuerySet[User]:
    """The people of a county by log-in name, filtered by part of a name or log-in, after a log-in (keyset)."""
    people = User.objects.filter(county_code=county, login__gt=after).order_by("login")
    if text:
        people = people.filter(Q(name__icontains=text) | Q(login__icontains=text))
    held = Prefetch("holdings", Holding.objects.filter(until__isnull=True).select_related("post__unit"), to_attr="open")
    return people.prefetch_related(held)


def people_named(county: int, text: str) -> list[User]:
    """The active people of a county whose log-in name is `text`, else whose name is exactly that."""
    people = User.objects.filter(county_code=county, is_active=True)
    return list(people.filter(login=text.strip().casefold())) or list(people.filter(name=text.strip())[:10])


_SEATS = ("", "handler", "head")  # best first; rank 0 is the petition officer's own seat


def _seat(post: Post) -> int:
    if post.is_officer:
        return 0
    return next((rank for rank, role in enumerate(_SEATS) if role in post.roles), len(_SEATS))


def _works(row: Mapping[str, Any], day: date) -> bool:
    closed = row["now__post__unit__closed_on"]
    return bool(row["now__post__is_active"]) and (closed is None or day < closed)


def _hat(row: Mapping[str, Any], merged: list[UUID]) -> Hat:
    unit = str(row["post__unit_id"])
    marks = (
        ("petition_office", row["post__unit__is_petition_office"]),
        ("joint_conference", row["post__unit__is_joint_conference"]),
        ("handles", row["post__unit__handles"]),
        (f"level:{row['post__unit__level']}", True),
        (f"system:{row['post__unit__system']}", True),
    )
    return Hat(
        id=str(row["post_id"]),
        title=row["post__title"],
        title_en=row["post__title_en"],
        roles=frozenset(row["post__roles"]),
        unit=unit,
        unit_name=row["post__unit__name"],
        unit_name_en=row["post__unit__name_en"],
        units=frozenset({unit, *(str(key) for key in merged)}),
        tags=frozenset(mark for mark, holds in marks if holds),
        is_substitute=row["kind"] == HoldingKind.SUBSTITUTE,
    )
