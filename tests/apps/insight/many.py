"""Many cases at once for tests of lists: rows only, with desks and tallies, no ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fengqiao.apps.cases.models import Case, Desk
from fengqiao.apps.cases.services import tally
from fengqiao.kernel.county import new_id
from tests.town import COUNTY, Town

TODAY = date(2026, 11, 23)


def many(town: Town, rows: Iterable[dict[str, Any]], unit: str = "housing") -> list[Case]:
    """A case for each mapping of what is special about it; open and due in a month unless told otherwise."""
    home = town.unit(unit)
    cases = [_case(town, home, n, row) for n, row in enumerate(rows, Case.objects.count() + 1)]
    Case.objects.bulk_create(cases)
    Desk.objects.bulk_create(
        Desk(id=new_id(COUNTY), county=COUNTY, case=case, unit=case.unit, acted_at=case.acted_at) for case in cases
    )
    tally.count_again(COUNTY)
    return cases


def _case(town: Town, home: Any, n: int, row: dict[str, Any]) -> Case:
    acted = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=n)
    due_on = row.get("due_on", TODAY + timedelta(days=30))
    usual = {
        "id": new_id(COUNTY, at_ms=int(acted.timestamp() * 1000)), "county": COUNTY,
        "number": f"{COUNTY}-2026-{n:06d}", "tracking_code": f"{n:012d}",
        "title": f"第{n}件", "content": "楼道灯不亮。", "channel": "visit", "category": "housing", "classification": "claim",
        "petitioner_mask": "吴*升", "pack": "national@1", "state": "S40", "stage": "working", "unit": home,
        "origin_unit": home, "person_id": town.handler.user, "person_name": "陆海平", "due_on": due_on,
        "warn_on": due_on - timedelta(days=7) if due_on else None, "due_clock": "CLK-07" if due_on else "",
        "received_on": date(2026, 10, 1), "registered_at": acted, "acted_at": acted,
    }  # fmt: skip
    return Case(**{**usual, **row})


def browse(text: str, numbers: list[str]) -> list[str]:
    """The numbers of those cases that a page holds, in the page's order."""
    return sorted((number for number in numbers if number in text), key=text.index)
