"""The demo county: a fictional county with its units, people and a year of cases, loaded once."""

from __future__ import annotations

import os
from datetime import timedelta

from django.db import connection, transaction

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case
from fengqiao.console.demo_county import place
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.place import COUNTY
from fengqiao.console.demo_county.plan import SCALES, Planner
from fengqiao.console.demo_county.playing import Play
from fengqiao.console.progress import Report, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now

LoginCard = tuple[str, str, str, str]
YEARS_IN_POST = 3
CITIZEN_STORY = "demo:wall"


def load(report: Report, scale: str = "") -> list[LoginCard]:
    """Load the county unless it is there, all or nothing; gives its log-ins (role, log-in name, password, first page).

    `scale` is county (default; also FENGQIAO_DEMO_SCALE) or tiny. The cases are relative to this day.
    """
    chosen = scale or os.environ.get("FENGQIAO_DEMO_SCALE", "county")
    if chosen not in SCALES:
        words = Words("示范县的规模只有：{known}。", "The demo county's sizes are: {known}.")
        raise Incomplete(words.filled(known="、".join(SCALES)), code="unknown_scale")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [COUNTY])
        if not User.objects.filter(county_code=COUNTY, demo_card__isnull=False).exists():
            _build(report, chosen)
    return cards()


def _build(report: Report, scale: str) -> None:
    instant = now()
    what = tell("区划、单位、人员", "places, units, people")
    report(what, 0, 1)
    builder = place.build(instant.date() - timedelta(days=365 * YEARS_IN_POST))
    report(what, 1, 1)
    Play(builder, Planner(instant, scale).plan()).run(report)


def cards() -> list[LoginCard]:
    """The table of log-ins, the petitioner's tracking page last."""
    people = read("people")
    rows: list[LoginCard] = [(row["role"], row["login"], people["password"], "/") for row in people["cards"]]
    case = Case.objects.filter(county=COUNTY, source_key=CITIZEN_STORY).first()
    if case is not None:
        rows.append(("信访人", "（查询码）", case.tracking_code, f"/t/{case.tracking_code}"))
    return rows
