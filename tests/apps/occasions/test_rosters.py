"""Rosters: a month in three clicks, gaps seen before they come, substitutes and swaps with their history, who is public."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from fengqiao.apps.accounts import services as people
from fengqiao.apps.accounts.models import ChargeLayer, Holding
from fengqiao.apps.occasions import feeds, queries
from fengqiao.apps.occasions.models import Change, Occasion, Roster
from fengqiao.apps.occasions.services import rostering
from fengqiao.apps.occasions.services.rostering import Setting
from fengqiao.domain.errors import Denied, Incomplete, NotNow
from fengqiao.kernel import packfiles
from fengqiao.kernel.moment import now, today
from tests.apps.cases.desk import seat
from tests.apps.occasions.cast import DECEMBER, NOVEMBER, anybody, leaders, user
from tests.town import COUNTY, Town, at, go, going_by, register_case


def desk(town: Town, *names: str, rule: str = "county_desk", unit: str = "petition-office", **over: object) -> Roster:
    by = town.dispatcher if unit == "petition-office" else town.town_handler
    people = [user(name) for name in names] or leaders(town)
    setting = Setting(**{"place": "信访接待中心", "starts": time(9), "ends": time(12), "people": people, **over})  # type: ignore[arg-type]
    return rostering.set_up(setting, unit=town.unit(unit), rule=rule, by=by, at=at("2026-11-20 09:00"))


def arranged(town: Town, month: date = DECEMBER) -> Roster:
    roster = desk(town)
    rostering.arrange(roster, month, by=town.dispatcher, at=at("2026-11-20 10:00"))
    return roster


def who(roster: Roster, day: str) -> str:
    found = Occasion.objects.filter(roster=roster, on=day).select_related("leader").first()
    return found.leader.name if found and found.leader else ""


def test_a_month_has_one_leader_every_working_day_and_none_on_days_off(town: Town) -> None:
    """KZ-42, YJ-28: no gap on a working day, nobody on a holiday; turns go round."""
    roster = desk(town)
    done = rostering.arrange(roster, DECEMBER, by=town.dispatcher, at=at("2026-11-20 10:00"))
    assert (done.planned, done.gaps) == (23, [])
    month = queries.month_of(roster, DECEMBER, date(2026, 11, 20))
    assert month.gaps == []
    for square in month.squares:
        assert (square.occasion is not None) == (square.on.weekday() < 5), square.on
    october = date(2026, 10, 1)  # the days off of the National Day; Saturday the 10th is made up for them
    rostering.arrange(roster, october, by=town.dispatcher, at=at("2026-09-20 10:00"))
    held = {square.on.day for square in queries.month_of(roster, october, date(2026, 9, 20)).squares if square.occasion}
    assert not held & {1, 2, 3, 4, 5, 6, 7, 11, 17, 18}
    assert {8, 9, 10, 12} <= held
    assert queries.month_of(roster, october, date(2026, 9, 20)).gaps == []
    assert [who(roster, f"2026-12-0{day}") for day in (1, 2, 3, 4)] == ["彭守一", "田大有", "龙在天", "彭守一"]


def test_arranging_twice_changes_nothing_and_the_next_month_goes_on_with_the_next(town: Town) -> None:
    roster = arranged(town)
    again = rostering.arrange(roster, DECEMBER, by=town.dispatcher, at=at("2026-11-20 11:00"))
    assert (again.planned, Occasion.objects.filter(roster=roster).count()) == (0, 23)
    rostering.arrange(roster, date(2027, 1, 1), by=town.dispatcher, at=at("2026-11-20 11:00"))
    assert who(roster, "2026-12-31") == "田大有"
    assert who(roster, "2027-01-01") == "龙在天"  # 2027's days off are not published: weekdays, marked provisional
    assert queries.month_of(roster, date(2027, 1, 1), date(2026, 11, 20)).is_provisional


def test_a_gap_is_told_before_it_comes(town: Town) -> None:
    """KZ-42: the calendar marks days without cover before they come."""
    roster = arranged(town)
    rostering.seat(
        roster, date(2026, 12, 3), None, reason="都去省里开会", by=town.dispatcher, at=at("2026-11-21 09:00")
    )
    gaps = queries.month_of(roster, DECEMBER, date(2026, 11, 21)).gaps
    assert [gap.on.isoformat() for gap in gaps] == ["2026-12-03"]
    with time_machine.travel(at("2026-11-25 09:00"), tick=False):
        client = seat(town.dispatcher)
        calendar = unescape(client.get(f"/occasions/rosters/{roster.id}/?month=2026-12").content.decode())
        desk_page = unescape(client.get("/occasions/").content.decode())
    marked = [cell for cell in calendar.split("<td")[1:] if "is-gap" in cell]
    assert len(marked) == 1
    assert "没有人值班" in marked[0]
    assert 'value="2026-12-03"' in marked[0]
    assert "这个月还有 1 天没有人" in calendar
    assert "三十日内有 5 天没有人值班" in desk_page
    told = dict(queries.coming_gaps([roster], date(2026, 11, 25)))
    assert {gap.on.isoformat() for gap in told[roster]} == {
        "2026-12-03",
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
        "2026-11-30",
    }
    rostering.seat(roster, date(2026, 12, 3), user("田大有"), by=town.dispatcher, at=at("2026-11-22 09:00"))
    assert queries.month_of(roster, DECEMBER, date(2026, 11, 22)).gaps == []


def test_somebody_who_left_their_post_is_marked_and_passed_over(town: Town) -> None:
    roster = arranged(town)
    Holding.objects.filter(user=user("龙在天")).update(until="2026-12-10")
    gaps = [gap.on.isoformat() for gap in queries.month_of(roster, DECEMBER, date(2026, 11, 20)).gaps]
    assert gaps
    assert all(who(roster, day) == "龙在天" for day in gaps)
    assert all(day >= "2026-12-10" for day in gaps)
    with pytest.raises(Incomplete, match="那天不在岗"):
        rostering.seat(roster, date(2026, 12, 11), user("龙在天"), by=town.dispatcher, at=at("2026-11-22 09:00"))
    rostering.arrange(roster, date(2027, 1, 1), by=town.dispatcher, at=at("2026-12-20 11:00"))
    assert "龙在天" not in {who(roster, f"2027-01-{day:02}") for day in range(1, 32)}


def test_a_swap_and_a_substitute_keep_their_history(town: Town) -> None:
    """KZ-41: swap keeps history – who, when, why, before and after, on both days; the log cannot be changed."""
    roster = arranged(town)
    rostering.swap(
        roster, date(2026, 12, 1), date(2026, 12, 2), reason="下乡", by=town.dispatcher, at=at("2026-11-23 09:00")
    )
    assert (who(roster, "2026-12-01"), who(roster, "2026-12-02")) == ("田大有", "彭守一")
    rostering.seat(
        roster, date(2026, 12, 1), user("龙在天"), reason="病假", by=town.dispatcher, at=at("2026-11-24 09:00")
    )
    day = Occasion.objects.get(roster=roster, on="2026-12-01")
    log = list(Change.objects.filter(occasion=day).order_by("at"))
    assert [(one.act, one.reason) for one in log] == [("planned", ""), ("swapped", "下乡"), ("substituted", "病假")]
    assert log[1].parts == {"leader": ["彭守一（岗位leader）", "田大有（副县长二）"]}
    assert log[2].parts["leader"][1] == "龙在天（副县长三）"
    assert (log[2].by_name, day.revision) == ("路分明", 2)


@pytest.mark.parametrize(
    ("one", "other"), [("2026-12-01", "2026-12-05"), ("2026-12-01", "2026-12-01"), ("2026-12-01", "2026-12-04")]
)
def test_only_two_people_on_two_days_can_swap(town: Town, one: str, other: str) -> None:
    roster = arranged(town)
    with pytest.raises(Incomplete, match="请选两天"):
        rostering.swap(
            roster, date.fromisoformat(one), date.fromisoformat(other), by=town.dispatcher, at=at("2026-11-23 09:00")
        )


def test_what_cannot_be_is_refused_in_plain_words(town: Town) -> None:
    roster = arranged(town)
    given = {"by": town.dispatcher, "at": at("2026-12-05 09:00")}
    with pytest.raises(NotNow, match="已经过去"):
        rostering.seat(roster, date(2026, 12, 1), user("田大有"), **given)
    with pytest.raises(NotNow, match="这天不用值班"):
        rostering.seat(roster, date(2026, 12, 6), user("田大有"), **given)
    with pytest.raises(NotNow, match="不能再排"):
        rostering.arrange(roster, NOVEMBER, **given)
    with pytest.raises(NotNow, match="还太远"):
        rostering.arrange(roster, date(2029, 1, 1), **given)
    with pytest.raises(Incomplete, match="名单是空的"):
        rostering.arrange(desk(town, people=[]), date(2027, 2, 1), **given)
    with pytest.raises(Denied):
        rostering.arrange(roster, date(2027, 2, 1), by=town.handler, at=given["at"])
    with pytest.raises(Denied):
        rostering.arrange(roster, date(2027, 2, 1), by=town.outsider, at=given["at"])


def test_a_setting_that_makes_no_sense_says_where(town: Town) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk(town, place=" ", starts=time(12), ends=time(9), people=[user("彭守一"), user("彭守一")], on=[3])
    assert set(refusal.value.fields) == {"place", "ends", "people", "on"}


def test_reception_days_are_for_the_place_to_fill_in(town: Town) -> None:
    """ND-16: level, day of the month, who; the next dates are public."""
    roster = desk(town, "龙长水", rule="town_market", unit="pingshang")
    with pytest.raises(Incomplete, match="还没有写明是哪几天"):
        rostering.arrange(roster, DECEMBER, by=town.town_handler, at=at("2026-11-20 10:00"))
    roster = desk(town, "龙长水", rule="town_market", unit="pingshang", on=[6, 1])
    assert Roster.objects.filter(unit=town.unit("pingshang")).count() == 1
    done = rostering.arrange(roster, DECEMBER, by=town.town_handler, at=at("2026-11-20 10:00"))
    assert done.planned == 7
    shown = queries.public_days(COUNTY, DECEMBER, DECEMBER + timedelta(days=30))
    assert [one.on.day for one in shown] == [1, 6, 11, 16, 21, 26, 31]


def test_cy_21_the_conference_of_each_level_is_held_regularly(town: Town) -> None:
    """CY-21, CY-20: on the days of the month that each set for itself, moved off days off; emergency meetings stand beside them."""
    town = going_by(town, "chaoyang", "joint", "pingshang")
    given: dict[str, Any] = {"starts": time(9), "ends": time(11), "place": "会议室", "people": [user("彭守一")]}
    for rule, unit, by, days in (("conference", "joint", town.joint, [5, 25]), ("town_conference", "pingshang", town.town_head, [10])):
        setting = Setting(**{**given, "on": days, "people": [user("彭守一" if unit == "joint" else "龙长水")]})
        roster = rostering.set_up(setting, unit=town.unit(unit), rule=rule, by=by, at=at("2026-11-20 09:00"))
        rostering.arrange(roster, DECEMBER, by=by, at=at("2026-11-20 10:00"))
    held = Occasion.objects.filter(kind="joint_conference").order_by("on").values_list("unit__code", "on")
    assert [(code, f"{on:%m-%d}") for code, on in held] == [("joint", "12-07"), ("pingshang", "12-10"), ("joint", "12-25")]


@pytest.mark.parametrize(("rule", "on", "days"), [("town_day", "20", ["21"]), ("town_week", "3", ["2", "9"])])
def test_nd_16_a_place_fills_in_its_reception_day_on_the_page_and_everybody_reads_it(
    town: Town, settings: Settings, rule: str, on: str, days: list[str]
) -> None:
    """ND-16: of a level the days of the month or of the week and who sits, on one form. What comes within
    two weeks is public, and of what comes round less often the next day: 20 December 2026 is a Sunday and is made up for."""
    settings.COUNTY = COUNTY
    here = going_by(town, "naidong", "pingshang")
    with time_machine.travel(at("2026-11-20 09:00"), tick=False):
        client = seat(here.town_handler)
        where = f"/occasions/rosters/pingshang/{rule}/"
        assert where in client.get("/occasions/rosters/").content.decode()
        typed = {"place": "镇信访接待室", "starts": "09:00", "ends": "12:00", "on": "", "people": "龙长水"}
        arranged = client.post(f"{client.post(where, typed)['Location']}arrange", {"month": "2026-12"})
        assert "还没有写明是哪几天" in unescape(arranged.content.decode())
        saved = client.post(where, {**typed, "on": on})
        assert client.post(f"{saved['Location']}arrange", {"month": "2026-12"}).status_code == 303
    with time_machine.travel(at("2026-12-01 08:00"), tick=False):
        page = unescape(anybody().get("/c/receptions/").content.decode())
        english = unescape(anybody("en").get("/c/receptions/").content.decode())
    assert re.findall(r"2026年12月(\d+)日 ", page) == re.findall(r">\w{3} (\d+) Dec 2026", english) == days
    for said in ("龙长水", "镇信访接待室", "09:00–12:00"):
        assert said in page, said


def test_nd_16_four_levels_have_their_day_and_none_is_given_beforehand() -> None:
    rules = [one for one in packfiles.load("naidong").rosters.values() if one.id.endswith(("_day", "_week"))]
    levels = ["prefecture", "county", "town", "village"]
    assert [[one.level for one in rules if one.recurs == recurs] for recurs in ("month_days", "weekdays")] == [levels, levels]
    assert all(one.is_open for one in rules)


def test_whoever_came_is_matched_to_who_was_on_duty(town: Town) -> None:
    """PB-14: today's duty officer is known for the unit and the day."""
    roster = arranged(town)
    assert [one.leader.name for one in queries.on_duty(COUNTY, roster.unit_id, date(2026, 12, 2)) if one.leader] == [
        "田大有"
    ]
    assert queries.on_duty(COUNTY, roster.unit_id, date(2026, 12, 5)) == []
    assert queries.on_duty(COUNTY, town.unit("housing").id, date(2026, 12, 2)) == []


