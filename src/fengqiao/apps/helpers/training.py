"""Training of those who help (CY-41): what was learnt on which day for how many hours, and nothing that compares people."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fengqiao.apps.helpers.models import Change, Helper, Training
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of

MOST_SUBJECT, MOST_HOURS = 100, 200


def of(helper: Helper, *, most: int) -> list[Training]:
    """What somebody took part in, the latest first, at most so many."""
    return list(Training.objects.filter(county=helper.county_code, helper=helper).order_by("-on", "-id")[:most])


def one(helper: Helper, key: UUID) -> Training | None:
    """A training of somebody by its id; None when it is not theirs."""
    return Training.objects.filter(county=helper.county_code, helper=helper, id=key).first()


@transaction.atomic
def record(helper: Helper, *, on: date, subject: str, hours: int, by: Actor, at: datetime) -> Training:
    """Write a training on somebody's card; the same day and subject again is the same one. Raises Incomplete."""
    wrong: dict[str, Words] = {}
    said = " ".join(subject.split())
    if not 1 <= len(said) <= MOST_SUBJECT:
        wrong["subject"] = Words(f"请写学了什么，最多{MOST_SUBJECT}字。", f"Say what was learnt, in at most {MOST_SUBJECT} characters.")
    if on > day_of(at):
        wrong["on"] = Words("这一天还没有到。", "That day is still ahead.")
    if not 1 <= hours <= MOST_HOURS:
        wrong["hours"] = Words(f"学时是1到{MOST_HOURS}的整数。", f"Hours are a whole number from 1 to {MOST_HOURS}.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    county = helper.county_code
    made, is_new = Training.objects.get_or_create(
        county=county, helper=helper, on=on, subject=said, defaults={"id": new_id(county), "hours": hours}
    )
    if is_new:
        _noted("trained", made, [None, _told(made)], by, at)
    return made


@transaction.atomic
def strike(training: Training, *, by: Actor, at: datetime) -> None:
    """Take a training off somebody's card because it was written by mistake; that it was there stays in the log."""
    _noted("untrained", training, [_told(training), None], by, at)
    training.delete()


def _told(training: Training) -> str:
    return f"{training.on} {training.subject}（{training.hours}）"


def _noted(act: str, training: Training, parts: list[str | None], by: Actor, at: datetime) -> None:
    Change.objects.create(
        id=new_id(training.county), county=training.county, helper_id=training.helper_id, act=act, at=at, by_id_text=by.user,
        by_name=by.name, parts={"training": parts},
    )  # fmt: skip
