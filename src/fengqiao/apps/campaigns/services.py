"""Acts on campaigns: set one up, take a matter in, say anew what remains, take it out, end the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fengqiao.apps.campaigns import permissions
from fengqiao.apps.campaigns.models import Campaign, Item
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import proceeding_of
from fengqiao.apps.cases.services import perform
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.guards import person_words
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.county import new_id

ACT = "campaign"  # the act by which it is told in the ledger of a case
LONGEST = {"name": 60, "purpose": 500}
LONGEST_DAYS = 3 * 366


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as typed."""

    name: str
    purpose: str
    starts_on: date
    ends_on: date


@transaction.atomic
def plan(planned: Plan, *, by: Actor, at: datetime) -> Campaign:
    """Set up a campaign, kept by the actor's unit. Raises Denied, and Incomplete naming what is wrong: no name, a name that is taken,
    words about people (a campaign is a list of matters), days."""
    permissions.may_plan(by).or_raise()
    numbers.hold(by.county, "campaigns")
    name, purpose, wrong = " ".join(planned.name.split()), planned.purpose.strip(), {}
    for part, text in (("name", name), ("purpose", purpose)):
        if not 1 <= len(text) <= LONGEST[part]:
            wrong[part] = Words(f"请写，最多{LONGEST[part]}字。", f"Write it, at most {LONGEST[part]} characters.")
        elif found := person_words(text):
            words = Words("写有“{found}”：专项是解决事情的，不列人。",
                          "It says “{found}”: a campaign is about matters, never a list of people.")  # fmt: skip
            wrong[part] = words.filled(found="、".join(found))
    if not 0 <= (planned.ends_on - planned.starts_on).days <= LONGEST_DAYS:
        wrong["ends_on"] = Words("结束日要在开始日以后，最长三年。", "It ends after it starts, within three years.")
    if "name" not in wrong and Campaign.objects.filter(county=by.county, name=name).exists():
        wrong["name"] = Words("已经有这个专项。", "There is a campaign of that name.")
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    return Campaign.objects.create(
        id=new_id(by.county), county=by.county, name=name, purpose=purpose, starts_on=planned.starts_on, ends_on=planned.ends_on,
        unit=Unit.objects.get(id=by.unit), made_by=by.name, made_at=at,
    )  # fmt: skip


@transaction.atomic
def say(
    campaign: Campaign, case: Case, *, unsolved: str, next_step: str, next_on: date | None = None, by: Actor, at: datetime, once: str = ""
) -> Item:  # fmt: skip
    """Take a matter into a campaign, or say anew what remains unsolved and what comes next; the ledger of the case tells it.

    Raises Incomplete without one of the two, NotNow for a closed campaign or a sealed case, and whatever the act raises.
    """
    campaign, case = _open(campaign), _plain(case)
    item = Item.objects.select_for_update().filter(county=case.county, campaign=campaign, case=case).first()
    unsolved, next_step = unsolved.strip(), next_step.strip()
    missing = [name for name, text in (("unsolved", unsolved), ("next_step", next_step)) if not text]
    if missing:
        words = Words("请写还有什么没解决、下一步做什么。", "Say what remains unsolved and what comes next.")
        raise Incomplete(words, dict.fromkeys(missing, words))
    is_in = item is not None and item.left_at is None
    said = {"change": "changed" if is_in else "joined", "unsolved": unsolved, "next_step": next_step, "next_on": next_on}
    _tell(case, campaign, said, by=by, at=at, once=once)
    item = item or Item(id=new_id(case.county), county=case.county, campaign=campaign, case=case)
    item.unsolved, item.next_step, item.next_on, item.said_by, item.said_at, item.left_at = unsolved, next_step, next_on, by.name, at, None
    item.save()
    return item


@transaction.atomic
def take_out(campaign: Campaign, case: Case, *, reason: str, by: Actor, at: datetime, once: str = "") -> Item:
    """Take a matter out of a campaign with the reason. Raises Incomplete without one, NotNow for a case that is not in it."""
    if not reason.strip():
        words = Words("请写为什么移出。", "Say why it is taken out.")
        raise Incomplete(words, {"reason": words})
    held = Item.objects.select_for_update().filter(county=case.county, campaign=campaign, case=case, left_at__isnull=True).first()
    if held is None:
        raise NotNow(Words("这件不在这个专项里。", "The case is not in this campaign."), code="not_in_campaign")
    _tell(case, campaign, {"change": "left", "reason": reason.strip()}, by=by, at=at, once=once)
    held.left_at, held.said_by, held.said_at = at, by.name, at
    held.save(update_fields=["left_at", "said_by", "said_at"])
    return held


@transaction.atomic
def close(campaign: Campaign, *, by: Actor, at: datetime) -> Campaign:
    """End a campaign; its list stays as it is, its cases go their own way. Raises Denied; twice is once."""
    permissions.may_close(by, campaign).or_raise()
    held = Campaign.objects.select_for_update().get(county=campaign.county, id=campaign.id)
    if held.closed_at is None:
        held.closed_at, held.closed_by = at, by.name
        held.save(update_fields=["closed_at", "closed_by"])
    return held


def _open(campaign: Campaign) -> Campaign:
    held = Campaign.objects.select_for_update().get(county=campaign.county, id=campaign.id)
    if held.closed_at is not None:
        raise NotNow(Words("这个专项已经结束。", "This campaign has ended."), code="campaign_closed")
    return held


def _plain(case: Case) -> Case:
    if case.is_sealed:
        raise NotNow(Words("密封、限制知情的不列入专项。", "What is sealed or restricted is taken into no campaign."), code="sealed")
    return case


def _tell(case: Case, campaign: Campaign, said: dict[str, Any], *, by: Actor, at: datetime, once: str) -> None:
    workflow = rules.pack_of(case).workflows[proceeding_of(case).workflow]
    step, data = workflow.key(ACT), {"campaign": campaign.name, **said}
    perform(county=case.county, case_id=UUID(str(case.id)), step=step, data=data, by=by, at=at, once=once)