def test_who_is_on_duty_shows_at_the_window_to_the_public_and_on_the_record(town: Town, settings: Settings) -> None:
    """PB-14: the same name in three places, of the day on which somebody came."""
    settings.COUNTY = COUNTY
    arranged(town)
    with time_machine.travel(at("2026-12-02 09:30"), tick=False):
        window = unescape(seat(town.clerk).get("/register/").content.decode())
        public = unescape(anybody().get("/c/receptions/").content.decode())
        case = register_case(town, when="2026-12-02 09:30")
    with time_machine.travel(at("2026-12-09 09:30"), tick=False):
        record = unescape(seat(town.clerk).get(f"/cases/{case.number}/").content.decode())
        go(case, "open_dispatch", town.dispatcher, "2026-12-03 09:20")
        go(case, "transfer", town.dispatcher, "2026-12-03 09:30", unit=town.unit("land"))
        elsewhere = unescape(seat(town.land_handler).get(f"/cases/{case.number}/").content.decode())
    sat = Occasion.objects.get(on="2026-12-02")
    assert f'<a href="/occasions/{sat.id}/">来的那天当班：田大有' in record
    assert "来的那天当班：田大有" in elsewhere
    assert f"/occasions/{sat.id}/" not in elsewhere, "told, but not a link to a page that is not theirs"
    assert "田大有" in window
    assert "田大有" in public
    assert "来的那天当班：田大有" in record


