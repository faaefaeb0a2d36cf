"""Reading for the petitioner's pages: whose county this is, its places and units, what is being written, wrong tries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.apps.cases.models import Case, Entry, Identity
from fengqiao.apps.cases.pickup import OWN_PEOPLE
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import RegionLevel, Unit
from fengqiao.apps.organisations.places import Found, places_of
from fengqiao.apps.portal.models import Attempt, Telling
from fengqiao.domain import case_numbers
from fengqiao.kernel import vault
from fengqiao.kernel.moment import day_of

TELLING_LIVES = timedelta(hours=2)
TRIES, WAIT = 5, timedelta(minutes=10)
TRIES_A_DAY, A_DAY = 50, timedelta(days=1)
LAST_DIGITS = 4
MOST_PLACES = 600  # beyond this many villages only the towns are listed
Place = tuple[str, str]


def places_in(county: int) -> list[tuple[str, list[Place]]]:
    """The places of a county by town, each town itself first: (town, [(code, name), …])."""
    rows = organisations.region_tree(organisations.county_region_code(county)).filter(level__gte=RegionLevel.TOWN)
    regions = list(rows.values_list("code", "name", "level", "path"))
    towns: dict[str, tuple[str, list[Place]]] = {}
    for code, name, level, path in regions:
        if level == RegionLevel.TOWN:
            towns[path] = (name, [(code, name)])
    if len(regions) <= MOST_PLACES:
        for code, name, level, path in regions:
            if level == RegionLevel.VILLAGE and path[:9] in towns:
                towns[path[:9]][1].append((code, name))
    return list(towns.values())


def place_name(code: str, county: int) -> str:
    """The name of a place inside a county, 坪上镇石榴坳村; empty for any other code."""
    if not (code.isascii() and code.isdigit() and len(code) == 12 and organisations.is_inside(code, county)):
        return ""
    return organisations.path_name(code, inside=organisations.county_region_code(county))


def whereabouts(words: Mapping[str, Any], county: int) -> Found:
    """The town, village and grid of what was chosen or written; a written place that several bear is left open."""
    region, text = str(words.get("region") or ""), str(words.get("place") or "")
    return places_of(county).find(text, inside=region) if region or text else Found()


def grid_name(key: str, region: str, county: int) -> str:
    """The name of a grid of a village by its key as text; empty for one that is not there, or closed."""
    try:
        wanted = UUID(key)
    except ValueError:
        return ""
    grid = organisations.grid_by_key(county, wanted)
    return grid.name if grid and grid.closed_on is None and grid.village.region_id == region else ""


def units_to_visit(county: int) -> QuerySet[Unit]:
    """The working units that can be called or visited, petition office first, then county, towns, villages."""
    reachable = ~Q(phone="") | ~Q(address="")
    return organisations.units_of(county).filter(reachable).order_by("-is_petition_office", "region__path", "code")


# What is being written


def telling(token: str, at: datetime) -> Telling | None:
    """The telling of a browser, unless it is too old; None for a token that is none."""
    try:
        key = UUID(token)
    except ValueError:
        return None
    return Telling.objects.filter(id=key, at__gt=at - TELLING_LIVES).first()


def words_of(written: Telling | None) -> dict[str, Any]:
    """What was written so far; empty once it was sent."""
    if written is None or not written.sealed:
        return {}
    words: dict[str, Any] = json.loads(vault.unseal(written.sealed, sealed_place(written)))
    return words


def sealed_place(written: Telling) -> str:
    """What the sealed words are bound to."""
    return f"portal_telling.sealed.{written.id}"


# Codes and who may see more than they show


def by_code(code: str) -> Case | None:
    """The case of a tracking code, read with its unit and those above; None for an unknown one.

    Declared wide: the code names no county. Codes are unique per county; of two, the one of this place is meant.
    """
    if not case_numbers.is_valid(code):
        return None
    found = list(Case.objects.filter(tracking_code=code).select_related("unit__parent__parent", "origin_unit")[:2])
    if len(found) > 1:
        found.sort(key=lambda case: case.county != organisations.county_here())
    return found[0] if found else None


def phone_ends(case: Case) -> set[str]:
    """The last four digits of the telephones of the people who brought a case; opened from the vault for comparing."""
    identities = Identity.objects.filter(
        county=case.county, parties__case=case, parties__county=case.county, parties__role__in=OWN_PEOPLE
    )
    phones = [vault.unseal(row.phone, f"identity.phone.{row.id}") for row in identities if row.phone]
    ends = {"".join(c for c in phone if c.isdigit())[-LAST_DIGITS:] for phone in phones}
    return {end for end in ends if len(end) == LAST_DIGITS}


def have_one_phone(one: Case, other: Case) -> bool:
    """True when somebody with the same telephone brought both cases; by blind index, nothing is opened."""
    known = Identity.objects.filter(county=one.county, parties__role__in=OWN_PEOPLE, phone_index__isnull=False)
    mine = known.filter(parties__case=one).values("phone_index")
    return known.filter(parties__case=other, phone_index__in=mine).exists()


def minutes_to_wait(county: int, subjects: Mapping[str, bytes], at: datetime) -> int:
    """Whole minutes until the next try is let in; 0 when it is now.

    Five wrong tries of one address at one thing wait ten minutes; fifty of everybody at one code wait a day.
    """
    mine = Attempt.objects.filter(county=county, subject=subjects["mine"], at__gt=at - WAIT).order_by("-at")
    tried = list(mine.values_list("at", flat=True)[:TRIES])
    if len(tried) >= TRIES:
        return 1 + int((tried[0] + WAIT - at).total_seconds() // 60)
    if "all" in subjects:
        everybody = Attempt.objects.filter(county=county, subject=subjects["all"], at__gt=at - A_DAY).order_by("-at")
        day = list(everybody.values_list("at", flat=True)[:TRIES_A_DAY])
        if len(day) >= TRIES_A_DAY:
            return 1 + int((day[-1] + A_DAY - at).total_seconds() // 60)
    return 0


def tries_left(county: int, subject: bytes, at: datetime) -> int:
    """How many wrong tries remain before the wait."""
    return max(0, TRIES - Attempt.objects.filter(county=county, subject=subject, at__gt=at - WAIT).count())


def subject_of(*parts: str) -> bytes:
    """A keyed fingerprint of who tries what: nobody reads an address or a code out of it."""
    return vault.blind_index("|".join(parts), "attempt") or b""


# What was done on a case


def entries_of(case: Case, act: str) -> list[Entry]:
    """The rows of the ledger for one act, the oldest first."""
    return list(Entry.objects.filter(county=case.county, case=case, act=act).order_by("seq"))


def last_urged_on(case: Case) -> date | None:
    """The local day on which the petitioner asked last what keeps the case."""
    last = Entry.objects.filter(county=case.county, case=case, act="urge").order_by("seq").last()
    return day_of(last.at) if last else None
