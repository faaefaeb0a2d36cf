"""Why the rules may say no.

DomainError
├── Denied            this person may not do it (403)
├── NotNow            nobody may do it in this state or at this time (409)
├── Conflict          somebody else acted first (409)
├── Incomplete        something is missing or wrong in what was entered (422)
├── CalendarMissing   a year's working days are not loaded: no date is guessed (409)
└── PackError         a pack says something it must not (names file, line, key)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fengqiao.domain.words import Words


class DomainError(Exception):
    """A refusal in plain words; nothing has changed when it is raised."""

    status = 409

    def __init__(self, words: Words, *, code: str = "", article: str = "") -> None:
        super().__init__(words.zh)
        self.words = words
        self.code = code
        self.article = article


class Denied(DomainError):
    """This person may not do it."""

    status = 403


class NotNow(DomainError):
    """Nobody may do it in this state or at this time."""


class Conflict(DomainError):
    """Somebody else acted first; `since` says what happened meanwhile."""

    def __init__(self, words: Words, *, since: Sequence[Words] = (), code: str = "conflict") -> None:
        super().__init__(words, code=code)
        self.since = tuple(since)


class Incomplete(DomainError):
    """Something is missing or wrong; `fields` maps a field's name to what is wrong with it."""

    status = 422

    def __init__(self, words: Words, fields: Mapping[str, Words] | None = None, *, code: str = "incomplete") -> None:
        super().__init__(words, code=code)
        self.fields = dict(fields or {})

    @property
    def alone(self) -> str:
        """The one field that is wrong, where its sentence is all there is to say; else empty."""
        return next(iter(self.fields)) if list(self.fields.values()) == [self.words] else ""


class CalendarMissing(DomainError):
    """The working days of a year are not loaded, so no date is given (DAY-12)."""

    def __init__(self, year: int) -> None:
        words = Words(
            f"{year}年的放假安排还没有装入，不推算日期。",
            f"The working days of {year} are not loaded, so no date is guessed.",
        )
        super().__init__(words, code="calendar_missing", article="DAY-12")
        self.year = year


class PackError(DomainError):
    """A pack says something it must not; `where` is file:line, `key` the path of the entry, `said` the sentence without them."""

    status = 422

    def __init__(self, words: Words, *, where: str = "", key: str = "", code: str = "pack") -> None:
        place = " ".join(part for part in (where, key) if part)
        located = Words(f"{place}：{words.zh}", f"{place}: {words.en}") if place else words
        super().__init__(located, code=code)
        self.where, self.key, self.said = where, key, words
