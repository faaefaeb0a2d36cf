"""Pages of figures: who reads them, what stands on them, files of each, and that they cost the same whatever the size."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
import time_machine

from fengqiao.apps.cases.models import Case
from fengqiao.apps.figures import queries
from fengqiao.apps.figures.permissions import SEE
from fengqiao.apps.followups import services as followups
from fengqiao.apps.followups.models import EnteredBy, Evaluation
from fengqiao.config.wiring import NAVIGATION
from fengqiao.domain.figures import ANSWERS, FIGURES, UNLISTED, Kind
from fengqiao.kernel.county import new_id
from tests.apps.cases.desk import seat
from tests.apps.figures.counting import closed, on_the_spot, verified
from tests.town import COUNTY, Town, at, go, register_case, to_acceptance

LATER = "2026-12-31 12:00+08:00"


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unescape(body.decode())


def words_of(answer: Any) -> str:
    """What a page says, without its marks."""
    body = re.sub(r"</(?:th|td|p|h\d|li|summary|caption|span|strong)>", " ", text_of(answer).partition("<main")[2])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def read(town: Town, address: str, by: str = "leader", language: str = "zh-hans") -> Any:
    with time_machine.travel(LATER, tick=False):
        return seat(getattr(town, by), language=language).get(address)


def lines_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))


def busy(town: Town) -> list[Case]:
    """Twelve solved on the spot, three of them verified; one closed by opinion, one open."""
    spot = [on_the_spot(town, "2026-03-02", content=f"第{n}户的水费多收了，请退回来。") for n in range(12)]
    for case in spot[:3]:
        verified(town, case, "2026-03-10")
    return [*spot, closed(town), to_acceptance(town)]


def test_all_numbers_on_one_page_with_their_whole_and_their_interval(town: Town) -> None:
    """PB-54: k/n, the rate, the interval, the period and “small sample” stand together."""
    busy(town)
    page = words_of(read(town, "/figures/?period=2026"))
    assert "核实解决率 3/13 小样本 23.1% 区间 8.2–50.3%" in page
    assert "办结率（旧口径） 13/14" in page
    assert "2026年" in page
    assert "期初在办 0 + 新登记 14 − 办结 13 + 重开 0 = 期末在办 1" in page
    assert "重复反映率 0/13" in page


def test_cy_13_37_four_quantities_and_two_columns(town: Town) -> None:
    """CY-13: stock, inflow, change and quality, each with count and formula. CY-37: effort beside results, and no index."""
    busy(town)
    answer = read(town, "/figures/")
    page = words_of(answer)
    for name in ("存量（期末在办） 1", "增量（新登记） 14", "变量（情况有变的） 0", "质量（核实解决） 3/13"):
        assert name in page
    for figure in ("stock", "changed", "solved"):
        assert FIGURES[figure].means.zh in page
    effort, results = page.partition("做了多少 数量")[2].split("效果怎样 其中/全部")
    assert "下访走访" in effort
    assert "走访谈上话的户数" in effort
    assert "核实解决率 3/13" in results
    assert not re.search(r"指数(?!。)", page)


def test_a_number_leads_to_its_cases_and_its_definition(town: Town) -> None:
    """KZ-39: the definition, its version, what is left out, and both lists are one click away."""
    cases = busy(town)
    page = text_of(read(town, "/figures/solved/?period=2026"))
    assert FIGURES["solved"].means.zh in page
    assert FIGURES["solved"].leaves_out.zh in page
    assert "口径第 1 版（M-01）" in page
    assert "办结率（旧口径）" in page, "the old sense always stands beside"
    for part, n in (("yes", 3), ("all", 13), ("no", 10)):
        assert f"/figures/solved/{part}/?period=2026" in page
        listed = text_of(read(town, f"/figures/solved/{part}/?period=2026"))
        assert sum(case.number in listed for case in cases) == n


def test_kz_45_waiting_handling_and_rating_are_on_the_page_of_all_numbers(town: Town) -> None:
    """KZ-45: how long the first response took, how long the handling, and how it was rated, each with its n."""
    for n in range(12):
        case = on_the_spot(town, "2026-03-02", content=f"第{n}户的水费多收了，请退回来。")
        said = {"attitude": "satisfied", "speed": "satisfied", "result": "mostly" if n else "dissatisfied"}
        followups.evaluate(case, said, by=town.citizen, at=at("2026-03-03 08:00"))
    page = words_of(read(town, "/figures/?period=2026"))
    for said in ("已经有人回应 12 0.5 小时", "办结的 12 0 天", "满意 0 基本满意 11 不满意 1"):
        assert said in page, said


@pytest.mark.parametrize("old", ["old_closing", "old_first_time"])
def test_the_old_sense_is_never_shown_alone(town: Town, old: str) -> None:
    busy(town)
    page = text_of(read(town, f"/figures/{old}/"))
    assert FIGURES[FIGURES[old].beside].name.zh in page
    lines = lines_of(read(town, f"/figures/{old}/export.csv"))
    assert any(line[:1] == [FIGURES[FIGURES[old].beside].name.zh] for line in lines)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("figure", list(FIGURES))
def test_every_figure_has_its_page_and_its_file(town: Town, figure: str, language: str) -> None:
    on_the_spot(town, "2026-03-02", region_code="999901101201")
    page = read(town, f"/figures/{figure}/?period=2026-Q1", language=language)
    assert page.status_code == 200
    assert FIGURES[figure].means.of(language) in text_of(page)
    lines = lines_of(read(town, f"/figures/{figure}/export.csv?period=2026-Q1", language=language))
    said = [cell for line in lines[:7] for cell in line]
    assert FIGURES[figure].means.of(language) in said
    assert f"{figure} v{FIGURES[figure].version} ({FIGURES[figure].source})" in said
    assert "2026-01-01 – 2026-03-31" in said


def test_a_file_of_cases_says_first_what_it_is_of_and_holds_no_formula(town: Town) -> None:
    case = on_the_spot(town, "2026-03-02", title="=1+1")
    lines = lines_of(read(town, "/figures/solved/all/export.csv"))
    assert [line[0] for line in lines[:6]] == ["指标", "口径", "不算在内", "口径版本", "期间", "范围"]
    (row,) = [line for line in lines if case.number in line]
    assert "'=1+1" in row
    assert "吴" not in "".join(row), "a list behind a number names nobody"


def test_yj_35_the_tile_says_its_maturity(town: Town) -> None:
    """YJ-35: n/N, definition, maturity of 180 days; those closed less than 180 days ago are apart."""
    on_the_spot(town, "2026-03-02")
    on_the_spot(town, "2026-10-12")
    page = words_of(read(town, "/figures/first_time/"))
    assert "成熟度 180 天" in page
    assert FIGURES["first_time"].means.zh in page, "the definition stands beside the number"
    assert "初次事项一次解决率 0/1" in page
    assert "办结还不满180日 1" in page


def answered(town: Town, n: int, day: str) -> None:
    """So many petitioners said that they were satisfied with the result on a day (their rows alone)."""
    case = register_case(town, when=f"{day} 09:00")
    Evaluation.objects.bulk_create(
        Evaluation(id=new_id(COUNTY), county=COUNTY, case=case, occasion="reply", reply=reply, unit=case.unit, attitude="satisfied",
                   speed="mostly", result="satisfied", at=at(f"{day} 10:00"), entered_by=EnteredBy.SELF)
        for reply in range(1, n + 1)
    )  # fmt: skip


def test_pb_57_yj_16_cy_47_a_month_with_fewer_than_ten_answers_is_hidden(town: Town) -> None:
    """PB-57, YJ-16, CY-47: the trend by month hides what is below ten, and a month by which it could be reckoned."""
    answered(town, 9, "2026-03-02")
    page = words_of(read(town, "/figures/satisfaction/"))
    assert "不足10份，不显示" in page
    assert "满意 9" not in page
    answered(town, 11, "2026-04-02")
    answered(town, 13, "2026-05-06")
    page = words_of(read(town, "/figures/satisfaction/"))
    assert "满意 33" in page
    months = page.partition("逐月")[2]
    assert "2026-05 — 13" in months
    assert "11" not in months
    assert months.count("不显示：") == 2, "March is below ten, and April would tell it"
    exported = text_of(read(town, "/figures/satisfaction/export.csv"))
    assert exported.count("不足10份，不显示") == 2


def test_what_petitioners_said_is_not_told_unit_by_unit(town: Town) -> None:
    """PB-57: twelve answers in one unit and three in another: all of them less the twelve would tell the three."""
    answered(town, 15, "2026-03-02")
    page = words_of(read(town, "/figures/satisfaction/?unit=petition-office"))
    assert "评价不按单位显示" in page
    assert "15" not in page.partition("逐月")[2].replace("2026-03", "")
    assert "满意 15" in words_of(read(town, "/figures/satisfaction/"))
    assert "15" not in text_of(read(town, "/figures/satisfaction/export.csv?unit=petition-office")).partition("2026-03,")[2]


def test_pb_57_the_share_of_those_who_answered_stands_beside_each_month(town: Town) -> None:
    """PB-57: of those asked in a month by their reply, how many answered, also beside a month whose answers are hidden."""
    for day in ("2026-03-02", "2026-04-02"):
        asked = [on_the_spot(town, day, content=f"{day}第{n}户的水费多收了。") for n in range(3)]
        followups.evaluate(asked[0], {"attitude": "mostly", "speed": "mostly", "result": "mostly"}, by=town.citizen, at=at(f"{day} 12:00"))
    answered(town, 12, "2026-04-03")
    page = text_of(read(town, "/figures/satisfaction/?period=2026"))
    rows = {row[0]: row[1] for row in re.findall(r'data-label="月份">([^<]+)</th><td[^>]*data-label="当月请评的，评了">([^<]+)</td>', page)}
    assert (rows["2026-03"], rows["2026-04"]) == ("1/3", "1/3")


@pytest.mark.parametrize("figure", sorted(UNLISTED))
def test_what_people_said_or_that_they_did_not_leads_to_nobodys_case(town: Town, figure: str) -> None:
    """PB-57: counts alone."""
    answered(town, 12, "2026-03-02")
    page = text_of(read(town, f"/figures/{figure}/"))
    for part in ("all", "satisfied", "yes", "no"):
        assert f"/figures/{figure}/{part}/" not in page
        assert read(town, f"/figures/{figure}/{part}/").status_code == 404
        assert read(town, f"/figures/{figure}/{part}/export.csv").status_code == 404


def test_cy_25_units_on_a_page_and_in_a_file_without_points_or_people(town: Town) -> None:
    """CY-25: the order is that of the codes, whatever came of it; no person's name is there."""
    busy(town)
    page = words_of(read(town, "/figures/units/"))
    assert page.index("住房和城乡建设局") < page.index("坪上镇人民政府")
    assert "坪上镇人民政府 " in page
    for actor in (town.handler, town.town_handler, town.head):
        assert actor.name not in page
    lines = lines_of(read(town, "/figures/units/export.csv"))
    (row,) = [line for line in lines if line[:1] == ["坪上镇人民政府"]]
    assert row[3:5] == ["3", "12"]


