"""What the petitioner's pages write: the telling, the petition it becomes, wrong tries at a code, and acts on a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.cases.models import Case, Entry
from fengqiao.apps.cases.pickup import pickup_secret
from fengqiao.apps.cases.queries import act_name
from fengqiao.apps.cases.rules import pack_of
from fengqiao.apps.cases.services import Person, Petition, perform, register
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.portal import queries
from fengqiao.apps.portal.models import Attempt, Telling
from fengqiao.domain import case_numbers
from fengqiao.domain.errors import Conflict, NotNow
from fengqiao.domain.roles import Actor, petitioner
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import SAME
from fengqiao.kernel import numbers, submissions, vault
from fengqiao.kernel.moment import day_of

MOST_KEPT = 100_000  # characters; more than may be sent is kept while it is being shortened
CITIZEN = "信访人"


def citizen(county: int) -> Actor:
    """Whoever holds the code of a case of a county."""
    return petitioner(county, CITIZEN)


# Saying it


@database.atomic
def keep(written: Telling | None, changes: Mapping[str, Any], *, county: int, at: datetime) -> Telling:
    """Keep what was written so far, sealed; old tellings of others are swept away."""
    Telling.objects.filter(county=county, at__lte=at - queries.TELLING_LIVES).delete()
    if written is None or written.case_id:
        written = Telling(county=county)
    words = {**queries.words_of(written), **changes}
    text = json.dumps({name: _short(value) for name, value in words.items()}, ensure_ascii=False)
    written.sealed, written.at = vault.seal(text, queries.sealed_place(written)), at
    written.save()
    return written


def _short(value: Any) -> Any:
    return value[:MOST_KEPT] if isinstance(value, str) else value


@database.atomic
def send(written: Telling, *, office: Unit, at: datetime) -> Case:
    """Register what was written at the petition office; sent again, the case of the first time.

    Raises Incomplete naming the part that is wrong; nothing is lost then.
    """
    written = Telling.objects.select_for_update().get(id=written.id)
    if written.case_id:
        return Case.objects.select_related("unit").get(county=written.county, id=written.case_id)
    words = queries.words_of(written)
    by = citizen(office.county_code)
    case = register(petition_of(words, office.county_code), unit=office, by=by, at=at, once=f"say-{written.id}")
    written.case_id, written.sealed, written.at = case.id, b"", at
    written.save()
    return case


def petition_of(words: Mapping[str, Any], county: int) -> Petition:
    """What somebody wrote, as it is registered: nothing but what happened is needed. A place chosen is named."""
    name, phone, wish = (str(words.get(part) or "") for part in ("name", "phone", "wish"))
    content = str(words.get("content") or "")
    about, region = words.get("about"), str(words.get("region") or "")
    where = queries.whereabouts(words, county)
    return Petition(
        content=content, title=_first_words(content), demands=[wish] if wish else [], wish=wish, channel="online",
        people=[Person(name=name, phone=phone)] if name or phone else [], region_code=where.code, grid=where.grid,
        place=str(words.get("place") or "") or queries.place_name(region, county), is_confidential=bool(words.get("confidential")),
        earlier=UUID(about) if about else None, tie="new_facts" if about else "same_matter",
    )  # fmt: skip


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


# Who may see


@dataclass(frozen=True, slots=True)
class Proof:
    """The answer to a try: `minutes` to wait when there were too many, `left` tries when it was wrong."""

    holds: bool
    minutes: int = 0
    left: int = 0


@database.atomic
def look_up(code: str, address: str, at: datetime) -> tuple[Case | None, int]:
    """The case of a code and the minutes to wait. A code that could be one but is none counts as a wrong try.

    One look after the other for each address, so that many at once are no way round the wait.
    """
    if not case_numbers.is_valid(code):
        return None, 0
    county, subject = organisations.county_here() or 0, queries.subject_of("code", address)
    numbers.hold(county, f"code {subject.hex()}")
    if minutes := queries.minutes_to_wait(county, {"mine": subject}, at):
        return None, minutes
    case = queries.by_code(code)
    if case is None:
        _note_try(county, at, subject)
    return case, 0


@database.atomic
def prove(case: Case, given: str, address: str, at: datetime) -> Proof:
    """Is this somebody who brought the case? The last four digits of a telephone given, else the receipt's secret.

    One try after the other, so that many at once are no way round the wait.
    """
    mine, everybody = queries.subject_of("proof", address, str(case.id)), queries.subject_of("proof", str(case.id))
    numbers.hold(case.county, f"proof {case.id}")
    if minutes := queries.minutes_to_wait(case.county, {"mine": mine, "all": everybody}, at):
        return Proof(False, minutes=minutes)
    digits = "".join(c for c in normalize("NFKC", given[:40]) if c.isascii() and c.isdigit())
    if any(compare_digest(digits, right) for right in _right_answers(case)):
        Attempt.objects.filter(county=case.county, subject=mine).delete()
        return Proof(True)
    _note_try(case.county, at, mine, everybody)
    return Proof(
        False, minutes=queries.minutes_to_wait(case.county, {"mine": mine}, at),
        left=queries.tries_left(case.county, mine, at),
    )  # fmt: skip


def _right_answers(case: Case) -> list[str]:
    return sorted(queries.phone_ends(case)) or [pickup_secret(case)]


def _note_try(county: int, at: datetime, *subjects: bytes) -> None:
    Attempt.objects.filter(county=county, at__lte=at - queries.A_DAY).delete()
    Attempt.objects.bulk_create(Attempt(county=county, subject=subject, at=at) for subject in subjects)


# Acting


@database.atomic
def act(case: Case, step: str, data: Mapping[str, Any], *, at: datetime, once: str, seen: int | None = None) -> Entry:
    """Take a step as the one who brought the case; `seen` is the last row of the timeline that the page showed.

    Raises what `cases.services.perform` raises; Conflict only for a step that moves the case. The case is held from
    the first question on, so that what is found is still so when the step is taken.
    """
    Case.objects.select_for_update(of=("self",)).get(county=case.county, id=case.id)
    if step == "urge" and not _sent(case, once):
        _once_a_day(case, day_of(at))
    known = pack_of(case).act(step)
    if known is not None and known[1].to != SAME and seen is not None and not _sent(case, once):
        _as_seen(case, seen)
    return perform(
        county=case.county, case_id=case.id, step=step, data=data, by=citizen(case.county), at=at,
        once=_token(case, once),
    )  # fmt: skip


def _token(case: Case, once: str) -> str:
    return f"{case.id.hex}-{once}" if once else ""


def _sent(case: Case, once: str) -> bool:
    return submissions.sent_before(case.county, _token(case, once)) is not None


def _once_a_day(case: Case, today: date) -> None:
    if queries.last_urged_on(case) == today:
        words = Words(
            "今天已经催过了，明天还可以再催；着急可以直接打电话给负责人。",
            "You have asked today already; you can ask again tomorrow, or call the person in charge.",
        )
        raise NotNow(words, code="urged_today")


def _as_seen(case: Case, seen: int) -> None:
    since = list(Entry.objects.filter(county=case.county, case=case, seq__gt=seen, shown="petitioner"))
    if since:
        pack = pack_of(case)
        words = Words(
            "您打开这一页以后，事情有了新进展；您写的还在，请看一看再决定。",
            "Something happened after you opened this page; what you wrote is kept. Look, then decide.",
        )
        raise Conflict(words, since=[act_name(entry.act, pack) for entry in since])
