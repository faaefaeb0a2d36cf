"""Pages of the directory: the people, one helper with their training, a table taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.helpers import committees, queries, rows, services
from fengqiao.apps.helpers import training as trainings
from fengqiao.apps.helpers.changes import told_of, words_of
from fengqiao.apps.helpers.forms import AskForm, HelperForm, TableForm, TrainingForm, shown
from fengqiao.apps.helpers.kinds import directory_pack
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.helpers.permissions import EDITS, may_edit
from fengqiao.apps.helpers.queries import phone_of
from fengqiao.apps.organisations import queries as organisations
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.returned import reason
from fengqiao.kernel.sheets import open_sheet
from fengqiao.kernel.submissions import number_of
from fengqiao.ui.language import in_language

for_editors = requires_role(*EDITS)
A_PAGE, MOST_ROWS = 50, 5_000


@never_cache
@signed_in
@require_GET
def directory(request: Request) -> HttpResponse:
    """The directory, fifty at a time, by kind, language, speciality, place or committee, and name; no telephones, no measure of anybody."""
    county = request.actor.county
    pack = directory_pack(county)
    form, after = AskForm(request.GET, pack=pack), request.GET.get("after", "")[:40]
    where = rows.whereabouts_of(county)
    found = queries.directory(county, form.asked(), where.places, after=after, most=A_PAGE + 1)
    helpers = found[:A_PAGE]
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form, "where": where, "cards": _cards(helpers, pack, county), "may_edit": may_edit(request.actor),
        "tally": committees.tally(county, today()),
        "more": f"?{urlencode({**kept, 'after': str(helpers[-1].id)})}" if len(found) > A_PAGE else "",
        "first": f"?{urlencode(kept)}" if after else "",
    }  # fmt: skip
    return render(request, "helpers/directory.html", context)


@never_cache
@for_editors
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Enter somebody."""
    form, pack = _form(request), directory_pack(request.actor.county)
    given = {"county": request.actor.county, "pack": pack, "once": number_of(request.POST), **_by(request)}
    made = attempt(form, lambda typed: services.add(form.entered(typed), **given))
    if made is None:
        return _page(request, form, None)
    messages.success(request, _("已把%(name)s记入名册。") % {"name": made.name})
    return _see(reverse("helpers:helper", args=[made.id]))


@never_cache
@for_editors
@require_http_methods(["GET", "POST"])
def change(request: Request, key: UUID) -> HttpResponse:
    """One helper with the telephone, to be called and corrected."""
    helper, pack = _helper(request, key), directory_pack(request.actor.county)
    form = _form(request, helper)
    done = attempt(form, lambda typed: services.change(helper, form.entered(typed), pack=pack, **_by(request)))
    if done is None:
        return _page(request, form, helper)
    messages.success(request, _("已保存。"))
    return _see(reverse("helpers:helper", args=[helper.id]))


@for_editors
@require_POST
def set_active(request: Request, key: UUID) -> HttpResponse:
    """Take somebody out of the directory, or back into it."""
    helper = _helper(request, key)
    services.set_active(helper, request.POST.get("is_active") == "yes", **_by(request))
    messages.success(request, _("已保存。"))
    return _see(reverse("helpers:helper", args=[helper.id]))


@for_editors
@require_POST
def train(request: Request, key: UUID) -> HttpResponse:
    """Write a training on somebody's card."""
    helper, form = _helper(request, key), TrainingForm(request.POST)
    made = attempt(form, lambda typed: trainings.record(helper, **typed, **_by(request)))
    if made is None:
        return _page(request, _form(request, helper, is_typed=False), helper, form)
    messages.success(request, _("已记下这次培训。"))
    return _see(reverse("helpers:helper", args=[helper.id]))


