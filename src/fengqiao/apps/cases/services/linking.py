"""What an act opens or ties beside its own case: a link, a merger into an earlier one, or a new case on new facts."""

from __future__ import annotations

from copy import deepcopy
from uuid import UUID

from django.db.models import F, Max

from fengqiao.apps.cases import queries
from fengqiao.apps.cases.models import Case, Demand, Party
from fengqiao.apps.cases.services import ledger, matter, opening, parties, standing, tally
from fengqiao.apps.cases.services.act import Act
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words


def open_from(act: Act) -> None:
    """What an act opens or ties beside its own case: a link, a merger into an earlier one, or a new case on new facts."""
    {"same_matter": _link, "merged": _merge, "new_facts": _open_new}[act.transition.opens](act)


def _link(act: Act) -> None:
    """A person finds that an earlier case is about the same matter: both are tied, this one is a repeat."""
    opening.tie(act.batch, act.case, UUID(act.data["earlier"]), "same_matter", act.at, act.data["same_because"])
    act.case.is_repeat = True
    before = Case.objects.filter(county=act.case.county, id=act.data["earlier"]).values_list("visited", flat=True)
    matter.visited_too(act, next(iter(before), []))


def _merge(act: Act) -> None:
    case, target = act.case, standing.locked_too(act.case.county, UUID(act.data["earlier"]))
    proceeding = queries.proceeding_of(target)
    workflow = act.pack.workflows[proceeding.workflow]
    if proceeding.workflow != act.workflow.id:
        words = Words("纠纷和信访事项不能并在一起，请用「判重关联」。", "A dispute and a petition are linked, not merged.")
        raise Incomplete(words, {"earlier": words})
    if not workflow.states[proceeding.state].is_open:
        words = Words(
            "此前的办件已经办结，不能再并入；请用「判重关联」。", "The earlier case is closed; link it instead."
        )
        raise Incomplete(words, {"earlier": words})
    counted = tally.place_of(target)
    last = Demand.objects.filter(county=target.county, case=target).aggregate(last=Max("position"))["last"] or 0
    Demand.objects.filter(county=case.county, case=case).update(case=target, position=F("position") + last)
    done = {clock["id"] for clock in proceeding.clocks if clock["state"] != "running"}  # what the earlier case is past
    running = [deepcopy(c) for c in act.proceeding.clocks if c["state"] == "running" and c["id"] not in done]
    proceeding.clocks = [*proceeding.clocks, *running]
    opening.tie(act.batch, case, target.id, "merged_into", act.at, act.data["same_because"])
    standing.show_state(target, proceeding, workflow, act.at)
    ledger.append(act.batch, target, "merged", by=act.by, at=act.at, body={"from": case.number, "clocks": running})
    proceeding.save(update_fields=["clocks", "stage", "due_on", "due_clock", "closed_at"])
    target.save(
        update_fields=["due_on", "warn_on", "due_clock", "is_provisional", "acted_at", "ledger_seq", "ledger_head"]
    )
    tally.moved(act.batch, counted, tally.place_of(target))


def _open_new(act: Act) -> None:
    """A new case on new facts, registered where the first one was, tied to it (信访工作条例 第三十六条第三款 反面)."""
    case = act.case
    people = [
        parties.opened(party)
        for party in Party.objects.filter(county=case.county, case=case, identity__isnull=False).select_related(
            "identity"
        )
    ]
    petition = opening.Petition(
        content=act.data["facts"], people=people, channel=case.channel, category=case.category, place=case.place,
        region_code=case.region_code, is_confidential=case.is_confidential, earlier=case.id, tie="new_facts",
        restricted_for=case.restricted_for,
    )  # fmt: skip
    opening.register(petition, unit=case.origin_unit, by=act.by, at=act.at)
