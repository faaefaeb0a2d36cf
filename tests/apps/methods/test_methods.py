"""Which method a unit goes by, that open cases keep theirs, and the pages where it is read and chosen."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from fengqiao.apps.cases import rules
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.services import create_unit, set_pack
from fengqiao.domain.errors import Denied, Incomplete, PackError
from fengqiao.domain.methods import PROOFS
from fengqiao.domain.packs import Pack, parse
from fengqiao.kernel import packfiles, packversions
from fengqiao.kernel.models import PackVersion
from tests.apps.cases.desk import seat
from tests.domain.small import small
from tests.town import COUNTY, Town, due_of, fresh, register_case


def unit(code: str) -> Unit:
    return Unit.objects.select_related("parent").get(county_code=COUNTY, code=code)


def test_a_unit_and_those_below_it_go_by_the_method_it_chose(town: Town) -> None:
    set_pack(unit=unit("pingshang"), pack="pingba", by=town.admin)
    assert (unit("pingshang").pack, unit("village").pack, unit("county").pack) == ("pingba", "pingba", "national")
    set_pack(unit=unit("village"), pack="naidong", by=town.admin)
    set_pack(unit=unit("pingshang"), pack="kouzi", by=town.admin)
    assert (unit("pingshang").pack, unit("village").pack) == ("kouzi", "naidong")
    set_pack(unit=unit("village"), pack="", by=town.admin)
    assert (unit("village").pack, unit("village").has_own_pack) == ("kouzi", False)
    new = create_unit(by=town.admin, county=COUNTY, code="new-village", name="新村", level="village", system="self_government",
                      kind="committee", region=unit("village").region, parent=unit("pingshang"))  # fmt: skip
    assert new.pack == "kouzi"


def test_only_an_administrator_chooses_and_only_what_there_is(town: Town) -> None:
    with pytest.raises(Denied):
        set_pack(unit=unit("pingshang"), pack="pingba", by=town.town_head)
    with pytest.raises(Incomplete, match="没有“atlantis”"):
        set_pack(unit=unit("pingshang"), pack="atlantis", by=town.admin)


def test_two_towns_of_one_county_run_different_methods_at_once(town: Town) -> None:
    """K-01: the clocks, steps and ladder of a case are those of the place where it was opened."""
    set_pack(unit=unit("pingshang"), pack="naidong", by=town.admin)
    first = register_case(fresh(town), unit="pingshang", by=town.town_handler, when="2026-03-02 09:00")
    other = register_case(town, unit="housing", by=town.handler, when="2026-03-02 09:00")
    assert (first.pack, other.pack) == ("naidong@1.0", "national@2022.5.1")
    assert (str(due_of(first, "CLK-02")), str(due_of(other, "CLK-02"))) == ("2026-03-02", "2026-03-17")
    page = unescape(seat(town.town_handler).get(f"/cases/{first.number}/").content.decode())
    assert "首疗法" in page
    assert "发现登记" not in page


def test_an_open_case_keeps_the_version_it_began_with(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """K-01: a matter started under version 1 keeps the steps and clocks of version 1 when version 2 is loaded."""
    set_pack(unit=unit("pingshang"), pack="naidong", by=town.admin)
    case = register_case(fresh(town), unit="pingshang", by=town.town_handler)
    assert PackVersion.objects.filter(tag="naidong@1.0").exists()
    newer = replace(packfiles.load("naidong"), version="2.0", clocks=packfiles.load("national").clocks)
    monkeypatch.setattr(packfiles, "load", lambda name: newer if name == "naidong" else pytest.fail(name))
    packversions._version.cache_clear()
    kept = rules.pack_of(case)
    assert (kept.tag, kept.clocks["CLK-02"].days) == ("naidong@1.0", 0)
    assert [name.zh for name in kept.steps.values()][1] == "首疗法"
    assert kept.origin("clocks.CLK-02").startswith("naidong@1.0 ")
    assert rules.pack_named("naidong").tag == "naidong@2.0"


@pytest.mark.parametrize("name", ["pingba", "kouzi", "yuanjiang", "chaoyang", "naidong", "national"])
def test_a_pack_taken_out_and_read_in_again_is_the_same(town: Town, name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.yaml"
    file.write_bytes(seat(town.clerk).get(f"/methods/{name}.yaml").content)
    again, before = _standing_alone(packfiles.load_file(file)), _standing_alone(packfiles.load(name))
    assert again == before


def _standing_alone(pack: Pack) -> Pack:
    return replace(pack, origins={}, data={}, extends="")


def test_the_pages_tell_a_method_in_both_languages(town: Town) -> None:
    """PB-09, CY-07: the page shows the parts, what is inferred and what is left to fill in."""
    client = seat(town.clerk)
    page = unescape(client.get("/methods/").content.decode())
    assert "诉源治理“三二一”" in page
    page = unescape(client.get("/methods/pingba/").content.decode())
    for said in ("推定", "三项制度", "首问责任制", "初调解", "原文没有说清的", "凭记录证明", "平安法治和应急管理办公室"):
        assert said in page, said
    assert "让一个单位用它" not in page
    page = unescape(client.get("/methods/chaoyang/").content.decode())
    assert page.count("待本地填写") == 18
    english = unescape(seat(town.clerk, language="en").get("/methods/naidong/").content.decode())
    assert "Time limits stricter than the law's" in english
    assert client.get("/methods/atlantis/").status_code == 404
    assert client.get("/methods/atlantis.yaml").status_code == 404


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        pytest.param("pingba", ["新时代“枫桥经验”", "湖南省湘西州古丈县坪坝镇", "2024-11"], id="lineage"),
        pytest.param("pingba", ["“零上报”可以是", "没有事需要往上走。不是指标"], id="nothing sent up"),
        pytest.param("kouzi", ["安徽省阜阳市颍东区口孜镇", "2024-02", "关于口孜镇信访工作的报道"], id="origin"),
        pytest.param("yuanjiang", ["三位一体", "激活“新动能”", "筑牢“防火墙”", "打好“主动仗”"], id="subtitles"),
        pytest.param("chaoyang", ["为民解难、为党分忧", "枫桥经验、浦江经验"], id="motto and lineage"),
        pytest.param("naidong", ["用心、用情、用法"], id="feeling"),
    ],
)
def test_what_a_place_says_of_itself_is_text_on_its_page_and_nothing_more(town: Town, pack: str, said: list[str]) -> None:
    """PB-48, KZ-53, YJ-43, CY-04, CY-05, ND-50: lineage, origin, subtitles and mottos are read on the page; no case carries them."""
    page = unescape(seat(town.clerk).get(f"/methods/{pack}/").content.decode())
    assert [words for words in said if words not in page] == []
    set_pack(unit=unit("pingshang"), pack=pack, by=town.admin)
    case = register_case(fresh(town), unit="pingshang", by=town.town_handler)
    shown = unescape(seat(town.town_handler).get(f"/cases/{case.number}/").content.decode())
    assert [words for words in said if words in shown] == []


def test_yj_43_each_subtitle_stands_under_its_pillar_and_carries_no_data(town: Town) -> None:
    page = unescape(seat(town.clerk).get("/methods/yuanjiang/").content.decode())
    told = re.findall(r"</strong> ([^<]+)</dt><dd>(?:<ol>.*?</ol>)?<p>([^<]+)</p>", page, re.S)
    assert told == [("服务保障", "激活“新动能”"), ("三级联动", "筑牢“防火墙”"), ("多元化解", "打好“主动仗”")]
    standing = unescape(seat(town.clerk).get("/methods/yuanjiang/standing").content.decode())
    assert [subtitle for _pillar, subtitle in told if subtitle in standing] == [], "the page of numbers has none for them"


def test_nothing_makes_going_up_cost_anybody_anything(town: Town) -> None:
    """PB-55: “nothing sent up” is a word with its reading; no proof of a method counts what went up, and no pack can add one."""
    page = unescape(seat(town.clerk).get("/methods/pingba/").content.decode())
    assert page.index("“零上报”可以是") < page.index("不算谁的不是")
    assert not [name for name, words in PROOFS.items() if "上报" in words.zh or "上调" in words.zh or "escalat" in name]
    for key in ("targets", "scores", "points"):
        with pytest.raises(PackError, match="没有这个键"):
            parse(small(method={key: {}}))


def test_an_administrator_lets_a_unit_go_by_a_method(town: Town) -> None:
    client = seat(town.admin)
    assert "让一个单位用它" in client.get("/methods/pingba/").content.decode()
    assert client.post("/methods/pingba/set", {"unit": "pingshang"}).status_code == 302
    assert unit("pingshang").pack == "pingba"
    assert "坪上" in unescape(client.get("/methods/").content.decode())
    assert client.post("/methods/pingba/set", {"unit": "nowhere"}).status_code == 404
    assert [client.post(f"/methods/pingba/{what}", {"unit": "a\0"}).status_code for what in ("set", "desks")] == [404, 404]
    assert client.post("/methods/atlantis/set", {"unit": "pingshang"}).status_code == 404
    assert seat(town.town_head).post("/methods/pingba/set", {"unit": "pingshang"}).status_code == 403
