"""Honours of a unit: told on its page for information, and nowhere else (PB-06, CY-40)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from fengqiao.apps.organisations import permissions
from fengqiao.apps.organisations.models import Honour, Unit
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words

FIRST_YEAR, MOST_GRANTOR, MOST_TEXT = 1949, 100, 200


def honours_of(unit: Unit) -> list[Honour]:
    """The honours of a unit, the latest first."""
    return list(Honour.objects.filter(unit=unit).order_by("-year", "id"))


@transaction.atomic
def add(*, unit: Unit, year: int, grantor: str, text: str, by: Actor, today: date) -> Honour:
    """Write down an honour: the year, who gave it, what it says; twice is once. Raises Denied or Incomplete."""
    permissions.may_administer(by, unit.county_code).or_raise()
    wrong: dict[str, Words] = {}
    if not FIRST_YEAR <= year <= today.year:
        wrong["year"] = Words(f"年份要在{FIRST_YEAR}到{today.year}之间。", f"The year lies between {FIRST_YEAR} and {today.year}.")
    said = {"grantor": " ".join(grantor.split()), "text": " ".join(text.split())}
    for name, most in (("grantor", MOST_GRANTOR), ("text", MOST_TEXT)):
        if not 1 <= len(said[name]) <= most:
            wrong[name] = Words(f"请写，最多{most}字。", f"Write it, in at most {most} characters.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    made, _is_new = Honour.objects.get_or_create(unit=unit, year=year, **said, defaults={"county_code": unit.county_code})
    return made


@transaction.atomic
def drop(*, honour: Honour, by: Actor) -> None:
    """Take an honour back that was written by mistake. Raises Denied."""
    permissions.may_administer(by, honour.county_code).or_raise()
    honour.delete()