def test_a_month_takes_three_clicks(town: Town) -> None:
    """KZ-41: open the rosters, save the list as it is offered, arrange; the list is filled in with those of that rank."""
    leaders(town)
    client = seat(town.dispatcher)
    page = client.get("/occasions/rosters/").content.decode()
    assert "/occasions/rosters/petition-office/county_desk/" in page
    form = client.get("/occasions/rosters/petition-office/county_desk/").context["form"]
    assert set(form["people"].value().splitlines()) == {person.name for person in leaders(town)}, "by name; it is saved as it stands"
    twin = leaders(town)[0]
    people.create_user(by=town.admin, county=COUNTY, login="twin", name=twin.name, password="lanxi-tests-2026")
    again = client.get("/occasions/rosters/petition-office/county_desk/").context["form"]["people"].value().splitlines()
    assert twin.login in again, "of two of one name the log-in"
    assert twin.name not in again
    typed = {"place": "信访接待中心", "starts": "09:00", "ends": "12:00", "people": "\n".join(again)}
    saved = client.post("/occasions/rosters/petition-office/county_desk/", typed)
    assert saved.status_code == 303
    first = (today() + timedelta(days=31)).replace(day=1)
    done = client.post(f"{saved['Location']}arrange", {"month": f"{first:%Y-%m}"}, follow=True)
    assert "排好了" in unescape(done.content.decode())
    assert Occasion.objects.filter(roster__unit=town.unit("petition-office"), on__month=first.month).count() >= 15


