"""The form of one act: drawn from the pack, sent to the services, and given back whole when the answer is no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fengqiao.apps.accounts.access import Request, signed_in
from fengqiao.apps.cases import choosing, inviting, on_file, presenting, preview, queries, rules, services, wording
from fengqiao.apps.cases.forms import MORE, FieldsForm, entered_in, expecting_of, flat
from fengqiao.apps.cases.models import Case, Draft, Entry
from fengqiao.apps.cases.on_file import OnFile
from fengqiao.apps.cases.queries import CasePage, Track
from fengqiao.apps.cases.receiving import take_in
from fengqiao.apps.cases.views.showing import seen, to_case
from fengqiao.apps.files.tickets import browser_of
from fengqiao.domain.clock import Limit
from fengqiao.domain.errors import Conflict, DomainError, Incomplete
from fengqiao.domain.verdict import Reason
from fengqiao.domain.workflow import Step
from fengqiao.kernel.moment import now, today
from fengqiao.kernel.submissions import number_of
from fengqiao.ui import format as written
from fengqiao.ui.language import in_language
from fengqiao.ui.refusals import is_fragment


@dataclass(slots=True)
class Asked:
    """One request for the form of an act."""

    request: Request
    page: CasePage
    track: Track
    step: Step
    draft: Draft | None = None
    error: DomainError | None = None
    before: Draft | None = None  # what this person prepared earlier and may carry on with

    @property
    def typed(self) -> Mapping[str, Any] | None:
        """What was sent; None when the form is opened."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def picked(self) -> list[str]:
        """The numbers of the lines that were picked before the form was opened; only they are asked about, also once more
        after a refusal."""
        return self.request.GET.getlist("pick")

    @property
    def team(self) -> str:
        """The team of the method that was called with one tap; empty for none."""
        return self.request.GET.get("team", "")[:60]

    @property
    def is_wide(self) -> bool:
        """Does one want to choose from the whole directory?"""
        return self.request.GET.get("all") == "yes"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it may not be done at all, in words."""
        if self.draft is not None:
            decided = Step(self.step.transition, self.page.deciding.get(self.draft.id, self.step.verdict))
            return wording.reasons_of(decided, rules.pack_of(self.page.case))
        return wording.reasons_of(self.step, rules.pack_of(self.page.case))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def act(request: Request, number: str, step: str) -> HttpResponse:
    """Open the form of an act, or take the act (prepare it, when another has to approve)."""
    found = seen(request, number)
    if request.method == "GET" and (door := presenting.door_of(step, number)) != request.path:
        return HttpResponseRedirect(door)
    if request.method == "GET":
        return _form_page(_asked(request, found, step))
    presenting.taken_here(step)
    try:
        known = rules.pack_of(found).act(step)
        take_in(request, found, request.actor, known[1].fields if known else ())
        if MORE in request.POST:
            return _form_page(_asked(request, found, step))
        said = _take(request, found, step)
    except DomainError as error:
        # what happened meanwhile counts, so everything is read again; what was typed comes back
        return _form_page(_asked(request, seen(request, number), step, error))
    messages.success(request, said)
    return to_case(request, number)


def _asked(request: Request, found: Case, step: str, error: DomainError | None = None) -> Asked:
    page = queries.page_of(found, request.actor, today(), latest=0)
    known, track = page.step(step), page.track_of(step)
    if known is None or track is None:
        raise Http404
    wanted = (request.POST if request.method == "POST" else request.GET).get("draft", "")
    draft = next((draft for draft in page.drafts if str(draft.id) == wanted and draft.step == step), None)
    before = queries.last_draft(found, step, request.actor) if known.as_draft and draft is None else None
    return Asked(request, page, track, known, draft, error, before)


def _take(request: Request, found: Case, step: str) -> str:
    """Take or prepare the act; gives the words that say what happens next."""
    typed = request.POST
    known = rules.pack_of(found).act(step)
    data = entered_in(typed, known[1].fields if known else ())
    given: dict[str, Any] = {"county": found.county, "by": request.actor, "at": now(), "data": data}
    if draft := _draft_id(typed):
        try:
            return told_after(request, services.approve(draft_id=draft, **given))
        except Draft.DoesNotExist:
            raise Http404 from None
    given |= {"case_id": found.id, "step": step, "expecting": expecting_of(typed), "once": number_of(typed)}
    asked = queries.step_of(found, request.actor, step, today())
    if asked is None:
        raise Http404
    if asked.as_draft:
        services.draft(**given)
        who = in_language(wording.who_may(asked.transition, rules.pack_of(found)))
        return _("已送审：「%(act)s」等%(who)s批准。批准以前什么都没有改变。") % {
            "act": in_language(asked.transition.name), "who": who,
        }  # fmt: skip
    return told_after(request, services.perform(**given))


def _draft_id(typed: Mapping[str, Any]) -> UUID | None:
    try:
        return UUID(str(typed.get("draft", "")))
    except ValueError:
        return None


def told_after(request: Request, entry: Entry) -> str:
    """What a person reads after an act: what is written down, where the case is now, and what comes next."""
    found = queries.visible_to(request.actor).select_related("unit").filter(id=entry.case_id).first()
    if found is None:
        return _("已记下。这件事现在由专人密封保管，您的岗位不再看得到它。")
    pack = rules.pack_of(found)
    state = pack.state(found.state)
    said = _("「%(act)s」已记下。现在是「%(state)s」，由%(unit)s %(person)s办理。") % {
        "act": in_language(queries.act_name(entry.act, pack)),
        "state": in_language(state.name) if state else "",
        "unit": found.unit.label,
        "person": found.person_name,
    }
    issued = [pack.documents[paper["kind"]].name for paper in entry.body.get("papers", ())]
    if issued:
        said += _("已出具：%(papers)s。") % {"papers": _("、").join(map(in_language, issued))}
    if found.due_on and found.due_clock in pack.clocks and _is_to_come(pack.clocks[found.due_clock], found.due_on):
        said += _("接下来：%(clock)s，%(due)s。") % {
            "clock": in_language(pack.clocks[found.due_clock].name), "due": written.due(found.due_on, today()),
        }  # fmt: skip
    return said


def _is_to_come(limit: Limit, last: date) -> bool:
    """Is a last day one to name as what comes next? A right of the parties whose time is over is not."""
    return limit.owner == "unit" or today() <= last


def _form_page(asked: Asked) -> HttpResponse:
    request, page, transition = asked.request, asked.page, asked.step.transition
    there = on_file.known(page.case, transition, request.actor)
    beside = inviting.help_for(page, asked.track, transition, asked.team, is_wide=asked.is_wide)
    form = _form(asked, beside, there)
    if isinstance(asked.error, Incomplete):
        form.refuse(asked.error)
    refused = asked.reasons if not isinstance(asked.error, Incomplete) else ()
    context = {
        **presenting.context_of(page, request.actor, today()),
        "marks": presenting.marks_of(page),
        "act": transition,
        "told": presenting.told_of(asked.track, page, page.pack) if asked.track is not page.root else (),
        "last": presenting.last_said(page, asked.track),
        "act_key": asked.track.key(asked.step),
        "picks": urlencode([*(("pick", one) for one in asked.picked), *_of_panel(asked)]),
        "inviting": beside,
        "governed_by": presenting.rules_for(page.case.county, asked.track, transition),
        "form": form,
        "error": asked.error,
        "is_conflict": isinstance(asked.error, Conflict),
        "refused_now": refused,
        "may_send": not refused,
        "as_draft": asked.step.as_draft and asked.draft is None,
        "draft": asked.draft,
        "before": asked.before if asked.typed is None else None,
        "once": _once(asked),
        "law": choosing.cards_beside(page.pack, page.case, transition),
        "preview": preview.of(page, asked.track, transition, asked.typed or form.initial, today(), there),
        "on_file": there,
    }
    template = "cases/_act.html" if is_fragment(request) else "cases/act.html"
    return render(request, template, context, status=_status(asked, refused))


def _of_panel(asked: Asked) -> list[tuple[str, str]]:
    """What the address says of the panel, kept while the form is sent."""
    return [pair for pair in (("team", asked.team), ("all", "yes" if asked.is_wide else "")) if pair[1]]


def _form(asked: Asked, beside: inviting.Help | None, there: Sequence[OnFile]) -> FieldsForm:
    page, transition, actor = asked.page, asked.step.transition, asked.request.actor
    prepared = asked.draft or asked.before
    initial = flat(prepared.data) if prepared else choosing.known_for(page, asked.track, transition, actor)
    initial |= {spec.name: asked.picked for spec in transition.fields if asked.picked and spec.type == "lines"}
    if beside and beside.team:
        initial[transition.effects["panel"]] = [str(one.id) for _role, one in beside.team.chosen]
    return FieldsForm(
        choosing.fields_for(page, asked.track, transition, asks_again=bool(there)),
        pack=rules.pack_of(page.case),
        choices=choosing.choices_for(
            page, asked.track, transition, actor, today(), asked.picked,
            browser=browser_of(asked.request), kept=_people_kept(asked, initial), is_wide=asked.is_wide,
        ),
        demands=page.demands,
        typed=asked.typed,
        initial=initial,
    )


def _people_kept(asked: Asked, initial: Mapping[str, Any]) -> list[str]:
    """The people of the directory who are ticked, whatever part of it is shown."""
    field = asked.step.transition.effects.get("panel", "")
    chosen = asked.request.POST.getlist(field) if asked.typed is not None else initial.get(field) or []
    return [str(one) for one in chosen]


def _once(asked: Asked) -> str:
    """A form that was refused keeps its number: sent again it is still the same one."""
    return number_of(asked.typed) if asked.typed is not None else ""


def _status(asked: Asked, refused: tuple[Reason, ...]) -> int:
    if asked.error is not None:
        return asked.error.status
    if refused:
        return 403 if all(reason.personal for reason in refused) else 409
    return 200
