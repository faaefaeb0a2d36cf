"""Who answers for which area and subject: for everybody to read, for administrators to change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.apps.accounts import forms, queries, services
from fengqiao.apps.accounts.access import Request, requires_role, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.accounts.models import Charge, ChargeLayer
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Region, RegionLevel, UnitKind
from fengqiao.apps.organisations.permissions import may_administer
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import today


@dataclass(frozen=True, slots=True)
class Area:
    """A place with those who answer for it, layer by layer; an empty layer shows as a gap. A town holds its villages."""

    region: Region
    layers: list[tuple[str, list[Charge]]]
    unit: str = ""  # the code of a village's committee
    inner: list[Area] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """True when nobody answers for it by name."""
        return not any(held for _label, held in self.layers)


@signed_in
@require_http_methods(["GET", "POST"])
def charges(request: Request) -> HttpResponse:
    """The map of responsibility: each place by three layers, each subject with who has it, and the gaps of both."""
    county = request.actor.county
    may = bool(may_administer(request.actor, county))
    form = forms.ChargeForm(request.POST or None, county=county, initial={"since": today()})
    if request.method == "POST":
        may_administer(request.actor, county).or_raise()
        made = attempt(form, lambda typed: services.give_charge(by=request.actor, **typed))
        if made is not None:
            messages.success(request, _("已记下由%(name)s负责。") % {"name": made.user.name})
            return HttpResponseRedirect(reverse("accounts:charges"))
    found = list(queries.charges(county, today()))
    areas, subjects = _areas(county, found), _subjects(found)
    context = {
        "areas": areas, "subjects": subjects, "layers": ChargeLayer.labels, "may": may, "form": form,
        "bare_areas": [area.region for town in areas for area in (town, *town.inner) if area.is_bare and town.is_bare],
        "bare_subjects": [words for words, held in subjects if not held],
    }  # fmt: skip
    return render(request, "accounts/org/charges.html", context, status=422 if form.is_bound and form.errors else 200)


@requires_role("admin")
@require_POST
def end_charge(request: Request, charge: UUID) -> HttpResponse:
    """Let somebody answer for it no more from today on."""
    found = get_object_or_404(Charge, county_code=request.actor.county, pk=charge, until=None)
    services.end_charge(charge=found, on=today(), by=request.actor)
    messages.success(request, _("已结束；以前由谁负责，记录还在。"))
    return HttpResponseRedirect(reverse("accounts:charges"))


def _areas(county: int, found: Iterable[Charge]) -> list[Area]:
    held: dict[tuple[str, int], list[Charge]] = defaultdict(list)
    for one in found:
        if one.region_id:
            held[one.region_id, one.layer].append(one)
    root = organisations.county_region_code(county)
    places = Region.objects.filter(path__startswith=root[:6], level__gte=RegionLevel.TOWN).order_by("path")
    committees = organisations.units_of(county).filter(kind=UnitKind.COMMITTEE)
    unit_of = dict(committees.values_list("region_id", "code"))
    areas = [Area(place, [(str(label), held[place.code, layer]) for layer, label in ChargeLayer.choices], unit_of.get(place.code, ""))
             for place in places]  # fmt: skip
    towns = {area.region.code: area for area in areas if area.region.level == RegionLevel.TOWN}
    for area in areas:
        if area.region.level == RegionLevel.VILLAGE and area.region.parent_id in towns:
            towns[area.region.parent_id].inner.append(area)
    return list(towns.values())


def _subjects(found: Iterable[Charge]) -> list[tuple[Words, list[Charge]]]:
    held: dict[str, list[Charge]] = defaultdict(list)
    for one in found:
        held[one.category].append(one)
    return [(words, held[code]) for code, words in queries.categories().items()]
