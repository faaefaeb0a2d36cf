"""Pages of the rosters: all of them, how one is set up, its month."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.accounts.models import User
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.forms import RosterForm, SeatForm
from fengqiao.apps.occasions.models import Roster
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.apps.occasions.queries import STAFF
from fengqiao.apps.occasions.services import rostering
from fengqiao.apps.occasions.showing import see
from fengqiao.apps.occasions.staffing import leaders_for
from fengqiao.apps.occasions.telling import told_of
from fengqiao.apps.occasions.views.following import own_feed, unit_feed
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Denied, DomainError, Incomplete
from fengqiao.domain.occasions import RECURS, Rule
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today

for_staff = requires_role(*STAFF)
OPENS, CLOSES = time(9), time(12)
MOST_LOGGED = 30
CHANGED = ("substituted", "swapped")


@never_cache
@for_staff
@require_GET
def all_rosters(request: Request) -> HttpResponse:
    """Every roster of the county with its gaps to come, and the rules by which the reader's unit does not go yet."""
    rosters = queries.rosters_of(request.actor)
    gaps = {roster.id: found for roster, found in queries.coming_gaps(rosters, today())}
    units = Unit.objects.filter(county_code=request.actor.county, id__in=list(request.actor.units), is_active=True)
    rows = [(roster, *queries.rule_of(roster), gaps.get(roster.id, [])) for roster in rosters]
    free = [
        (unit, rule) for unit in units for rule in queries.rules_without_roster(unit) if _may_keep(request, unit, rule)
    ]
    return render(request, "occasions/rosters.html", {"rows": rows, "free": free, "recurs": RECURS})


@never_cache
@for_staff
@require_http_methods(["GET", "POST"])
def set_up(request: Request, unit: str, rule: str) -> HttpResponse:
    """Let a unit go by a rule, or change how it does."""
    home = get_object_or_404(Unit.objects.select_related("parent"), county_code=request.actor.county, code=unit)
    pack = queries.pack_of(home)
    known = pack.rosters.get(rule)
    if known is None:
        raise Http404
    may_keep(request.actor, pack.occasions[known.kind], home).or_raise()
    kept = Roster.objects.filter(county=home.county_code, unit=home, rule=rule).first()
    typed = request.POST if request.method == "POST" else None
    form = RosterForm(typed, county=home.county_code, rule=known, initial=_initial(home, known, kept))
    made = attempt(
        form, lambda entered: rostering.set_up(form.setting(entered), unit=home, rule=rule, by=request.actor, at=now())
    )
    if made is not None:
        messages.success(request, _("已保存。点“排这个月”就排好了。"))
        return see(reverse("occasions:roster", args=[made.id]))
    context = {"form": form, "unit": home, "rule": known, "roster": kept, "recurs": RECURS[known.recurs]}
    return render(request, "occasions/roster_setting.html", context, status=422 if form.errors else 200)


@never_cache
@for_staff
@require_GET
def month(request: Request, key: UUID) -> HttpResponse:
    """A month of a roster: who sits, which days nobody does, what was changed."""
    return _month_page(request, _roster(request, key))


@for_staff
@require_POST
def arrange(request: Request, key: UUID) -> HttpResponse:
    """Give every free day of a month to the next in turn."""
    roster, first = _roster(request, key), _first_of(request.POST.get("month", ""))
    try:
        done = rostering.arrange(roster, first, by=request.actor, at=now())
    except DomainError as refusal:
        return _refused(request, roster, refusal)
    said = _("排好了 %(n)s 天。") % {"n": done.planned} if done.planned else _("没有空着的日子要排。")
    if done.gaps:
        messages.warning(request, said + _("还有 %(n)s 天没有人。") % {"n": len(done.gaps)})
    else:
        messages.success(request, said)
    return see(_address(roster, first))


@for_staff
@require_POST
def change(request: Request, key: UUID) -> HttpResponse:
    """Put somebody else on the days picked, or let the two picked change."""
    roster, picked = (
        _roster(request, key),
        sorted({day for text in request.POST.getlist("pick")[:62] if (day := _day(text))}),
    )
    form = SeatForm(request.POST, county=request.actor.county)
    try:
        if not picked:
            words = Words("请先在日历上选一天（对调要选两天）。", "Choose a day in the calendar first (two to swap).")
            raise Incomplete(words, {"pick": words})
        if not form.is_valid():
            return _month_page(request, roster, form=form, status=422)
        _take(request, roster, picked, form.cleaned_data)
    except DomainError as refusal:
        return _refused(request, roster, refusal, form)
    messages.success(request, _("已改好，改动记在下面。"))
    return see(_address(roster, picked[0].replace(day=1)))


