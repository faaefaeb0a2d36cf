"""Letters registered many at a time: a bad one undoes none of the others, none is taken in twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Literal
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.services import Petition, register
from fengqiao.apps.intake.letters import Letter, Reader
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import day_of

AT_A_TIME = 50  # letters in one transaction: short, because the county's running number waits for it

Fate = Literal["registered", "twin", "known", "bad"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; a twin is registered too and tied to its first copy."""

    letter: Letter
    fate: Fate
    number: str = ""
    wrong: dict[str, Words] = field(default_factory=dict)


@dataclass(slots=True)
class Count:
    """The figures of an import; `registered` includes the twins."""

    rows: int = 0
    registered: int = 0
    twins: int = 0
    known: int = 0
    bad: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome, label: str) -> None:
        """Count one row."""
        self.rows += 1
        self.registered += outcome.fate in ("registered", "twin")
        self.twins += outcome.fate == "twin"
        self.known += outcome.fate == "known"
        self.bad += outcome.fate == "bad"
        if label and outcome.fate in ("registered", "twin"):
            self.labels[label] += 1


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes letters in where; `is_trial` registers them all and gives everything back."""

    unit: Unit
    by: Actor
    reader: Reader
    is_trial: bool = False

    def take(self, letters: Iterable[Letter], at: datetime) -> Iterator[Outcome]:
        """Register letters, some in each transaction; stopped in between, the next run goes on where this one ended."""
        waiting = iter(letters)
        while some := list(islice(waiting, AT_A_TIME)):
            yield from self._take_some(some, at)

    @transaction.atomic
    def _take_some(self, letters: Sequence[Letter], at: datetime) -> list[Outcome]:
        known = _known(self.unit.county_code, letters)
        found = accounts.officer_of(self.unit, day_of(at))
        officer = (str(found[0].id), found[0].name) if found else None
        outcomes = []
        for letter in letters:
            outcome, case = self._take_one(letter, known, officer, at)
            if case is not None:
                known[letter.key] = (case.id, case.title)
            outcomes.append(outcome)
        if self.is_trial:
            transaction.set_rollback(True)
        return outcomes

    def _take_one(
        self, letter: Letter, known: dict[str, tuple[UUID, str]], officer: tuple[str, str] | None, at: datetime
    ) -> tuple[Outcome, Case | None]:
        petition, wrong = self.reader.petition(letter)
        if letter.key in known:
            return _met_before(letter, petition, known[letter.key][1]), None
        if wrong:
            return Outcome(letter, "bad", wrong=wrong), None
        if letter.twin_of in known:
            petition = replace(petition, earlier=known[letter.twin_of][0])
        try:
            with transaction.atomic():
                case = register(petition, unit=self.unit, by=self.by, at=at, officer=officer)
        except Incomplete as refusal:
            return Outcome(letter, "bad", wrong=refusal.fields or {"": refusal.words}), None
        except DomainError as refusal:
            return Outcome(letter, "bad", wrong={"": refusal.words}), None
        except IntegrityError as error:
            if "case_source_once" not in str(error):
                raise
            # somebody else imports the same file at this moment
            return Outcome(letter, "known"), None
        except DataError:
            return Outcome(letter, "bad", wrong={"": _UNSTORABLE}), None
        return Outcome(letter, "twin" if letter.twin_of else "registered", case.number), case


def _known(county: int, letters: Iterable[Letter]) -> dict[str, tuple[UUID, str]]:
    keys = {key for letter in letters for key in (letter.key, letter.twin_of) if key}
    rows = Case.objects.filter(county=county, source_key__in=keys).values_list("source_key", "id", "title")
    return {key: (case, title) for key, case, title in rows}


def _met_before(letter: Letter, petition: Petition, title: str) -> Outcome:
    """Imported before, unless the key is borne by a letter of another title: then nothing may be passed over."""
    if petition.title and petition.title.strip() != title:
        return Outcome(letter, "bad", wrong={"key": _KEY_TAKEN.filled(title=title[:40])})
    return Outcome(letter, "known")


_KEY_TAKEN = Words(
    "这个来源编号已经用在另一件「{title}」上；如果不是同一封信，请换一个编号。",
    "This source key belongs to another case, “{title}”; if it is another letter, give it another key.",
)
_UNSTORABLE = Words("有存不下的字符，请删去特殊符号后再试。", "It holds characters that cannot be stored; remove special signs.")
