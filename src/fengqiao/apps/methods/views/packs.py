"""Pages of the working methods: all of them, one, its file, and which one a unit goes by."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.apps.accounts.access import Request, requires_role, signed_in
from fengqiao.apps.methods import queries, services
from fengqiao.apps.methods.standing import Place, pillars_of
from fengqiao.apps.organisations import naming
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations import services as organising
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.permissions import ADMIN, may_administer
from fengqiao.domain.errors import Incomplete, NotNow, PackError
from fengqiao.domain.packs import Pack, show
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles, packversions
from fengqiao.kernel.moment import today
from fengqiao.ui.language import in_language

QUESTIONS = ("id", "title", "title_en", "place", "source", "desk", "tiers", "slogan", "parts", "days")


@signed_in
@require_GET
def all_methods(request: Request) -> HttpResponse:
    """Every method there is, with the units that chose it."""
    chosen = queries.units_by_pack(request.actor.county)
    rows = [(pack, chosen.get(pack.name, [])) for pack in queries.packs()]
    wrong = [(name, error, chosen.get(name, []), packversions.in_use(name)) for name, error in packfiles.unreadable().items()]
    return render(request, "methods/all.html", {"rows": rows, "wrong": wrong})


@signed_in
@require_GET
def method(request: Request, name: str) -> HttpResponse:
    """One method: what it says of itself, the digits of its slogans, its ladder and steps, and what it tightens."""
    pack = _pack(name)
    county = request.actor.county
    context = {
        "pack": pack, "method": pack.method, "slogans": queries.slogans(pack), "labels": queries.labels(pack), "ways": queries.ways(pack),
        "rungs": queries.rungs(pack), "rounds": queries.rounds(pack), "tightened": queries.tightened(pack),
        "units": queries.units_by_pack(county).get(pack.name, []),
        "offices": queries.offices(pack, county),
        "is_shipped": packfiles.is_shipped(pack.name),
        "choices": _choices(request) if may_administer(request.actor, county) else [],
    }  # fmt: skip
    return render(request, "methods/method.html", context)


@requires_role(ADMIN)
@require_http_methods(["GET", "POST"])
def write(request: Request) -> HttpResponse:
    """Write a method: six questions or a file make the first text, the same checks as for every pack say what is wrong, then it is
    put to use."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if request.method == "GET":
        asked, parent = request.GET.get("name", "")[:60], queries.find(request.GET.get("upon", ""))
        if parent:
            return _write_page(request, services.upon(parent))
        text = (packfiles.site_text(asked) or "") if services.NAME.fullmatch(asked) else ""
        return _write_page(request, text, checked=services.check(text) if asked in packfiles.unreadable() else None)
    if "begin" in request.POST:
        return _write_page(request, services.skeleton({name: request.POST.get(name, "") for name in QUESTIONS}))
    if "open" in request.POST:
        return _opened(request, text)
    if "save" in request.POST:
        try:
            pack = services.publish(text, by=request.actor)
        except NotNow as error:
            return _write_page(request, text, error=error, status=error.status)
        except PackError:
            pass  # the check below says everything that is wrong, with its line
        else:
            messages.success(request, _("“%(pack)s”可以用了，请选哪些单位用它。") % {"pack": in_language(pack.title)})
            return HttpResponseRedirect(reverse("methods:method", args=[pack.name]))
    checked = services.check(text)
    return _write_page(request, text, checked=checked, status=200 if checked.is_proven else 422)


