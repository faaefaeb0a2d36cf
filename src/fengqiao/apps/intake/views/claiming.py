"""Claims of many people from a file, on the screen: send it; what is wrong comes back row by row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.cases import queries, rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.views.showing import seen, to_case
from fengqiao.apps.intake import claims
from fengqiao.apps.intake.forms import UploadForm
from fengqiao.domain import money
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.returned import reason
from fengqiao.kernel.sheets import open_sheet
from fengqiao.kernel.submissions import number_of
from fengqiao.ui.language import language

SHOWN = 50


class ClaimsForm(UploadForm):
    """A file with a row a person, and what all rows have in common."""

    what = forms.CharField(label=gettext_lazy("什么钱（表里没有这一列时）"), required=False, max_length=200)
    who = forms.CharField(label=gettext_lazy("该由谁付（表里没有这一列时）"), required=False, max_length=60)
    same_names = forms.BooleanField(
        label=gettext_lazy("同名的已核对：是不同的人，或者是另一笔钱"), required=False
    )


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def upload(request: Request, number: str) -> HttpResponse:
    """Record the rows of a file as claims of a case: all of them, or none with the reason of each bad row."""
    found = seen(request, number)
    step = rules.pack_of(found).workflows[queries.proceeding_of(found).workflow].key("add_claims")
    allowed = queries.step_of(found, request.actor, step, today())
    if allowed is None:
        raise Http404
    allowed.verdict.or_raise()
    form = ClaimsForm(request.POST, request.FILES) if request.method == "POST" else ClaimsForm()
    read: list[claims.Claims] = []
    if attempt(form, lambda typed: _enter(request, found, typed, read)) is not None:
        total, least = read[0].total, read[0].is_least
        told = {"n": len(read[0].rows), "amount": money.written(total, least=least), "capitals": money.capitals(total)}
        messages.success(request, _("已记下%(n)s项，合计%(amount)s元（%(capitals)s）。") % told)
        return to_case(request, number)
    bad = [(row.number, reason(wrong, {}, language())) for row, wrong in (read[0].bad[:SHOWN] if read else ())]
    context = {"form": form, "case": found, "bad": bad, "once": number_of(request.POST)}
    return render(request, "intake/claims.html", context, status=422 if form.is_bound else 200)


def _enter(request: Request, found: Case, typed: dict[str, Any], read: list[claims.Claims]) -> Any:
    sent = typed["file"]
    sheet = open_sheet(sent.read(), sent.name)
    read.append(claims.read(sheet, what=typed["what"], who=typed["who"], same_names=typed["same_names"]))
    return claims.enter(
        found, read[0], by=request.actor, at=now(), same_names=typed["same_names"], once=number_of(request.POST)
    )
