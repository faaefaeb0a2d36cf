"""The language of the page being made: Chinese, English, or a further one of an office's own (docs/guides/languages.md)."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

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


def name_in_language(name: str, english: str) -> str:
    """A name that was entered in Chinese and perhaps in English."""
    return english if english and in_english() else name
