"""What the demo county does together: the members of its joint conference, two campaigns on matters, courses for mediators."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fengqiao.apps.campaigns import services as campaigns
from fengqiao.apps.campaigns.models import Campaign
from fengqiao.apps.cases.models import Case, Stage
from fengqiao.apps.helpers import training
from fengqiao.apps.helpers.committees import MEDIATOR
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.joint import services as joint
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read


@transaction.atomic
def work_together(builder: Builder, day: date) -> None:
    """Everything once, unless an earlier run did it."""
    rows = read("occasions")
    if Campaign.objects.filter(county=builder.county).exists():
        return
    _conference(builder, rows["conference"])
    for row in rows["campaigns"]:
        _campaign(builder, row, day)
    for row in rows["training"]:
        _course(builder, row, day)


def _conference(builder: Builder, row: dict[str, Any]) -> None:
    by = builder.actor(row["by"])
    made = joint.set_up(row["name"], by=by, at=_at(builder.since))
    for unit in row["members"]:
        joint.join(made, builder.units[unit], by=by, since=builder.since)


def _campaign(builder: Builder, row: dict[str, Any], day: date) -> None:
    first, by = day - timedelta(days=row["ago"]), builder.actor(row["by"])
    planned = campaigns.Plan(row["name"], row["purpose"], first, first + timedelta(days=row["days"]))
    made = campaigns.plan(planned, by=by, at=_at(first))
    unit = builder.units[row["unit"]]
    open_ones = Case.objects.filter(
        county=builder.county, unit=unit, stage=Stage.WORKING, is_sealed=False, title__contains=row["word"]
    )
    for case in open_ones.order_by("number")[: row["matters"]]:
        campaigns.say(
            made, case, unsolved=row["unsolved"], next_step=row["next"], next_on=day + timedelta(days=row["in"]), by=by, at=_at(day)
        )


def _course(builder: Builder, row: dict[str, Any], day: date) -> None:
    on, by = day - timedelta(days=row["ago"]), builder.actor(row["by"])
    mediators = Helper.objects.filter(county_code=builder.county, kinds__contains=[MEDIATOR]).order_by("source_key")
    for helper in mediators[: row["people"]]:
        training.record(helper, on=on, subject=row["subject"], hours=row["hours"], by=by, at=_at(on, 17))


def _at(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
