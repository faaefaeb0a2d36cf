"""A place writes its own method through the same checks as every pack: on a page, without a restart (YJ-01, PB-09, K-01…K-20)."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import fengqiao
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.queries import get_for, page_of
from fengqiao.apps.methods import services
from fengqiao.apps.methods.boards import boards_of
from fengqiao.apps.organisations.services import set_pack
from fengqiao.domain.errors import Denied, NotNow, PackError
from fengqiao.kernel import packfiles
from tests.apps.cases.desk import seat
from tests.town import Town, at, due_of, going_by, register_case, to_acceptance

EXAMPLES = Path(__file__).parents[3] / "docs" / "guides" / "examples"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data home of its own, so that nothing is left among the packs of the site."""
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("name", ["dazhou", "tongdao"])
def test_a_method_written_from_its_description_alone_is_proven(name: str) -> None:
    checked = services.check((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
    assert checked.problems == ()
    assert checked.is_proven


def test_six_answers_make_a_text_that_is_proven() -> None:
    answers = {"title": "望溪“三步走”", "id": "wangxi", "place": "望溪街道", "desk": "谈心室", "tiers": "楼里谈\n社区调\n街道办",
               "slogan": "三步走", "parts": "先听\n再查\n后办", "days": "7"}  # fmt: skip
    checked = services.check(services.skeleton(answers))
    assert checked.problems == ()
    assert checked.pack is not None
    assert [tier.name.zh for tier in checked.pack.ladder] == ["楼里谈", "社区调", "街道办"]
    assert checked.pack.clocks["CLK-37"].days == 7
    assert services.check(services.skeleton({})).is_proven, "no answer is needed"


LONG = "clocks: {CLK-07: {name: {zh: 办理, en: Handling}, starts: accepted, stops: opinion_dispatched, days: 90, unit: cd}}"
COUNT = "method: {codes: [{id: a, name: {zh: 三, en: T}, parts: [{n: 3, name: {zh: 三, en: T}, items: [{zh: 一, en: One}]}]}]}"
HEAD = 'pack: {{name: mine, version: "1.0", title: {{zh: 我们的, en: Ours}}, extends: national, sources: [本地]}}\n{}'


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("guards: {}", "mine.yaml:2 guards"),
        (LONG, "mine.yaml:2"),
        ("method: {mottos: [{zh: 稳控到人, en: Held}]}", "写有"),
        ("method: {people: [{zh: 名单, en: A list}]}", "没有这个键"),
        (COUNT, "数字是3"),
        ("sweeps: [{id: x, name: {zh: 查, en: Sweep}, level: village, every: week, quota: 3}]", "K-09"),
        ("lists: {support_kinds: {guarding: {zh: 看护, en: Guarding}}}", "G-05"),
    ],
)  # fmt: skip
def test_wrong_text_is_refused_with_its_place_and_nothing_is_written(home: Path, town: Town, said: str, words: str) -> None:
    text = HEAD.format(said)
    checked = services.check(text)
    assert any(words in f"{one.where} {one.words.zh}" for one in checked.problems), checked.problems
    with pytest.raises(PackError):
        services.publish(text, by=town.admin)
    assert not (home / "packs").exists()


def test_pb_09_the_parts_of_three_two_one_are_changed_on_the_page_without_code(town: Town) -> None:
    """PB-09: another reading of “三二一” is written as data and shows at once, with its digits and its own mark."""
    text = (Path(fengqiao.__file__).parent / "packs" / "pingba.yaml").read_text(encoding="utf-8").replace("name: pingba", "name: ours", 1)
    other = re.sub("首问责任制, en: [^}]*}, {zh: 全程服务制, en: [^}]*}, {zh: 结果回访制",
                   "初调解, en: First}, {zh: 再调解, en: Second}, {zh: 三调解", text)  # fmt: skip
    assert other != text
    client = seat(town.admin)
    assert client.post("/methods/write", {"save": "1", "text": other}).status_code == 302
    (digits,) = re.findall(r"三二一</h2>.*?</dl>", unescape(client.get("/methods/ours/").content.decode()), re.DOTALL)
    for said in ("推定", ">3</strong> 三项制度", "<li>三调解</li>", ">2</strong> 镇村两级联动", "<li>村</li>", ">1</strong> 一个工作闭环"):
        assert said in digits, said
    assert "首问责任制" not in digits
    assert "<li>首问责任制</li>" in unescape(client.get("/methods/pingba/").content.decode()), "the one that came with the program stays"


def test_a_site_s_method_is_used_at_once_and_a_change_needs_a_new_version(home: Path, town: Town) -> None:
    text = (EXAMPLES / "tongdao.yaml").read_text(encoding="utf-8")
    services.publish(text, by=town.admin)
    assert "tongdao" in packfiles.available()
    set_pack(unit=town.unit("petition-office"), pack="tongdao", by=town.admin)
    case = register_case(town)
    assert str(due_of(case, "CLK-01")) == "2026-03-05", "three days instead of fifteen"
    changed = text.replace("days: 3\n", "days: 2\n")
    with pytest.raises(NotNow, match="版本号"):
        services.publish(changed, by=town.admin)
    services.publish(changed.replace('version: "1.0"', 'version: "1.1"'), by=town.admin)
    assert packfiles.load("tongdao").clocks["CLK-01"].days == 2
    assert rules.pack_of(case).clocks["CLK-01"].days == 3, "an open case keeps the version it began with"


OWN = """
pack: {name: ours, version: "1.0", title: {zh: 我们的, en: Ours}, extends: kouzi, sources: [本地]}
method:
  codes:
    - id: five_ones
      name: {zh: 五个一, en: Five ones}
      parts: [{n: 1, name: {zh: 一个问题, en: One problem}, proof: [matter]}, {n: 1, name: {zh: 一名领导, en: One leader}, proof: [lead]}]
occasions:
  down_office:
    name: {zh: 下基层：夜谈会, en: "Going down: evening talks"}
    form: visit
    by: [clerk, head]
    fields: {heard: {label: {zh: 听到什么, en: What was heard}, type: longtext}}
"""


def test_kz_37_49_a_place_keeps_five_ones_alone_and_changes_a_way_of_going_down(town: Town) -> None:
    """KZ-37, KZ-49: the board is chosen instead of 1211, and of the four ways given beforehand one is another; the rest stay."""
    services.publish(OWN, by=town.admin)
    town = going_by(town, "ours", "petition-office")
    case = to_acceptance(town)
    page = page_of(get_for(town.joint, case.number), town.joint, at("2026-03-09 09:00").date())
    assert [(one.code.id, one.of) for one in boards_of(page)] == [("five_ones", 2)]
    client = seat(town.clerk)
    offered = unescape(client.get("/occasions/").content.decode())
    for name in ("下基层：夜谈会", "下基层：宣传政策", "下基层：调查研究", "下基层：信访接待"):
        assert name in offered, name
    assert "下基层：现场办公" not in offered
    assert "下基层：夜谈会" in unescape(client.get("/occasions/new/down_office/").content.decode())


def test_only_administrators_write_and_no_shipped_pack_is_replaced(town: Town) -> None:
    text = (EXAMPLES / "dazhou.yaml").read_text(encoding="utf-8")
    with pytest.raises(Denied):
        services.publish(text, by=town.clerk)
    with pytest.raises(NotNow, match="随程序来"):
        services.publish(text.replace("name: dazhou", "name: kouzi"), by=town.admin)
    assert seat(town.clerk).get("/methods/write").status_code == 403


def test_the_page_asks_checks_and_puts_to_use(town: Town) -> None:
    client = seat(town.admin)
    assert "先回答六个问题" in client.get("/methods/write").content.decode()
    first = client.post("/methods/write", {"begin": "1", "title": "我们的办法", "id": "ours"}).content.decode()
    assert "name: ours" in unescape(first)
    wrong = client.post("/methods/write", {"check": "1", "text": "pack: [", "x": ""})
    assert wrong.status_code == 422
    assert "YAML" in wrong.content.decode()
    good = client.post("/methods/write", {"save": "1", "text": services.skeleton({"id": "ours"})})
    assert good.status_code == 302
    assert client.get("/methods/ours/").status_code == 200
    assert client.get("/methods/write?name=ours").content.decode().count("name: ours") == 1
