"""一百一十二人的工钱: seven million owed on a building site, claimed by name, paid in two lots by day 14 (D-S4; 信访工作条例)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases.models import Case, Line, Party
from fengqiao.apps.cases.services import Break, verify
from fengqiao.kernel.moment import today
from tests.journeys.tale import DESK, FIVE_ANSWERS, PHONE, Hand, Tale, telling
from tests.town import COUNTY, Town, build_town

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GIVEN = "子丑寅卯辰巳午未申酉戌亥甲乙丙丁"
WORKERS = [*[(f"{surname}{given}", 63000) for surname in "麻石龙吴田向彭" for given in GIVEN][:111], ("付师傅", 87000)]
LEADERS = "付师傅 10012340001\n麻子 10012340002\n石子 10012340003\n龙子 10012340004\n吴子 10012340005"
ALL = "7,080,000.00"


@pytest.fixture
def town(settings: Settings) -> Town:
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"
    return build_town()


@pytest.fixture
def tale(town: Town, chromium: Browser, live_server: LiveServer) -> Iterator[Tale]:
    with telling(chromium, live_server.url, "2026-03-02 08:30") as told:
        yield told


def table(rows: Sequence[tuple[str, object]], total: object) -> bytes:
    """The wages as the foreman's table has them: number, name, amount, bank account; the total in the last row."""
    lines = ["序号,工人姓名,欠薪金额,银行账号", *(f"{n},{name},{amount},6222{n:08d}" for n, (name, amount) in enumerate(rows, 1))]
    return "\n".join([*lines, f"合计,,{total},"]).encode("gb18030")


def sends(hand: Hand, file: bytes) -> None:
    """从表格导入：交一个文件，记到台账。"""
    hand.page.get_by_label("文件").set_input_files({"name": "工资表.csv", "mimeType": "text/csv", "buffer": file})
    hand.press("记到台账")


def next_stage(tale: Tale, town: Town, which: str, proof: str, by: str, screen: ViewportSize = DESK) -> None:
    """在台账里找出一段，全选，记下一步。"""
    hand = tale.desk(town.handler, f"/cases/{tale.case.number}/lines/?sheet=claim")
    hand.page.set_viewport_size(screen)
    holds = hand.is_usable if screen is PHONE else hand.fits
    holds()
    hand.taps = 0
    if which:
        hand.write("找哪一项", which)
        hand.press("查询")
    hand.tick("全选")
    hand.press("选中的记下一步")
    holds()
    assert hand.taps <= 4, "from a hundred and twelve lines to the form of a lot"
    tale.fill(hand, **{"凭什么": proof, "谁核实、批准": by})
    tale.send(hand, "记下一步")


def amounts(tale: Tale) -> list[tuple[str, int, str]]:
    """主张、核实、认定、支付各是各的：每一步有几个人、多少钱。"""
    claims = next(t for t in owing.tables_of(tale.case, rules.pack_of(tale.case), today()) if t.sheet.id == "claim")
    return [(total.stage.zh, total.lines, total.amount) for total in claims.totals]


