"""What is owed in a case: the levee, the wall and the wages are lines of the same sheets; wrong input changes nothing."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases.models import Case, Entry, Line
from fengqiao.apps.cases.services import Break, verify
from fengqiao.domain.errors import Denied, DomainError, Incomplete, NotNow
from fengqiao.domain.money import written
from tests.apps.cases.desk import address, seat
from tests.apps.cases.test_mediation import m, to_agreement
from tests.town import COUNTY, Town, at, dispute, go, register_case, steps_of, tables_digest, to_acceptance

DAY = "2026-03-10 09:00"
LEVEE = {"to": "龙老汉", "what": "2003年河堤工程尾款", "who": "水利局", "amount": "5万"}
WORKERS = 112


def lines_of(case: Case, sheet: str) -> list[Line]:
    """The lines of a sheet, in order."""
    return list(Line.objects.filter(case=case, sheet=sheet))


def reach(case: Case, town: Town, when: str, *rows: Line | dict[str, Any], proof: str = "看过原件", **data: Any) -> Entry:
    """The housing bureau records the next stage of some lines."""
    chosen = [{"line": str(row.id)} if isinstance(row, Line) else row for row in rows]
    return go(case, "advance_lines", town.handler, when, lines=chosen, proof=proof, done_on=when[:10], **data)


def test_the_levee_is_claimed_verified_agreed_and_paid_apart(town: Town) -> None:
    """PB-37: four amounts apart, and a sum of each."""
    case = to_acceptance(town)
    go(case, "add_claims", town.handler, DAY, claims=[LEVEE])
    line = lines_of(case, "claim")[0]
    assert (line.mask, line.amounts) == ("龙*汉", {"claimed": "50000.00"})
    reach(case, town, "2026-03-11 09:00", {"line": str(line.id), "amount": "48200"}, proof="2003年决算单，档案馆证明")
    reach(case, town, "2026-03-12 09:00", line, proof="三方签字的认定书")
    assert not owing.tables_of(case, rules.pack_of(case), at(DAY).date())[0].is_done
    reach(case, town, "2026-03-20 09:00", line, proof="农商行回单0320-117", done_by="县财政局")
    line.refresh_from_db()
    assert line.amounts == {"claimed": "50000.00", "verified": "48200.00", "settled": "48200.00", "paid": "48200.00"}
    assert line.is_done
    assert line.history[-1]["proof"] == "农商行回单0320-117"
    assert [one["on"] for one in line.history] == ["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-20"]
    totals = owing.tables_of(case, rules.pack_of(case), at(DAY).date())[0].totals
    assert [one.amount for one in totals] == ["50,000.00", "48,200.00", "48,200.00", "48,200.00"]
    total = totals[-1]
    assert (total.lines, total.of, total.amount, total.capitals) == (1, 1, "48,200.00", "肆万捌仟贰佰元整")
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_without_proof_nothing_is_paid(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "add_claims", town.handler, DAY, claims=[LEVEE])
    before = tables_digest()
    with pytest.raises(Incomplete, match="凭什么"):
        reach(case, town, "2026-03-11 09:00", lines_of(case, "claim")[0], proof="")
    assert tables_digest() == before


def test_the_wall_has_a_fund_an_advance_and_works_in_two_phases(town: Town) -> None:
    """CY-15, CY-16, CY-45: lines apart; phases with dates; acceptance with who, what and photos."""
    case = to_acceptance(town)
    go(case, "add_advance", town.handler, DAY,
       advances=[{"what": "抢修外墙", "who": "桂园社区", "amount": "38000", "recovery": "专项资金到账后从中归还"}])  # fmt: skip
    go(case, "add_fund", town.handler, DAY, funds=[{"what": "外墙维修", "who": "县财政局", "amount": "160000"}])
    go(case, "add_works", town.handler, DAY, works=[
        {"what": "一期：抢修北墙", "who": "县建筑公司", "seen": "裂缝3厘米，照片12至20"},
        {"what": "二期：四面加固", "who": "县建筑公司", "due_on": "2026-06-30", "seen": "照片21至40"},
    ])  # fmt: skip
    first, second = lines_of(case, "works")
    for proof in ("方案已公示", "完工照片41"):
        reach(case, town, "2026-03-18 09:00", first, proof=proof)
    before = tables_digest()
    with pytest.raises(Incomplete, match="「验收」，请写是谁做的"):
        reach(case, town, "2026-03-20 09:00", first, proof="验收单1号")
    assert tables_digest() == before
    reach(case, town, "2026-03-20 09:00", first, proof="验收单1号，照片41对照12", done_by="唐二楼")
    fund, advance = lines_of(case, "fund")[0], lines_of(case, "advance")[0]
    for proof in ("批复财建8号", "到账回单"):
        reach(case, town, "2026-04-20 09:00", fund, proof=proof)
    reach(case, town, "2026-04-20 09:00", fund, proof="支付清单", works=str(first.position))
    reach(case, town, "2026-04-21 09:00", advance, proof="归还社区的回单")
    for line in (first, second, fund, advance):
        line.refresh_from_db()
    assert [line.stage for line in (first, second, fund, advance)] == ["accepted", "surveyed", "spent", "recovered"]
    accepted = first.history[-1]
    assert (accepted["by"], accepted["proof"], first.details["seen"]) == ("唐二楼", "验收单1号，照片41对照12", "裂缝3厘米，照片12至20")
    assert fund.amounts == dict.fromkeys(("applied", "approved", "received", "spent"), "160000.00")
    assert (advance.owed_by, advance.amounts["advanced"]) == ("桂园社区", "38000.00")
    assert advance.details["recovery"] == "专项资金到账后从中归还"
    today = at("2026-07-01 09:00").date()
    marks = [one.mark for table in owing.tables_of(case, rules.pack_of(case), today) for one in table.lines]
    assert sorted(marks) == ["done", "done", "done", "overdue"]  # phase two was due on 30 June
    page = unescape(seat(town.handler).get(address(case, "lines/")).content.decode())
    for name, told in (("一期：抢修北墙", ("验收", "2026-03-20", "唐二楼", "照片41对照12")), ("二期：四面加固", ("勘查", "2026-06-30")),
                       ("抢修外墙", ("桂园社区", "38,000.00", "专项资金到账后从中归还", "收回", "2026-04-21"))):  # fmt: skip
        row = page.split(name)[1].split("</tr>")[0]
        assert [said for said in told if said not in row] == [], name


def test_the_wages_of_a_hundred_and_twelve_are_kept_only_when_all_are_paid(town: Town) -> None:
    """ND-06: everybody is paid and asked before it counts; 14 days."""
    case = dispute(town, title="112名工人的工资")
    to_agreement(town, case)
    for line in lines_of(case, "promise"):
        data = {"amount": line.amounts["agreed"]} if line.amounts else {}
        m(case, "line_kept", town.grid_worker, "2026-03-06 12:00", line=str(line.id), proof="收条", **data)
    claims = [{"to": f"工人{n:03d}", "what": "工资", "who": "施工方", "amount": "63000"} for n in range(1, WORKERS)]
    claims.append({"to": "工人112", "what": "工资", "who": "施工方", "amount": "87000"})
    m(case, "add_claims", town.grid_worker, "2026-03-06 13:00", claims=claims)
    assert not any(f"工人{n}" in str(Entry.objects.get(case=case, act="mediation.add_claims").body) for n in ("001", "112"))

    def everybody(day: str, positions: list[int], proof: str) -> None:
        rows = [{"line": str(n)} for n in positions]
        m(case, "advance_lines", town.grid_worker, day, lines=rows, proof=proof, done_on=day[:10])

    wages = [line.position for line in lines_of(case, "claim")]
    assert len(wages) == WORKERS
    everybody("2026-03-08 09:00", wages, "考勤表逐人核实")
    everybody("2026-03-10 09:00", wages, "工人代表和施工方签字")
    everybody("2026-03-12 09:00", wages[:60], "代发清单第一批")
    with pytest.raises(NotNow, match="还没有全部兑现"):
        m(case, "kept", town.grid_worker, "2026-03-13 09:00", proof="问过代表")
    everybody("2026-03-16 09:00", wages[60:], "代发清单第二批")
    with pytest.raises(NotNow, match="另一单位回访"):  # money: another unit goes back first (G-22)
        m(case, "kept", town.grid_worker, "2026-03-16 09:30", proof="逐人电话核实")
    m(case, "ask_follow_up", town.grid_worker, "2026-03-16 09:40")
    go(case, "follow_up.visit", town.town_handler, "2026-03-16 09:50")
    m(case, "kept", town.grid_worker, "2026-03-16 10:00", proof="逐人电话核实")
    assert case.state == "TJ85"
    assert "14 天" in seat(town.grid_worker).get(address(case)).content.decode().split("从收到到办结")[1][:120]
    table = next(t for t in owing.tables_of(case, rules.pack_of(case), at(DAY).date()) if t.sheet.id == "claim")
    assert [(total.lines, total.amount) for total in table.totals] == [(WORKERS, written("7080000"))] * 4
    assert table.totals[-1].capitals == "柒佰零捌万元整"


def test_nd_06_a_petition_about_wages_is_not_solved_while_one_of_them_waits(town: Town) -> None:
    """ND-06: another unit has asked everybody; one line that is not paid keeps “solved and verified” away."""
    case = to_acceptance(town)
    go(case, "set_path_6", town.handler, DAY)
    wages = [{"to": name, "what": "工资", "who": "施工方", "amount": "63000"} for name in ("付师傅", "田小二")]
    go(case, "add_claims", town.handler, DAY, claims=wages)
    first, second = lines_of(case, "claim")
    for day in ("11", "12"):
        reach(case, town, f"2026-03-{day} 09:00", first, second)
    reach(case, town, "2026-03-13 09:00", first, proof="银行回单")
    go(case, "ask_follow_up", town.handler, "2026-03-13 10:00")
    go(case, "follow_up.visit", town.dispatcher, "2026-03-13 11:00", found="solved")
    solved = {"results": [{"result": "solved"}], "proof": "逐人打电话问过"}
    with pytest.raises(NotNow, match="承诺全部兑现"):
        go(case, "follow_up.judge", town.dispatcher, "2026-03-13 12:00", **solved)
    reach(case, town, "2026-03-15 09:00", second, proof="银行回单")
    go(case, "follow_up.judge", town.dispatcher, "2026-03-15 10:00", **solved)
    go(case, "settle", town.handler, "2026-03-16 09:00", petitioner_ends=True)
    assert (case.state, case.result) == ("S85", "solved")
    assert "14 天" in seat(town.handler).get(address(case)).content.decode().split("从收到到办结")[1][:120]


def claimed(town: Town, **over: Any) -> tuple[Case, Line]:
    """A case with one claim of 50 000."""
    case = to_acceptance(town)
    go(case, "add_claims", town.handler, DAY, claims=[{**LEVEE, **over}])
    return case, lines_of(case, "claim")[0]


@pytest.mark.parametrize(
    ("step", "data", "words"),
    [
        ("add_claims", {"claims": [{**LEVEE, "amount": "五万"}]}, "不是金额"),
        ("add_claims", {"claims": [{**LEVEE, "amount": ""}]}, "请填写"),
        ("add_claims", {"claims": [LEVEE]}, "重复"),
        ("add_claims", {"claims": [{**LEVEE, "to": "麻三"}, {**LEVEE, "to": " 麻三"}]}, "麻三"),
        ("add_claims", {"claims": "x"}, "列表"),
        ("add_promises", {"promises": [{"who": "物业", "what": "修墙", "due_on": ""}]}, "请填写"),
        ("add_advance", {"advances": [{"what": "抢修", "who": "社区", "amount": "38000"}]}, "请填写"),
        ("advance_lines", {"lines": [], "proof": "x", "done_on": "today"}, "至少选一项"),
        ("advance_lines", {"lines": ["99"], "proof": "x", "done_on": "today"}, "找不到"),
        ("advance_lines", {"lines": ["1"], "lines.1.amount": "abc", "proof": "x", "done_on": "today"}, "不是金额"),
        ("advance_lines", {"lines": ["1"], "proof": "安排人盯防", "done_on": "today"}, "盯防"),
        ("advance_lines", {"lines": ["1"], "proof": "x", "done_on": "2026-12-01"}, "还没有到"),
        ("drop_lines", {"lines": ["1"]}, "为什么撤销"),
        ("affirm_line", {"line": "1", "proof": "x"}, "没有人提出"),
        ("plan_parts", {"line": "1", "agreed": "当面", "parts": [{"due_on": "2026-04-01", "amount": "1"}]}, "至少要有2行"),
        ("plan_parts", {"line": "1", "agreed": "当面", "parts": [
            {"due_on": "2026-04-01", "amount": "30000"}, {"due_on": "2026-05-01", "amount": "20000.01"}]}, "50,000.01"),
        ("plan_parts", {"line": "1", "agreed": "当面", "parts": [
            {"due_on": "2026-05-01", "amount": "30000"}, {"due_on": "2026-04-01", "amount": "20000"}]}, "一期比一期晚"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_in_words_and_changes_nothing(
    town: Town, step: str, data: dict[str, Any], words: str
) -> None:
    case, _line = claimed(town)
    before = tables_digest()
    with pytest.raises(DomainError) as refused:
        go(case, step, town.handler, "2026-03-11 09:00", **data)
    fields = getattr(refused.value, "fields", {})
    assert words in str(refused.value.words) + "".join(str(one) for one in fields.values())
    assert tables_digest() == before


def test_more_than_was_agreed_is_refused_for_all_that_were_chosen(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "add_claims", town.handler, DAY, claims=[LEVEE, {**LEVEE, "to": "麻三"}])
    first, second = lines_of(case, "claim")
    for _stage in ("verified", "settled"):
        reach(case, town, "2026-03-11 09:00", first, second)
    before = tables_digest()
    with pytest.raises(NotNow, match="第2项：超过了"):
        reach(case, town, "2026-03-12 09:00", first, {"line": str(second.id), "amount": "50000.01"})
    assert tables_digest() == before


def test_lines_of_two_stages_are_not_recorded_together(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "add_claims", town.handler, DAY, claims=[LEVEE, {**LEVEE, "to": "麻三"}])
    first, second = lines_of(case, "claim")
    reach(case, town, "2026-03-11 09:00", first)
    before = tables_digest()
    with pytest.raises(Incomplete, match="同一阶段"):
        reach(case, town, "2026-03-12 09:00", first, second)
    assert tables_digest() == before


def test_same_names_are_fine_once_they_were_checked(town: Town) -> None:
    case, _line = claimed(town)
    go(case, "add_claims", town.handler, DAY, claims=[LEVEE], same_names=True)
    assert len(lines_of(case, "claim")) == 2


def test_a_promise_is_near_then_overdue_and_each_part_has_its_day(town: Town) -> None:
    """ND-05: day, payer and amount; near before the day comes."""
    case = to_acceptance(town)
    promise = {"who": "桂园物业", "what": "赔修车钱", "due_on": "2026-04-01", "amount": "900", "remind": 5}
    go(case, "add_promises", town.handler, DAY, promises=[promise])
    line = lines_of(case, "promise")[0]

    def mark(day: str) -> str:
        line.refresh_from_db()
        return owing.tables_of(case, rules.pack_of(case), at(f"{day} 09:00").date())[0].lines[0].mark

    assert [mark(day) for day in ("2026-03-26", "2026-03-27", "2026-04-01", "2026-04-02")] == ["open", "near", "near", "overdue"]
    parts = [{"due_on": "2026-04-15", "amount": "400"}, {"due_on": "2026-05-15", "amount": "500"}]
    go(case, "plan_parts", town.handler, "2026-04-02 10:00", line="1", parts=parts, agreed="电话里同意，4月2日")
    assert mark("2026-04-03") == "open"
    reach(case, town, "2026-04-15 09:00", {"line": "1", "amount": "400"}, proof="收条")
    assert (mark("2026-05-10"), mark("2026-05-16")) == ("near", "overdue")
    reach(case, town, "2026-05-16 09:00", line, proof="收条")
    assert mark("2026-05-17") == "done"
    line.refresh_from_db()
    assert line.amounts["kept"] == "900.00"


def test_what_somebody_says_is_not_kept_is_open_again_until_it_was_looked_into(town: Town) -> None:
    case = to_acceptance(town)
    go(case, "add_promises", town.handler, DAY, promises=[{"who": "物业", "what": "修灯", "due_on": "2026-04-01"}])
    line = lines_of(case, "promise")[0]
    reach(case, town, "2026-03-20 09:00", line, proof="照片")
    go(case, "doubt_line", town.clerk, "2026-03-25 09:00", line="1", said="本人来电，灯又不亮")
    line.refresh_from_db()
    assert not line.is_done
    go(case, "affirm_line", town.handler, "2026-03-26 09:00", line="1", proof="到现场换了灯泡，本人说可以")
    line.refresh_from_db()
    assert line.is_done
    assert line.stage == "kept"


def test_a_line_is_dropped_with_a_reason_but_not_once_it_is_paid(town: Town) -> None:
    case, line = claimed(town)
    go(case, "drop_lines", town.handler, DAY, lines=["1"], reason="本人说已经收到了")
    line.refresh_from_db()
    assert line.is_dropped
    assert line.history[-1]["dropped"] == "本人说已经收到了"
    go(case, "add_claims", town.handler, DAY, claims=[LEVEE])
    for _stage in ("verified", "settled", "paid"):
        reach(case, town, "2026-03-12 09:00", {"line": "2"})
    before = tables_digest()
    with pytest.raises(NotNow, match="不能撤销"):
        go(case, "drop_lines", town.handler, DAY, lines=["2"], reason="弄错了")
    assert tables_digest() == before


def test_only_those_who_have_the_case_write_its_lines(town: Town) -> None:
    case = to_acceptance(town)
    for name in ("land_handler", "town_handler", "reviewer", "dispatcher", "leader", "citizen"):
        with pytest.raises((Denied, Case.DoesNotExist)):
            go(case, "add_claims", getattr(town, name), DAY, claims=[LEVEE])
    with pytest.raises(Case.DoesNotExist):
        go(case, "add_claims", town.outsider, DAY, claims=[LEVEE])


def test_after_a_dispute_went_on_as_a_petition_its_lines_are_written_there_alone(town: Town) -> None:
    case = dispute(town)
    m(case, "add_claims", town.grid_worker, "2026-03-02 10:00", claims=[LEVEE])
    m(case, "refuse", town.citizen, "2026-03-02 11:00")
    m(case, "hand_over", town.citizen, "2026-03-02 12:00", wanted=True)
    before = tables_digest()
    with pytest.raises(NotNow):
        m(case, "add_claims", town.grid_worker, "2026-03-03 09:00", claims=[{**LEVEE, "to": "麻三"}])
    assert tables_digest() == before
    offered = steps_of(case, town.grid_worker, "2026-03-03 09:00")
    assert not any(step.startswith("mediation.") for step in offered)
    assert [line.mask for line in lines_of(case, "claim")] == ["龙*汉"]


# Pages


def many(town: Town) -> Case:
    """A case with 112 claims."""
    case = to_acceptance(town)
    go(case, "add_claims", town.handler, DAY,
       claims=[{"to": f"工人{n:03d}", "what": "工资", "who": "施工方", "amount": "63000"} for n in range(1, WORKERS + 1)])  # fmt: skip
    return case


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_all_lines_stand_on_one_page_on_paper_and_in_a_file_masked(
    town: Town, language: str, django_assert_max_num_queries: Any
) -> None:
    case = many(town)
    client = seat(town.handler, language=language)
    with django_assert_max_num_queries(20):
        said = client.get(address(case, "lines/")).content.decode()
    assert said.count('name="pick"') == WORKERS
    assert "112/112" in said
    assert "7,056,000.00" in said
    assert "工人001" not in said
    paper = client.get(address(case, "lines/print")).content.decode()
    assert "柒佰零伍万陆仟元整" in paper
    rows = list(csv.reader(io.StringIO(client.get(address(case, "lines/export.csv")).content.decode("utf-8-sig"))))
    assert len(rows) == WORKERS + 1
    assert rows[1][1:3] == ["工人**1", "工资"]
    assert "112" in client.get(address(case)).content.decode()
    assert seat(town.land_handler).get(address(case, "lines/")).status_code == 404


def test_many_are_picked_on_the_page_and_recorded_by_one_form(town: Town) -> None:
    case = many(town)
    client = seat(town.handler)
    picked = "&".join(f"pick={n}" for n in range(1, 61))
    form = client.get(address(case, f"act/advance_lines/?{picked}")).content.decode()
    assert form.count("checked") >= 60
    assert 'name="lines.60.amount" value="63000.00"' in form
    assert 'name="lines.61.amount"' not in form
    typed: dict[str, Any] = {"lines": [str(n) for n in range(1, 61)], "proof": "考勤表", "done_on": "2026-03-11", "lines.1.amount": "62000"}
    assert f'action="{address(case, "act/advance_lines/")}?{picked}"'.replace("&", "&amp;") in form
    refused = client.post(address(case, f"act/advance_lines/?{picked}"), {**typed, "proof": ""})
    assert refused.status_code == 422
    assert 'value="62000"' in refused.content.decode()
    assert 'name="lines.61.amount"' not in refused.content.decode()
    assert client.post(address(case, "act/advance_lines/"), typed).status_code == 303
    found = lines_of(case, "claim")
    assert [line.stage for line in found].count("verified") == 60
    assert found[0].amounts["verified"] == "62000.00"
    assert found[1].amounts["verified"] == "63000.00"
    shown = client.get(address(case, "lines/?sheet=claim&stage=verified")).content.decode()
    assert shown.count('name="pick"') == 60


@pytest.mark.parametrize(
    ("asked", "found"),
    [("12", [12]), ("1-60", [*range(1, 61)]), ("３到4", [3, 4]), ("工人007", [7]), ("工人**7", [*range(7, 113, 10)]),
     ("施工方", [*range(1, 113)]), ("谁也不是", []), ("99999", []), ("9-1", []), ("<b>", []), ("1" * 99, [])],
)  # fmt: skip
def test_lines_are_found_by_number_range_or_whole_name(town: Town, asked: str, found: list[int]) -> None:
    said = seat(town.handler).get(address(many(town), "lines/"), {"q": asked}).content.decode()
    assert [int(n) for n in re.findall(r'name="pick" value="(\d+)"', said)] == found
    assert ("没有找到" in said) is not bool(found)


def test_many_lines_are_folded_in_groups_and_the_first_that_is_owed_is_open(town: Town) -> None:
    case = many(town)
    for _stage in ("verified", "settled", "paid"):
        reach(case, town, "2026-03-12 09:00", *({"line": str(n)} for n in range(1, 21)))
    said = seat(town.handler).get(address(case, "lines/")).content.decode()
    groups = re.findall(r'<details class="fq-fold" data-group( open)?><summary>(第\d+至\d+项)', said)
    assert groups == [("", "第1至20项"), (" open", "第21至40项"), *(("", f"第{n}至{min(n + 19, 112)}项") for n in (41, 61, 81, 101))]
    assert "20/20" in said
    assert "每一项都是：工资 · 施工方" in said


def test_a_case_without_lines_still_offers_to_begin(town: Town) -> None:
    said = seat(town.handler).get(address(to_acceptance(town))).content.decode()
    assert "记诉求金额" in said
    assert "还没有钱款、承诺、工程的记录。" in said
    other = seat(town.dispatcher).get(address(register_case(town))).content.decode()
    assert "记诉求金额" in other
