"""The yearly notice of days off: read as it is published, checked against itself, and written back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.domain import holiday_notice
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import ONE_DAY, YearDays, calendar_from
from fengqiao.kernel import packfiles

YEARS = sorted(packfiles.calendar().years)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_that_ships_reads_back_from_its_own_lines(year: int) -> None:
    days = packfiles.calendar().years[year]
    notice = holiday_notice.read(holiday_notice.written(days), year)
    assert notice.holidays == {day: name.zh for day, name in days.holidays.items()}
    assert notice.workdays == {day: name.zh for day, name in days.workdays.items()}
    assert notice.unused == []
    english = {name.zh: name.of("en") for name in days.holidays.values()}
    again = calendar_from([notice.mapping(days.source, english)]).years[year]
    assert again == days


PUBLISHED = """\
各单位：明年放假和上班的日子如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
可以的话，让职工在2月14日也歇一天。
"""


def test_lines_as_they_are_published() -> None:
    """With numbers, the lunar day, a second day without its month, and sentences that give nobody a day off."""
    notice = holiday_notice.read(PUBLISHED, 2026)
    assert [len([day for day, name in notice.holidays.items() if name == one]) for one in ("元旦", "春节", "清明节")] == [3, 9, 3]
    assert sorted(notice.workdays) == [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)]
    assert notice.unused == ["可以的话，让职工在2月14日也歇一天。"]


@pytest.mark.parametrize(
    ("line", "year", "off", "worked"),
    [
        ("元旦：1月1日（周三）放假1天，不调休。", 2025, ["2025-01-01"], []),
        ("元旦：1月1日放假，与周末连休。", 2024, ["2024-01-01"], []),
        ("国庆节、中秋节：10月1日（周三）至2日（周四）放假调休。9月28日（星期日）上班。", 2025, ["2025-10-01", "2025-10-02"],
         ["2025-09-28"]),
        ("元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023, ["2023-01-01", "2023-01-02"], []),
    ],
)  # fmt: skip
def test_forms_of_other_years(line: str, year: int, off: list[str], worked: list[str]) -> None:
    notice = holiday_notice.read(line, year)
    assert (list(map(str, sorted(notice.holidays))), list(map(str, notice.workdays))) == (off, worked)
    assert notice.unused == (["元旦 2022-12-31"] if year == 2023 else []), "a day of another year is told, not lost"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有读到放假的日子"), ("春节放假", "没有读到放假的日子"),
        ("元旦：1月1日（周五）至3日（周日）放假，共3天。", "是不是别的年份的通知"),
        ("元旦：1月1日至3日放假，共4天。", "写的是4天，日子却是3天"),
        ("元旦：1月1日至2日放假。1月5日上班。", "不是周末"),
        ("元旦：1月32日放假。", "没有“1月32日”这一天"), ("元旦：3日放假。", "没有“3日”这一天"),
        ("元旦：1月3日至1日放假。", "起止不对"), ("春节：2月1日至3月1日放假。", "起止不对"),
        ("元旦：1月1日至4日放假。1月4日上班。", "既放假又上班"), ("元" * 10_001, "最多10000字"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Incomplete, match=said):
        holiday_notice.read(text, 2026)


@given(st.text(alphabet="一二、春节：:0123456789年月日至到（周六日）放假上班共天。\n", max_size=200))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    try:
        notice = holiday_notice.read(text, 2026)
    except DomainError:
        return
    assert all(day.year == 2026 for day in [*notice.holidays, *notice.workdays])


@given(
    st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from(["元旦", "国庆节、中秋节"]), min_size=1, max_size=30),
    st.lists(st.dates(date(2027, 1, 2), date(2027, 12, 26)), max_size=6),
)
def test_what_is_written_is_read(off: dict[date, str], worked: list[date]) -> None:
    """Whatever days: written as lines and read again they are the same (runs of a name longer than twenty days are no holiday)."""
    weekends = {day + ONE_DAY * (5 - day.weekday()) for day in worked if day.weekday() < 5} - set(off)
    days = YearDays({day: Words(name) for day, name in off.items()}, {day: Words("春节") for day in weekends}, "x")
    notice = holiday_notice.read(holiday_notice.written(days), 2027)
    assert notice.holidays == off
    assert set(notice.workdays) == weekends