def test_the_pages_refuse_an_unknown_leader_and_keep_what_was_typed(town: Town) -> None:
    roster = arranged(town)
    client = seat(town.dispatcher)
    typed = {"place": "中心", "starts": "09:00", "ends": "12:00", "people": "彭守一\n没有这个人"}
    page = client.post("/occasions/rosters/petition-office/county_desk/", typed)
    assert page.status_code == 422
    assert "没有找到“没有这个人”" in unescape(page.content.decode())
    answer = client.post(f"/occasions/rosters/{roster.id}/change", {"pick": "2026-12-01", "act": "seat", "person": "没有这个人"})
    assert answer.status_code == 422
    for wrong in ({"act": "seat", "person": "leader"}, {"pick": "2026-12-01", "act": "swap"}, {"pick": "2026-12-01", "act": "seat"},
                  {"pick": "x", "act": "seat"}, {"pick": ["2026-12-01", "2026-12-05"], "act": "swap"}):  # fmt: skip
        assert client.post(f"/occasions/rosters/{roster.id}/change", wrong).status_code == 422, wrong
    assert seat(town.land_handler).post(f"/occasions/rosters/{roster.id}/arrange", {"month": "2027-01"}).status_code == 403
    assert seat(town.outsider).get(f"/occasions/rosters/{roster.id}/").status_code == 404
    assert client.get(f"/occasions/rosters/{roster.id}/?month=99999-99").status_code == 200


