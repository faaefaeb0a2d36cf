"""One form, one act: a form carries a random number, and sent again it finds what it made the first time.

A page writes the number with `{% once %}`, its view reads it with `number_of`. The service asks `made_before`, or `sent_before`
while it holds the row that both senders change, and writes in the same transaction what it made: `keep`, or `submission` as one
of several rows. Without a number (a script, an import) every call acts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from fengqiao.domain.errors import NotNow
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id
from fengqiao.kernel.models import Submission
from fengqiao.kernel.reading import Question

M = TypeVar("M", bound=models.Model)
NUMBER = re.compile(r"[0-9A-Za-z.-]{8,100}")


def number_of(typed: Mapping[str, Any]) -> str:
    """The random number of a form that was sent; empty when it is none that this product made."""
    return number if NUMBER.fullmatch(number := str(typed.get("once", ""))) else ""


@Question
def _sent(county: int, token: str) -> models.QuerySet[Submission]:
    return Submission.objects.filter(county=county, token=token)


def sent_before(county: int, token: str) -> Submission | None:
    """What a form made when it was sent the first time; None when it is new, or has no number."""
    return next(iter(_sent(county, token)), None) if token else None


def made_before(county: int, token: str, among: models.QuerySet[M]) -> M | None:
    """What this form made when it was sent the first time, after whoever is sending it at this moment; None when it is new.

    Inside a transaction. Raises as `again`.
    """
    if token:
        numbers.hold(county, token)
    done = sent_before(county, token)
    return again(among.filter(id=done.made)) if done else None


def again(found: models.QuerySet[M]) -> M:
    """What a form made; raises NotNow when that is no longer there (a window that was closed, a queue number of yesterday)."""
    if (made := found.first()) is None:
        raise NotNow(Words("这张表已经交过，当时办的后来撤掉了。要再办一次，请重新打开页面。",
                           "This form was sent before, and what it made is gone. Open the page again to do it once more."),
                     code="sent_before")  # fmt: skip
    return made


def submission(county: int, token: str, made: UUID, *, seq: int = 0) -> Submission:
    """The row that says what a form made, not yet written."""
    return Submission(id=new_id(county), county=county, token=token, made=made, seq=seq)


def keep(county: int, token: str, made: UUID) -> None:
    """Write what a form made; nothing without a number."""
    if token:
        submission(county, token, made).save(force_insert=True)