def test_a_list_goes_on_page_by_page_and_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = sorted(busy(town)[:13], key=lambda case: case.id)
    address, seen = "/figures/solved/all/", []
    monkeypatch.setattr(queries.cases, "__kwdefaults__", {"after": None, "before": None, "size": 5})
    for _ in range(3):
        page = text_of(read(town, address))
        seen.append([case.number for case in cases if case.number in page])
        following = re.search(r'href="([^"]+)" rel="next"', page.partition("翻页")[2])
        address = f"/figures/solved/all/{following[1]}" if following else ""
    assert [len(numbers) for numbers in seen] == [5, 5, 3]
    assert [number for numbers in seen for number in numbers] == [case.number for case in cases]
    assert address == ""
    back = re.search(r'href="([^"]+)" rel="prev"', page.partition("翻页")[2])
    assert back
    page = text_of(read(town, f"/figures/solved/all/{back[1]}"))
    assert [case.number for case in cases if case.number in page] == seen[1]


@pytest.mark.parametrize("address", ["/figures/", "/figures/solved/", "/figures/first_time/", "/figures/stock/", "/figures/response/",
                                     "/figures/satisfaction/", "/figures/solved/all/", "/figures/units/"])  # fmt: skip
def test_a_page_costs_the_same_however_many_cases(town: Town, address: str, django_assert_max_num_queries: Any) -> None:
    busy(town)
    client = seat(town.leader)
    with time_machine.travel(LATER, tick=False):
        client.get(address)
        with django_assert_max_num_queries(15) as first:
            client.get(address)
        once = len(first)
        busy(town)
        with django_assert_max_num_queries(once):
            client.get(address)