def _opened(request: Request, text: str) -> HttpResponse:
    """The text of a file that was sent, to be checked and changed; what was there stays when it cannot be read."""
    sent = request.FILES.get("file")
    try:
        if sent is None or not sent.size or sent.size > packfiles.LARGEST_FILE:
            words = Words("请选一个工作法的文件（.yaml，不是空的，不超过2 MB）。",
                          "Choose the file of a method (.yaml, not empty, 2 MB at most).")  # fmt: skip
            raise Incomplete(words, {"file": words})
        return _write_page(request, sent.read().decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        words = Words("这个文件不是文字文件，或者不是UTF-8编码。", "The file is no text, or not in UTF-8.")
        error: Incomplete = Incomplete(words, {"file": words})
    except Incomplete as found:
        error = found
    return _write_page(request, text, error=error, status=error.status)


def _write_page(request: Request, text: str, *, status: int = 200, **shown: object) -> HttpResponse:
    return render(request, "methods/write.html", {"text": text, "usable": queries.usable(), **shown}, status=status)


@signed_in
@require_GET
def standing(request: Request, name: str) -> HttpResponse:
    """What the records of this year show for each part of a method, in the units of the county that go by it."""
    pack, county, day = _pack(name), request.actor.county, today()
    units = list(Unit.objects.filter(county_code=county, pack=pack.name, is_active=True).order_by("code"))
    asked = request.GET.get("unit", "")
    chosen = [unit for unit in units if unit.code == asked] or units
    place = Place(county, chosen, pack, day.replace(month=1, day=1), day)
    towns = [unit for unit in units if unit.level != "village"]
    context = {"pack": pack, "pillars": pillars_of(place), "place": place, "towns": towns, "asked": asked}
    return render(request, "methods/standing.html", context)


@signed_in
@require_GET
def poster(request: Request, name: str) -> HttpResponse:
    """A poster of a method on A4: its motto, three steps, the hours of a window, and the way to the citizen's page (PB-20)."""
    pack, county = _pack(name), request.actor.county
    own = Unit.objects.filter(county_code=county, is_active=True)
    asked = own.filter(code=request.GET.get("unit", "")[:60]).first()
    unit = asked or own.filter(pack=pack.name, has_own_pack=True).exclude(hours="").order_by("code").first()
    unit = unit or organisations.petition_office(county)
    context = {
        "pack": pack, "unit": unit, "unit_name": naming.known_as(unit, pack) if unit else "",
        "address": request.build_absolute_uri(reverse("portal:home")),
    }  # fmt: skip
    return render(request, "methods/poster.html", context)


@signed_in
@require_GET
def export(request: Request, name: str) -> HttpResponse:
    """The whole pack as a file that can be read in again, the origin of each line beside it."""
    text = "\n".join(show(_pack(name))) + "\n"
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer


@requires_role(ADMIN)
@require_POST
def set_for_unit(request: Request, name: str) -> HttpResponse:
    """Give a unit, and those below it without one of their own, this method for the cases they open from now on."""
    pack, units = _pack(name), Unit.objects.select_related("parent").filter(county_code=request.actor.county)
    unit = get_object_or_404(units, code=_code(request))
    organising.set_pack(unit=unit, pack=pack.name, by=request.actor)
    words = _("“%(unit)s”从现在起按“%(pack)s”登记新的事；已经在办的不变。")
    messages.success(request, words % {"unit": unit.label, "pack": in_language(pack.title)})
    return HttpResponseRedirect(reverse("methods:method", args=[pack.name]))


@requires_role(ADMIN)
@require_POST
def set_desks(request: Request, name: str) -> HttpResponse:
    """Share the list of a unit among the desks of this method, or stop that."""
    pack, units = _pack(name), Unit.objects.filter(county_code=request.actor.county, pack=name, is_active=True)
    unit = get_object_or_404(units, code=_code(request))
    unit = organising.set_desks(unit=unit, has_desks=request.POST.get("on") == "yes", by=request.actor)
    words = _("“%(unit)s”的待办从现在起分岗位看。") if unit.has_desks else _("“%(unit)s”的待办不再分岗位。")
    messages.success(request, words % {"unit": unit.label})
    return HttpResponseRedirect(reverse("methods:method", args=[pack.name]))


def _code(request: Request) -> str:
    """The code of the unit that is named; the database takes no NUL."""
    return request.POST.get("unit", "").replace("\0", "").strip()[:60]


def _choices(request: Request) -> list[tuple[str, str]]:
    """The units that may choose a method, indented as they stand; villages go by that of their town."""
    tree = organisations.units_tree(request.actor.county)
    return [(unit.code, "　" * depth + unit.label) for depth, unit in tree if unit.is_active and unit.level != "village"]


def _pack(name: str) -> Pack:
    pack = queries.find(name)
    if pack is None:
        raise Http404
    return pack
