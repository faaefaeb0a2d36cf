"""Plans a year of invented cases: which story takes which course, and when each act happens, from a seeded chance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from django.utils import timezone

from fengqiao.apps.cases.facts import GROUP
from fengqiao.apps.organisations.region_codes import RegionRow
from fengqiao.console.demo_county.data import read
from fengqiao.console.demo_county.place import COUNTY, SEED, region_rows, staffed_villages
from fengqiao.domain.errors import CalendarMissing
from fengqiao.domain.packs import Pack
from fengqiao.domain.workflow import Transition
from fengqiao.kernel.packfiles import calendar, load

MONTHS = (430, 260, 330, 320, 340, 360, 390, 350, 330, 300, 350, 420)  # new cases by month, relative to each other
SCALES = {"county": 0.66, "tiny": 0.0}  # how many of each course beside the placed cases
TINY_AGO, TINY_GROUP = 3, 7  # tiny: each course once to its end, so many days ago; by so many people where a group may come
CHANNELS = (("visit", 50), ("online", 18), ("call", 15), ("letter", 12), ("leader", 3), ("proxy", 2))
ALONE = ("simple", "simple_left", "town_spot", "asked", "unhappy", "rated_low")  # courses that a joint petition cannot take
NAMED = ("withdrawn", "review", "review_withdrawn", "final", "new_facts", "remanded", "simple", "recused", "urged")
FIRST_VISIT = ("follow_up.visit", "follow_up.judge", "follow_up.explain")
FIRST = "ask_follow_up"  # with which another unit is asked to go back before a hard case ends
WRONG_UNITS = ("land", "housing", "water", "transport", "farming", "city", "environment")


@dataclass(frozen=True, slots=True)
class Move:
    """One act of a case: do it, draft it, or decide the draft; `words` names what is entered."""

    at: datetime
    how: str  # register do draft decide
    step: str = ""
    words: str = ""


@dataclass(slots=True)
class Planned:
    """A case to come: its story, its place, and its acts in order."""

    n: int
    key: str
    course: str
    story: Mapping[str, Any]
    village: str  # region code
    place: str
    town: str
    unit: str
    wrong: str
    numbers: tuple[int, int]
    channel: str
    at: str = "petition-office"
    kind: str = ""  # dispute; empty: a petition
    people: int = 1
    person: str = ""
    representatives: int = 0  # beside the first; 0: some, where many come
    is_anonymous: bool = False
    is_confidential: bool = False
    earlier: str = ""
    moves: list[Move] = field(default_factory=list)


@dataclass
class Planner:
    """Draws the cases of one demo; the same day and scale give the same plan."""

    day: date  # everything happens before it
    scale: str
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    pack: Pack = field(default_factory=lambda: load("national"))
    planned: list[Planned] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file = read("courses")
        self.courses = {**self.file["courses"], **self.file["extra"]}
        self.stories = read("stories")["stories"]
        self.towns = {f"{COUNTY}{town['code']}": town["id"] for town in read("place")["towns"]}
        self.villages = [row for row in region_rows() if not row.code.endswith("000")]
        self.staffed = [row for row in self.villages if f"village-{row.code[6:]}" in staffed_villages()]

    def plan(self) -> list[Planned]:
        """The told stories first, then those that fill every list, then the year, and last the window that teaches about rates."""
        for row in self.file["told"]:
            self._place(row)
        for row in self.file["placed"]:
            for _ in range(row.get("count", 1) if self.scale == "county" else 1):
                self._place(row)
        for course, row in self.file["courses"].items():
            for _ in range(int(row["many"] * SCALES[self.scale])):
                self._scatter(course)
            if self.scale == "tiny":
                self._finish(course)
        for row in self.file["lesson"] if self.scale == "county" else ():
            for _ in range(row.get("count", 1)):
                self._place(row)
        return self.planned

    def _finish(self, course: str) -> None:
        """A whole course, as the county may meet it: by a group where one may come, because more is asked before it ends."""
        known = self.courses[course]
        many = 1 if course in ALONE or known.get("kind") == "dispute" else TINY_GROUP
        stop = str(known["acts"][-1]).split()[0].partition(":")[0]
        self._place({"course": course, "stop": stop, "ago": TINY_AGO, "people": many})

    def _place(self, row: Mapping[str, Any]) -> None:
        """A case whose last act, `stop`, was `ago` days before today."""
        case = self._new(row["course"], row)
        steps = list(self._steps(case))
        names = ["register", *(f"draft {step}" if how == "draft" else step for how, step, _, _ in steps)]
        last = len(names) - 1 - names[::-1].index(row["stop"])
        lengths = [days for *_, days in steps[:last]]
        end = self.day - timedelta(days=row["ago"])
        self._schedule(case, end - timedelta(days=sum(lengths)), steps[:last])

    def _scatter(self, course: str) -> None:
        """A case that began on some day of the last twelve months and goes on as far as today allows."""
        days = [self.day - timedelta(days=back) for back in range(1, 366)]
        weights = [MONTHS[day.month - 1] * (1.5 if day.weekday() == 0 else 1) for day in days]
        start = self.chance.choices(days, weights)[0]
        case = self._new(course, {})
        self._schedule(case, start, list(self._steps(case)))

    def _new(self, course: str, row: Mapping[str, Any]) -> Planned:
        known = self.courses[course]
        story = self._story(row.get("story", ""), known.get("stories", ""), row.get("unit", ""))
        village = self._village(row, known)
        town = self.towns[village.code[:9]]
        unit = row.get("unit") or known.get("unit") or story["unit"]
        many = row.get("people", 0)
        is_dispute = known.get("kind") == "dispute"
        if not (many or row or is_dispute) and course not in ALONE and self.chance.random() < 0.06:
            many = self.chance.randrange(2, 40)
        case = Planned(
            n=len(self.planned) + 1, key=row.get("key", f"{len(self.planned) + 1:04d}"), course=course, story=story,
            village=village.code, place=village.name, town=town, unit=town if unit == "town" else unit,
            wrong=row.get("wrong") or self.chance.choice([code for code in WRONG_UNITS if code != unit]),
            numbers=(self.chance.randrange(2, 9), self.chance.randrange(12, 60)), channel=self._channel(),
            people=many or 1, person=row.get("person", ""), earlier=row.get("earlier", ""), kind=known.get("kind", ""),
            representatives=row.get("representatives", 0),
            is_anonymous=row.get("anonymous", False) or (not many and self.chance.random() < 0.03 and course != "sealed"),
            is_confidential=not row and self.chance.random() < 0.04,
        )  # fmt: skip
        doors = {"town": town, "county": "county", "unit": unit, "village": f"village-{village.code[6:]}"}
        case.at = doors.get(known.get("at", ""), "petition-office")
        is_told = case.person != ""
        if course in NAMED or many > 5 or is_dispute or is_told:
            case.is_anonymous = case.is_confidential = False
        if many > 5 or is_told or is_dispute or known.get("at") == "unit":
            case.channel = "visit"
        self.planned.append(case)
        return case

    def _village(self, row: Mapping[str, Any], known: Mapping[str, Any]) -> RegionRow:
        """Where it happens: in the village or town that the row names, with a grid worker where the course begins there."""
        home, named = row.get("town", ""), row.get("village", "")
        among = self.staffed if known.get("at") == "village" else self.villages
        fits = [one for one in among if not home or self.towns[one.code[:9]] == home]
        return self.chance.choice([one for one in fits if not named or one.name == named])

    def _channel(self) -> str:
        return self.chance.choices([name for name, _ in CHANNELS], [weight for _, weight in CHANNELS])[0]

    def _story(self, wanted: str, kind: str, unit: str) -> Mapping[str, Any]:
        if wanted:
            return next(story for story in self.stories if story["id"] == wanted)
        fits = [story for story in self.stories if _FITS.get(kind, _claim)(story)]
        return self.chance.choice([story for story in fits if story["unit"] == unit] or fits)

    def _acts(self, case: Planned) -> list[str]:
        """What happens in a case. A group's case ends only after another unit went back to ask (product.md G-22): what
        follows its end as a follow-up comes before it."""
        acts = [str(text) for text in self.courses[case.course]["acts"]]
        if case.people < GROUP or FIRST in acts:
            return acts
        found: list[str] = []
        visits: list[str] = []
        for place, text in enumerate(acts):
            if visits and text == visits[0]:
                visits.pop(0)
            elif self._is_last(text):
                visits = [*takewhile(lambda later: later.startswith(FIRST_VISIT), acts[place + 1 :])]
                last, _, days = text.partition(" ")
                found += [f"{FIRST} {days}", *(visits or ["follow_up.visit 1-3"]), f"{last} 1"]
                if any(later.startswith("follow_up.explain") for later in visits):
                    found.append("follow_up.visit 4-9")  # that follow-up ended with the explanation; closing begins another
            else:
                found.append(text)
        return found

    def _is_last(self, text: str) -> bool:
        """An act that a hard case takes only after a follow-up."""
        return any((guard.name, *guard.values) == ("hard_is", "no") for guard in self._act(text).needs)

    def _act(self, text: str) -> Transition:
        known = self.pack.act(text.split()[0].partition(":")[0])
        assert known is not None  # the courses name acts of the pack
        return known[1]

    def _steps(self, case: Planned) -> Iterator[tuple[str, str, str, int]]:
        """Each act as (how, step, words, days after the one before); an approved step is two acts."""
        for text in self._acts(case):
            words, _, days = text.partition(" ")
            step = words.partition(":")[0]
            low, _, high = (days or "0").partition("-")
            wait = self.chance.randint(int(low), int(high or low))
            if self._act(text).approval:
                yield "draft", step, words, wait
                yield "decide", step, words, self.chance.randint(1, 2)
            else:
                yield "do", step, words, wait

    def _schedule(self, case: Planned, start: date, steps: list[tuple[str, str, str, int]]) -> None:
        day = _workday(start)
        at = _clock(day, time(8, 35)) + timedelta(minutes=self.chance.randrange(150))
        case.moves = [Move(at, "register")]
        target = start
        for how, step, words, days in steps:
            target += timedelta(days=days)
            at = self._after(at, _workday(target) if days else at.date())
            case.moves.append(Move(at, how, step, words))
        case.moves = [move for move in case.moves if move.at.date() < self.day]

    def _after(self, before: datetime, day: date) -> datetime:
        """A time on a day, or shortly after the act before when that is later."""
        wanted = _clock(day, time(8, 40)) + timedelta(minutes=self.chance.randrange(500))
        soon = before + timedelta(minutes=self.chance.randrange(3, 20))
        return wanted if day > before.date() else soon


def _clock(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())


def _workday(day: date) -> date:
    """The day itself, or the working day before it; plain weekdays where the calendar is not loaded."""
    while True:
        try:
            if calendar().is_workday(day):
                return day
        except CalendarMissing:
            if day.weekday() < 5:
                return day
        day -= timedelta(days=1)


def _claim(story: Mapping[str, Any]) -> bool:
    return bool(story["found"]) and not {"kind", "path", "told"} & set(story)


_FITS: Mapping[str, Any] = {
    "terms": lambda story: "terms" in story and _claim(story),
    "town": lambda story: _claim(story) and story["unit"] == "town",
    "town_terms": lambda story: "terms" in story and _claim(story) and story["unit"] == "town",
    "county": lambda story: _claim(story) and story["unit"] != "town",
    "5": lambda story: story.get("path") == "5",
    "12": lambda story: story.get("path") in ("1", "2"),
    "1": lambda story: story["id"] == "judgment",
    "suggest": lambda story: story.get("kind") == "suggest",
    "consult": lambda story: story.get("kind") == "consult",
    "report": lambda story: story.get("kind") == "report",
    "dispute": lambda story: story.get("kind") == "dispute" and "told" not in story,
}