# Who, and what is asked wrongly


def test_who_reads_figures_and_where_the_way_in_is(town: Town) -> None:
    for name, actor in town.everybody.items():
        allowed = bool(actor.roles & SEE)
        assert seat(actor).get("/figures/").status_code == (200 if allowed else 403), name
    assert seat(town.sealed_officer).get("/figures/").status_code == 403
    listed = {role for roles, _words, name, _under in NAVIGATION if name == "figures:home" for role in roles}
    assert {"leader", "supervisor", "joint_secretary"} <= listed <= SEE
    assert 'href="/figures/"' in seat(town.handler).get("/desk/inbox/").content.decode(), "others come by their desk"


def test_a_unit_counts_its_own_and_lists_nobody_elses(town: Town) -> None:
    cases = busy(town)
    page = words_of(read(town, "/figures/solved/", by="handler"))
    assert "核实解决率 0/1" in page
    listed = text_of(read(town, "/figures/solved/all/", by="handler"))
    assert [case.number for case in cases if case.number in listed] == [cases[12].number]
    for wrong in ("pingshang", "nowhere"):
        answer = read(town, f"/figures/solved/?unit={wrong}", by="handler")
        assert "或不由您查看" in text_of(answer)
        assert "核实解决率 0/1" in words_of(answer)