def test_the_public_page_shows_name_post_portfolio_time_and_place_alone(town: Town, settings: Settings) -> None:
    """KZ-40, K-08: everybody sees who receives today and on the coming days, where, and what they answer for; nothing else."""
    settings.COUNTY = COUNTY
    roster = desk(town)
    given = {"by": town.dispatcher, "at": now()}
    rostering.arrange(roster, today(), **given)
    rostering.arrange(roster, (today() + timedelta(days=31)).replace(day=1), **given)
    day = queries.public_days(COUNTY, today(), today() + timedelta(days=30))[0]
    rostering.seat(roster, day.on, user("田大有"), reason="私下的原因", **given)
    town_region = town.unit("pingshang").region
    people.give_charge(user=user("田大有"), category="housing", since=today(), by=town.admin)
    people.give_charge(user=user("田大有"), region=town_region, layer=ChargeLayer.AREA, since=today(), by=town.admin)
    people.give_charge(user=town.builder.people["county_head"], category="land", since=today(), by=town.admin)
    page = unescape(anybody().get("/c/receptions/").content.decode())
    assert "田大有" in page
    assert "副县长二" in page
    assert "09:00–12:00" in page
    assert "信访接待中心" in page
    assert "私下的原因" not in page
    said = page.split("<strong>田大有</strong>")[1].split("</p>")[0]
    assert "分管、包片：住建城管、坪上镇" in said or "分管、包片：坪上镇、住建城管" in said
    assert "土地山林" not in page, "whoever does not receive is not on it"
    english = unescape(anybody("en").get("/c/receptions/").content.decode())
    assert "Leaders' reception days" in english
    assert "Answers for: " in english


def test_wrong_days_and_names_are_told_once_and_on_top(town: Town) -> None:
    """A phone shows the top of a page: what is wrong stands there, once, and leads to its field."""
    roster, client = arranged(town), seat(town.dispatcher)
    address = f"/occasions/rosters/{roster.id}/change"
    one = client.post(address, {"month": "2026-12", "act": "swap", "pick": ["2026-12-01"]})
    assert one.status_code == 422
    assert unescape(one.content.decode()).count("对调要正好选两天") == 1
    unknown = client.post(address, {"month": "2026-12", "act": "seat", "pick": ["2026-12-01"], "person": "李不存在"})
    said = unescape(unknown.content.decode())
    assert said.index("还差一点") < said.index('<a href="#id_person">') < said.index("<table")
    assert 'value="2026-12-01" aria-label="2026年12月1日" checked' in said, "the day stays picked"


