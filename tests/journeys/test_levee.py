"""二十一年的尾款: an old man is owed for a levee of 2003 by a town that is gone; no contract, all kept apart (D-S2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases.models import Case, Party
from fengqiao.apps.cases.services import Break, verify
from fengqiao.apps.organisations.services import close_unit
from fengqiao.domain.roles import Actor
from fengqiao.kernel.moment import today
from tests.journeys.tale import FIVE_ANSWERS, Hand, Tale, telling
from tests.town import COUNTY, Town, build_town, due_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EACH_STEP = (
    "登记", "甄别转办", "转送", "签收", "受理并告知", "调查办理（六）", "记诉求金额", "补充材料", "听取陈述并调查",
    "诉求金额：核实", "诉求金额：认定", "签发处理意见", "送达", "督促执行", "诉求金额：支付", "执行完毕", "办结",
)  # fmt: skip


@pytest.fixture
def town(settings: Settings) -> Town:
    """The county with a water bureau; 老渡乡 was merged into 坪上镇 in 2015."""
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"
    town = build_town()
    old = town.builder.unit("laodu", "老渡乡人民政府", parent="county", level="town", region="999901101000")
    close_unit(unit=old, by=town.admin, on=date(2015, 12, 1), successor=town.unit("pingshang"))
    town.builder.unit("water", "澜溪县水利局", parent="county", phone="000-0000200")
    town.builder.duty("water", "farming")
    town.builder.seat("water_handler", "江有源", "water", "信访专干", ["handler"], is_officer=True)
    town.builder.seat("water_head", "水长流", "water", "局长", ["head"])
    return town


@pytest.fixture
def handler(town: Town) -> Actor:
    """江有源, who handles petitions at the water bureau."""
    return town.builder.actor("water_handler")


@pytest.fixture
def head(town: Town) -> Actor:
    """水长流, who signs for the water bureau."""
    return town.builder.actor("water_head")


@pytest.fixture
def tale(town: Town, chromium: Browser, live_server: LiveServer) -> Iterator[Tale]:
    with telling(chromium, live_server.url, "2026-03-05 09:00") as told:
        yield told


def amounts(tale: Tale) -> dict[str, str]:
    """主张、核实、认定、支付，各记各的。"""
    claims = next(t for t in owing.tables_of(tale.case, rules.pack_of(tale.case), today()) if t.sheet.id == "claim")
    return {total.stage.zh: total.amount for total in claims.totals}


def record(tale: Tale, by: Actor, amount: str, proof: str, who: str) -> None:
    """台账里的那一项记下一步；没有写金额的，照上一步的。"""
    told = {"第1项的金额": amount} if amount else {}
    tale.does(by, "记下一步", under="记到台账", **{"刘*伯": True, **told, "凭什么": proof, "谁核实": who})


def test_the_money_for_a_levee_of_2003_is_found_and_paid_in_63_days(
    town: Town, tale: Tale, handler: Actor, head: Actor
) -> None:
    # 3月5日：刘老伯到窗口，口头说，代为记录，念给他听。他只记得「老渡乡」，那个乡2015年并入坪上镇
    form = tale.desk(town.clerk, "/register/")
    form.write("谈话记录", "2003年5月老渡乡修河堤，我带人做的。完工以后尾款五万二一直没有给。合同找不到了，乡也没有了。")
    form.write("来访人姓名", "刘老伯")
    form.write("电话", "10012347676")
    form.write("诉求 1", "付清2003年河堤工程的尾款")
    form.write("地点", "坪上镇石榴坳村")
    form.unfold("其他：分类")
    form.write("内容分类", "农业农村水利")
    form.sees("澜溪县水利局")
    form.write("标题", "二十一年的尾款")
    form.write("被反映的单位 1", "老渡乡人民政府")
    form.tick("口头反映")
    form.tick("已念给本人听")
    form.press("存下，出回执")
    form.page.wait_for_url("**/receipt/")
    tale.case = Case.objects.get()
    assert Party.objects.get(case=tale.case, role="complained_unit").unit == town.unit("pingshang"), "撤并的，由承接的单位负责"

    def old_man() -> Hand:
        """刘老伯的孙女用一部360像素的手机，凭查询码和电话后四位看。"""
        phone = tale.phone("刘老伯", f"/t/{tale.case.tracking_code}/open")
        if "核对" in phone.page.inner_text("main"):
            phone.prove("7676")
        phone.fits()
        return phone

    old_man().sees("已登记")

    # 转给被反映的单位，要说理由；转水利局（信访工作条例第二十二条第一款）
    tale.does(town.dispatcher, "甄别转办")
    wrong = tale.refused(town.dispatcher, "转送", 转给哪个单位="坪上镇人民政府（原老渡乡人民政府）")
    wrong.sees("反映的正是该单位")
    tale.does(town.dispatcher, "转送", 转给哪个单位="澜溪县水利局")
    tale.does(handler, "签收")
    tale.does(handler, "受理并告知")
    assert due_of(tale.case, "CLK-07") == date(2026, 5, 6), "六十日内（第三十四条）"
    old_man().sees("已受理并告知", "澜溪县水利局", "受理告知书", "给您书面处理意见")

    # 查：没有合同，档案馆里有验收单和记账凭证；主张五万二，三方核实四万八千二
    tale.does(handler, "调查办理（六）")
    tale.does(handler, "记诉求金额", under="记到台账", **{"谁的": "刘老伯", "什么钱": "2003年5月河堤工程尾款",
              "该由谁付": "坪上镇人民政府（原老渡乡）", "主张的金额": "52000"})  # fmt: skip
    assert amounts(tale) == {"主张": "52,000.00", "核实": "", "认定": "", "支付": ""}
    tale.on("2026-03-12 15:00")
    tale.does(handler, "补充材料", 补充的情况="县档案馆老渡乡卷宗2003-17：河堤工程验收单、记账凭证27号、应付未付48200元的往来账")
    old_man().sees("补充材料")
    tale.on("2026-03-18 10:00")
    tale.does(handler, "听取陈述并调查", **{"信访人陈述的事实和理由": "刘老伯说2003年5月完工，尾款五万二，年年去问。",
              "调查人": "江有源、水长流", "查明的事实和证据": "验收单、记账凭证27号和往来账一致，尾款48200元没有付。"})  # fmt: skip
    record(tale, handler, "48200", "验收单、记账凭证27号、往来账", "水利局、坪上镇、县档案馆三方")
    assert amounts(tale) == {"主张": "52,000.00", "核实": "48,200.00", "认定": "", "支付": ""}
    tale.on("2026-03-20 10:00")
    record(tale, handler, "", "三方和刘老伯签字的认定书", "坪上镇人民政府")
    assert amounts(tale)["认定"] == "48,200.00"
    old_man().sees("主张 52,000.00 元", "核实 48,200.00 元", "认定 48,200.00 元")
    old_man().sees_not("支付 48,200.00 元")

    # 处理意见：查明的事实照调查报告已经在那里；从事项页到意见书不超过八下、四栏（T-D3）
    tale.on("2026-03-25 09:00")
    draft = tale.desk(handler)
    draft.taps = draft.filled = 0
    draft.press("签发处理意见（送审）")
    assert draft.typed("查明的事实").startswith("验收单、记账凭证27号")
    assert draft.typed("复查机关和地址").startswith("澜溪县人民政府")
    draft.write("结论", "支持")
    draft.write("处理意见", "尾款48200元由承接老渡乡债务的坪上镇人民政府付清。")
    draft.write("法律法规依据", "民法典第五百零九条、第五百七十九条；信访工作条例第三十二条")
    draft.write("支持的，由谁在什么时候执行", "坪上镇人民政府，2026年4月30日以前")
    draft.press("送审", "form[data-autosave]")
    assert draft.taps == 6
    draft.sees("已送审")
    signing = tale.desk(head, f"/cases/{tale.case.number}/")
    signing.taps = 0
    signing.press("同意")
    signing.sees("处理意见已签发")
    signing.paper("信访事项处理意见书")
    signing.sees("二十一年的尾款", "48200元由承接老渡乡债务的坪上镇人民政府付清", "申请复查")
    assert draft.taps + signing.taps <= 8
    assert draft.filled <= 4

    # 送达；三十日内可以申请复查（第三十五条）
    tale.on("2026-03-30 10:00")
    tale.does(handler, "送达", **{"收到日期": "2026-03-30", "送达方式": "直接送达", "签收人": "刘老伯本人签收"})
    assert due_of(tale.case, "CLK-12") == date(2026, 4, 29)
    old_man().sees("处理意见已送达", "您可以申请复查", "信访事项处理意见书")

    # 付了四万八千二，多一分也不行，回单号在
    tale.on("2026-04-24 15:00")
    tale.does(handler, "督促执行", 由谁执行="坪上镇人民政府", 多少日内执行="10")
    tale.on("2026-04-28 16:00")
    wrong = tale.refused(handler, "记下一步", under="记到台账",
                         **{"刘*伯": True, "第1项的金额": "48200.01", "凭什么": "农商行回单0428-117"})  # fmt: skip
    wrong.sees("第1项：超过了")
    record(tale, handler, "48200", "农商行回单0428-117", "坪上镇财政所")
    assert amounts(tale) == {"主张": "52,000.00", "核实": "48,200.00", "认定": "48,200.00", "支付": "48,200.00"}
    tale.does(handler, "执行完毕", 执行的证明="农商行回单0428-117，刘老伯收到短信")
    old_man().sees("支付 48,200.00 元", "诉求金额：支付")

    # 三十日过了，涉及钱的还不能办结：另一单位先回访（G-22；第三十七条第三款）
    tale.on("2026-05-06 09:00")
    tale.desk(town.dispatcher).cannot("办结", "要由另一单位回访以后才能办结")
    tale.does(handler, "请另一单位先回访")
    visit = tale.does(town.dispatcher, "记回访", **{"电话专访": True, **FIVE_ANSWERS, "回访情况": "刘老伯说钱到了，够给老伴看病。"})
    visit.sees_not("超期")  # 刘老伯没有申请复查，是他的权利，不是谁超了期
    tale.on("2026-05-07 09:00")
    tale.does(town.dispatcher, "办结", **{"送达证明已核对": True, "办结情况": "尾款已经付清，信访局回访过。"})
    assert (tale.case.state, (tale.case.acted_at.date() - tale.case.registered_at.date()).days) == ("S80", 63)
    seen = old_man()
    seen.sees("已办结", "结果：已解决并核实", *EACH_STEP)
    seen.is_usable()
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []
