"""Reading the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.apps.helpers.models import Change, GridSeat, Helper
from fengqiao.apps.organisations.models import Grid, Region
from fengqiao.apps.organisations.places import Places
from fengqiao.kernel import vault


def helpers_of(county: int) -> QuerySet[Helper]:
    """Those who help in a county today."""
    return Helper.objects.filter(county_code=county, is_active=True)


def of_kinds(county: int, kinds: Iterable[str]) -> QuerySet[Helper]:
    """Those of one of the kinds, with their body."""
    return helpers_of(county).filter(kinds__overlap=list(kinds)).select_related("unit", "region")


def by_keys(county: int, keys: Iterable[UUID | str]) -> dict[str, Helper]:
    """Helpers by their id as text; those of another county or gone are left out."""
    return {str(one.id): one for one in helpers_of(county).filter(id__in=list(keys)).select_related("unit")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of the directory is asked for; `kind`, `language` and `speciality` are codes of the pack's lists."""

    name: str = ""
    kind: str = ""
    language: str = ""
    speciality: str = ""
    place: str = ""
    is_active: bool = True


def directory(county: int, asked: Asked, places: Places, *, after: str = "", most: int) -> list[Helper]:
    """The directory by name, at most so many after the helper whose id is `after`."""
    found = Helper.objects.filter(county_code=county, is_active=asked.is_active).select_related("unit", "region", "committee")
    if asked.name:
        found = found.filter(name__icontains=asked.name)
    if asked.kind:
        found = found.filter(kinds__contains=[asked.kind])
    if asked.language:
        found = found.filter(languages__contains=[asked.language])
    if asked.speciality:
        found = found.filter(specialities__contains=[asked.speciality])
    if asked.place:
        found = found.filter(_at(asked.place, places))
    last = one(county, after) if after else None
    if last is not None:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, id__gt=last.id))
    return list(found.order_by("name", "id")[:most])


def _at(text: str, places: Places) -> Q:
    """Those of a unit so named, or known at a place or inside it."""
    code = places.region_of(text)
    path = Region.objects.filter(code=code).values_list("path", flat=True).first() if code else None
    named = Q(committee__name__icontains=text) | Q(unit__name__icontains=text) | Q(unit__name_en__icontains=text)
    return named | Q(region__path__startswith=path) | Q(unit__region__path__startswith=path) if path else named


def one(county: int, key: UUID | str) -> Helper | None:
    """A helper of the county, active or not; None for an unknown id or a text that is none."""
    try:
        wanted = UUID(str(key))
    except ValueError:
        return None
    return Helper.objects.filter(county_code=county, id=wanted).select_related("unit", "region", "committee").first()


def changes_of(helper: Helper, *, most: int) -> list[Change]:
    """What was done to a helper's row, the latest first, at most so many."""
    return list(Change.objects.filter(county=helper.county_code, helper=helper).order_by("-id")[:most])


def phone_of(helper: Helper) -> str:
    """The telephone of a helper, opened for whoever invites them."""
    return vault.unseal(helper.sealed_phone, phone_place(helper.id))


def phone_place(key: UUID) -> str:
    """What a sealed telephone is bound to."""
    return f"helpers_helper.phone.{key}"


def teams_of(grids: Iterable[Grid]) -> dict[UUID, list[GridSeat]]:
    """Who stands on the team of each of some grids today, by the grid's key (one query)."""
    teams: dict[UUID, list[GridSeat]] = defaultdict(list)
    for seat in GridSeat.objects.filter(grid__in=list(grids), until=None).select_related("helper"):
        teams[seat.grid_id].append(seat)
    return teams
