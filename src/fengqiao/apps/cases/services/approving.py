"""Acts that one person prepares and another approves or sends back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.cases.models import Draft, Entry
from fengqiao.apps.cases.services import act as preparing
from fengqiao.apps.cases.services import acting, ledger, standing
from fengqiao.apps.cases.services.entered import said
from fengqiao.apps.files import services as files
from fengqiao.domain.errors import Conflict, Denied
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import check, check_draft
from fengqiao.kernel import submissions
from fengqiao.kernel.county import new_id


@database.atomic
def draft(
    *, county: int, case_id: UUID, step: str, data: Mapping[str, Any], by: Actor, at: datetime,
    expecting: int | None = None, once: str = "",
) -> Draft:  # fmt: skip
    """Prepare an act for approval; a newer draft of the same act replaces the older. Raises as `perform` does."""
    case = standing.locked(county, case_id)
    if submissions.sent_before(county, once):
        return submissions.again(Draft.objects.filter(county=county, case=case, step=step, by_id_text=by.user).order_by("-at"))
    preparing.same_as_seen(case, expecting, by)
    act = preparing.begin(case, step, by=by, at=at)
    check_draft(act.workflow, act.transition, act.facts, by).or_raise()
    cleaned = preparing.cleaned(act, data)
    check_draft(act.workflow, act.transition, act.facts, by, cleaned).or_raise()
    Draft.objects.filter(county=county, case=case, step=step, state="waiting").update(
        state="returned", remark="由新稿代替", decided_by=by.user, decided_at=at
    )
    entry = ledger.append(act.batch, case, f"draft.{step}", by=by, at=at, body={"data": cleaned}, shown="staff")
    for rows in preparing.files_in(act.transition.fields, cleaned).values():
        files.hold(act.batch, county, case.id, [row["file"] for row in rows])
    if once:
        act.batch.add(submissions.submission(county, once, case.id, seq=entry.seq))
    act.batch.write()
    case.save(update_fields=["ledger_seq", "ledger_head"])
    at_county = act.transition.approval != "second" and all(who.endswith("@county") for who in act.transition.by)
    return Draft.objects.create(
        id=new_id(county), county=county, case=case, step=step, data=cleaned,
        unit=None if at_county else act.holder.unit, by_id_text=by.user, by_name=by.name, at=at,
    )  # fmt: skip


@database.atomic
def approve(*, county: int, draft_id: UUID, by: Actor, at: datetime, data: Mapping[str, Any] | None = None) -> Entry:
    """Take the step as it was prepared, or as corrected in `data`; the approver answers for it.

    Raises Denied for one's own draft where a second person is needed, Conflict when it was decided already.
    """
    found = _waiting(county, draft_id)
    entry = acting.perform(
        county=county, case_id=found.case_id, step=found.step, data=found.data if data is None else data, by=by, at=at,
        drafted_by=found.by_id_text,
    )  # fmt: skip
    _decide(found, "approved", by, at, "")
    return entry


@database.atomic
def send_back(*, county: int, draft_id: UUID, by: Actor, at: datetime, remark: str) -> Draft:
    """Return a draft to the one who prepared it, with what should be different. Raises Incomplete without a remark."""
    remark = said(remark, "remark", Words("请写明退回的原因。", "Say why it goes back."))
    found = _waiting(county, draft_id)
    case = standing.locked(county, found.case_id)
    act = preparing.begin(case, found.step, by=by, at=at)
    act.facts["seconded"] = "yes"
    verdict = check(act.workflow, act.transition, act.facts, by)
    if any(reason.personal for reason in verdict.reasons):
        raise Denied(verdict.reasons[0].words, code=verdict.reasons[0].code)
    ledger.append(act.batch, case, f"return.{found.step}", by=by, at=at, body={"remark": remark}, shown="staff")
    act.batch.write()
    case.save(update_fields=["ledger_seq", "ledger_head"])
    _decide(found, "returned", by, at, remark)
    return found


def _waiting(county: int, draft_id: UUID) -> Draft:
    """The draft and its case, held until the transaction ends; the case first, as every act holds it."""
    standing.locked(county, Draft.objects.get(county=county, id=draft_id).case_id)
    found = Draft.objects.select_for_update().get(county=county, id=draft_id)
    if found.state != "waiting":
        raise Conflict(Words("这份送审稿已经处理过了。", "This draft has been decided already."))
    return found


def _decide(found: Draft, state: str, by: Actor, at: datetime, remark: str) -> None:
    found.state, found.decided_by, found.decided_at, found.remark = state, by.user, at, remark
    found.save(update_fields=["state", "decided_by", "decided_at", "remark"])
