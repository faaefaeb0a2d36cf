"""Acts of evaluation and sampling; each is one transaction, by a named actor, and only adds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction as database
from django.db.models import F

from fengqiao.apps.cases import queries as cases
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.services import perform
from fengqiao.apps.followups import permissions, queries
from fengqiao.apps.followups.models import EnteredBy, Evaluation, Sample, TrustCount
from fengqiao.domain import sampling
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.domain.fields import clean
from fengqiao.domain.roles import Actor, petitioner
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel import numbers, vault
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of

DISSATISFIED = "dissatisfied"
MOST_WORDS, MOST_DRAWN = 2_000, 500
NO_BODY = ("no_target", "no_officer")  # nobody else is set up who could look: the answer is kept all the same
FIELDS = (
    *(
        Field(name, Words(zh, en), "choice", required=True, choices="opinions_given")
        for name, zh, en in (("attitude", "态度", "Attitude"), ("speed", "速度", "Speed"), ("result", "结果", "Result"))
    ),
    Field("words", Words("想说的话", "In your own words"), "longtext", most=MOST_WORDS),
    Field("may_read", Words("可以给办理单位看", "The unit may read it"), "bool"),
)
TRUST = Field(
    "trust", Words("您对这里的党和政府信任吗", "Do you trust the Party and the government here"), "choice", choices="trust_answers"
)
CONSENT = Field("consent", Words("本人签字的同意书在哪里", "Where the signed consent is"), "text", required=True)
STAFF_REFUSED = Words(
    "群众的评价只能由本人打开、本人评，工作人员不能打开也不能填。请退出登录；要帮不会用手机的人，请到「代录」，并有本人签字。",
    "Only the petitioner opens and gives an evaluation; staff never do. Sign out; to help somebody without a phone, use "
    "“enter for somebody”, with their signature.",
)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Somebody of another unit who writes it down for the petitioner."""

    actor: Actor


@database.atomic
def evaluate(
    case: Case, entered: Mapping[str, Any], *, by: Actor, at: datetime, recorder: Recorder | None = None
) -> Evaluation:  # fmt: skip
    """Keep what the petitioner says of the reply that may be rated now; a dissatisfied result goes to another unit.

    Raises Denied for staff (but for a recorder of another unit with a signed consent), NotNow when it was given already or
    its time is over, Incomplete naming what is missing. Nothing in the case depends on it.
    """
    if by.kind == "staff":
        raise Denied(STAFF_REFUSED, code="staff", article="国家信访局满意度评价工作办法")
    numbers.hold(case.county, f"evaluation-{case.id}")
    asked = queries.round_of(case, day_of(at))
    if asked is None:
        if queries.has_any(case):
            raise NotNow(Words("已经评过了，不用再评。", "It is given already."), code="given")
        words = Words("现在没有要评的：要有答复以后三十日内，或者办结满九十日。",
                      "Nothing to rate now: within thirty days of a reply, or ninety days after closing.")
        raise NotNow(words, code="not_open")
    if queries.given(case, asked):
        raise NotNow(Words("已经评过了，不用再评。", "It is given already."), code="given")
    consent = _consent(case, entered, recorder)
    pack = rules.pack_of(case)
    said = clean(FIELDS, entered, today=day_of(at), choices=pack.lists, resolve=lambda kind, value: None)
    if recorder is None:
        _count_trust(case, entered, day_of(at))
    unit = _rated(case)
    _tell_case(case, said["result"], by=by, at=at)
    key = new_id(case.county)
    return Evaluation.objects.create(
        id=key, county=case.county, case_id=case.id, occasion=asked.occasion, reply=asked.reply, unit_id=unit,
        attitude=said["attitude"], speed=said["speed"], result=said["result"], may_read=bool(said["may_read"]),
        words=vault.seal(said["words"] or "", queries.words_place(key)), at=at, consent=consent,
        entered_by=EnteredBy.ASSISTED if recorder else EnteredBy.SELF, recorder=recorder.actor.name if recorder else "",
    )  # fmt: skip


