"""The registration form of the window, and what it shows while somebody types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.cases import rules
from fengqiao.apps.intake import queries, services, sources
from fengqiao.apps.intake.forms import MOST_DEMANDS, RegistrationForm, settlement_form
from fengqiao.apps.intake.permissions import IMPORTS, SETTLED, TAKES_IN, matters_for, may_settle
from fengqiao.apps.organisations.places import places_of
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of
from fengqiao.ui.language import in_english, in_language

for_the_window = requires_role(*TAKES_IN)
LONGEST_SOURCE = 64


@sensitive_post_parameters()
@never_cache
@for_the_window
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Take a petition in: nothing that is unknown blocks it (信访工作条例 第十七条至第二十二条)."""
    if request.method == "GET":
        return _page(request, _form(request, None))
    form = _form(request, request.POST)
    if "look" in request.POST:
        return _page(request, form, is_looking=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    if not form.was_shown_earlier and _earlier(request, form):
        return _page(request, form, is_looking=True)  # without scripts they are shown once before saving
    if form.settled is not None and not str(form.settled.get("content", "")).strip():
        words = Words("请写下谈成了什么：谁、做什么。", "Write down what was agreed: who does what.")
        return _page(request, form, status=422, refusal=Incomplete(words, {f"{SETTLED}content": words}))
    earlier = queries.seen_earlier(request.actor, form.earlier_number)
    once = number_of(request.POST)
    try:
        unit = queries.intake_unit(request.actor)
        case = services.take_in(
            form.petition(earlier), by=request.actor, unit=unit, at=now(), once=once, settled=form.settled,
            source=_source_named(request),
        )  # fmt: skip
    except Incomplete as refusal:
        return _page(request, form, status=refusal.status, refusal=refusal)
    except DomainError as refusal:
        return _page(request, form, status=refusal.status, refusal=refusal)
    response = HttpResponseRedirect(reverse("intake:receipt", args=[case.number]))
    response.status_code = 303
    return response


@sensitive_post_parameters()
@never_cache
@for_the_window
@require_POST
def earlier(request: Request) -> HttpResponse:
    """Earlier cases of whoever is being typed in; posted, so that no name or number stands in an address or a log."""
    form = _form(request, request.POST)
    context = {"earlier": _earlier(request, form), "chosen": form.earlier_number, "looked": True}
    return render(request, "intake/_earlier.html", context)


@never_cache
@for_the_window
@require_POST
def competent(request: Request) -> HttpResponse:
    """Who answers for a kind of matter at a place."""
    form = _form(request, request.POST)
    return render(request, "intake/_competent.html", _competent(request, form))


@never_cache
@for_the_window
@require_POST
def place(request: Request) -> HttpResponse:
    """The town, village and grid of a typed place; where several bear the name, each to choose."""
    return render(request, "intake/_place.html", _placed(_form(request, request.POST)))


def _placed(form: RegistrationForm) -> dict[str, Any]:
    typed = str(form.data.get("place", ""))[:200] if form.is_bound else ""
    return {"found": form.places.find(typed) if typed else None, "where": form.whereabouts if typed else None, "typed_place": typed,
            "chosen_region": str(form.data.get("region", "")), "no_region": bool(form.data.get("no_region"))}  # fmt: skip


def _form(request: Request, typed: Any) -> RegistrationForm:
    county = request.actor.county
    lists = rules.pack_named(rules.NATIONAL).lists
    village = queries.village_of(queries.intake_unit(request.actor))
    source = sources.find(request.actor, _source_named(request))
    said = {"content": source.content, "place": source.place, "channel": source.channel} if source else {}
    known = {name: text for name, text in said.items() if text}
    return RegistrationForm(
        typed, initial=known, lists=lists, places=places_of(county), units=queries.units_for(county),
        former=queries.former_units_for(county), today=today(),
        matters=matters_for(request.actor, in_village=bool(village)), home=village, auto_id="id_%s",
    )  # fmt: skip


def _source_named(request: Request) -> str:
    """Where it was said, as the address that opened the form or the form itself says."""
    return (request.POST if request.method == "POST" else request.GET).get("from", "")[:LONGEST_SOURCE]


def _earlier(request: Request, form: RegistrationForm) -> list[Any]:
    return queries.earlier(request.actor, form.asked(), today())


def _competent(request: Request, form: RegistrationForm) -> dict[str, Any]:
    category = str(form["category"].value() or "")
    listed = rules.pack_named(rules.NATIONAL).lists["categories"]
    if category not in listed:
        return {"competent": "", "category": ""}
    units = queries.competent(request.actor.county, category, form.asked().region_code, today())
    between = ", " if in_english() else "、"
    return {"competent": between.join(unit.label for unit in units), "category": in_language(listed[category])}


def _page(
    request: Request, form: RegistrationForm, *, status: int = 200, is_looking: bool = False,
    refusal: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    """The form; once something was sent, with the earlier cases that were found and what is wrong beside its field."""
    looked = is_looking or form.was_shown_earlier
    settlement = settlement_form(rules.pack_named(rules.NATIONAL), request.POST if form.is_bound else None)
    if isinstance(refusal, Incomplete):
        of_settlement = {name: words for name, words in refusal.fields.items() if name in settlement.fields}
        if of_settlement:
            settlement.refuse(Incomplete(refusal.words, of_settlement))
        if len(of_settlement) < len(refusal.fields) or not refusal.fields:
            form.refuse(Incomplete(refusal.words, {n: w for n, w in refusal.fields.items() if n not in of_settlement}))
    context = {
        "form": form,
        "lines": form.demand_lines if form.is_bound else [""] * MOST_DEMANDS,
        "complained": form.complained,
        "line_errors": getattr(form, "line_errors", {}),
        "places": form.places.labels,
        "units": form.units,
        "former": form.former,
        "may_import": request.actor.is_any_of(frozenset(IMPORTS)),
        "unit": queries.intake_unit(request.actor),
        "earlier": _earlier(request, form) if looked else [],
        "chosen": form.earlier_number,
        "looked": looked,
        "is_looking": is_looking,
        "refusal": None if isinstance(refusal, Incomplete) else refusal,
        "settlement": settlement if may_settle(request.actor) else None,
        "once": number_of(request.POST),
        "source": sources.find(request.actor, _source_named(request)),
        "source_named": _source_named(request),
        "on_duty": sources.on_duty(queries.intake_unit(request.actor), today()),
        **_placed(form),
        **(_competent(request, form) if form.is_bound else {}),
    }
    return render(request, "intake/register.html", context, status=status)


def base_address(request: HttpRequest) -> str:
    """The public address of the service, as this person reached it."""
    return request.build_absolute_uri("/")
