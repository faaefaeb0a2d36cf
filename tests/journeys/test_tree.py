"""一棵金弹子树: a village dispute goes up three tiers and ends in an agreement that is kept (D-S3; 人民调解法; law.md §7.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

from fengqiao.apps.cases.models import Case, Line
from fengqiao.apps.cases.services import Break, verify
from fengqiao.apps.helpers.services import Entered, add
from fengqiao.apps.organisations.services import set_pack
from fengqiao.domain.roles import Actor
from fengqiao.kernel import packfiles
from tests.journeys.tale import FIVE_ANSWERS, Tale, telling
from tests.town import COUNTY, SHELL, Town, build_town, due_of, proceeding_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

@pytest.fixture
def town(settings: Settings) -> Town:
    """The county, whose town goes by 三二一 (初调、再调 in the village, 三调 in the town), and a directory of those who help."""
    settings.COUNTY, settings.COUNTY_NAME, settings.COUNTY_PHONE = COUNTY, "澜溪县", "000-0000100"
    town = build_town()
    set_pack(unit=town.unit("pingshang"), pack="pingba", by=town.admin)
    for name, kind, unit, languages in (
        ("麻老石", "mediator", "village", ["hmn"]),
        ("向前进", "veteran", "village", []),
        ("龙书记", "village_secretary", "village", ["hmn"]),
        ("田驻村", "first_secretary", "village", []),
        ("彭联村", "town_leader", "pingshang", []),
        ("石所长", "justice_head", "pingshang", ["hmn"]),
    ):
        add(Entered(name, [kind], unit=town.unit(unit), languages=languages), county=COUNTY, pack=packfiles.load("pingba"), **SHELL)
    return town


@pytest.fixture
def tale(town: Town, chromium: Browser, live_server: LiveServer) -> Iterator[Tale]:
    with telling(chromium, live_server.url, "2026-03-02 09:00") as told:
        yield told


def registered(tale: Tale, town: Town) -> None:
    """周一，石榴坳村部：两家为修路挖出的树争起来，村调解员登记成纠纷。"""
    form = tale.desk(town.grid_worker, "/register/")
    form.write("谈话记录", "修路挖出一棵金弹子树。石阿公说是他爷爷栽的，龙水生说树在他家地上。")
    form.write("来访人姓名", "石阿公")
    form.write("电话", "10012340001")
    form.write("对方是谁", "龙水生")
    form.write("对方电话", "10012340002")
    form.write("诉求 1", "树还给我家")
    form.unfold("其他：分类")
    form.write("标题", "一棵金弹子树")
    form.press("存下，出回执")
    form.page.wait_for_url("**/receipt/")
    form.sees("愿不愿意调解")
    tale.case = Case.objects.get()
    assert (tale.case.kind, tale.case.state, tale.case.unit.code) == ("dispute", "TJ10", "village")


def both_agree(tale: Tale, town: Town) -> str:
    """人民调解法第十七条：双方自愿。一方用查询码同意，一方用链接同意，都不用账号；返回龙水生的链接。"""
    tale.does(town.grid_worker, "征求各方意见")
    link = tale.does(town.grid_worker, "给对方发链接", **{"龙*生": True}).link_for("龙*生")
    tale.desk(town.grid_worker).cannot("受理调解", "同意")
    stone = tale.phone("石阿公", f"/t/{tale.case.tracking_code}")
    stone.press("同意调解")
    stone.prove("0001")
    stone.press("我同意调解")
    stone.sees("已经记下您同意调解")
    dragon = tale.phone("龙水生", link)
    dragon.sees("想请您来谈一谈", "一棵金弹子树", "愿不愿意都由您")
    dragon.sees_not("石*公说是他爷爷栽的")
    dragon.press("同意调解")
    dragon.sees("是什么事", "石*公说是他爷爷栽的")
    tale.does(town.grid_worker, "受理调解")
    assert tale.case.state == "TJ20"
    return link


def panel_sits(tale: Tale, by: Actor, *names: str) -> Mapping[str, str]:
    """定调解员：从名册里请，问过有没有亲属；没有账号的人收到短信，点开、接受，两下（T-M1）。返回每个人的链接。"""
    desk = tale.does(by, "定调解员", **dict.fromkeys((*names, "已问过有没有亲属"), True))
    links = {name: desk.link_for(name) for name in names}
    for name, link in links.items():
        phone = tale.phone(name, link)
        phone.sees(f"{name}，请您来帮忙调解", "哪一个都不用写理由")
        phone.press("接受")
        phone.sees("是什么事")
        assert (phone.taps + 1, phone.filled) == (2, 0), "the link in the message and 接受"
    tale.does(by, "告知权利义务")
    return links


def test_the_tree_goes_up_three_tiers_and_the_agreement_is_kept(town: Town, tale: Tale) -> None:
    registered(tale, town)
    link = both_agree(tale, town)

    # 初调解（村）：调解员和退伍军人代表
    tale.on("2026-03-03 09:00")
    panel_sits(tale, town.grid_worker, "麻老石", "向前进")
    tale.does(town.grid_worker, "约时间", **{"什么时候、在哪里": "3月5日下午三点，石榴坳村部", "翻译、看孩子": "石阿公讲苗语，请石妹翻译"})
    tale.on("2026-03-05 16:30")
    tale.does(town.grid_worker, "记一次调解", **{"地点": "石榴坳村部", "谁到场": "石阿公、龙水生、麻老石、向前进、石妹",
              "翻译（谁": "石妹，苗语",
              "各方怎么说": "石阿公说树是爷爷栽的；龙水生说树在他家地上。", "没谈成的": "树归谁没有谈拢"})  # fmt: skip
    dragon = tale.phone("龙水生", link)
    dragon.sees("初调解", "调解中", "第1次调解", "2026-03-05", "石榴坳村部")
    assert dragon.may("停止调解"), "人民调解法第二十三条：随时可以停"
    assert dragon.may("请上一级来调")

    # 再调解（还在村里）：村支书和驻村第一书记；上一级的人没有请到，就不开始
    tale.on("2026-03-09 09:00")
    tale.does(town.grid_worker, "上调一级", 为什么上调="调过一次，树归谁没有谈拢")
    assert (tale.case.unit.code, tale.case.state) == ("village", "TJ20")
    wrong = tale.refused(town.grid_worker, "定调解员", **{"麻老石": True, "已问过有没有亲属": True})
    wrong.sees("「再调解」由村（社区）书记、驻村第一书记参加；麻老石不在其中")
    panel_sits(tale, town.grid_worker, "龙书记", "田驻村")
    tale.on("2026-03-12 10:00")
    tale.does(town.grid_worker, "记一次调解", **{"地点": "石榴坳村部", "谁到场": "石阿公、龙水生、龙书记、田驻村、石妹",
              "翻译（谁": "石妹，苗语",
              "各方怎么说": "树可以栽回村口，钱怎么算没有谈拢。"})  # fmt: skip
    stone = tale.phone("石阿公", f"/t/{tale.case.tracking_code}")
    stone.sees("再调解", "现在在这一级", "2026年3月5日谈过一次", "2026年3月12日谈过一次")

    # 龙水生自己请上一级来调：一下，不用理由（人民调解法第十九条、第二十三条）
    dragon = tale.phone("龙水生", link)
    dragon.taps = 0
    dragon.press("请上一级来调")
    dragon.sees("三调解", "坪上镇人民政府")
    assert (dragon.taps, dragon.filled) == (1, 0)
    tale.case.refresh_from_db()
    assert (tale.case.unit.code, tale.case.state, tale.case.person_name) == ("pingshang", "TJ20", "向小满")
    assert due_of(tale.case, "CLK-39") == date(2026, 3, 27), "三调解最多十五日"

    # 三调解（镇）：镇联村领导和司法所长；谈成了
    tale.on("2026-03-16 09:00")
    panel_sits(tale, town.town_mediator, "彭联村", "石所长")
    tale.on("2026-03-19 15:00")
    tale.does(town.town_mediator, "记一次调解", **{"地点": "坪上镇司法所", "谁到场": "石阿公、龙水生、彭联村、石所长、石妹",
              "翻译（谁": "石妹，苗语",
              "各方怎么说": "两家都愿意把树栽回村口。", "谈成的": "树栽回村口，两家共管；龙水生补移栽费"})  # fmt: skip

    # T-M4：从笔录到待签的协议不超过十下、六栏。头一稿写了弃权，合计也不对：说清楚哪里不对，写的都还在
    draft = tale.desk(town.town_mediator)
    draft.taps = draft.filled = 0
    draft.press("写协议")
    draft.write("谁来做", "龙水生")
    draft.write("做什么", "把树栽回村口，两家共管")
    draft.write("哪天以前", "2026-04-15")
    draft.press("＋再加一项")
    draft.sees("履行事项：第2项")
    assert (draft.typed("谁来做", 2), draft.typed("哪天以前", 2)) == ("龙水生", "2026-04-15"), "what repeats is there"
    draft.write("做什么", "补石阿公移栽费", 2)
    draft.write("金额（元，没有就空着）", "800", 2)
    assert draft.taps + 1 <= 10
    assert draft.filled <= 6
    draft.write("金额合计", "900")
    draft.write("没做到怎么办", "双方今后不再上访")
    draft.press("写协议", "form[data-autosave]")
    draft.sees("「不再上访」", "加起来")
    assert (draft.typed("做什么", 2), draft.typed("金额合计")) == ("补石阿公移栽费", "900")
    draft.write("没做到怎么办", "可以请求督促履行，也可以起诉")
    draft.write("金额合计", "800")
    tale.send(draft, "写协议")
    assert tale.case.state == "TJ55"

    # 签字：石阿公用查询码，龙水生用链接；先看，再想，再签（人民调解法第二十九条第二款）
    tale.on("2026-03-23 09:00")
    tale.desk(town.town_mediator).cannot("协议生效", "签")
    stone = tale.phone("石阿公", f"/t/{tale.case.tracking_code}")
    stone.press("看协议，决定签不签")
    stone.prove("0001")
    stone.sees("把树栽回村口，两家共管", "捌佰元整")
    stone.press("我看过（听念过）协议，想清楚了，自愿签")
    stone.sees("已经记下您签了")
    dragon = tale.phone("龙水生", link)
    dragon.sees("协议写好了", "不着急签")
    dragon.press("看协议")
    dragon.sees("没有人可以催您今天签", "2026年4月15日以前", "800.00")
    dragon.press("再想想")
    dragon.press("看协议")
    dragon.tick("我看过（听念过）协议")
    dragon.press("我愿意签", "main form")
    dragon.sees("已签 2026-03-23")

    # 生效：三十日内可以共同申请司法确认，页面上写着最后一天（人民调解法第三十三条）
    tale.does(town.town_mediator, "调解员签字、盖章，协议生效", **{"全部做完的最后一天": "2026-04-15", "已盖调委会章": True})
    assert due_of(tale.case, "CLK-34") == date(2026, 4, 22)
    desk = tale.desk(town.town_mediator)
    desk.sees("申请司法确认", "2026年4月22日", "把树栽回村口，两家共管", "约定 800.00 元 · 已付 0.00 元")
    assert desk.may("共同申请司法确认")
    tale.phone("龙水生", link).sees("约定的事", "还剩23天（4月15日")

    # 一项一项兑现，凭证在；多付不行
    tale.on("2026-03-30 10:00")
    tale.does(town.town_mediator, "记一项兑现", **{"哪一项": "把树栽回村口", "凭证": "照片1至3"})
    tale.does(town.town_mediator, "记一项兑现", **{"哪一项": "补石阿公移栽费", "金额": "300", "凭证": "收条，石阿公按手印"})
    tale.desk(town.town_mediator).sees("已付 300.00 元")
    tale.desk(town.town_mediator).cannot("全部履行", "还没有全部兑现")
    tale.on("2026-04-14 10:00")
    tale.refused(town.town_mediator, "记一项兑现", **{"哪一项": "补石阿公移栽费", "金额": "501", "凭证": "收条"}).sees("超过了")
    tale.does(town.town_mediator, "记一项兑现", **{"哪一项": "补石阿公移栽费", "金额": "500", "凭证": "收条，石阿公按手印"})

    # 三级调解又涉及钱：另一单位先回访，才算履行完毕（G-22）
    tale.desk(town.town_mediator).cannot("全部履行", "另一单位回访")
    tale.does(town.town_mediator, "请另一单位先回访")
    tale.on("2026-04-16 10:00")
    visit = tale.does(town.dispatcher, "记回访", **{"实地察看": True, **FIVE_ANSWERS, "现场照片放在哪里": "回访相册第3页",
              "回访情况": "树活了，两家一起浇水；钱收到了。"})  # fmt: skip
    visit.sees("已回访")
    tale.on("2026-04-17 09:00")
    tale.does(town.town_mediator, "全部履行", 怎么核实的="到村口看过，树活了；收条两张")
    assert (tale.case.state, tale.case.stage) == ("TJ85", "done")
    assert [line.is_done for line in Line.objects.filter(case=tale.case)] == [True, True]
    stone = tale.phone("石阿公", f"/t/{tale.case.tracking_code}")
    stone.sees("已履行", "结果：已解决并核实")
    assert proceeding_of(tale.case).vars["tiers"] == ["second", "third"]
    assert [found for found in verify(COUNTY) if isinstance(found, Break)] == []


def test_stopping_is_one_tap_and_costs_nothing(town: Town, tale: Tale) -> None:
    registered(tale, town)
    link = both_agree(tale, town)
    panel_sits(tale, town.grid_worker, "麻老石", "向前进")
    dragon = tale.phone("龙水生", link)
    dragon.taps = 0
    dragon.press("停止调解")
    dragon.sees("已经结束")
    assert (dragon.taps, dragon.filled) == (1, 0), "人民调解法第二十三条：不需要理由"
    tale.case.refresh_from_db()
    assert tale.case.state == "TJ70"
    stone = tale.phone("石阿公", f"/t/{tale.case.tracking_code}")
    stone.sees("终止（已告知其他途径）")
    assert stone.may("转成信访事项"), "起诉、仲裁、信访的路都在"
