"""What every page of the product knows: place, navigation, language, size of type, hats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from fengqiao.domain.words import Words

CARE_SIZES = ("1.5", "2")
CARE_COOKIE = "care"
ROOM_FOR_ITEMS = 7


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One first-level entry of a role's navigation."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page; `care` is "", "1.5" or "2"; `hats` are the posts one person may change between; `is_unchecked` while
    nobody who speaks the page's language has read its words."""

    place: str
    place_phone: str
    language: str
    languages: tuple[tuple[str, str], ...]
    is_unchecked: bool
    care: str
    navigation: tuple[NavigationItem, ...]
    actor: Any
    hats: tuple[Any, ...]
    is_demo: bool
    here: str


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, worked out only when a template asks for it."""
    return {"shell": SimpleLazyObject(lambda: build_shell(request))}


def build_shell(request: HttpRequest) -> Shell:
    """The frame of one request; works before anybody has signed in."""
    actor = getattr(request, "actor", None)
    language = get_language() or settings.LANGUAGE_CODE
    return Shell(
        place=_in_language(_both(getattr(settings, "COUNTY_NAME", "")), language),
        place_phone=str(getattr(settings, "COUNTY_PHONE", "")),
        language=language,
        languages=tuple((code, name) for code, name in settings.LANGUAGES if not (actor and code in settings.FURTHER_LANGUAGES)),
        is_unchecked=not settings.FURTHER_LANGUAGES.get(language, {"checked_by": "us"})["checked_by"],
        care=care_size(request),
        navigation=tuple(navigation_for(getattr(actor, "roles", frozenset()), request.path, language)),
        actor=actor,
        hats=tuple(getattr(request, "hats", ())),
        is_demo=bool(getattr(settings, "DEMO", False)),
        here=request.get_full_path() if request.method == "GET" else request.path,
    )


def care_size(request: HttpRequest) -> str:
    """How much larger the type is: "", "1.5" or "2"."""
    size = request.COOKIES.get(CARE_COOKIE, "")
    return size if size in CARE_SIZES else ""


def navigation_for(roles: Iterable[str], path: str, language: str) -> list[NavigationItem]:
    """The first-level items of a person with these roles, at most seven, pages that do not exist left out."""
    held = frozenset(roles)
    shown: dict[str, tuple[Words | str, tuple[str, ...]]] = {}
    for wanted, label, name, under in _wired_navigation():
        url = _url(name)
        if url and held & frozenset(wanted) and len(shown) < ROOM_FOR_ITEMS:
            shown.setdefault(url, (label, (url, *under)))
    here = [(start, url) for url, (_label, starts) in shown.items() for start in starts if path.startswith(start)]
    current = max(here, key=lambda one: (len(one[0]), one[0] == one[1]), default=("", ""))[1]
    return [NavigationItem(_in_language(label, language), url, url == current) for url, (label, _starts) in shown.items()]


def _wired_navigation() -> Sequence[tuple[Iterable[str], Words | str, str, tuple[str, ...]]]:
    place = getattr(settings, "NAVIGATION", "")
    return import_string(place) if isinstance(place, str) and place else place or ()


def _both(name: Words | str) -> Words | str:
    """A name set as `澜溪县|Lanxi County` is one for each language."""
    chinese, bar, english = name.partition("|") if isinstance(name, str) else ("", "", "")
    return Words(chinese.strip(), english.strip()) if bar else name


def _in_language(value: Words | str, language: str) -> str:
    return value.of(language) if isinstance(value, Words) else str(value)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
