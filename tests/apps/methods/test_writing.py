"""A place writes its own method through the same checks as every pack: on a page, without a restart (YJ-01, PB-09, K-01…K-20)."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import fengqiao
from fengqiao.apps.cases import rules
from fengqiao.apps.cases.queries import get_for, page_of
from fengqiao.apps.methods import services
from fengqiao.apps.methods.boards import boards_of
from fengqiao.apps.organisations.services import set_pack
from fengqiao.domain.errors import Denied, Incomplete, NotNow, PackError
from fengqiao.kernel import packfiles, packversions
from fengqiao.kernel.models import PackVersion
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
        ("clocks: {CLK-07: {days: 61}}", "只能比上级包短"),
        ("clocks: {CLK-12: {days: 29}}", "只能比上级包长"),
        ("ladder: [{id: a, name: {zh: 村, en: V}, level: village, roles: [mediator], days: 7, leave: false, source: 本地}]", "没有这个键"),
        ("persons: {risk: {zh: 风险, en: Risk}}", "没有这个键"),
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
    assert any(words in f"{one.where} {one.key} {one.words.zh}" for one in checked.problems), checked.problems
    with pytest.raises(PackError):
        services.publish(text, by=town.admin)
    assert not (home / "packs").exists()


ACT = "name: {zh: 记等级, en: Grade}, from: [open], to: same, by: [handler@responsible], source: 本地"
FIELD = f"workflows: {{petition: {{transitions: {{grade: {{{ACT}, fields: {{%s: {{label: {{zh: %s, en: Level}}, type: text}}}}}}}}}}}}"


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (FIELD % ("level", "人员等级"), "workflows.petition.transitions.grade.fields.level.label"),
        (FIELD % ("risk_level", "等级"), "workflows.petition.transitions.grade.fields.risk_level.label"),
        ("lists: {thing_kinds: {x: {zh: 缠访, en: Again}}}", "lists.thing_kinds.x"),
        ("lists: {helper_kinds: {x: {zh: 稳控专班, en: Team}}}", "lists.helper_kinds.x"),
        ("occasions: {x: {name: {zh: 重点人员走访, en: Visits}, form: visit, by: [clerk], source: 本地}}", "occasions.x.name"),
        ("ladder: [{id: a, name: {zh: 盯防, en: Watch}, level: village, roles: [mediator], days: 7, source: 本地}]", "ladder.a.name"),
        ("sweeps: [{id: x, name: {zh: 查老访户, en: Sweep}, level: village, every: week, source: 本地}]", "sweeps.x.name"),
        ("clocks: {CLK-07: {days: 30, name: {zh: 劝返, en: Bring back}}}", "clocks.CLK-07.name"),
        ("method: {codes: [{id: a, name: {zh: 一, en: Watch list}, parts: [{n: 1, name: {zh: 一, en: One}}]}]}", "method.codes.a.name"),
        ("documents: {X1: {name: {zh: 列控通知, en: Notice}, to: unit, source: 本地}}", "documents.X1.name"),
    ],
)
def test_g_02_g_05_no_word_of_a_method_labels_or_watches_anybody(home: Path, town: Town, said: str, where: str) -> None:
    """G-02, G-05: wherever it stands, title and field names too, the word is refused with its line and its key."""
    text = HEAD.format(said)
    found = [one for one in services.check(text).problems if "不给人贴标签" in one.words.zh]
    assert [(one.where, one.key) for one in found] == [("mine.yaml:2", where)], services.check(text).problems
    titled = HEAD.format("").replace("我们的", "重点人员稳控法")
    assert [one.key for one in services.check(titled).problems] == ["pack.title"]
    with pytest.raises(PackError, match="不给人贴标签"):
        services.publish(titled, by=town.admin)
    assert not (home / "packs").exists()


def test_k_12_the_english_of_an_occasion_and_a_roster_is_asked_for() -> None:
    text = HEAD.format("occasions: {x: {name: {zh: 夜访}, form: visit, by: [clerk], source: 本地}}")
    assert any("英文" in one.words.zh for one in services.check(text).problems), services.check(text).problems


def test_the_first_text_reads_the_digits_and_invents_no_proof() -> None:
    """K-03: a part of a slogan is proven by what the place names; unnamed things wait for it, and days that are not fewer are told."""
    answers = {"id": "dazhou", "title": "大周镇“四三三”", "title_en": "4-3-3", "slogan": "四三三", "parts": "四级走访\n三张清单\n三步化解",
               "days": "15"}  # fmt: skip
    text = services.skeleton(answers)
    checked = services.check(text)
    assert checked.problems == ()
    assert checked.pack is not None
    (code,) = checked.pack.method.codes
    assert [(part.n, part.items, part.proof) for part in code.parts] == [(4, (None,) * 4, ()), (3, (None,) * 3, ()), (3, (None,) * 3, ())]
    assert checked.pack.title.en == "4-3-3"
    assert checked.pack.clocks["CLK-37"].days == 15
    assert "要少于国家程序的15日" in text
    for slogan, parts, counts in (
        ("1211", "甲\n乙\n丙\n丁", [(1, 0), (2, 2), (1, 0), (1, 0)]), ("3天见面、30天办结", "见面\n办结", [(3, 0), (30, 0)]),
        ("3-5-7", "甲\n乙\n丙", [(3, 3), (5, 5), (7, 7)]), ("五个一", "五件事", [(1, 0)]), ("99日", "甲", None),
    ):  # fmt: skip
        made = services.check(services.skeleton(answers | {"slogan": slogan, "parts": parts}))
        assert (made.problems == ()) == (counts is not None), slogan
        if made.pack and counts:
            assert [(part.n, len(part.items)) for part in made.pack.method.codes[0].parts] == counts
    uneven = services.check(services.skeleton(answers | {"parts": "走访\n清单"})).pack
    assert uneven is not None
    assert [part.n for part in uneven.method.codes[0].parts] == [1, 1], "digits that do not fit the parts are left to the writer"


def test_a_file_is_read_in_and_what_is_downloaded_is_proven_again(town: Town) -> None:
    client = seat(town.admin)
    whole = client.get("/methods/kouzi.yaml").content
    page = client.post("/methods/write", {"open": "1", "text": "", "file": SimpleUploadedFile("kouzi.yaml", whole)})
    text = unescape(re.search(r"<textarea[^>]*>(.*)</textarea>", page.content.decode(), re.DOTALL)[1])  # type: ignore[index]
    assert text.strip() == whole.decode().strip()
    assert services.check(text).is_proven
    for sent, says in ((b"\xff\xfe\x00bad", "UTF-8"), (None, "请选一个工作法的文件")):
        files = {"file": SimpleUploadedFile("x.yaml", sent)} if sent else {}
        refused = client.post("/methods/write", {"open": "1", "text": "pack: {name: kept}", **files})
        assert refused.status_code == 422
        said = unescape(refused.content.decode())
        assert says in said
        assert "pack: {name: kept}" in said, "what was written stays"


@pytest.mark.parametrize("name", ["national", "pingba", "kouzi", "yuanjiang", "chaoyang", "naidong"])
def test_a_method_upon_another_says_only_what_differs(town: Town, name: str) -> None:
    client = seat(town.admin)
    assert f"/methods/write?upon={name}" in client.get(f"/methods/{name}/").content.decode()
    assert "/methods/write" not in seat(town.clerk).get(f"/methods/{name}/").content.decode()
    text = services.upon(packfiles.load(name))
    assert text.strip() in unescape(client.get(f"/methods/write?upon={name}").content.decode())
    checked = services.check(text)
    assert checked.problems == ()
    assert checked.pack is not None
    assert checked.pack.ladder == packfiles.load(name).ladder
    services.publish(text, by=town.admin)
    assert f"/methods/write?name=our-{name}" in client.get(f"/methods/our-{name}/").content.decode()
    assert "先回答" in client.get("/methods/write?upon=none").content.decode()


def test_a_wrong_line_is_one_tap_away_and_the_names_that_may_be_used_are_told(town: Town) -> None:
    page = seat(town.admin).post("/methods/write", {"check": "1", "text": HEAD.format("guards: {}")})
    said = unescape(page.content.decode())
    assert '<a href="#id_text" data-line="2">第2行</a> <code>guards</code>' in said
    for name in ("no_open_loop", "CLK-37", "village_secretary"):
        assert f"<code>{name}</code>" in said


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


def test_k_01_a_file_that_cannot_be_read_sends_nobody_away(home: Path, town: Town) -> None:
    """K-01, G-01: spoiled by hand or by a stricter national pack, a method is used as it was kept last; who comes is registered, and
    the administrator reads what is wrong."""
    text = (EXAMPLES / "tongdao.yaml").read_text(encoding="utf-8")
    services.publish(text, by=town.admin)
    set_pack(unit=town.unit("petition-office"), pack="tongdao", by=town.admin)
    file = home / "packs" / "tongdao.yaml"

    def spoil(said: str) -> None:
        file.with_suffix(".new").write_text(said, encoding="utf-8")
        file.with_suffix(".new").replace(file)

    spoil(text.replace("days: 3\n", "days: 300\n"))
    case = register_case(town)
    assert case.pack == "tongdao@1.0"
    assert str(due_of(case, "CLK-01")) == "2026-03-05", "as it was when the unit chose it"
    listed = unescape(seat(town.admin).get("/methods/").content.decode())
    for said in ("工作法“tongdao”现在读不出来", "tongdao.yaml:", "只能比上级包短", "/methods/write?name=tongdao", "按 tongdao@1.0 登记",
                 "/methods/kouzi/"):  # fmt: skip
        assert said in listed, said
    assert "/methods/write" not in seat(town.clerk).get("/methods/").content.decode()
    opened = unescape(seat(town.admin).get("/methods/write?name=tongdao").content.decode())
    assert "要改的地方" in opened
    assert "days: 300" in opened
    assert seat(town.admin).get("/methods/tongdao/").status_code == 404
    for page in ("desk/inbox", "register", "occasions", "occasions/rosters", "occasions/register", "sweeps", "figures", "helpers"):
        assert seat(town.dispatcher).get(f"/{page}/").status_code == 200, page
    with pytest.raises(Incomplete):
        set_pack(unit=town.unit("land"), pack="tongdao", by=town.admin)
    PackVersion.objects.all().delete()
    packversions._version.cache_clear()
    packversions._kept.clear()
    spoil("{")
    assert register_case(town).pack.startswith("national@"), "never kept: the national procedure"
    spoil(text)
    assert register_case(town).pack == "tongdao@1.0"


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
    assert "先回答几个问题" in client.get("/methods/write").content.decode()
    first = client.post("/methods/write", {"begin": "1", "title": "我们的办法", "id": "ours"}).content.decode()
    assert "name: ours" in unescape(first)
    wrong = client.post("/methods/write", {"check": "1", "text": "pack: [", "x": ""})
    assert wrong.status_code == 422
    assert "YAML" in wrong.content.decode()
    good = client.post("/methods/write", {"save": "1", "text": services.skeleton({"id": "ours"})})
    assert good.status_code == 302
    assert client.get("/methods/ours/").status_code == 200
    assert client.get("/methods/write?name=ours").content.decode().count("name: ours") == 1


def test_a_text_of_nothing_but_heads_is_looked_through_once() -> None:
    """What anybody may paste does not hold the server up: the name is sought once through the text, however often it begins."""
    began = perf_counter()
    checked = services.check("pack:\n" * 30_000)
    assert checked.problems[0].key == "pack"
    assert perf_counter() - began < 20, "it took minutes, and every other page waited"
    assert services.check("pack:\n  version: x\n  name:\n    Our Method\n").problems[0].key == "pack.name"


def test_an_empty_file_takes_nothing_that_was_typed_away(town: Town) -> None:
    sent = {"open": "1", "text": "pack:\n  name: half-written", "file": SimpleUploadedFile("a.yaml", b"")}
    page = seat(town.admin).post("/methods/write", sent)
    assert page.status_code == 422
    assert "half-written" in page.content.decode()


def test_two_who_save_at_once_do_not_write_into_one_another_s_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the writing of one and its taking its place, another saves the same method: both end whole, the later one stands."""
    whole = Path.replace
    texts = ["second"]

    def replace(self: Path, target: Path) -> Path:
        if texts:
            packfiles.write_site("mine", texts.pop())
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    packfiles.write_site("mine", "first")
    assert packfiles.site_text("mine") == "first"
    assert [file.name for file in (home / "packs").iterdir()] == ["mine.yaml"]