@pytest.mark.parametrize("query", [
    "period=2026-13", "period=abc", "period=%00", "since=2026-03-09&until=2026-03-01", "since=x", "unit=" + "x" * 900,
    "period=" + "9" * 500, "since=0001-01-01", "after=nonsense",
])  # fmt: skip
def test_what_cannot_be_read_is_said_and_nothing_breaks(town: Town, query: str) -> None:
    for address in ("/figures/", "/figures/solved/", "/figures/solved/all/"):
        answer = read(town, f"{address}?{query}")
        assert answer.status_code in (200, 400), address
        if query.startswith(("period", "since", "unit")) and answer.status_code == 200 and address != "/figures/solved/all/":
            assert "有的条件没有用上" in text_of(answer)


@pytest.mark.parametrize("address", ["/figures/nothing/", "/figures/solved/nothing/", "/figures/solved/visit/", "/figures/channels/yes/",
                                     "/figures/solved/housing@999901101201/", "/figures/nothing/export.csv"])  # fmt: skip
def test_what_does_not_exist_is_not_there(town: Town, address: str) -> None:
    assert read(town, address).status_code == 404


def test_nobody_is_led_to_a_page_that_is_not_theirs(town: Town) -> None:
    busy(town)
    for name, actor in town.everybody.items():
        if actor.roles & SEE:
            with time_machine.travel(LATER, tick=False):
                client = seat(actor)
                page = text_of(client.get("/figures/")).partition("<main")[2]
                ways = {way.partition("?")[0]: way for way in re.findall(r'href="(/[^"]+)"', page)}
                assert [way for way in ways.values() if client.get(way).status_code != 200] == [], name


