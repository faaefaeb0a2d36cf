"""Registers: numbers from the records of a period, by kind and unit, never by person."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

from fengqiao.apps.cases.models import Case, Stage
from fengqiao.apps.occasions import counting
from fengqiao.apps.occasions.counting import Asked
from fengqiao.apps.occasions.models import Occasion
from fengqiao.apps.occasions.services import holding
from fengqiao.apps.occasions.services.holding import Plan
from tests.apps.cases.desk import seat
from tests.apps.occasions.cast import user
from tests.town import Town, at, go, register_case, to_acceptance

YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))


def held(town: Town, kind: str, on: str, unit: str = "petition-office", **data: object) -> Occasion:
    plan = Plan(kind, town.unit(unit), date.fromisoformat(on), "石榴坳村", leader=user("彭守一"), title="宣传")
    occasion = holding.plan(plan, by=town.dispatcher, at=at(f"{on} 08:00"))
    return holding.record(occasion, data, by=town.dispatcher, at=at(f"{on} 18:00")) if data else occasion


def test_visits_and_persons_are_summed_from_the_records(town: Town) -> None:
    """YJ-31 (N-05): visits and person-times, distinct cases beside them; a planned visit without a record counts as planned only."""
    case = to_acceptance(town)
    held(town, "down_visit", "2026-03-10", persons="3", items=[{"case": case.number, "said": "看过"}])
    held(town, "down_visit", "2026-03-20", persons="2", households="4", items=[{"case": case.number, "said": "又看过"}])
    held(town, "down_visit", "2026-04-02")
    rows = counting.listed(town.leader, YEAR)
    sums = counting.by_kind(rows)["down_visit"]
    assert (sums.planned, sums.held, dict(sums.numbers)) == (3, 2, {"households": 4, "persons": 5})
    page = unescape(seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31").content.decode())
    assert re.search(r"下访.*?>3<.*?>2<.*?>5<", page, re.S), "planned, held and person-times stand on the page"
    found = counting.raised(rows, town.leader)
    assert (found.treated, found.became, [one.number for one in found.open]) == (1, 0, [case.number])
    Case.objects.filter(id=case.id).update(stage=Stage.DONE)
    assert counting.raised(rows, town.leader).open == []


def test_events_and_leaflets(town: Town) -> None:
    """KZ-22, YJ-36, YJ-39, YJ-41: topics chosen and printed, events by where they were held, leaflets; nothing by person."""
    for n, on in enumerate(("2026-02-01", "2026-02-02", "2026-02-03")):
        held(
            town, "outreach", on, leaflets=str(2_700 + n), ways=["home", "market"], topics=["regulation", "rule_of_law"]
        )
    sums = counting.by_kind(counting.listed(town.leader, Asked(YEAR.since, YEAR.until, form="outreach")))["outreach"]
    assert (sums.held, sums.numbers["leaflets"]) == (3, 8_103)
    page = unescape(
        seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31&form=outreach").content.decode()
    )
    assert "8,103" in page
    printed = unescape(
        seat(town.leader).get("/occasions/register/print?since=2026-01-01&until=2026-12-31").content.decode()
    )
    assert "入户、集市" in printed
    schools = held(town, "outreach", "2026-02-04", ways=["yard", "school"])
    form = unescape(seat(town.dispatcher).get(f"/occasions/{schools.id}/record").content.decode())
    chosen = re.findall(r'name="ways" value="(\w+)"[^>]* checked', form)
    assert (chosen, [way for way in ("入户", "集市", "屋场会", "校园") if way not in form]) == (["yard", "school"], [])
    assert "屋场会、校园" in unescape(seat(town.leader).get(f"/occasions/{schools.id}/").content.decode())
    assert "《信访工作条例》" in printed


def test_nd_10_who_was_visited_at_home_counts_like_who_came_to_the_reception(town: Town) -> None:
    """ND-10: one sum of receptions and visits; a meeting is none of it."""
    held(town, "reception", "2026-03-09", persons="4", batches="2")
    held(town, "home_visit", "2026-03-10", persons="2", households="1")
    held(town, "home_visit", "2026-03-11")
    held(town, "outreach", "2026-03-12", leaflets="50")
    read = seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31").content.decode()
    assert "接访和走访一样算：举行 2 次，见了 6 人次。" in unescape(read)
    other = seat(town.leader).get("/occasions/register/?since=2026-03-10&until=2026-12-31").content.decode()
    assert "接访和走访一样算：举行 1 次，见了 2 人次。" in unescape(other)


def test_planned_and_done_by_unit_without_a_rank(town: Town) -> None:
    """YJ-29, ND-12: what was planned and what was held; units stand in the order of their names, whatever they did."""
    held(town, "down_visit", "2026-03-10", unit="pingshang", persons="1")
    held(town, "down_visit", "2026-03-11", unit="housing")
    held(town, "down_visit", "2026-03-12", unit="housing")
    units = counting.by_unit(counting.listed(town.leader, YEAR))
    assert [(one.name.zh, one.planned, one.held) for one in units] == [
        ("坪上镇人民政府", 1, 1),
        ("澜溪县住房和城乡建设局", 2, 0),
    ]
    page = unescape(seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31").content.decode())
    shown = re.findall(r'data-label="单位">([^<]+)</th>(.*?)</tr>', page.partition("各单位：安排和完成")[2])
    assert [(name, re.findall(r">(\d+)</td>", row)) for name, row in shown] == [
        ("坪上镇人民政府", ["1", "1", "0"]),
        ("澜溪县住房和城乡建设局", ["2", "0", "0"]),
    ]
    for day in (13, 14):
        held(town, "down_visit", f"2026-03-{day}", unit="housing", persons="1")
    units = counting.by_unit(counting.listed(town.leader, YEAR))
    assert [(one.planned, one.held) for one in units] == [(1, 1), (4, 2)], "more done moves nobody up"
    page = unescape(seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31").content.decode())
    table = page.partition("各单位：安排和完成")[2]
    assert table.index("坪上镇人民政府") < table.index("澜溪县住房和城乡建设局")


def test_kz_51_visits_person_times_and_settled_stand_on_one_line_and_the_open_ones_behind_it(town: Town) -> None:
    """KZ-51: the sums of the receptions of a period, and the cases of theirs that are still open, one click away."""
    still, ended = to_acceptance(town), to_acceptance(town)
    held(town, "reception", "2026-03-10", batches="80", persons="150", settled="80", items=[{"case": ended.number, "said": "当场说定"}])
    held(town, "reception", "2026-04-10", batches="6", persons="6", settled="4", items=[{"case": still.number, "said": "四月修"}])
    go(ended, "withdraw", town.citizen, "2026-04-20 09:00")
    page = unescape(seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31&kind=reception").content.decode())
    line = re.sub(r"<[^>]+>", "", page.split('data-label="记录里的数">')[1].split("</td>")[0])
    assert line == "来了几批 86 · 多少人次 156 · 当场办结几件 84"
    assert "涉及 2 件，其中由这里提出的 0 件；还在办的 1 件。" in page
    behind = page.split("<summary>还在办的</summary>")[1].split("</details>")[0]
    assert f'href="/cases/{still.number}/"' in behind
    assert ended.number not in behind


def test_down_visits_beside_up_visits(town: Town) -> None:
    """KZ-27, CY-31: two lines by month with person-times."""
    held(town, "down_visit", "2026-03-10", persons="3")
    held(town, "home_visit", "2026-04-10", persons="2")
    register_case(town, when="2026-03-05 09:00", people_count=4)
    register_case(town, when="2026-03-06 09:00", channel="letter")
    flows = list(counting.flows(town.leader, YEAR.since, YEAR.until))
    assert [(f"{one.month:%m}", one.down, one.down_persons, one.up, one.up_persons) for one in flows] == [
        ("03", 1, 3, 1, 4),
        ("04", 1, 2, 0, 0),
    ]
    page = seat(town.leader).get("/occasions/register/?since=2026-01-01&until=2026-12-31").content.decode()
    assert page.count("<polyline") == 2


def test_a_register_shows_only_what_its_reader_may_see(town: Town) -> None:
    held(town, "down_visit", "2026-03-10", unit="pingshang", persons="1")
    assert len(counting.listed(town.town_head, YEAR)) == 1
    assert counting.listed(town.land_handler, YEAR) == []
    assert seat(town.admin).get("/occasions/register/").status_code == 403


def test_the_file_has_every_number_and_no_formula(town: Town) -> None:
    plan = Plan("down_visit", town.unit("petition-office"), date(2026, 3, 10), "=HYPERLINK(1)", leader=user("彭守一"))
    occasion = holding.plan(plan, by=town.dispatcher, at=at("2026-03-10 08:00"))
    holding.record(occasion, {"persons": "7"}, by=town.dispatcher, at=at("2026-03-10 18:00"))
    sent = (
        seat(town.leader).get("/occasions/register.csv?since=2026-01-01&until=2026-12-31").content.decode("utf-8-sig")
    )
    head, row = list(csv.reader(io.StringIO(sent)))
    line = dict(zip(head, row, strict=True))
    assert (line["多少人次"], line["地点"], line["状态"]) == ("7", "'=HYPERLINK(1)", "已举行")


def test_what_makes_no_sense_is_left_out(town: Town) -> None:
    for query in (
        "since=x",
        "kind=nothing&unit=1",
        "since=2026-13-40&until=9999-99-99",
        "form=%00",
        "since=2026-12-31&until=2026-01-01",
    ):
        assert seat(town.leader).get(f"/occasions/register/?{query}").status_code in (200, 400), query
