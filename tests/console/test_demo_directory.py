"""The directory of the demo county: its committees on two levels and its mediators, really there."""

from __future__ import annotations

import time
from datetime import date
from html import unescape

import pytest

from fengqiao.apps.accounts.queries import actor_for
from fengqiao.apps.helpers import committees
from fengqiao.apps.helpers.models import Committee, Helper
from fengqiao.apps.organisations.models import UnitLevel
from fengqiao.console.demo_county import place
from fengqiao.console.demo_county.helping import build_helpers
from fengqiao.console.demo_county.place import COUNTY
from tests.apps.cases.desk import seat

SINCE, TODAY = date(2023, 11, 20), date(2026, 11, 20)


@pytest.mark.django_db
def test_yj_08_the_demo_county_has_205_committees_on_two_levels_and_776_mediators() -> None:
    """14 town + 191 village committees (YJ-08), professional ones apart, and 776 mediators over all of them (YJ-09)."""
    builder = place.build(SINCE)
    began = time.monotonic()
    build_helpers(builder)
    assert time.monotonic() - began < 10
    general = Committee.objects.filter(county_code=COUNTY, kind="general")
    assert {level: general.filter(unit__level=level).count() for level in ("town", "village")} == {"town": 14, "village": 191}
    mediators = Helper.objects.filter(county_code=COUNTY, kinds__contains=["mediator"])
    assert mediators.count() == 776
    manned = mediators.filter(committee__isnull=False).values_list("committee", flat=True)
    assert set(manned) == set(Committee.objects.values_list("id", flat=True))
    tally = committees.tally(COUNTY, TODAY)
    assert (tally.general, tally.town, tally.village, tally.professional, tally.mediators) == (205, 14, 191, 5, 776)
    before = committees.tally(COUNTY, date(2023, 11, 19))
    assert (before.general, before.mediators) == (0, 0)
    closed = general.filter(unit__level=UnitLevel.VILLAGE).first()
    assert closed is not None
    committees.close(closed, on=TODAY)
    assert committees.tally(COUNTY, TODAY).general == 204
    page = seat(actor_for(builder.people["clerk"], None, TODAY)).get("/helpers/committees/?on=2026-11-19&level=town")
    text = unescape(page.content.decode())
    assert "两级人民调解委员会 205 个（乡镇 14、村 191），专业 5 个；人民调解员 776 人" in text
    assert text.count('th scope="row"') == 14