def test_two_typed_days_are_a_period(town: Town) -> None:
    on_the_spot(town, "2026-03-02")
    assert "核实解决率 0/1" in words_of(read(town, "/figures/solved/?since=2026-03-01&until=2026-03-05"))
    assert "核实解决率 0/0" in words_of(read(town, "/figures/solved/?since=2026-03-03&until=2026-03-05"))


def test_too_much_is_said_in_words(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LONGEST_LOOK", 1)
    slow = "SELECT NULL::uuid AS case_id, pg_sleep(1)::text AS part, %(today)s::date AS day, NULL::float8 AS value"
    monkeypatch.setitem(queries.relations.RELATIONS, "solved", slow)
    answer = read(town, "/figures/solved/")
    assert answer.status_code == 409
    assert "一次算不完" in text_of(answer)


def test_times_of_fewer_than_ten_have_no_median(town: Town) -> None:
    """PB-22: waiting and handling with n; of fewer than ten the count alone."""
    busy(town)
    page = words_of(read(town, "/figures/handling/"))
    assert "办结的：0 天" in page
    assert "n = 13" in page
    case = to_acceptance(town)
    go(case, "call_in", town.handler, "2026-03-09 09:00", unit=str(town.unit("land").id))
    go(case, "assist-1.agree", town.land_handler, "2026-03-09 10:00")
    assert "不足10，不算中位数 n = 1" in words_of(read(town, "/figures/arrivals/"))


def test_every_kind_of_figure_is_drawn_as_a_table(town: Town) -> None:
    busy(town)
    for figure in FIGURES.values():
        page = text_of(read(town, f"/figures/{figure.id}/"))
        assert "<canvas" not in page
        if figure.kind is Kind.MIX and "<rect" in page:
            assert "<table" in page




def test_pb_57_no_two_periods_tell_what_each_of_them_hides(town: Town) -> None:
    """PB-57: neither days that somebody chose, nor a month that the year hides, nor the headings of a hidden table tell an answer."""
    answered(town, 9, "2026-03-02")
    answered(town, 11, "2026-04-02")
    answered(town, 13, "2026-05-06")
    days = words_of(read(town, "/figures/satisfaction/?since=2026-01-01&until=2026-05-05"))
    assert "评价只按整月、整季、整年显示" in days
    assert "满意 20" not in days
    for figure in sorted(ANSWERS):
        chosen = text_of(read(town, f"/figures/{figure}/export.csv?since=2026-03-01&until=2026-05-30"))
        assert not any(n in chosen.partition("月份")[2].split(",") for n in ("9", "11", "13"))
        headings = next(line for line in lines_of(read(town, f"/figures/{figure}/export.csv?period=2026-03")) if line[:1] == ["月份"])
        assert len(headings) >= 4, "every answer that there is, not those that were given"
    assert "满意 11" not in words_of(read(town, "/figures/satisfaction/?period=2026-04")), "the year less April and May is March"
    assert "满意 11" not in words_of(read(town, "/figures/?period=2026-04"))
    assert "满意 13" in words_of(read(town, "/figures/satisfaction/?period=2026-05"))
    assert "2026-05 — 13" in words_of(read(town, "/figures/satisfaction/?period=2026-Q2"))


def test_yj_04_the_page_shows_the_median_of_the_arrivals(town: Town) -> None:
    """YJ-04: ten whistles to one unit, each answered after an hour; it came after 1, 2 … 10 hours."""
    case, land = to_acceptance(town), str(town.unit("land").id)
    for n in range(1, 11):
        go(case, "call_in", town.handler, f"2026-03-{n + 8:02d} 08:00", unit=land)
        go(case, f"assist-{n}.agree", town.land_handler, f"2026-03-{n + 8:02d} 09:00")
        go(case, f"assist-{n}.arrive", town.handler, f"2026-03-{n + 8:02d} {n + 8:02d}:00")
        go(case, f"assist-{n}.reply", town.land_handler, f"2026-03-{n + 8:02d} 19:00")
    page = words_of(read(town, "/figures/arrivals/"))
    assert "到场：5.5 小时" in page
    assert "n=10 1 小时" in page
    assert "n=10 5.5 小时" in page
