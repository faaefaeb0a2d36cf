"""Acts on centres: set up, windows, and the numbers of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from fengqiao.apps.centres import permissions, queries
from fengqiao.apps.centres.models import Centre, Ticket, Window
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.services import require_open
from fengqiao.domain.errors import Conflict, Incomplete, NotNow
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers, packversions, submissions
from fengqiao.kernel.county import new_id

MOST_NUMBERS = 999  # a day


@transaction.atomic
def set_up(
    *, unit: Unit, name: str, by: Actor, functions: Sequence[str] = (), address: str = "", hours: str = "", phone: str = ""
) -> Centre:
    """Set up a centre run by a unit. Raises Denied, Incomplete (name, closed unit, unknown function) or Conflict."""
    permissions.may_administer(by, unit.county_code).or_raise()
    if not name.strip():
        raise _wrong("name", "请写名称。", "Give its name.")
    require_open(unit, "unit", unit.county_code)
    known = packversions.in_use(unit.pack).lists.get(queries.FUNCTIONS, {})
    unknown = [code for code in functions if code not in known]
    if unknown:
        raise _wrong("functions", f"没有这种功能：{'、'.join(unknown)}。", f"There is no such function: {', '.join(unknown)}.")
    numbers.hold(unit.county_code, "centres")
    if Centre.objects.filter(county_code=unit.county_code, name=name.strip()).exists():
        raise Conflict(Words("已经有叫这个名字的场所。", "There is a place of this name already."), code="name_taken")
    return Centre.objects.create(
        county_code=unit.county_code, unit=unit, name=name.strip(), functions=list(dict.fromkeys(functions)),
        address=address.strip(), hours=hours.strip(), phone=phone.strip(),
    )  # fmt: skip


@transaction.atomic
def add_window(*, centre: Centre, unit: Unit, by: Actor, services: str = "", once: str = "") -> Window:
    """Open one more window with a unit behind it; the same `once` again gives the same window. Raises Denied, or Incomplete for a
    closed unit or one of another county."""
    permissions.may_administer(by, centre.county_code).or_raise()
    require_open(unit, "unit", centre.county_code)
    if known := submissions.made_before(centre.county_code, once, Window.objects.filter(centre=centre)):
        return known
    Centre.objects.select_for_update().get(pk=centre.pk)  # two who open one at once follow one another
    place = (Window.objects.filter(centre=centre).aggregate(last=Max("position"))["last"] or 0) + 1
    made = Window.objects.create(county_code=centre.county_code, centre=centre, unit=unit, position=place, services=services.strip())
    submissions.keep(centre.county_code, once, made.id)
    return made


@transaction.atomic
def drop_window(*, window: Window, by: Actor) -> None:
    """Close a window; numbers that were called there stay counted. Raises Denied."""
    permissions.may_administer(by, window.county_code).or_raise()
    window.delete()


@transaction.atomic
def draw(*, centre: Centre, at: datetime, day: date, once: str = "") -> Ticket:
    """Draw the next number of a day; anybody may, and it names nobody. The same `once` again gives the same number. Raises NotNow when
    the day has no more."""
    if known := submissions.made_before(centre.county_code, once, Ticket.objects.filter(county=centre.county_code)):
        return known
    Centre.objects.select_for_update().get(pk=centre.pk)  # two who draw at once follow one another
    drawn = Ticket.objects.filter(county=centre.county_code, centre=centre, day=day)
    number = (drawn.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_NUMBERS:
        raise NotNow(Words("今天的号取完了。", "There are no more numbers today."), code="no_more_numbers")
    ticket = Ticket.objects.create(id=new_id(centre.county_code), county=centre.county_code, centre=centre, day=day, number=number,
                                   drawn_at=at)  # fmt: skip
    submissions.keep(centre.county_code, once, ticket.id)
    return ticket


@transaction.atomic
def call_next(*, window: Window, by: Actor, at: datetime, day: date, once: str = "") -> Ticket:
    """Call the next number to a window; what was called there before is done, and the same `once` again calls nobody else. Raises
    Denied, or NotNow when nobody waits."""
    permissions.may_call(by, window.centre).or_raise()
    if known := submissions.made_before(window.county_code, once, Ticket.objects.filter(county=window.county_code)):
        return known
    mine = Ticket.objects.filter(county=window.county_code, centre=window.centre, day=day)
    mine.filter(window=window, called_at__isnull=False, done_at__isnull=True).update(done_at=at)
    found = mine.filter(called_at__isnull=True).select_for_update(skip_locked=True).order_by("number").first()
    if found is None:
        raise NotNow(Words("没有人在等。", "Nobody is waiting."), code="nobody_waits")
    found.window, found.called_at = window, at
    found.save(update_fields=["window", "called_at"])
    submissions.keep(window.county_code, once, found.id)
    return found


def _wrong(field: str, zh: str, en: str) -> Incomplete:
    words = Words(zh, en)
    return Incomplete(words, {field: words}, code=f"bad_{field}")
