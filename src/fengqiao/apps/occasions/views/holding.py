"""Pages of one occasion: plan it, what is known of it, its agenda and those invited, its record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.accounts.forms import attempt, typed_in
from fengqiao.apps.cases.forms import MORE, Choices, FieldsForm, Sending, entered_in
from fengqiao.apps.cases.queries import visible_to as cases_of
from fengqiao.apps.cases.receiving import take_in
from fengqiao.apps.files.tickets import browser_of
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.forms import InviteForm, PlanForm
from fengqiao.apps.occasions.models import Invitation, Occasion, State
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.apps.occasions.queries import STAFF
from fengqiao.apps.occasions.services import holding, inviting, readiness
from fengqiao.apps.occasions.showing import Shown, see, shown
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Denied, DomainError, Incomplete
from fengqiao.domain.occasions import Kind
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.packversions import pack_of_tag
from fengqiao.kernel.submissions import number_of

for_staff = requires_role(*STAFF)
COUNTY_WIDE = frozenset({"dispatcher", "joint_secretary"})


@never_cache
@for_staff
@require_http_methods(["GET", "POST"])
def new(request: Request, kind: str) -> HttpResponse:
    """Plan an occasion; from the page of a case (`?case=`) with that case on it."""
    units = _units(request)
    home = units.filter(id=request.actor.unit).first() or units.first()
    known = queries.pack_of(home).occasions.get(kind) if home else None
    if home is None or known is None:
        raise Http404
    initial = {"unit": home, "on": today(), "cases": request.GET.get("case", "")[:60], "place": home.address}
    typed = request.POST if request.method == "POST" else None
    form = PlanForm(typed, kind=known, units=units, actor=request.actor, county=request.actor.county, initial=initial)
    once = number_of(request.POST)
    made = attempt(form, lambda entered: holding.plan(form.plan(kind, entered), by=request.actor, at=now(), once=once))
    if made is not None:
        messages.success(request, _("已安排。"))
        return see(_address(made))
    context = {"form": form, "kind": known, "missing": _missing(request, known, request.GET.get("case", "")[:60]), "once": once}
    return render(request, "occasions/new.html", context, status=422 if form.errors else 200)


def _missing(request: Request, kind: Kind, number: str) -> list[readiness.Missing]:
    """What the case from whose page one comes still lacks for a kind that waits for its board."""
    case = cases_of(request.actor).filter(number=number).first() if kind.lit and number and "\0" not in number else None
    return readiness.missing(kind, case, request.actor, today()) if case else []


@never_cache
@for_staff
@require_GET
def occasion(request: Request, key: UUID) -> HttpResponse:
    """What is known of one occasion."""
    return _page(request, _seen(request, key))


@never_cache
@for_staff
@require_http_methods(["GET", "POST"])
def record(request: Request, key: UUID) -> HttpResponse:
    """Record that it was held; one more row when it was asked for."""
    found = _seen(request, key)
    kind = queries.kind_of(found)
    may_keep(request.actor, kind, found.unit).or_raise()
    if request.method != "POST":
        return _record_page(request, found, _record_form(request, found, kind))
    try:
        take_in(request, found, request.actor, kind.fields)
        if MORE in request.POST:
            return _record_page(request, found, _record_form(request, found, kind))
        holding.record(found, entered_in(request.POST, holding.asked_of(kind)), by=request.actor, at=now(), leader=_leader(request),
                       led_lower=typed_in(request.POST, "led_lower")[:200], came=request.POST.getlist("came"))  # fmt: skip
    except Denied:
        raise
    except DomainError as refusal:
        form = _record_form(request, found, kind)
        form.refuse(refusal)
        return _record_page(request, found, form, refusal.status)
    messages.success(request, _("记好了。"))
    return see(_address(found))


@for_staff
@require_POST
def withdraw(request: Request, key: UUID, file: UUID) -> HttpResponse:
    """Take back one file of the record, with the reason."""
    found = _seen(request, key)
    reason = typed_in(request.POST, "reason")
    return _done(request, found, lambda: holding.withdraw_file(found, file, reason, by=request.actor, at=now()))


@for_staff
@require_POST
def not_held(request: Request, key: UUID) -> HttpResponse:
    """Say why it did not take place."""
    found = _seen(request, key)
    return _done(
        request,
        found,
        lambda: holding.not_held(found, typed_in(request.POST, "reason"), by=request.actor, at=now()),
    )


@for_staff
@require_POST
def extend(request: Request, key: UUID) -> HttpResponse:
    """Put the cases picked from the pool, and a topic, on the agenda."""
    found = _seen(request, key)
    picked = [text for text in request.POST.getlist("pick")[:60] if "\0" not in text]
    cases = list(cases_of(request.actor).filter(number__in=picked, is_sealed=False).order_by("number"))
    topics = typed_in(request.POST, "topics").splitlines()
    return _done(request, found, lambda: holding.extend_agenda(found, cases, topics, by=request.actor, at=now()))


@for_staff
@require_POST
def invite(request: Request, key: UUID) -> HttpResponse:
    """Invite those named."""
    found = _seen(request, key)
    form = _invite_form(request, found)
    invited = attempt(form, lambda typed: inviting.invite(
        found, typed["names"].splitlines(), case=form.cases.get(typed["case"]), by=request.actor, at=now()))  # fmt: skip
    if invited is None:
        return _page(request, found, invite_form=form, status=422)
    messages.success(request, _("请了 %(n)s 位。") % {"n": len(invited)})
    if outside := [one.name for one in invited if one.link_index is not None]:
        words = _("系统里没有：%(names)s。请把链接发给他；写错了的，撤回再请。")
        messages.warning(request, words % {"names": _("、").join(outside)})
    return see(f"{_address(found)}#invited")


@for_staff
@require_POST
def uninvite(request: Request, key: UUID) -> HttpResponse:
    """Take back an invitation that went to the wrong one."""
    asked = Invitation.objects.filter(county=request.actor.county, id=key).select_related("occasion").first()
    if asked is None:
        raise Http404
    found = _seen(request, asked.occasion_id)
    return _done(request, found, lambda: inviting.withdraw(asked, by=request.actor, at=now()))


@for_staff
@require_POST
def answer(request: Request, key: UUID) -> HttpResponse:
    """Answer one's own invitation, or that of one's unit."""
    found = _seen(request, key)
    mine = queries.own_invitation(found, request.actor)
    if mine is None:
        raise Http404
    return _done(
        request, found, lambda: inviting.answer(mine, request.POST.get("answer", ""), name=request.actor.name, at=now())
    )


@for_staff
@require_POST
def report(request: Request, key: UUID) -> HttpResponse:
    """Report what was done about a resolution."""
    owed = queries.to_report(request.actor, key)
    if owed is None:
        raise Http404
    found = _seen(request, owed.occasion_id)
    return _done(
        request, found, lambda: holding.report(owed, typed_in(request.POST, "report"), by=request.actor, at=now())
    )


def _done(request: Request, found: Occasion, act: Any) -> HttpResponse:
    try:
        act()
    except Denied:
        raise
    except DomainError as refusal:
        return _page(request, found, refusal=refusal, status=refusal.status)
    messages.success(request, _("已保存。"))
    return see(_address(found))


def _page(
    request: Request,
    found: Occasion,
    *,
    invite_form: InviteForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    told: Shown = shown(found, request.actor, today(), request.build_absolute_uri("/"))
    form = invite_form or _invite_form(request, found)
    context = {
        "one": told,
        "occasion": found,
        "refusal": refusal,
        "typed": {name: typed_in(request.POST, name) for name in ("reason", "topics", "report")} if refusal else {},
        "about": _about(request) if refusal else "",
        "today": today(),
        "invite_form": form,
        "changes": told.changes,
    }
    return render(request, "occasions/occasion.html", context, status=status)


def _about(request: Request) -> str:
    """Which resolution or file the refused form was about: what was typed stands there again, and nowhere else."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    return str(named.get("file") or named.get("key") or "")


