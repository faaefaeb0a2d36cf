"""Acts on rosters: set one up, arrange a month, put somebody else on a day, let two change days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from fengqiao.apps.accounts.models import User
from fengqiao.apps.occasions import queries
from fengqiao.apps.occasions.models import Change, Occasion, Roster
from fengqiao.apps.occasions.permissions import may_keep
from fengqiao.apps.occasions.services.noting import noted, said
from fengqiao.apps.occasions.staffing import Staff
from fengqiao.apps.organisations import queries as organisations
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.occasions import REACH, Kind, Rule, days_of, take_turns
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel import numbers, packversions
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of

FURTHEST = 400  # days ahead of which a roster is made


@dataclass(frozen=True, slots=True)
class Setting:
    """How a unit goes by a rule: where, at what hours, on which days where the rule leaves them open, and whose turn follows whose."""

    place: str
    starts: time
    ends: time
    people: Sequence[User]
    on: Sequence[int] = ()


@transaction.atomic
def set_up(setting: Setting, *, unit: Unit, rule: str, by: Actor, at: datetime) -> Roster:
    """Let a unit go by a rule of its pack, or change how. Days that are arranged already stay as they are.

    Raises Denied, NotNow (no such rule) or Incomplete (place, hours, days, people without a post).
    """
    pack = queries.pack_of(unit)
    known = pack.rosters.get(rule)
    if known is None:
        raise NotNow(
            Words("本单位的工作法没有这种值班。", "The unit's method has no such roster."), code="no_such_rule"
        )
    may_keep(by, pack.occasions[known.kind], unit).or_raise()
    _check(setting, known, day_of(at))
    numbers.hold(unit.county_code, f"roster {unit.id} {rule}")
    roster = Roster.objects.filter(county=unit.county_code, unit=unit, rule=rule).first()
    roster = roster or Roster(county=unit.county_code, unit=unit, rule=rule)
    roster.place, roster.starts, roster.ends = setting.place.strip(), setting.starts, setting.ends
    roster.people, roster.on = [person.id for person in setting.people], sorted(set(setting.on))
    roster.save()
    return roster


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a month looks like after it was arranged: how many days are new, and on which nobody could be put."""

    planned: int
    gaps: list[date]


@transaction.atomic
def arrange(roster: Roster, month: date, *, by: Actor, at: datetime) -> Arranged:
    """Give every day of a month that has nobody yet to the next in turn; asked twice it changes nothing (KZ-41).

    Days gone by are left alone; whoever holds no post on a day is passed over and keeps the turn. Raises Denied, NotNow
    (a month gone by or too far ahead) or Incomplete (nobody on the list, no days where the rule leaves them open).
    """
    rule, kind = queries.rule_of(roster)
    may_keep(by, kind, roster.unit).or_raise()
    today, first = day_of(at), month.replace(day=1)
    if first < today.replace(day=1) or first > today + timedelta(days=FURTHEST):
        words = Words(
            "这个月不能再排：已经过去，或者还太远。", "This month cannot be arranged: gone by, or too far ahead."
        )
        raise NotNow(words, code="month")
    _must_have_days(rule, roster.on)
    if not roster.people:
        words = Words("名单是空的，请先写明谁轮流值班。", "The list is empty: say who takes turns.")
        raise Incomplete(words, {"people": words})
    numbers.hold(roster.county, f"roster {roster.id}")
    wanted = [
        day.on for day in days_of(rule, roster.on, first, organisations.calendar_for(roster.county)) if day.on >= today
    ]
    rows = {row.on: row for row in Occasion.objects.filter(county=roster.county, roster=roster, on__in=wanted)}
    free = [day for day in wanted if day not in rows]
    staff = Staff.of(roster.people)
    turns = take_turns(
        free, [str(person) for person in roster.people], staff.is_there, after=_last_before(roster, free)
    )
    _put_down(roster, kind, turns, staff, by, at)
    empty = [day for day, row in rows.items() if row.leader_id is None]
    return Arranged(len(turns), sorted([*(day for day in free if day not in turns), *empty]))


@transaction.atomic
def seat(roster: Roster, day: date, person: User | None, *, reason: str = "", by: Actor, at: datetime) -> Occasion:
    """Put somebody on a day, in place of whoever was on it (None: nobody can; the day shows as a gap).

    Raises Denied, NotNow (a day gone by, or none of the roster) or Incomplete (somebody without a post on that day).
    """
    _rule, kind = queries.rule_of(roster)
    may_keep(by, kind, roster.unit).or_raise()
    _not_gone(day, at)
    numbers.hold(roster.county, f"roster {roster.id}")
    known = _on(roster, day)
    if known is None and not any(square.is_wanted for square in queries.squares_of(roster, day, day, day)):
        raise NotNow(Words("这天不用值班。", "Nobody need sit on this day."), code="no_such_day")
    before, act = (said(known), "substituted") if known else ({}, "planned")
    occasion = known or _fresh(roster, kind, day)
    _lead(occasion, person, kind, Staff.of([person.id] if person else []))
    occasion.revision += known is not None
    occasion.save()
    noted(occasion, act, by=by, at=at, before=before, reason=reason.strip()).save(force_insert=True)
    return occasion