def _take(request: Request, roster: Roster, picked: list[date], typed: dict[str, Any]) -> None:
    act, given = request.POST.get("act"), {"reason": typed["reason"], "by": request.actor, "at": now()}
    if act == "swap":
        if len(picked) != 2:
            words = Words("对调要正好选两天。", "Choose exactly two days to swap.")
            raise Incomplete(words, {"pick": words})
        rostering.swap(roster, *picked, **given, known=_known(request))
        return
    person: User | None = typed["person"]
    if person is None and act != "clear":
        words = Words("请写换成谁。", "Say who sits instead.")
        raise Incomplete(words, {"person": words})
    for day in picked:
        rostering.seat(roster, day, None if act == "clear" else person, **given)


def _known(request: Request) -> dict[date, int]:
    """How often each day had been changed when the page was drawn (2026-12-01:3); what makes no sense is left out."""
    pairs = (text.split(":") for text in request.POST.getlist("known")[:62] if re.fullmatch(r"[0-9-]{10}:[0-9]{1,6}", text))
    return {day: int(times) for text, times in pairs if (day := _day(text))}


def _refused(request: Request, roster: Roster, refusal: DomainError, form: SeatForm | None = None) -> HttpResponse:
    if isinstance(refusal, Denied):
        raise refusal
    return _month_page(request, roster, form=form, refusal=refusal, status=refusal.status)


def _month_page(
    request: Request,
    roster: Roster,
    *,
    form: SeatForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    rule, kind = queries.rule_of(roster)
    sent = request.POST if request.method == "POST" else request.GET
    first = _first_of(sent.get("month", "") or next(iter(sent.getlist("pick")), "")[:7])
    shown = queries.month_of(roster, first, today())
    occasions = [square.occasion for square in shown.squares if square.occasion]
    people = User.objects.filter(id__in=roster.people).in_bulk()
    context = {
        "roster": roster, "rule": rule, "kind": kind, "recurs": RECURS, "month": shown, "today": today(),
        "form": form or SeatForm(county=roster.county), "refusal": refusal, "picked": sent.getlist("pick"),
        "before": (first - timedelta(days=1)).replace(day=1), "after": (first + timedelta(days=31)).replace(day=1),
        "may_keep": bool(may_keep(request.actor, kind, roster.unit)),
        "may_arrange": first >= today().replace(day=1), "people": [people[key] for key in roster.people if key in people],
        "changes": told_of(queries.changes_of(occasions, roster.county).filter(act__in=CHANGED)[:MOST_LOGGED]), "with_days": True,
        "feeds": [unit_feed(request, roster, kind), own_feed(request)],
    }  # fmt: skip
    return render(request, "occasions/roster.html", context, status=status)


def _initial(unit: Unit, rule: Rule, kept: Roster | None) -> dict[str, Any]:
    """What is set now; for a new roster those who would take turns, the unit's own place and usual hours."""
    if kept is not None:
        people = User.objects.filter(id__in=kept.people).in_bulk()
        named = [people[key] for key in kept.people if key in people]
        return {
            "place": kept.place,
            "starts": kept.starts,
            "ends": kept.ends,
            "on": "、".join(map(str, kept.on)),
            "people": _lines(named),
        }
    kind = queries.pack_of(unit).occasions[rule.kind]
    named = leaders_for(unit, kind.led_by, today()) if kind.led_by else []
    return {"place": unit.address, "starts": OPENS, "ends": CLOSES, "people": _lines(named)}


def _lines(people: list[User]) -> str:
    """One a line as the form takes them: by name, by log-in where several people bear the name."""
    names = [person.name for person in people]
    counties = {person.county_code for person in people}
    borne = Counter(User.objects.filter(county_code__in=counties, is_active=True, name__in=names).values_list("name", flat=True))
    return "\n".join(person.name if borne[person.name] == 1 else person.login for person in people)


def _may_keep(request: Request, unit: Unit, rule: Rule) -> bool:
    return bool(may_keep(request.actor, queries.pack_of(unit).occasions[rule.kind], unit))


def _roster(request: Request, key: UUID) -> Roster:
    found = queries.roster(request.actor.county, key)
    if found is None:
        raise Http404
    return found


def _first_of(text: str) -> date:
    """The month asked for (2026-12) by its first day; this one when nothing or nonsense was asked."""
    return _day(f"{text}-01") or today().replace(day=1)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-12-01") else None
    except ValueError:
        return None
    return day if day and 1990 <= day.year <= 2100 else None


def _address(roster: Roster, first: date) -> str:
    return f"{reverse('occasions:roster', args=[roster.id])}?month={first:%Y-%m}"