def _record_page(request: Request, found: Occasion, form: FieldsForm, status: int = 200) -> HttpResponse:
    kind = queries.kind_of(found)
    led = {name: typed_in(request.POST, name) for name in ("leader", "led_lower")}
    context = {"occasion": found, "kind": kind, "form": form, **led,
               "invited": queries.invitations_of(found), "came": request.POST.getlist("came"), "more": MORE}  # fmt: skip
    return render(request, "occasions/record.html", context, status=status)


def _record_form(request: Request, found: Occasion, kind: Kind) -> FieldsForm:
    """The form with what is known: the record so far, and the rows of the agenda that are not told yet."""
    initial: dict[str, Any] = dict(found.record)
    items = queries.items_of(found, request.actor)
    waiting = [item for item, may_see in items if may_see and item.seq is None]
    if found.state == State.PLANNED:
        for n, item in enumerate(waiting, start=1):
            initial |= {f"items.{n}.case": item.case.number if item.case else "", f"items.{n}.text": item.text}
    units = Unit.objects.filter(county_code=found.county, is_active=True).exclude(level="village")
    cases = [(item.case.number, item.case.title) for item, may_see in items if may_see and item.case]
    choices = Choices(units=[(_("单位"), [(unit.code, unit.label) for unit in units])], cases=cases,
                      sending=Sending(found.county, found.id, request.actor, browser_of(request)))  # fmt: skip
    typed = request.POST if request.method == "POST" else None
    return FieldsForm(holding.asked_of(kind), pack=pack_of_tag(found.pack), choices=choices, typed=typed, initial=initial)


def _leader(request: Request) -> Any:
    """Who led it after all; None where it is whoever was planned."""
    text = typed_in(request.POST, "leader").strip()[:60]
    if not text:
        return None
    people = accounts.people_named(request.actor.county, text)
    if len(people) != 1:
        raise Incomplete(holding.NOBODY.filled(name=text), {})
    return people[0]


def _invite_form(request: Request, found: Occasion) -> InviteForm:
    cases = [item.case for item, may_see in queries.items_of(found, request.actor) if may_see and item.case]
    typed = request.POST if request.method == "POST" and "names" in request.POST else None
    panels = {panel.id: panel for panel in pack_of_tag(found.pack).method.panels}
    wanted = request.GET.get("panel", "")
    names = (
        queries.last_invited(found)
        if wanted == "last"
        else [role.name.zh for role in panels[wanted].roles]
        if wanted in panels
        else []
    )
    return InviteForm(typed, cases=cases, initial={"names": "\n".join(names)})


def _units(request: Request) -> QuerySet[Unit]:
    """The units for which somebody may plan: their own, or any that decides where they work for the whole county."""
    units = Unit.objects.filter(county_code=request.actor.county, is_active=True)
    return (
        units.exclude(level="village")
        if request.actor.is_any_of(COUNTY_WIDE)
        else units.filter(id__in=list(request.actor.units))
    )


def _seen(request: Request, key: UUID) -> Occasion:
    found = queries.seen(request.actor, key)
    if found is None:
        raise Http404
    return found


def _address(occasion: Occasion) -> str:
    return reverse("occasions:occasion", args=[occasion.id])
