"""What the demo county plans and holds comes to the numbers of the five places."""

from __future__ import annotations

from datetime import date

import pytest

from fengqiao.apps.accounts.queries import actor_for
from fengqiao.apps.occasions import counting, queries
from fengqiao.apps.occasions.counting import Asked
from fengqiao.apps.occasions.models import Change, Invitation, Occasion, Resolution
from fengqiao.console.demo_county import place
from fengqiao.console.demo_county.diary import Diary, build_leaders
from fengqiao.console.demo_county.helping import build_helpers
from fengqiao.console.demo_county.place import COUNTY

TODAY = date(2026, 11, 20)


@pytest.mark.django_db
def test_the_registers_come_to_what_the_five_places_report() -> None:
    """KZ-51 (N-03): 86 visits by 156 people, 84 settled. YJ-31 (N-05): 68 visits, 174 people. YJ-39 (N-07): 15 events, over 40,000
    leaflets. Each is a sum of records. ND-04: the emergency meeting was called, held and minuted on one day."""
    builder = place.build(date(2023, 11, 20))
    build_helpers(builder)
    build_leaders(builder)
    Diary(builder, TODAY, "county").run(lambda *_: None)
    leader = actor_for(builder.people["leader"], None, TODAY)
    year = date(2026, 1, 1)

    def sums(kind: str, unit: str) -> counting.Sums:
        return counting.by_kind(counting.listed(leader, Asked(year, TODAY, kind=kind, unit=builder.units[unit].id)))[kind]

    down = sums("down_visit", "petition-office")
    assert (down.held, down.numbers["persons"]) == (68, 174)
    spread = sums("outreach", "luzhu")
    assert (spread.held, spread.numbers["leaflets"]) == (15, 40_600)
    came = sums("reception", "hekou").numbers
    assert (came["batches"], came["persons"], came["settled"]) == (86, 156, 84)
    assert {row.kind for row in Occasion.objects.filter(unit=builder.units["hekou"]).exclude(kind="reception")} == {
        "study_committee", "study_group", "study_cadres",
    }  # fmt: skip
    desk = next(roster for roster in queries.rosters_of(leader) if roster.rule == "county_desk")
    gaps = [gap for _roster, found in queries.coming_gaps([desk], TODAY) for gap in found]
    assert len(gaps) == 1
    assert Resolution.objects.filter(reported_at__isnull=True).count() == 3
    assert queries.public_days(COUNTY, TODAY, TODAY)
    urgent = Occasion.objects.get(kind="emergency")
    assert {change.at.date() for change in Change.objects.filter(occasion=urgent)} == {urgent.on}
    assert urgent.record["minutes"]
    assert Invitation.objects.filter(occasion=urgent, link_index__isnull=False).count() == 3, "who has no account comes by a link"