@transaction.atomic
def swap(
    roster: Roster, one: date, other: date, *, reason: str = "", by: Actor, at: datetime, known: Mapping[date, int] | None = None
) -> None:
    """Two change days; both days tell of it. `known` is how often each day had been changed when the page was drawn, so that one page
    sent twice does not change them back. Raises Denied, NotNow (a day gone by, or changed since) or Incomplete."""
    _rule, kind = queries.rule_of(roster)
    may_keep(by, kind, roster.unit).or_raise()
    for day in (one, other):
        _not_gone(day, at)
    numbers.hold(roster.county, f"roster {roster.id}")
    first, second = _on(roster, one), _on(roster, other)
    if known is not None and any(day is not None and known.get(day.on, day.revision) != day.revision for day in (first, second)):
        words = Words("这两天刚刚改过，现在的样子在日历上；还要对调，请再按一次。",
                      "These days were changed a moment ago, as the calendar shows; to swap them still, press again.")  # fmt: skip
        raise NotNow(words, code="changed_since")
    if (
        first is None
        or second is None
        or first.leader is None
        or second.leader is None
        or first.leader_id == second.leader_id
    ):
        words = Words(
            "请选两天，每天都有人值班，而且不是同一个人。", "Choose two days on which two different people sit."
        )
        raise Incomplete(words, {"pick": words})
    staff, before = Staff.of([first.leader.id, second.leader.id]), [said(first), said(second)]
    leaders = (second.leader, first.leader)
    for occasion, leader, was in zip((first, second), leaders, before, strict=True):
        _lead(occasion, leader, kind, staff)
        occasion.revision += 1
        occasion.save()
        noted(occasion, "swapped", by=by, at=at, before=was, reason=reason.strip()).save(force_insert=True)


def _check(setting: Setting, rule: Rule, today: date) -> None:
    wrong: dict[str, Words] = {}
    if not setting.place.strip():
        wrong["place"] = Words("请写在哪里。", "Say where.")
    if setting.ends <= setting.starts:
        wrong["ends"] = Words("结束的时间要晚于开始的时间。", "It must end after it begins.")
    least, most = REACH[rule.recurs]
    if setting.on and (not rule.is_open or not all(least <= day <= most for day in setting.on)):
        wrong["on"] = Words(f"日子须是{least}至{most}的整数。", f"Days are whole numbers from {least} to {most}.")
    staff = Staff.of(person.id for person in setting.people)
    if strangers := [person.name for person in setting.people if not staff.is_there(str(person.id), today)]:
        wrong["people"] = Words("{names}现在没有岗位，不能排班。", "{names} hold no post and cannot be put on a roster.").filled(
            names="、".join(strangers))  # fmt: skip
    if len({person.id for person in setting.people}) < len(setting.people):
        wrong["people"] = Words("同一个人写了两次。", "Somebody is listed twice.")
    if wrong:
        raise Incomplete(Words("有几处要改。", "Some parts need correcting."), wrong)


def _must_have_days(rule: Rule, on: Sequence[int]) -> None:
    if rule.is_open and not on:
        words = Words("还没有写明是哪几天，请先填上。", "On which days is not said yet; fill it in first.")
        raise Incomplete(words, {"on": words})


def _put_down(roster: Roster, kind: Kind, turns: dict[date, str], staff: Staff, by: Actor, at: datetime) -> None:
    rows: list[Occasion] = []
    for day, person in turns.items():
        occasion = _fresh(roster, kind, day)
        _lead(occasion, staff.person(person), kind, staff)
        rows.append(occasion)
    Occasion.objects.bulk_create(rows)
    Change.objects.bulk_create([noted(row, "planned", by=by, at=at) for row in rows])


def _fresh(roster: Roster, kind: Kind, day: date) -> Occasion:
    pack = queries.pack_of(roster.unit)
    packversions.keep(pack)
    return Occasion(id=new_id(roster.county), county=roster.county, kind=kind.id, pack=pack.tag, unit=roster.unit, roster=roster,
                    on=day, starts=roster.starts, ends=roster.ends, place=roster.place, is_public=kind.is_public)  # fmt: skip


def _lead(occasion: Occasion, person: User | None, kind: Kind, staff: Staff) -> None:
    post = staff.post_on(str(person.id), occasion.on, kind.led_by) if person else None
    if person and post is None:
        words = Words("{name}那天不在岗，不能排班。", "{name} holds no post on that day.").filled(name=person.name)
        raise Incomplete(words, {"person": words})
    occasion.leader, occasion.post = person, post


def _last_before(roster: Roster, days: Sequence[date]) -> str:
    """Who sat last before the first of some days."""
    if not days:
        return ""
    sat = Occasion.objects.filter(county=roster.county, roster=roster, on__lt=days[0], leader__isnull=False)
    return str(sat.order_by("-on").values_list("leader_id", flat=True).first() or "")


def _on(roster: Roster, day: date) -> Occasion | None:
    return Occasion.objects.filter(county=roster.county, roster=roster, on=day).select_related("leader", "post").first()


def _not_gone(day: date, at: datetime) -> None:
    if day < day_of(at):
        words = Words(
            "{day}已经过去；实际是谁接的，写在那天的记录里。", "{day} has gone by: say in its record who received."
        )
        raise NotNow(words.filled(day=day.isoformat()), code="gone")
