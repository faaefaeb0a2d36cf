"""Pages of the standards and local rules: the library, one version, what administrators publish (CY-09, CY-28)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role, signed_in
from fengqiao.apps.accounts.forms import attempt
from fengqiao.apps.methods import queries
from fengqiao.apps.methods.forms import RuleForm
from fengqiao.apps.organisations import ruling
from fengqiao.apps.organisations.models import Rule
from fengqiao.apps.organisations.permissions import ADMIN, may_administer
from fengqiao.domain.packs import Pack
from fengqiao.kernel import packfiles
from fengqiao.kernel.moment import today
from fengqiao.ui.language import in_language

NATIONAL = "national"
for_admins = requires_role(ADMIN)


@signed_in
@require_GET
def library(request: Request) -> HttpResponse:
    """Every document in the version in force, or about to be."""
    county = request.actor.county
    context = {
        "rules": ruling.current(county, today()), "today": today(), "may": bool(may_administer(request.actor, county)),
        "packs": [pack for pack in queries.packs() if pack.rules],
    }  # fmt: skip
    return render(request, "methods/rules.html", context)


@signed_in
@require_GET
def rule(request: Request, key: UUID) -> HttpResponse:
    """One version with its text, the steps it governs, and the other versions."""
    found, pack = _rule(request, key), packfiles.load(NATIONAL)
    versions = ruling.versions_of(found)
    in_force = next((one for one in versions if one.in_force <= today()), None)
    governs = [(known[0].name, known[1].name) for known in map(pack.act, found.acts) if known]
    context = {
        "rule": found, "versions": versions, "in_force": in_force, "governs": governs, "today": today(),
        "may": bool(may_administer(request.actor, request.actor.county)),
    }  # fmt: skip
    return render(request, "methods/rule.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Put a document into the library."""
    return _publish(request, None)


@for_admins
@require_http_methods(["GET", "POST"])
def new_version(request: Request, key: UUID) -> HttpResponse:
    """Publish a new version of a document; the old one stays readable."""
    return _publish(request, _rule(request, key))


@for_admins
@require_POST
def take(request: Request) -> HttpResponse:
    """Take the documents that a pack brings along into the library, each version once."""
    pack = queries.find(request.POST.get("pack", "")[:60])
    if pack is None:
        raise Http404
    made = ruling.take_from(pack, county=request.actor.county, by=request.actor)
    messages.success(request, _("从“%(pack)s”收进 %(n)s 份。") % {"pack": in_language(pack.title), "n": len(made)})
    return HttpResponseRedirect(reverse("methods:rules"))


def _publish(request: Request, replaces: Rule | None) -> HttpResponse:
    pack: Pack = packfiles.load(NATIONAL)
    initial: dict[str, Any] = {"in_force": today(), **(RuleForm.after(replaces) if replaces else {})}
    form = RuleForm(request.POST or None, pack=pack, initial=initial)
    made = attempt(form, lambda typed: ruling.publish(
        form.entered(typed), county=request.actor.county, pack=pack, by=request.actor, replaces=replaces,
    ))  # fmt: skip
    if made is None:
        context = {"form": form, "replaces": replaces}
        return render(request, "methods/rule_form.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("已收进《%(title)s》%(version)s。") % {"title": made.title, "version": made.version})
    return HttpResponseRedirect(reverse("methods:rule", args=[made.pk]))


def _rule(request: Request, key: UUID) -> Rule:
    found = ruling.one(request.actor.county, key)
    if found is None:
        raise Http404
    return found
