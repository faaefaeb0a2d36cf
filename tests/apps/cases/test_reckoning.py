"""The days of clocks after a year's days off became known: rows, lists and counts follow, and no act is written."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

import pytest

from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.models import Case, Entry, Proceeding, Tally
from fengqiao.apps.cases.services import reckoning, tally
from fengqiao.apps.organisations.queries import calendar_for
from fengqiao.apps.organisations.services import add_local_holiday
from fengqiao.console import clock
from fengqiao.domain import holiday_notice
from fengqiao.kernel import packfiles
from tests.town import COUNTY, Town, dispute, go, register_case

LATE = "2026-12-07 09:00"
NEW_YEAR = "元旦：1月1日至3日放假，共3天。\n春节：2月5日至12日放假，共8天。2月14日上班。"
pytestmark = pytest.mark.usefixtures("own_home")


def year_known(text: str = NEW_YEAR) -> None:
    packfiles.write_year(2027, holiday_notice.read(text, 2027).mapping("通知", {}))
    rules._calendar.cache_clear()


def accepted(town: Town) -> Case:
    """Its sixty days end in February 2027, which was nobody's calendar yet."""
    case = register_case(town, when=LATE)
    go(case, "open_dispatch", town.dispatcher, "2026-12-07 10:00")
    go(case, "transfer", town.dispatcher, "2026-12-08 09:00", unit=town.unit("housing"))
    go(case, "receive", town.handler, "2026-12-08 10:00")
    go(case, "accept", town.handler, "2026-12-10 09:00")
    return case


def counted() -> list[tuple[object, ...]]:
    return sorted(Tally.objects.filter(n__gt=0).values_list("unit", "state", "due_on", "warn_on", "n"), key=str)


def test_a_bound_becomes_the_day_and_may_be_overdue(town: Town) -> None:
    case = accepted(town)
    assert (case.is_provisional, case.due_on) == (True, date(2027, 2, 8))
    assert case.due_on not in Tally.objects.values_list("due_on", flat=True), "a day that is not certain is never overdue"
    rows = Entry.objects.count()
    year_known()
    assert reckoning.waiting(COUNTY) == 1
    assert reckoning.reckon_again(COUNTY) == reckoning.Reckoned(1, 1, None)
    case.refresh_from_db()
    assert (case.is_provisional, case.due_on) == (False, date(2027, 2, 14)), "eight days off, a Saturday, a Sunday that is worked"
    assert Tally.objects.get(due_on=case.due_on).n == 1
    assert Entry.objects.count() == rows
    kept = counted()
    tally.count_again(COUNTY)
    assert counted() == kept
    assert reckoning.reckon_again(COUNTY).changed == 0


def test_what_is_reckoned_again_is_what_would_have_been_reckoned(town: Town) -> None:
    """An independent way to the same days: the same case handled after the year was known."""
    before, row = accepted(town), dispute(town, when=LATE)
    year_known()
    reckoning.reckon_again(COUNTY)
    after = accepted(town)
    before.refresh_from_db()
    for name in ("due_on", "warn_on", "due_clock", "is_provisional", "state"):
        assert getattr(before, name) == getattr(after, name), name
    mine, other = (Proceeding.objects.get(case=case, parent=None) for case in (before, after))
    assert mine.clocks == other.clocks
    for one in Proceeding.objects.filter(case=row):
        assert one.clocks == clocks.recompute(one.clocks, rules.pack_of(row).clocks, calendar_for(COUNTY))


def test_a_day_off_of_the_countys_own_moves_what_lists_show(town: Town) -> None:
    case = register_case(town, when="2026-03-02 09:00")
    go(case, "open_dispatch", town.dispatcher, "2026-03-02 10:00")
    was = case.due_on
    assert was is not None
    add_local_holiday(county=COUNTY, day=was, name="州庆", by=town.admin)
    assert reckoning.reckon_again(COUNTY).changed == 1
    case.refresh_from_db()
    assert case.due_on is not None
    assert case.due_on > was


def test_it_goes_on_where_it_stopped_and_an_act_between_counts(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [accepted(town) for _ in range(3)]
    monkeypatch.setattr(reckoning, "A_LOOK", 1)
    year_known()
    first = reckoning.reckon_again(COUNTY, seconds=0)
    assert (first.seen, first.changed, first.after) == (1, 1, cases[0].id)
    go(cases[1], "set_path_6", town.handler, "2026-12-11 09:00")
    rest = reckoning.reckon_again(COUNTY, after=first.after, seconds=60)  # type: ignore[arg-type]
    assert (rest.seen, rest.after) == (2, None)
    assert {case.is_provisional for case in Case.objects.all()} == {False}


def test_a_sealed_case_is_reckoned_and_counted_nowhere(town: Town) -> None:
    case = accepted(town)
    Case.objects.filter(id=case.id).update(is_sealed=True)
    tally.count_again(COUNTY)
    year_known()
    assert reckoning.reckon_again(COUNTY).changed == 1
    assert not Tally.objects.filter(n__gt=0).exists()


def test_the_command_says_how_many_days_changed(town: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    accepted(town)
    year_known()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for changed in (1, 0):
        assert clock.run(Namespace(act="reckon", county=COUNTY)) == 0
        assert f"在走的 1 件，日子变了的 {changed} 件" in capsys.readouterr().out
