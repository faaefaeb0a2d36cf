"""The language of the page being made: Chinese, English, or for citizens a further one (docs/guides/languages.md)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import activate, get_language, gettext

from fengqiao.domain.words import Words

CHINESE = "zh-hans"


def language() -> str:
    """The language that texts kept in both are read in: "en" on English pages, else "zh"."""
    return "en" if in_english() else "zh"


def in_english() -> bool:
    """True while the page is in English."""
    return (get_language() or CHINESE).startswith("en")


def in_further_language() -> bool:
    """True while the page is in a language that an office added: what its catalogue lacks is said in Chinese."""
    return (get_language() or CHINESE) not in (CHINESE, "en")


def in_language(words: Words) -> str:
    """Domain words in the language of the page; a further language finds them in its catalogue, else they stay Chinese."""
    found = words.of(language())
    return gettext(found) if found and in_further_language() else found


def desks_in_their_languages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whoever is signed in works in Chinese or English; further languages are for the citizens' pages."""

    def answer(request: HttpRequest) -> HttpResponse:
        if in_further_language() and getattr(request, "actor", None):
            activate(CHINESE)
        return get_response(request)

    return answer


def name_in_language(name: str, english: str) -> str:
    """A name that was entered in Chinese and perhaps in English."""
    return english if english and in_english() else name
