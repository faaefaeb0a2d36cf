"""What other apps' pages show of what is planned and held: who was on duty, where a case was raised, and words to register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.presenting import Origin
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Occasion
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import now
from fengqiao.ui.format import long_day
from fengqiao.ui.language import in_language


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said at an occasion, to begin a registration with."""

    content: str
    place: str
    channel: str
    told: str


def origin_of(case: Case, actor: Actor) -> Origin | None:
    """Where a case was raised, else who received people at the unit on the day on which it came in."""
    for item in queries.raised(case.county, case.id):
        return Origin(_raised_at(item.occasion), _address_for(actor, item.occasion))
    sat = queries.on_duty(case.county, case.origin_unit_id, case.received_on)
    return Origin(_("来的那天当班：%(who)s") % {"who": _names(sat)}, _address_for(actor, sat[0])) if sat else None


def _address_for(actor: Actor, occasion: Occasion) -> str:
    return _address(occasion) if queries.visible_to(actor).filter(id=occasion.id).exists() else ""


def on_duty(unit: Unit, day: date) -> str:
    """Who receives people at a unit on a day, by name and post."""
    return _names(queries.on_duty(unit.county_code, unit.id, day))


def heard(actor: Actor, key: str) -> Heard | None:
    """What was raised at an occasion and is no case yet, for whoever may read the occasion."""
    item = queries.item_to_register(actor, key)
    if item is None:
        return None
    occasion = item.occasion
    channel = "leader" if queries.kind_of(occasion).led_by and occasion.leader else "visit"
    return Heard(item.text, occasion.place, channel, _raised_at(occasion))


def became(actor: Actor, key: str, case: Case) -> None:
    """The case that came of something raised: the occasion and the case know each other from now on."""
    item = queries.item_to_register(actor, key)
    if item is not None:
        holding.became_case(item, case, by=actor, at=now())


def _raised_at(occasion: Occasion) -> str:
    kind = in_language(queries.kind_of(occasion).name)
    return _("在“%(kind)s”上提出（%(day)s）") % {"kind": kind, "day": long_day(occasion.on)}


def _names(sat: list[Occasion]) -> str:
    return _("、").join(f"{one.leader.name} {one.post.label if one.post else ''}".strip() for one in sat if one.leader)


def _address(occasion: Occasion) -> str:
    return reverse("occasions:occasion", args=[occasion.id])