def test_a_calendar_is_followed_with_one_tap(town: Town) -> None:
    roster = arranged(town)
    page = unescape(seat(town.dispatcher).get(f"/occasions/rosters/{roster.id}/").content.decode())
    for key in (roster.unit_id, user(town.dispatcher.name).id):
        assert f'href="webcal://testserver/calendar/{feeds.link_of(key)}.ics"' in page
        assert f'data-value="http://testserver/calendar/{feeds.link_of(key)}.ics"' in page
    assert "换单位日历的地址" in page
    agenda = unescape(seat(town.leader).get("/occasions/").content.decode())
    assert agenda.count("webcal://") == 1
    assert "换单位日历的地址" not in unescape(seat(town.leader).get(f"/occasions/rosters/{roster.id}/").content.decode())


def test_calendars_can_be_followed_by_their_links_alone(town: Town) -> None:
    roster = arranged(town)
    unit = anybody().get(f"/calendar/{feeds.link_of(roster.unit_id)}.ics")
    assert unit["Content-Type"].startswith("text/calendar")
    lines = unit.content.decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 23
    assert "SUMMARY:领导接访：彭守一" in lines
    own = anybody().get(f"/calendar/{feeds.link_of(user('彭守一').id)}.ics").content.decode()
    assert own.count("BEGIN:VEVENT") == 8
    before = own[own.index("UID:") :].split("\r\n")[0]
    rostering.swap(roster, date(2026, 12, 1), date(2026, 12, 2), by=town.dispatcher, at=at("2026-11-23 09:00"))
    own = anybody().get(f"/calendar/{feeds.link_of(user('彭守一').id)}.ics").content.decode()
    assert before not in own
    assert "SEQUENCE:1" in own
    for wrong in ("x", "A" * 38, feeds.link_of(roster.id), feeds.link_of(roster.unit_id)[:-3] + "xxx"):
        assert anybody().get(f"/calendar/{wrong}.ics").status_code == 404, wrong


def test_the_window_the_case_and_its_print_say_who_was_on_duty(town: Town) -> None:
    """PB-14: today's duty officer shows at the window, and on the record of whoever came that day, with its print."""
    roster = desk(town)
    given = {"by": town.dispatcher, "at": now()}
    rostering.arrange(roster, today(), **given)
    first = Occasion.objects.filter(roster=roster).order_by("on").first()
    if first is None or first.on != today():  # nobody sits on a day off: put somebody there
        Occasion.objects.create(
            county=COUNTY, kind="reception", pack="national@2022.5.1", unit=roster.unit, on=today(), place="中心", is_public=True,
            leader=user("彭守一"), starts=time(9), ends=time(12),
        )  # fmt: skip
    name = queries.on_duty(COUNTY, roster.unit_id, today())[0].leader
    assert name is not None
    assert f"今天当班：{name.name}" in unescape(seat(town.clerk).get("/register/").content.decode())
    case = register_case(town, when=f"{today()} 00:01")
    for page in (f"/cases/{case.number}/", f"/cases/{case.number}/print"):
        assert f"来的那天当班：{name.name}" in unescape(seat(town.clerk).get(page).content.decode()), page


def test_a_swap_sent_twice_does_not_change_back(town: Town) -> None:
    """Two taps, or a page that stood open while a colleague swapped: the second is told, with the calendar as it is now."""
    roster = arranged(town)
    with time_machine.travel(at("2026-11-23 09:00"), tick=False):
        client = seat(town.dispatcher)
        page = client.get(f"/occasions/rosters/{roster.id}/?month=2026-12").content.decode()
        known = re.findall(r'name="known" value="([^"]+)"', page)
        assert "2026-12-01:0" in known
        sent = {"month": "2026-12", "act": "swap", "pick": ["2026-12-01", "2026-12-02"], "known": known}
        before = who(roster, "2026-12-01"), who(roster, "2026-12-02")
        answers = [client.post(f"/occasions/rosters/{roster.id}/change", sent) for _twice in range(2)]
        assert [answer.status_code for answer in answers] == [303, 409]
        assert (who(roster, "2026-12-02"), who(roster, "2026-12-01")) == before
        again = answers[1].content.decode()
        assert "这两天刚刚改过" in again
        fresh = {**sent, "known": re.findall(r'name="known" value="([^"]+)"', again)}
        assert client.post(f"/occasions/rosters/{roster.id}/change", fresh).status_code == 303
        assert (who(roster, "2026-12-01"), who(roster, "2026-12-02")) == before
