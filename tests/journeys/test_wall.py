"""掉砖的外墙: made safe on money advanced, taken up again, mended on a special fund; what was said stays (D-S1, D-S8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.fixtures import Settings

from fengqiao.apps.cases import owing, rules
from fengqiao.apps.cases.models import Case, Demand, Line
from fengqiao.apps.cases.services import Break, verify
from fengqiao.apps.followups.models import Evaluation
from fengqiao.apps.followups.queries import link_of
from fengqiao.kernel.moment import today
from tests.journeys.tale import FIVE_ANSWERS, Hand, Tale, telling
from tests.town import COUNTY, Town, build_town, clock_states, due_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON_SITE = {"实地察看": True, **FIVE_ANSWERS}


@pytest.fixture
def town(settings: Settings) -> Town:
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"
    return build_town()


@pytest.fixture
def tale(town: Town, chromium: Browser, live_server: LiveServer) -> Iterator[Tale]:
    with telling(chromium, live_server.url, "2026-03-02 08:00") as told:
        yield told


def says_it(tale: Tale) -> None:
    """吴大升扫楼道口的码，自己说：不用账号。"""
    phone = tale.phone("吴大升", "/c/say/?place=999901101201")
    phone.write("事情经过", "三号楼外墙往下掉砖，楼是没完工就停了的，楼下是学生上学的路。")
    for question in ("下一步", "下一步"):
        phone.press(question)
    phone.write("希望的结果", "把外墙修好")
    phone.press("下一步")
    phone.write("怎么称呼您", "吴大升")
    phone.write("电话", "10012345678")
    phone.press("下一步")
    phone.press("发出去")
    phone.sees("您的查询码")
    tale.case = Case.objects.get()


def neighbour(tale: Tale) -> Hand:
    """吴大升用查询码和电话后四位看自己的事。"""
    phone = tale.phone("吴大升", f"/t/{tale.case.tracking_code}/open")
    if "核对" in phone.page.inner_text("main"):
        phone.prove("5678")
    phone.fits()
    return phone


def record(tale: Tale, town: Town, what: str, proof: str, who: str = "", *, amount: str = "", n: int = 0, works: str = "") -> None:
    """台账里的一项记下一步；金额没有写的，照上一步的；用了专项资金的，写付了哪一项工程。"""
    told: dict[str, Any] = {what: True} | ({"付了哪一项工程": works} if works else {})
    told |= ({f"第{n}项的金额": amount} if amount else {}) | {"凭什么": proof} | ({"谁核实": who} if who else {})
    tale.does(town.handler, "记下一步", under="记到台账", **told)


def stages(tale: Tale) -> dict[str, str]:
    """台账的每一项现在在哪一步。"""
    tables = owing.tables_of(tale.case, rules.pack_of(tale.case), today())
    return {view.line.what: view.stage.zh for table in tables for view in table.lines}


def opinion(tale: Tale, town: Town, *, reply: str, execution: str, served: str) -> None:
    """调查、起草、负责人签发、送达。"""
    draft = tale.desk(town.handler)
    draft.press("签发处理意见（送审）")
    n = Demand.objects.filter(case=tale.case).count()
    draft.page.get_by_role("group", name=f"诉求{n}：").get_by_label("支持", exact=True).check()
    draft.write("处理意见", reply, n)
    draft.write("法律法规依据", "城镇房屋安全管理规定；信访工作条例第三十二条", n)
    draft.write("支持的，由谁在什么时候执行", execution)
    draft.press("送审", "form[data-autosave]")
    draft.sees("已送审")
    tale.desk(town.head).press("同意")
    tale.desk(town.head).sees("处理意见已签发")
    tale.on(f"{served} 10:00")
    tale.does(town.handler, "送达", **{"收到日期": served, "送达方式": "直接送达", "签收人": "吴大升本人签收"})


def test_the_wall_is_made_safe_then_mended_and_every_answer_stays(town: Town, tale: Tale) -> None:
    """CY-03, CY-15, CY-16, CY-43…45: at the pages and on the phone, from the first brick to the second acceptance."""
    # 3月2日一早：掉砖，楼下是上学的路。危险三日内必须有结果（G-14）
    says_it(tale)
    tale.on("2026-03-02 08:30")
    tale.does(town.dispatcher, "有人身、公共安全危险", under="记危险", **{
        "什么危险": "外墙掉砖，楼下学生经过", "求助电话": "当面确认现在不需要", "告诉了哪位值班领导": "彭守一，8时30分",
        "现在谁陪着": "社区两人守在路口", "下次什么时候联系": "中午12点，路分明"})  # fmt: skip
    assert due_of(tale.case, "CLK-25") == date(2026, 3, 5)
    tale.does(town.dispatcher, "甄别转办")
    tale.does(town.dispatcher, "确定类别", 事项类别="申诉求决")
    tale.does(town.dispatcher, "转送", 转给哪个单位="住房和城乡建设局")
    for act in ("签收", "受理并告知", "调查办理（六）"):
        tale.does(town.handler, act)

    # 一期：社区垫三万八先抢修，垫资、工程各记各的
    tale.does(town.handler, "记垫资", under="记到台账", **{"垫的什么钱": "抢修北面外墙", "谁垫的": "桂园社区", "金额（元）": "38000",
              "从哪里、怎么收回": "专项资金到账后归还"})  # fmt: skip
    tale.does(town.handler, "记工程", under="记到台账", **{"做什么（第几期）": "一期：铲除北面松动外皮", "谁来做": "县建筑公司",
              "勘查情况": "裂缝3厘米，照片12至20"})  # fmt: skip
    tale.on("2026-03-04 17:00")
    for proof in ("方案在楼道公示", "完工照片41", "验收单1号，照片41对照12"):
        record(tale, town, "一期", proof, "唐二楼")
    tale.does(town.handler, "危险已经解除", under="记危险", 怎么解除的="松动的外皮已经铲掉，验收过，路口的人撤了")
    assert clock_states(tale.case)["CLK-25"] == "stopped"
    neighbour(tale).sees("坪上镇石榴坳村", "一期：铲除北面松动外皮", "验收", "工程：完工")

    # 意见、送达、三十日、另一单位到现场看过，办结
    tale.on("2026-03-10 09:00")
    tale.does(town.handler, "听取陈述并调查", **{"信访人陈述的事实和理由": "去年大雨以后开始掉砖。", "调查人": "陆海平、唐二楼",
              "查明的事实和证据": "北面外皮松动，已经铲除；楼体由停工单位所有。"})  # fmt: skip
    opinion(tale, town, reply="北面外墙抢修到位。", execution="住建局，已经完成", served="2026-03-16")
    tale.on("2026-04-16 09:00")
    tale.desk(town.dispatcher).cannot("办结", "要由另一单位回访以后才能办结")
    tale.does(town.handler, "请另一单位先回访")
    tale.refused(town.dispatcher, "记回访", **ON_SITE, 回访情况="到现场看过。").sees("照片")
    tale.does(town.dispatcher, "记回访", **ON_SITE, 现场照片放在哪里="回访相册第3页", 回访情况="到现场看过，外皮铲干净了，本人说先这样。")
    tale.does(town.dispatcher, "办结", **{"送达证明已核对": True, "办结情况": "北面抢修完成，信访局到现场回访过。"})
    assert (tale.case.state, tale.case.result) == ("S80", "solved")

    # 4月20日：里面的砖还掉。手机上说一声就接着办，六十日内再给意见；原来的结果留着（第三十四条、第三十七条）
    tale.on("2026-04-20 19:00")
    phone = neighbour(tale)
    phone.open(f"/t/{tale.case.tracking_code}")
    phone.press("还没完全解决")
    phone.write("还有什么没解决", "外皮铲了，里面的砖还是掉，四面都要修好。")
    phone.press("还没解决，接着办")
    phone.sees("原来的结果照样留着", "办理中")
    tale.case.refresh_from_db()
    assert (tale.case.state, due_of(tale.case, "CLK-07")) == ("S50", date(2026, 6, 22)), "第六十日是端午节，顺延"
    assert [demand.result for demand in Demand.objects.filter(case=tale.case)] == ["solved", ""]

    # 三次会商，领导到现场；专项资金十六万：申请、批准、到账、使用，花得比到账多不行
    tale.on("2026-04-23 09:00")
    tale.does(town.handler, "记一笔", 办理情况="街道、社区、法院、住建局第三次会商，彭守一到现场看过：申请专项资金，四面加固。")
    tale.does(town.handler, "记专项资金", under="记到台账", **{"做什么用": "外墙加固专款", "向谁申请": "县财政局", "申请金额": "160000"})
    tale.does(town.handler, "记工程", under="记到台账", **{"做什么（第几期）": "二期：四面加固", "谁来做": "县建筑公司",
              "哪天以前": "2026-06-30", "勘查情况": "四面都有松动，照片21至60"})  # fmt: skip
    tale.does(town.handler, "记承诺", under="记到台账", **{"谁答应的": "住建局", "做什么、付什么": "楼道口装雨棚",
              "哪天以前": "2026-06-05"})  # fmt: skip
    record(tale, town, "外墙加固专款", "批复财建8号", "县财政局")
    tale.on("2026-05-08 09:00")
    record(tale, town, "外墙加固专款", "到账回单0508-3")
    wrong = tale.refused(town.handler, "记下一步", under="记到台账",
                         **{"外墙加固专款": True, "第3项的金额": "160000.01", "凭什么": "支付清单"})  # fmt: skip
    wrong.sees("第3项：超过了")
    assert wrong.typed("凭什么") == "支付清单"
    record(tale, town, "外墙加固专款", "第一笔支付清单", amount="122000", n=3, works="二期")
    record(tale, town, "抢修北面外墙", "归还社区的回单0508-9", "桂园社区")
    tale.on("2026-06-01 17:00")
    for proof in ("方案经住户签字", "完工照片61至80", "验收单2号，照片61对照21"):
        record(tale, town, "二期", proof, "唐二楼")
    record(tale, town, "外墙加固专款", "结算支付清单", n=3, works="二期")
    fund = Line.objects.get(case=tale.case, sheet="fund")
    assert fund.amounts == dict.fromkeys(("applied", "approved", "received", "spent"), "160000.00")
    assert stages(tale) == {"抢修北面外墙": "收回", "一期：铲除北面松动外皮": "验收", "外墙加固专款": "使用", "二期：四面加固": "验收",
                            "楼道口装雨棚": "约定"}  # fmt: skip

    # 第二次意见：头一项的意见还在表上，不用再写
    tale.does(town.handler, "听取陈述并调查", **{"信访人陈述的事实和理由": "里面的砖还掉。", "调查人": "陆海平、唐二楼",
              "查明的事实和证据": "四面松动属实，已经加固验收。"})  # fmt: skip
    opinion(tale, town, reply="四面外墙加固到位；楼道口装雨棚。", execution="住建局，2026年6月30日以前", served="2026-06-08")

    # 雨棚到期没有装：他评「不满意」，由另一单位看，看了说没有办到位
    phone = neighbour(tale)
    phone.sees("楼道口装雨棚", "2026年6月5日以前")
    phone.press("评一评这次答复（自愿）")
    for scale, answer in (("态度", "满意"), ("速度", "基本满意"), ("结果", "不满意")):
        phone.write(scale, answer)
    phone.press("评好了，交上去")
    phone.sees("已经评过了")
    tale.on("2026-06-10 09:00")
    tale.does(town.dispatcher, "复核：没有办到位，重新办理", 哪里没有办到位="到现场看过：墙修好了，答应的雨棚没有装。")
    tale.on("2026-06-20 16:00")
    record(tale, town, "楼道口装雨棚", "照片81", "唐二楼")

    # 三十日过了，再由另一单位到现场看过，带着照片，才办结
    tale.on("2026-07-09 09:00")
    tale.desk(town.dispatcher).cannot("办结", "要由另一单位回访以后才能办结")
    tale.does(town.handler, "请另一单位先回访")
    tale.does(town.dispatcher, "记回访", **ON_SITE, 现场照片放在哪里="回访相册第9页", 回访情况="四面都敲过，雨棚装了，本人说可以。")
    tale.does(town.dispatcher, "办结", **{"送达证明已核对": True, "办结情况": "四面加固、雨棚都做好了。"})
    assert [demand.result for demand in Demand.objects.filter(case=tale.case)] == ["solved", "solved"]

    # 办结确认由他自己愿意才签；三个月后再问，第二次回答添上，头一次的「不满意」原样在
    phone = neighbour(tale)
    phone.press("办结确认（自愿）")
    phone.sees("签不签，都不影响这件事的办理和兑现")
    phone.press("我看过了，愿意签")
    phone.sees("已经签了")
    assert [paper["kind"] for paper in tale.last("confirm_done").body["papers"]] == ["D44"]
    tale.on("2026-10-08 09:00")
    tale.does(town.dispatcher, "记第二次回访", **ON_SITE, 现场照片放在哪里="回访相册第12页", 回访情况="下过大雨，没有掉砖。")
    tale.does(town.dispatcher, "回访结束")
    tale.on("2026-10-09 19:00")
    phone = tale.phone("吴大升", f"/e/{link_of(tale.case)}")
    for scale in ("态度", "速度", "结果"):
        phone.write(scale, "满意")
    phone.press("评好了，交上去")
    phone.sees("已经评过了")
    said = Evaluation.objects.filter(case=tale.case).order_by("at")
    assert [(one.occasion, one.result) for one in said] == [("reply", "dissatisfied"), ("lasting", "satisfied")]

    # 11月一道小裂缝：签过确认也照样提得出新的一件，和原来的连在一起
    tale.on("2026-11-10 19:00")
    phone = neighbour(tale)
    phone.press("不满意怎么办")
    phone.press("提出新的一件")
    phone.sees("这是上一件事的新情况，会和它连在一起")
    phone.write("事情经过", "东面窗台下有一道小裂缝。")
    for question in ("下一步", "下一步", "跳过这一步", "下一步"):
        phone.press(question)
    phone.press("发出去")
    phone.sees("您的查询码")
    assert Case.objects.count() == 2
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []
