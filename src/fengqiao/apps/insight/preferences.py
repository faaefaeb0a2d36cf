"""How one browser likes its lists: columns and density, kept in a cookie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from fengqiao.apps.insight.rows import COLUMNS

COOKIE = "desk"
DENSITIES = ("normal", "compact", "roomy")
MOST_COLUMNS = 8
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """Columns in order (none: as the tab brings them) and density."""

    columns: tuple[str, ...] = ()
    density: str = "normal"


def of_request(request: HttpRequest) -> Preferences:
    """What this browser was told to remember; anything unknown in it is left out."""
    density, _, columns = request.COOKIES.get(COOKIE, "").partition(".")
    return _known(columns.split("."), density)


def remember(request: HttpRequest, response: HttpResponse, columns: Sequence[str], density: str) -> None:
    """Keep columns and density for a year."""
    kept = _known(columns, density)
    value = ".".join((kept.density, *kept.columns))
    response.set_cookie(COOKIE, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


def _known(columns: Sequence[str], density: str) -> Preferences:
    chosen = tuple(name for name in COLUMNS if name in columns)[:MOST_COLUMNS]
    return Preferences(chosen, density if density in DENSITIES else "normal")
