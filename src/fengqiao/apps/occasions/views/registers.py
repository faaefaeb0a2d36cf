"""Registers by kind, period and unit: numbers from the records, a file to take away, a sheet to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.apps.accounts.access import Request, requires_role
from fengqiao.apps.occasions import counting
from fengqiao.apps.occasions.counting import Asked
from fengqiao.apps.occasions.forms import RegisterForm
from fengqiao.apps.occasions.models import Occasion, State
from fengqiao.apps.occasions.queries import STAFF
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.occasions import Kind
from fengqiao.kernel.moment import today
from fengqiao.kernel.packversions import in_use, pack_of_tag
from fengqiao.kernel.sheets import csv_text
from fengqiao.ui.language import in_language

for_staff = requires_role(*STAFF)
MOST_SHOWN = 60
WIDTH, HEIGHT, PAD = 640, 160, 24  # of the chart, in its own units
Rows = list[tuple[Occasion, Kind]]


@never_cache
@for_staff
@require_GET
def register(request: Request) -> HttpResponse:
    """One register: sums by kind, planned and done by unit, down-visits beside up-visits, and the list."""
    form, asked = _asked(request)
    rows = counting.listed(request.actor, asked)
    flows = list(counting.flows(request.actor, asked.since, asked.until))
    context = {
        "form": form, "asked": asked, "kinds": counting.by_kind(rows).values(), "units": counting.by_unit(rows),
        "met": counting.met(rows),
        "rows": rows[-MOST_SHOWN:][::-1], "count": len(rows),
        "raised": counting.raised(rows, request.actor), "flows": flows, "chart": _chart(flows),
        "query": request.GET.urlencode(), "width": WIDTH, "height": HEIGHT,
    }  # fmt: skip
    return render(request, "occasions/register.html", context)


@never_cache
@for_staff
@require_GET
def printed(request: Request) -> HttpResponse:
    """The same register as a sheet."""
    form, asked = _asked(request)
    rows = counting.listed(request.actor, asked)
    context = {"form": form, "asked": asked, "kinds": counting.by_kind(rows).values(), "rows": _plain(rows)}
    return render(request, "occasions/register_print.html", context)


@never_cache
@for_staff
@require_GET
def export(request: Request) -> HttpResponse:
    """The list of a register as CSV, every number of the records in a column of its own."""
    _form, asked = _asked(request)
    rows = counting.listed(request.actor, asked)
    labels = {spec.name: spec.label for _one, kind in rows for spec in kind.counted}
    head = [_("日期"), _("种类"), _("单位"), _("谁带队、主持"), _("地点"), _("事由"), _("状态")]
    lines = [[*head, *(in_language(label) for label in labels.values())]]
    for line, (one, _kind) in zip(_plain(rows), rows, strict=True):
        lines.append([*line[:7], *(one.record.get(name, "") for name in labels)])
    answer = HttpResponse("\ufeff" + csv_text(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{asked.since}-{asked.until}.csv"'
    return answer


def _plain(rows: Rows) -> list[list[str]]:
    """Each occasion in the words of a list: day, kind, unit, leader, place, about, state, and what its record counts or chose."""
    return [
        [one.on.isoformat(), in_language(kind.name), one.unit.label, one.leader.name if one.leader else "", one.place, one.title,
         str(State(one.state).label), _("；").join(_told(one, kind))]
        for one, kind in rows
    ]  # fmt: skip


def _told(one: Occasion, kind: Kind) -> Iterator[str]:
    lists = pack_of_tag(one.pack).lists
    for spec in kind.fields:
        value = one.record.get(spec.name)
        if value and spec.type == "number":
            yield f"{in_language(spec.label)} {value:,}"
        elif value and spec.type == "choices":
            yield _("、").join(in_language(lists[spec.choices][code]) for code in value if code in lists[spec.choices])


def _asked(request: Request) -> tuple[RegisterForm, Asked]:
    units = Unit.objects.filter(county_code=request.actor.county).exclude(level="village").order_by("code")
    packs = {"national", *units.filter(has_own_pack=True).values_list("pack", flat=True)}
    kinds = {name: kind for pack in sorted(packs) for name, kind in in_use(pack).occasions.items()}
    form = RegisterForm(request.GET or None, kinds=kinds, units=units)
    asked = form.asked(today()) if request.GET else Asked(today().replace(month=1, day=1), today())
    return form if request.GET else RegisterForm(initial=_initial(asked), kinds=kinds, units=units), asked


def _initial(asked: Asked) -> dict[str, date]:
    return {"since": asked.since, "until": asked.until}


def _chart(flows: list[counting.Flow]) -> dict[str, Any]:
    """Two lines of person-times by month, as points of an SVG; empty while there are fewer than two months."""
    most = max((max(flow.down_persons, flow.up_persons) for flow in flows), default=0)
    if len(flows) < 2 or not most:
        return {}
    step = (WIDTH - 2 * PAD) / (len(flows) - 1)

    def line(values: list[int]) -> str:
        return " ".join(
            f"{PAD + n * step:.1f},{HEIGHT - PAD - value / most * (HEIGHT - 2 * PAD):.1f}"
            for n, value in enumerate(values)
        )

    return {
        "down": line([flow.down_persons for flow in flows]), "up": line([flow.up_persons for flow in flows]), "most": most,
        "months": [(f"{PAD + n * step:.1f}", f"{flow.month:%m}") for n, flow in enumerate(flows)],
    }  # fmt: skip
