"""掉砖的外墙: first made safe with money advanced, then mended with a fund; solved by halves twice, and said so (D-S1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case, Line, Proceeding
from fengqiao.apps.cases.services import Break, verify
from fengqiao.apps.followups.models import Evaluation
from fengqiao.domain.roles import Actor
from tests.journeys.tale import FIVE_ANSWERS, Hand, Tale, telling
from tests.town import COUNTY, Town, build_town, due_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(settings: Settings) -> Town:
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"
    return build_town()


@pytest.fixture
def tale(town: Town, chromium: Browser, live_server: LiveServer) -> Iterator[Tale]:
    with telling(chromium, live_server.url, "2026-03-02 09:00") as told:
        yield told


def record(tale: Tale, by: Actor, act: str, **told: object) -> None:
    """在兑现台账里记一笔。"""
    tale.does(by, act, under="记到台账", **told)


def reaches(tale: Tale, by: Actor, line: str, proof: str, who: str) -> None:
    """台账里的一项到了下一步。"""
    record(tale, by, "记下一步", **{line: True, "凭什么": proof, "谁核实": who})


def stages(tale: Tale) -> dict[str, str]:
    """台账每一项到了哪一步。"""
    return dict(Line.objects.filter(case=tale.case).values_list("what", "stage"))


def on_site(tale: Tale, photo: str, said: str, **answers: str) -> dict[str, object]:
    """另一单位到现场看，写明照片在哪里，照本人说的记五问。"""
    return {"实地察看": True, **FIVE_ANSWERS, **answers, "现场照片": photo, "回访情况": said}


def test_the_wall_is_mended_in_the_end_because_nobody_may_call_half_of_it_solved(town: Town, tale: Tale) -> None:
    # 3月2日：吴大升到窗口，外墙往下掉砖，楼下是上学的路。先管人身安全，三日内要有下文（G-14）
    form = tale.desk(town.clerk, "/register/")
    form.write("谈话记录", "三号楼外墙往下掉砖，楼下是学生上学的路，昨天差点砸到人。")
    form.write("来访人姓名", "吴大升")
    form.write("电话", "10012345678")
    form.write("诉求 1", "外墙不要再掉砖")
    form.write("地点", "坪上镇")
    form.unfold("其他：分类")
    form.write("标题", "掉砖的外墙")
    form.press("存下，出回执")
    form.page.wait_for_url("**/receipt/")
    tale.case = Case.objects.get()
    tale.does(town.clerk, "有人身、公共安全危险", under="安排帮扶、记危险", **{
        "什么危险": "外墙掉砖，墙下是上学的路", "求助电话": "当面确认现在不需要", "告诉了哪位值班领导": "彭守一，9时10分",
        "现在谁陪着": "社区两人在墙下拉线", "下次什么时候联系": "今天下午3点，陆海平"})  # fmt: skip
    assert due_of(tale.case, "CLK-25") == date(2026, 3, 5)

    def phone() -> Hand:
        """吴大升的手机，360像素，凭查询码和电话后四位看。"""
        hand = tale.phone("吴大升", f"/t/{tale.case.tracking_code}/open")
        if "核对" in hand.page.inner_text("main"):
            hand.prove("5678")
        hand.fits()
        return hand

    # 当天转送、受理；社区垫38000元，先铲掉松动的外皮：勘查、定方案、完工、验收，一步一步
    tale.does(town.dispatcher, "甄别转办")
    tale.does(town.dispatcher, "转送", 转给哪个单位="住房和城乡建设局")
    for act in ("签收", "受理并告知", "调查办理（六）"):
        tale.does(town.handler, act)
    record(tale, town.handler, "记垫资", **{"垫的什么钱": "一期抢修", "谁垫的": "桂园社区", "金额": "38000",
           "怎么收回": "专项资金到账后归还"})  # fmt: skip
    record(tale, town.handler, "记工程", **{"做什么（第几期）": "一期：铲除松动外皮", "谁来做": "县建筑公司",
           "勘查情况": "北墙外皮松动，照片1至12"})  # fmt: skip
    for day, proof in (("2026-03-03", "方案已公示"), ("2026-03-09", "完工照片41"), ("2026-03-10", "验收单1号，照片41对照12")):
        tale.on(f"{day} 10:00")
        reaches(tale, town.handler, "一期：铲除松动外皮", proof, "县建筑公司、社区")
    tale.does(town.handler, "危险已经解除", under="安排帮扶、记危险", 怎么解除的="外皮已铲，围挡留着，吴大升知道")
    assert stages(tale) == {"一期抢修": "advanced", "一期：铲除松动外皮": "accepted"}

    # 有危险、有工程：另一单位先回访才能办结，要到现场看、写明照片（G-22、PB-19；第三十七条）
    settled = {"各方已签字": True, "信访人自愿以协议办结": True}
    tale.desk(town.handler).cannot("调解和解办结", "另一单位回访")
    tale.does(town.handler, "请另一单位先回访")
    tale.on("2026-03-12 10:00")
    asked = tale.refused(town.dispatcher, "记回访", **{"电话专访": True, **FIVE_ANSWERS, "回访情况": "打电话问过，说不掉了。"})
    asked.sees("涉及工程、隐患的，要到现场看并写明照片在哪里")
    assert asked.typed("回访情况") == "打电话问过，说不掉了。"
    tale.does(town.dispatcher, "记回访", **on_site(tale, "回访相册第1页", "到墙下看过，外皮铲干净了。"))
    tale.does(town.handler, "调解和解办结", 协议内容="一期：松动外皮3月10日前铲完，围挡不撤。", **settled)
    assert tale.case.state == "S85"
    phone().sees("调解和解办结", "还没完全解决")

    # 4月20日：主体的砖还在掉。他在手机上说「还没完全解决」，就接着办，重新有六十日；原来办成的还在
    tale.on("2026-04-20 19:00")
    his = phone()
    his.taps = his.filled = 0
    his.press("还没完全解决")
    his.write("还有什么没解决", "主体的砖还在掉，要彻底修好。")
    his.press("还没解决，接着办")
    his.sees("这件事接着办，原来的结果照样留着")
    assert (his.taps, his.filled) == (3, 1)
    assert due_of(tale.case, "CLK-07") == date(2026, 6, 22), "六十日，最后一天是端午节，顺延到星期一"
    tale.case.refresh_from_db()
    assert (tale.case.state, stages(tale)["一期：铲除松动外皮"]) == ("S50", "accepted")

    # 专项资金16万：申请、批准、到账、使用；用的不能比到账的多。垫的钱还给社区
    tale.on("2026-04-22 10:00")
    record(tale, town.handler, "记专项资金", **{"做什么用": "外墙彻底维修", "向谁申请": "县财政局", "申请金额": "160000"})
    tale.on("2026-05-06 10:00")
    reaches(tale, town.handler, "外墙彻底维修", "批复财建8号", "县财政局")
    tale.on("2026-05-12 10:00")
    reaches(tale, town.handler, "外墙彻底维修", "到账回单0512", "县财政局")
    record(tale, town.handler, "记工程", **{"做什么（第几期）": "二期：四面加固", "谁来做": "县建筑公司", "勘查情况": "四面都松，照片21至40"})
    for day, proof in (("2026-05-13", "方案经县政府、街道、法院、住建局四方会商"), ("2026-06-01", "完工照片60至72"),
                       ("2026-06-03", "验收单2号，照片60至72对照21至40")):  # fmt: skip
        tale.on(f"{day} 10:00")
        reaches(tale, town.handler, "二期：四面加固", proof, "县建筑公司、县质监站")
    desk = tale.desk(town.handler)
    desk.unfold("记到台账")
    desk.press("记下一步")
    tale.fill(desk, **{"外墙彻底维修": True, "第2项的金额": "160000.01", "凭什么": "支付清单"})
    desk.press("记下一步", "form[data-autosave]")
    desk.sees("超过了")
    assert desk.typed("凭什么") == "支付清单"
    desk.seen = 0
    reaches(tale, town.handler, "外墙彻底维修", "支付清单，发票3张", "县财政局")
    reaches(tale, town.handler, "一期抢修", "归还社区的回单0603", "县财政局")
    assert set(stages(tale).values()) == {"spent", "recovered", "accepted"}

    # 又办结；他评「结果不满意」：西墙还掉。不用说第二遍，另一单位来看，看到真没修好，重新办理（第三十七条、第四十条）
    tale.on("2026-06-05 10:00")
    tale.does(town.handler, "请另一单位先回访")
    tale.does(town.dispatcher, "记回访", **on_site(tale, "回访相册第2页", "到现场看过，三面没问题，西墙有脚手架看不全。"))
    tale.does(town.handler, "调解和解办结", 协议内容="二期：四面加固6月3日验收。", **settled)
    tale.on("2026-06-07 20:00")
    his = phone()
    his.press("评一评这次答复（自愿）")
    his.sees("都不影响您的事")
    for scale, answer in (("态度", "满意"), ("速度", "不想评"), ("结果", "不满意")):
        his.write(scale, answer)
    his.press("评好了，交上去")
    his.sees("已经评过了")
    tale.on("2026-06-09 10:00")
    tale.does(town.dispatcher, "复核：没有办到位，重新办理", 哪里没有办到位="西墙顶上三平方米没有加固，照片83。")
    assert tale.case.state == "S50"
    phone().sees("办理中", "重新办理")

    # 补修西墙，再回访，再办结；这一次他说满意。头一次的「不满意」原样留着，第二次的另外记
    record(tale, town.handler, "记工程", **{"做什么（第几期）": "三期：西墙顶补强", "谁来做": "县建筑公司", "勘查情况": "照片83"})
    for day, proof in (("2026-06-10", "方案"), ("2026-06-16", "完工照片90"), ("2026-06-17", "验收单3号，照片90对照83")):
        tale.on(f"{day} 10:00")
        reaches(tale, town.handler, "三期：西墙顶补强", proof, "县质监站")
    tale.does(town.handler, "请另一单位先回访")
    tale.on("2026-06-22 10:00")
    tale.does(town.dispatcher, "记回访", **on_site(tale, "回访相册第3页", "四面都看过，不掉了，吴大升说可以。"))
    tale.does(town.handler, "调解和解办结", 协议内容="西墙顶6月17日补强，四面都验收。", **settled)
    his = phone()
    his.sees("结果：已解决并核实")
    his.press("评一评这次答复（自愿）")
    for scale in ("态度", "速度", "结果"):
        his.write(scale, "满意")
    his.press("评好了，交上去")
    his.sees("已经评过了")
    assert list(Evaluation.objects.order_by("at").values_list("result", flat=True)) == ["dissatisfied", "satisfied"]

    # 办结确认自愿，签不签都一样，七日内可以撤回
    his = phone()
    his.press("办结确认（自愿）")
    his.sees("签不签，都不影响", "没有记着还欠的")
    his.press("我看过了，愿意签")
    his.sees("七日内可以撤回")
    assert due_of(tale.case, "CLK-93") == date(2026, 6, 29)

    # 九十日以后再去看：墙没事，地上一道小裂缝，是另一件事，登记为连着的一件
    tale.on("2026-09-18 10:00")
    tale.does(town.dispatcher, "记第二次回访", **on_site(tale, "回访相册第9页", "墙没有再掉；墙脚地面有小裂缝。", 五问="是"))
    tale.does(town.dispatcher, "另有诉求，登记为关联的一件", 还要什么="墙脚地面一道小裂缝，要看一看。")
    assert Case.objects.count() == 2
    phone().sees("和它连着的事", "还没完全解决")
    follow_ups = Proceeding.objects.filter(case=tale.case, workflow="follow_up").order_by("opened_at")
    assert "FU60" in [one.state for one in follow_ups]
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []
