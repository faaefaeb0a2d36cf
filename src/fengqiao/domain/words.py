"""Words that people read, in the languages of the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or name in Chinese (always there) and English."""

    zh: str
    en: str = ""

    def of(self, language: str) -> str:
        """The words in a language code such as "en" or "zh-hans"; Chinese where English is missing."""
        return self.en if language.startswith("en") and self.en else self.zh

    def filled(self, **values: object) -> Words:
        """These words with {names} replaced; a value that is itself Words is replaced per language."""
        zh = {k: v.zh if isinstance(v, Words) else v for k, v in values.items()}
        en = {k: v.of("en") if isinstance(v, Words) else v for k, v in values.items()}
        return Words(self.zh.format(**zh), self.en.format(**en))

    def __str__(self) -> str:
        return self.zh


def words_of(value: str | Mapping[str, str]) -> Words:
    """Words from pack data: a plain string is Chinese, a mapping has the keys zh and en."""
    if isinstance(value, str):
        return Words(value, "")
    return Words(value["zh"], value.get("en", ""))