def for_somebody(case: Case, entered: Mapping[str, Any], *, by: Actor, at: datetime) -> Evaluation:
    """Write an evaluation down for a petitioner who asked for it and signed; raises as `evaluate`, and Denied for the unit
    that is rated."""
    permissions.may_assist(by, case, _rated(case)).or_raise()
    zh = f"信访人（{by.name}代录）"
    return evaluate(case, entered, by=petitioner(case.county, zh), at=at, recorder=Recorder(by))


def _count_trust(case: Case, entered: Mapping[str, Any], today: date) -> None:
    """One more of an answer in the month, where the method asks and it was answered; kept nowhere else (ND-46)."""
    pack = rules.pack_of(case)
    if not pack.lists.get(TRUST.choices):
        return
    answer = clean((TRUST,), entered, today=today, choices=pack.lists, resolve=lambda kind, value: None)["trust"]
    if answer is not None:
        count, _made = TrustCount.objects.get_or_create(county=case.county, month=today.replace(day=1), answer=answer)
        TrustCount.objects.filter(pk=count.pk).update(n=F("n") + 1)


def _consent(case: Case, entered: Mapping[str, Any], recorder: Recorder | None) -> str:
    if recorder is None:
        return ""
    said = clean((CONSENT,), entered, today=day_of(case.registered_at), choices={}, resolve=lambda kind, value: None)
    return str(said["consent"])


def _rated(case: Case) -> str:
    """The unit whose reply it was: the one that handled it, not the body a review has gone on to."""
    return str(cases.proceeding_of(case).vars.get("handling") or case.unit_id)


def _tell_case(case: Case, result: str, *, by: Actor, at: datetime) -> None:
    """The case learns that something was said, not what; dissatisfied with the result, another unit is to look."""
    root = cases.proceeding_of(case)
    workflow = rules.pack_of(case).workflows[root.workflow]
    if result == DISSATISFIED:
        try:
            with database.atomic():
                perform(county=case.county, case_id=case.id, step=workflow.key("rate_badly"), by=by, at=at)
            return
        except NotNow as refusal:
            if refusal.code not in NO_BODY:
                raise
    perform(county=case.county, case_id=case.id, step=workflow.key("rate"), by=by, at=at)


@database.atomic
def draw(*, county: int, month: date, size: int, drawn_by: str, at: datetime, seed: str = "") -> Sample:
    """Draw so many of the cases closed in a month; drawn already, it is the one that was kept, whatever seed is given.

    The seed is made here unless one is given, and published with the sample: with it anybody draws the same cases. Raises
    Incomplete for a size out of bounds, NotNow for a month that is not over.
    """
    month = month.replace(day=1)
    if not 1 <= size <= MOST_DRAWN:
        words = Words(f"件数要在1到{MOST_DRAWN}之间。", f"The size must be from 1 to {MOST_DRAWN}.")
        raise Incomplete(words, {"size": words})
    if month >= day_of(at).replace(day=1):
        raise NotNow(Words("这个月还没有过完，抽上个月的。", "The month is not over yet; draw from the last one."), code="month")
    numbers.hold(county, f"sample-{month}-{size}")
    known = Sample.objects.filter(county=county, month=month, size=size).first()
    if known is not None:
        return known
    closed = {number: (key, result) for number, key, result in queries.closed_in(county, month).values_list("number", "id", "result")}
    seed = seed.strip()[:64] or f"{month:%Y%m}-{county}-{secrets.token_hex(4)}"
    drawn = [closed[number] for number in sampling.draw(closed, size, seed)]
    return Sample.objects.create(
        id=new_id(county), county=county, month=month, size=size, seed=seed, population=len(closed),
        picks=[key for key, _result in drawn], results=[result for _key, result in drawn], drawn_by=drawn_by, at=at,
    )  # fmt: skip
