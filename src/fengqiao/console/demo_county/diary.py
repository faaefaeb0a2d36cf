"""What the demo county plans and holds: rosters, receptions, visits, outreach, study and meetings, through the services alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case, Stage
from fengqiao.apps.occasions.models import Occasion, Resolution
from fengqiao.apps.occasions.services import holding, inviting, rostering
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.occasions.services.rostering import Setting
from fengqiao.apps.occasions.staffing import leaders_for
from fengqiao.apps.organisations.queries import calendar_for
from fengqiao.console.demo_county.build import Builder
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.people import Names
from fengqiao.console.demo_county.place import SEED
from fengqiao.console.progress import Report, tell
from fengqiao.domain.occasions import works
from fengqiao.kernel import numbers
from fengqiao.kernel.models import Counter

HELD = "demo.occasions"
TINY = 3  # so many of each in the tiny county
UNRECORDED = timedelta(days=2)  # the last days wait for their record


def build_leaders(builder: Builder) -> None:
    """More leaders of the county and of two towns, so that there are turns to take."""
    names = Names(random.Random(SEED + 5))
    for row in read("occasions")["leaders"]:
        builder.seat(row["login"], row["name"], row["unit"], row["title"], row["roles"], title_en=row["en"], phone=names.phone())


@dataclass
class Diary:
    """The occasions of one demo; the same day and scale give the same ones."""

    builder: Builder
    day: date
    scale: str
    chance: random.Random = field(default_factory=lambda: random.Random(SEED + 4))

    def __post_init__(self) -> None:
        self.file = read("occasions")
        self.calendar = calendar_for(self.builder.county)

    @transaction.atomic
    def run(self, report: Report) -> None:
        """Everything once, unless it was held in an earlier run."""
        if Counter.objects.filter(county=self.builder.county, series=HELD).exists():
            return
        parts = (self._rosters, self._receptions, self._visits, self._outreach, self._study, self._meetings)
        for n, part in enumerate(parts, start=1):
            part()
            report(tell("值班、下访和会议", "rosters, visits, meetings"), n, len(parts))
        numbers.next_number(self.builder.county, HELD)

    def _rosters(self) -> None:
        for row in self.file["rosters"]:
            unit, by = self.builder.units[row["unit"]], self.builder.actor(row["by"])
            people = leaders_for(unit, ["leader", "head"], self.day)
            setting = Setting(row["place"], time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"]), people, row.get("on", ()))
            first = self._month(min(row["months"]))
            roster = rostering.set_up(setting, unit=unit, rule=row["rule"], by=by, at=self._at(first))
            for months in row["months"]:
                rostering.arrange(roster, self._month(months), by=by, at=self._at(min(self._month(months), self.day)))
            planned = Occasion.objects.filter(roster=roster)
            for occasion in planned.filter(on__lt=self.day - UNRECORDED).select_related("leader"):
                persons = self.chance.randint(0, 4)
                came = {"batches": persons and self.chance.randint(1, persons), "persons": persons}
                holding.record(occasion, {name: n for name, n in came.items() if n}, by=by, at=self._at(occasion.on, 18))
            ahead = [one.on for one in planned.filter(on__gt=self.day).order_by("on")[:9]]
            if len(ahead) > 6 and len(people) > 1:
                given: dict[str, Any] = {"by": by, "at": self._at(self.day, 8)}
                rostering.swap(roster, ahead[0], ahead[1], reason="下乡，对调一天", **given)
                rostering.seat(roster, ahead[5], None, reason="都去市里开会", **given)

    def _receptions(self) -> None:
        row, open_cases = self.file["receptions"], list(self._open_cases())
        parts = {name: self._shares(row[name], row["days"]) for name in ("persons", "batches", "settled")}
        leaders = leaders_for(self.builder.units[row["unit"]], ["head"], self.day)
        for n, on in enumerate(self._days(row["days"], every=1)):
            items = [{"case": open_cases[n].number, "said": "问清了情况，请承办单位抓紧。"}] if n < len(open_cases) else []
            data = {**self._numbers(parts, n), "items": items}
            self._hold(row, on, leaders[n % len(leaders)], row["place"], data)

    def _visits(self) -> None:
        row = self.file["visits"]
        parts = {name: self._shares(row[name], row["days"]) for name in ("persons", "households")}
        leaders = [user for login, user in sorted(self.builder.people.items()) if login == "leader" or login.startswith("leader-")]
        for n, on in enumerate(self._days(row["days"], every=2)):
            data = {**self._numbers(parts, n), "purposes": self.chance.sample(["hear", "learn", "help", "solve"], 2),
                    "heard": self.chance.choice(self.file["heard"])}  # fmt: skip
            self._hold(row, on, leaders[n % len(leaders)], self.chance.choice(self.file["places"]), data)

    def _outreach(self) -> None:
        row = self.file["outreach"]
        parts = {name: self._shares(row[name], row["days"]) for name in ("persons", "leaflets")}
        for n, on in enumerate(self._days(row["days"], every=9)):
            data = {**self._numbers(parts, n), "ways": [self.chance.choice(["home", "market", "yard", "school"])],
                    "topics": ["regulation", self.chance.choice(["rule_of_law", "mediation", "wages", "civil"])]}  # fmt: skip
            self._hold(row, on, None, row["place"], data)

    def _study(self) -> None:
        row = self.file["study"]
        for kind, on in zip(row["kinds"], self._days(len(row["kinds"]), every=11), strict=True):
            data = {"topics": ["regulation", "discourses"], "about": row["about"], "papers": row["papers"]}
            self._hold({**row, "kind": kind}, on, None, "河口镇三楼会议室", data)

    def _meetings(self) -> None:
        for row in self.file["meetings"]:
            on = self.day - timedelta(days=row["ago"])
            by, leader = self.builder.actor(row["by"]), self.builder.people[row["leader"]]
            start, called = row.get("start", 9), min(on, self.day) - timedelta(days=row.get("called", 3))
            plan = Plan(row["kind"], self.builder.units[row["unit"]], on, row["place"], time(start), time(start + 2), row["title"], leader)
            meeting = holding.plan(plan, by=by, at=self._at(called))
            inviting.invite(meeting, row["invited"], by=by, at=self._at(called, 9))
            if "minutes" in row:
                self._minute(meeting, row)

    def _minute(self, meeting: Occasion, row: dict[str, Any]) -> None:
        at = self._at(meeting.on, 18)
        resolved = [{"what": one["what"], "unit": one["unit"], "due_on": str(meeting.on + timedelta(days=one["in"])),
                     "person": one.get("person", "")} for one in row["resolutions"]]  # fmt: skip
        data = {"minutes": row["minutes"], "resolutions": resolved}
        holding.record(meeting, data, by=self.builder.actor(row["by"]), at=at)
        for one in row["resolutions"]:
            if "report" in one:
                owed = Resolution.objects.get(occasion=meeting, what=one["what"])
                holding.report(owed, one["report"], by=self.builder.actor(one["unit"]), at=at + timedelta(days=5))

    def _hold(self, row: dict[str, Any], on: date, leader: User | None, place: str, data: dict[str, Any]) -> None:
        by = self.builder.actor(row["by"])
        plan = Plan(row["kind"], self.builder.units[row["unit"]], on, place, leader=leader)
        holding.record(holding.plan(plan, by=by, at=self._at(on)), data, by=by, at=self._at(on, 18))

    def _open_cases(self) -> Iterator[Case]:
        """Two cases of the receptions' town that are still open."""
        unit = self.builder.units[self.file["receptions"]["unit"]]
        open_ones = Case.objects.filter(county=self.builder.county, unit=unit, stage=Stage.WORKING, is_sealed=False)
        yield from open_ones.order_by("number")[:2]

    def _days(self, count: int, *, every: int) -> list[date]:
        """So many working days before the day of the demo, one in every so many, oldest first."""
        wanted, day = min(count, TINY) if self.scale == "tiny" else count, self.day - UNRECORDED
        found: list[date] = []
        while len(found) < wanted:
            day -= timedelta(days=every)
            while not works(self.calendar, day):
                day -= timedelta(days=1)
            found.append(day)
        return found[::-1]

    def _shares(self, total: int, parts: int) -> list[int]:
        """A number in so many parts that add up to it, each nearly the same."""
        return [total * (n + 1) // parts - total * n // parts for n in range(parts)]

    def _numbers(self, parts: dict[str, list[int]], n: int) -> dict[str, int]:
        return {name: shares[n] for name, shares in parts.items() if shares[n]}

    def _month(self, away: int) -> date:
        months = self.day.year * 12 + self.day.month - 1 + away
        return date(months // 12, months % 12 + 1, 1)

    def _at(self, day: date, hour: int = 8) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour)))
