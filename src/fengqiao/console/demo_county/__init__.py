"""The demo county: a fictional county with its units, people and a year of cases, loaded once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction

from fengqiao.apps.accounts.models import Holding
from fengqiao.apps.cases.models import Case
from fengqiao.console.demo_county import place
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.diary import Diary, build_leaders
from fengqiao.console.demo_county.helping import build_helpers
from fengqiao.console.demo_county.place import COUNTY
from fengqiao.console.demo_county.plan import SCALES, Planner
from fengqiao.console.demo_county.playing import Play
from fengqiao.console.demo_county.sweeping import build_grids, walk
from fengqiao.console.demo_county.together import work_together
from fengqiao.console.progress import Report, tell
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers
from fengqiao.kernel.models import Counter
from fengqiao.kernel.moment import today

LoginCard = tuple[str, str, str, str]
IN_POST = timedelta(days=3 * 365)  # the staff took up their posts so long before the first start
DONE = "demo.done"
CITIZEN_STORY = "demo:wall"


def load(report: Report, scale: str = "") -> list[LoginCard]:
    """Load the county unless it is there; gives its log-ins (role, log-in name, password, first page).

    `scale` is county (default; also FENGQIAO_DEMO_SCALE) or tiny. The cases are relative to the day of the first
    start; a load that was interrupted goes on where it stopped. Raises Incomplete for an unknown scale.
    """
    chosen = scale or os.environ.get("FENGQIAO_DEMO_SCALE", "county")
    if chosen not in SCALES:
        words = Words("示范县的规模只有：{known}。", "The demo county's sizes are: {known}.")
        raise Incomplete(words.filled(known="、".join(SCALES)), code="unknown_scale")
    with _one_at_a_time():
        if not Counter.objects.filter(county=COUNTY, series=DONE).exists():
            builder, day = _county(report)
            Play(builder, Planner(day, chosen).plan()).run(report)
            walk(builder, day)
            Diary(builder, day, chosen).run(report)
            work_together(builder, day)
            numbers.next_number(COUNTY, DONE)
    return cards()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A second starter waits until the first has loaded everything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [COUNTY])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [COUNTY])


def _county(report: Report) -> tuple[Builder, date]:
    """The county without its cases, and the day of the first start."""
    what = tell("区划、单位、人员", "places, units, people")
    report(what, 0, 1)
    first = Holding.objects.filter(county_code=COUNTY).order_by("since").first()
    day = first.since + IN_POST if first else today()
    if first:
        builder = Builder(COUNTY, first.since, "")
        builder.load()
    else:
        with transaction.atomic():
            builder = place.build(day - IN_POST)
            build_helpers(builder)
            build_grids(builder)
            build_leaders(builder)
    report(what, 1, 1)
    return builder, day


def cards() -> list[LoginCard]:
    """The table of log-ins, the petitioner's tracking page last."""
    people = read("people")
    rows: list[LoginCard] = [
        (tell(row["role"]["zh"], row["role"]["en"]), row["login"], people["password"], row["page"])
        for row in people["cards"]
    ]
    case = Case.objects.filter(county=COUNTY, source_key=CITIZEN_STORY).first()
    if case is not None:
        rows.append((tell("信访人", "Petitioner"), tell("查询码", "code"), case.tracking_code, f"/t/{case.tracking_code}"))
    return rows