@for_editors
@require_POST
def strike(request: Request, key: UUID, training: UUID) -> HttpResponse:
    """Take a training that was written by mistake off somebody's card."""
    helper = _helper(request, key)
    found = trainings.one(helper, training)
    if found is None:
        raise Http404
    trainings.strike(found, **_by(request))
    messages.success(request, _("已去掉这次培训，改动记录里还看得到。"))
    return _see(reverse("helpers:helper", args=[helper.id]))


@never_cache
@for_editors
@require_http_methods(["GET", "POST"])
def take(request: Request) -> HttpResponse:
    """A table of helpers taken in at once; what could not be taken in is shown with its reasons."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    outcomes = attempt(form, lambda typed: _take(request, typed["file"]))
    context: dict[str, Any] = {"form": form, "kinds": directory_pack(request.actor.county).lists["helper_kinds"].values()}
    if outcomes is not None:
        language = in_language(Words("zh", "en"))
        bad = [(one.row.number, reason(one.wrong, rows.FIELDS, language)) for one in outcomes if one.fate == "bad"]
        context |= {"count": Counter(one.fate for one in outcomes), "bad": bad, "total": len(outcomes)}
    return render(request, "helpers/import.html", context, status=422 if form.errors else 200)


def _take(request: Request, sent: Any) -> list[services.Outcome]:
    sheet, county = open_sheet(sent.read(), sent.name), request.actor.county
    pack = directory_pack(county)
    if len(sheet.rows) > MOST_ROWS:
        zh, en = f"超过 {MOST_ROWS} 行，请分成几个文件。", f"It has more than {MOST_ROWS} rows; split it."
        words = Words(zh, en)
        raise Incomplete(words, {"file": words})
    reader = rows.reader_for(sheet, county, pack)
    return list(services.take(reader.read(sheet.rows), county=county, pack=pack, **_by(request)))


def _by(request: Request) -> dict[str, Any]:
    return {"by": request.actor, "at": now()}


def _helper(request: Request, key: UUID) -> Helper:
    found = queries.one(request.actor.county, key)
    if found is None:
        raise Http404
    return found


def _form(request: Request, helper: Helper | None = None, *, is_typed: bool = True) -> HelperForm:
    where = rows.whereabouts_of(request.actor.county)
    initial = shown(helper, _place(helper, _places([helper], request.actor.county))) if helper else None
    typed = request.POST if request.method == "POST" and is_typed else None
    return HelperForm(typed, pack=directory_pack(request.actor.county), where=where, initial=initial)


def _page(request: Request, form: HelperForm, helper: Helper | None, training_form: TrainingForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "helper": helper, "phone": "", "changes": [], "once": number_of(request.POST)}
    if helper:
        context |= {"phone": phone_of(helper), "trainings": trainings.of(helper, most=A_PAGE)}
        context |= {"training_form": training_form or TrainingForm()}
        context |= {"changes": told_of(queries.changes_of(helper, most=A_PAGE), directory_pack(request.actor.county))}
    return render(request, "helpers/helper.html", context, status=422 if form.errors or (training_form and training_form.errors) else 200)


def _cards(helpers: list[Helper], pack: Pack, county: int) -> list[dict[str, Any]]:
    """What the list shows of each: kinds, place, languages, specialities and note, in words."""
    places = _places(helpers, county)
    return [
        {
            "helper": helper, "place": _place(helper, places), "kinds": words_of(helper.kinds, pack, "helper_kinds"),
            "languages": words_of(helper.languages, pack, "languages"),
            "specialities": words_of(helper.specialities, pack, "categories"),
        }
        for helper in helpers
    ]  # fmt: skip


def _places(helpers: Iterable[Helper], county: int) -> dict[str, str]:
    codes = {helper.region.code for helper in helpers if helper.region}
    return organisations.path_names(codes, inside=organisations.county_region_code(county)) if codes else {}


def _place(helper: Helper, places: dict[str, str]) -> str:
    if helper.committee:
        return helper.committee.name
    if helper.unit:
        return helper.unit.label
    return places.get(helper.region.code, helper.region.name) if helper.region else ""


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