def test_the_wages_of_a_hundred_and_twelve_are_paid_by_day_14(town: Town, tale: Tale) -> None:
    """ND-01, ND-02, ND-06: 一百一十二人的工资，从登记到发完，在页面上走一遍。"""
    # 第0天：付师傅和四个代表来访；六个代表不行（信访工作条例第二十条），写的都还在
    form = tale.desk(town.clerk, "/register/")
    form.write("谈话记录", "工地停工，112名工人三个月没有发工资，一共708万元，今天上午有五十多人在项目部门口。")
    form.write("来访人姓名", "付师傅")
    form.write("电话", "10012340001")
    form.write("诉求 1", "把112名工人的工资发下来")
    form.write("地点", "坪上镇")
    form.unfold("其他：分类")
    form.write("人数", "112")
    form.write("代表（每行一位", f"{LEADERS}\n田子 10012340006")
    form.press("存下，出回执")
    form.sees("代表不得超过 5 人（信访工作条例第二十条）")
    assert form.typed("谈话记录").startswith("工地停工")
    form.write("代表（每行一位", LEADERS)
    form.press("存下，出回执")
    form.page.wait_for_url("**/receipt/")
    tale.case = Case.objects.get()
    assert (tale.case.people_count, Party.objects.filter(case=tale.case, role="representative").count()) == (112, 5)

    # 重大紧急报告，四小时以内送到（第二十五条）
    tale.does(town.clerk, "重大紧急报告", 时间="3月2日8时30分，坪上镇项目部门口，五十余人，要工资，情绪激动，民警已到场")
    assert [paper["kind"] for paper in tale.last("urgent").body["papers"]] == ["D16"]
    tale.on("2026-03-02 09:20")
    tale.does(town.dispatcher, "紧急报告已送达", 报告了谁="县委值班室、县政府值班室，9时15分")
    tale.does(town.dispatcher, "甄别转办")
    tale.does(town.dispatcher, "转送", 转给哪个单位="住房和城乡建设局")
    for act in ("签收", "受理并告知", "调查办理（六）"):
        tale.does(town.handler, act)
    assert tale.case.state == "S50"

    # 工资表：合计不对、没有名字、同一个人两行，一行一行说清楚，一分钱也没有记
    claims = tale.desk(town.handler)
    claims.unfold("记到台账")
    claims.press("从表格导入诉求金额")
    claims.write("什么钱", "2025年12月至2026年2月工资")
    claims.write("该由谁付", "澜溪建筑公司")
    sends(claims, table([*WORKERS[:2], ("", 63_000), ("麻子", 63_000), ("石子", "六万")], 190_000))
    claims.sees("第 4 行：没有姓名", "第 5 行：「麻子」和第2行同名", "第 6 行：不是金额",
                "第 7 行：合计写的是190000，上面各行加起来是252,000.00元", "有4行要改，全部改好以前什么都不记")  # fmt: skip
    assert claims.typed("什么钱") == "2025年12月至2026年2月工资"
    assert not Line.objects.exists()
    sends(claims, table(WORKERS, 7_080_000))
    claims.sees(f"已记下112项，合计{ALL}元（柒佰零捌万元整）")
    assert amounts(tale) == [("主张", 112, ALL), ("核实", 0, ""), ("认定", 0, ""), ("支付", 0, "")]

    # 当天核实，第3天认定
    next_stage(tale, town, "", "考勤表、工资单逐人核对，劳动监察签字", "县人社局劳动监察大队")
    assert amounts(tale)[:3] == [("主张", 112, ALL), ("核实", 112, ALL), ("认定", 0, "")]
    tale.on("2026-03-05 15:00")
    next_stage(tale, town, "", "五名代表和施工方签字的认定表", "住建局、人社局、法院三方")

    # 第8天付第一批60人，第14天在手机上记第二批52人；付得比认定的多不行
    tale.on("2026-03-10 15:00")
    next_stage(tale, town, "1-60", "农商行代发清单第一批", "澜溪建筑公司")
    assert amounts(tale) == [("主张", 112, ALL), ("核实", 112, ALL), ("认定", 112, ALL), ("支付", 60, "3,780,000.00")]
    phone = tale.phone("付师傅", f"/t/{tale.case.tracking_code}")
    phone.open(f"/t/{tale.case.tracking_code}/open")
    phone.prove("0001")
    phone.sees("主张", "核实", "认定", "支付", "3,780,000.00")
    phone.fits()
    tale.on("2026-03-16 10:00")
    foreman = tale.desk(town.handler, f"/cases/{tale.case.number}/lines/?sheet=claim")
    foreman.write("找哪一项", "付师傅")
    foreman.press("查询")
    foreman.tick("全选")
    foreman.press("选中的记下一步")
    foreman.write("第112项的金额（元）", "87000.01")
    foreman.write("凭什么", "农商行代发清单第二批")
    foreman.press("记下一步", "form[data-autosave]")
    foreman.sees("第112项：超过了")
    assert foreman.typed("第112项的金额（元）") == "87000.01"
    next_stage(tale, town, "61-112", "农商行代发清单第二批", "澜溪建筑公司", PHONE)
    assert amounts(tale) == [(stage, 112, ALL) for stage in ("主张", "核实", "认定", "支付")]

    # 涉及钱又是多人：另一单位先回访，五问（G-22；第三十七条）
    settle = {"协议内容": "112名工人的工资全部付清，代发清单两批", "各方已签字": True, "信访人自愿以协议办结": True}
    tale.desk(town.handler).cannot("调解和解办结", "另一单位回访")
    tale.does(town.handler, "请另一单位先回访")
    tale.does(town.dispatcher, "记回访", **{"电话专访": True, **FIVE_ANSWERS, "回访情况": "抽20人打电话，都收到了工资。"})
    tale.does(town.handler, "调解和解办结", **settle)
    tale.phone("付师傅", f"/t/{tale.case.tracking_code}").sees("调解和解办结", "结果：已解决并核实")
    assert (tale.case.state, (tale.case.acted_at.date() - tale.case.registered_at.date()).days) == ("S85", 14)
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []
