"""A paper laid out for reading and printing, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from fengqiao.apps.documents.models import Document
from fengqiao.domain.packs import PaperKind
from fengqiao.domain.papers import compose, written_day
from fengqiao.kernel.moment import day_of

__all__ = ["Line", "Page"]

COLONS = ("：", ":")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paper: the addressee stands at the margin, all others are indented."""

    text: str
    kind: Literal["to", "text", "gap"] = "text"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page of a paper shows; `is_translation` when the words are not the valid Chinese ones."""

    title: str
    number: str
    lines: tuple[Line, ...]
    unit: str
    day: str
    has_seal: bool  # numbered papers carry the seal of the unit
    is_translation: bool
    served_on: date | None
    digest: str

    @classmethod
    def of(cls, document: Document, language: str) -> Page:
        """The page of a paper; raises InvalidTag when the row was tampered with."""
        short = "en" if language.startswith("en") and document.body.en else "zh"
        return cls(
            title=document.name.of(short),
            number=document.number,
            lines=lines_of(document.body.of(short)),
            unit=document.unit_name or document.issued_by_name,
            day=written_day(day_of(document.issued_at), short),
            has_seal=bool(document.number),
            is_translation=short == "en",
            served_on=document.served_on,
            digest=document.digest,
        )

    @classmethod
    def drawn(cls, paper: PaperKind, context: Mapping[str, Any], *, unit: str, on: date, language: str) -> Page:
        """A paper that is not issued but printed from the case whenever asked (registration form, receipt)."""
        body = compose(paper, context)
        short = "en" if language.startswith("en") and body.en else "zh"
        return cls(
            title=paper.name.of(short), number="", lines=lines_of(body.of(short)), unit=unit,
            day=written_day(on, short), has_seal=False, is_translation=short == "en", served_on=None, digest="",
        )  # fmt: skip


def lines_of(body: str) -> tuple[Line, ...]:
    """The lines of a body; a first line that ends in a colon names the addressee."""
    lines = [Line(text, "text" if text.strip() else "gap") for text in body.splitlines()]
    if lines and lines[0].text.endswith(COLONS):
        lines[0] = Line(lines[0].text, "to")
    return tuple(lines)
