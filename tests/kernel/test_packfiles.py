"""Pack files: read safely, every mistake with its file and line, sites may add packs of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fengqiao.domain.errors import PackError
from fengqiao.kernel import packfiles

HEAD = "pack:\n  name: town\n  version: '1'\n  title: {zh: 镇, en: Town}\n"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    packfiles._load.cache_clear()
    packfiles._calendar.cache_clear()
    yield
    packfiles._load.cache_clear()
    packfiles._calendar.cache_clear()


def written(folder: Path, text: str, name: str = "town.yaml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def refused(file: Path) -> PackError:
    with pytest.raises(PackError) as caught:
        packfiles.load_file(file)
    return caught.value


def test_the_shipped_pack_is_found_with_the_line_of_every_key() -> None:
    assert "national" in packfiles.available()
    pack = packfiles.load("national")
    assert pack is packfiles.load("national")
    file, _, line = pack.where("workflows.petition.transitions.accept").partition(":")
    text = Path(packfiles.__file__).parents[1] / "packs" / file
    assert text.read_text(encoding="utf-8").splitlines()[int(line) - 1].strip() == "accept:"
    assert pack.origin("roles.clerk.name.zh").startswith("national@2022.5.1 national/roles.yaml:")


def test_the_calendar_holds_every_year_shipped() -> None:
    assert set(packfiles.calendar().years) == set(range(2019, 2027))


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        (HEAD + "roles: {}\nroles: {}\n", "town.yaml:6", "写了两次"),
        (HEAD + "roles:\n  a: {name: {zh: 甲}, name: {zh: 乙}}\n", "town.yaml:6", "写了两次"),
        (HEAD + "roles:\n  1: {name: {zh: 甲}}\n", "town.yaml:6", "须是文字"),
        (HEAD + "roles:\n  a: {name: {zh: 1.5}}\n", "town.yaml:6", "加引号"),
        (HEAD + "roles: [\n", "town.yaml:", "YAML"),
        (HEAD + "roles:\n\ta: 1\n", "town.yaml:6", "制表符（Tab），请换成空格"),
        (HEAD + "roles: {a: 1\n", "town.yaml:", "括号没有成对"),
        (HEAD + 'roles: "x\n', "town.yaml:", "引号或者括号没有成对"),
        (HEAD + "roles: *no\n", "town.yaml:5", "锚点没有写过"),
        (HEAD + "steps: a: b\n", "town.yaml:5", "有冒号的内容要加引号"),
        (HEAD + "  x: 1\n y: 2\n", "town.yaml:", "缩进、冒号、引号或者括号不对"),
        (HEAD + "roles: \x01\n", "town.yaml", "不能用的字符"),
        (HEAD + "colour: red\n", "town.yaml:5", "没有这个键"),
        (HEAD + "roles: !!python/object/apply:os.system [ls]\n", "town.yaml:5", "须是"),
        (HEAD + "roles: !!python/name:os.system ''\n", "town.yaml:5", "加引号"),
        (HEAD + "guards: {}\n", "town.yaml:5", "K-20"),
        ("- a\n- b\n", "town.yaml:1", "键"),
        ("", "", "缺少"),
        (HEAD.replace("town", "city"), "town.yaml:2", "文件名"),
        (HEAD + "  extends: nowhere\n", "town.yaml:5", "没有“nowhere”"),
        (HEAD + "  extends: town\n", "town.yaml:5", "成了圈"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, where: str, says: str) -> None:
    error = refused(written(tmp_path, text))
    assert says in error.words.zh
    assert error.where.startswith(where)
    assert error.words.en


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    assert "太多" in refused(written(tmp_path, "\n".join(layers))).words.zh


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    refused(written(tmp_path, "roles: " + "[" * 5000))
    assert refused(written(tmp_path, "roles: &a [*a]\n"))


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "town.yaml"
    file.write_bytes(b"\xff\xfe\x00pack")
    assert "不能读" in refused(file).words.zh
    assert "没有这个文件" in refused(tmp_path / "absent.yaml").words.zh


def test_a_folder_is_the_sum_of_its_files(tmp_path: Path) -> None:
    written(tmp_path, HEAD, "town/pack.yaml")
    written(tmp_path, "roles:\n  a: {name: {zh: 甲, en: A}}\n", "town/roles.yaml")
    flow = "workflow:\n  id: {0}\n  name: {{zh: 流程, en: Flow}}\n  start: a\n  states: {{}}\n  transitions: {{}}\n"
    written(tmp_path, flow.format("one"), "town/workflows/one.yaml")
    written(tmp_path, flow.format("two"), "town/workflows/two.yaml")
    pack = packfiles.load_file(tmp_path / "town")
    assert (set(pack.roles), set(pack.workflows)) == ({"a"}, {"one", "two"})
    assert pack.where("workflows.two.start") == "town/workflows/two.yaml:4"
    written(tmp_path, "roles:\n  b: {name: {zh: 乙, en: B}}\n", "town/more.yaml")
    assert set(packfiles.load_file(tmp_path / "town").roles) == {"a", "b"}
    written(tmp_path, "roles:\n  a: {name: {zh: 丙, en: C}}\n", "town/more.yaml")
    assert "两个文件" in refused(tmp_path / "town").words.zh


def test_a_site_adds_packs_and_years_but_replaces_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    written(tmp_path / "packs", HEAD + "  extends: national\nclocks: {}\n")
    assert {"national", "town"} <= set(packfiles.available())
    pack = packfiles.load("town")
    assert pack.clocks["CLK-07"].days == 60
    assert pack.origin("pack.name").startswith("town@1 town.yaml:")
    assert pack.origin("clocks.CLK-07").startswith("national@")
    written(tmp_path / "packs", HEAD, "national.yaml")
    with pytest.raises(PackError, match="已经有了"):
        packfiles.available()


def test_a_site_pack_may_not_loosen_the_law(tmp_path: Path) -> None:
    limit = "{name: {zh: 办理, en: Handling}, starts: accepted, stops: opinion_dispatched, days: 90, unit: cd," \
            " source: 本地, certainty: local}"  # fmt: skip
    error = refused(written(tmp_path, HEAD + f"  extends: national\nclocks:\n  CLK-07: {limit}\n"))
    assert error.code == "loosened"
    assert error.where == "town.yaml:7"
    assert "60日 → 90日" in error.words.zh


def test_the_acts_of_a_workflow_may_stand_in_several_files_each_once(tmp_path: Path) -> None:
    act = "{number: '1', name: {zh: 步, en: act}, from: [a], to: same, by: [], source: 条例}"
    written(tmp_path, HEAD, "town/pack.yaml")
    flow = "workflow:\n  id: one\n  name: {zh: 流程, en: Flow}\n  start: a\n  states: {}\n"
    written(tmp_path, flow + f"  transitions:\n    go: {act}\n", "town/workflows/one.yaml")
    written(tmp_path, f"workflows:\n  one:\n    transitions:\n      stay: {act}\n", "town/acts.yaml")
    pack = packfiles.load_file(tmp_path / "town")
    assert set(pack.workflows["one"].transitions) == {"go", "stay"}
    assert pack.where("workflows.one.transitions.stay") == "town/acts.yaml:4"
    written(tmp_path, f"workflows:\n  one:\n    transitions:\n      go: {act}\n", "town/acts.yaml")
    assert refused(tmp_path / "town").key == "workflows.one.transitions.go"
    written(tmp_path, "workflows:\n  one:\n    start: b\n", "town/acts.yaml")
    assert refused(tmp_path / "town").key == "workflows.one.start"


def test_a_file_edited_in_place_is_used_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a second, also when a copy with an older date is put back."""
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    file = written(tmp_path / "packs", HEAD + "  extends: national\n")
    assert packfiles.load("town").version == "1"
    seconds = iter(range(10, 100))
    monkeypatch.setattr("fengqiao.kernel.packfiles.time.monotonic", lambda: next(seconds))
    file.write_text((HEAD + "  extends: national\n").replace("'1'", "'2'"), encoding="utf-8")
    assert packfiles.load("town").version == "2"
    file.write_text((HEAD + "  extends: national\n").replace("'1'", "'3'"), encoding="utf-8")
    os.utime(file, (1, 1))
    assert packfiles.load("town").version == "3"
    file.write_text("broken: [", encoding="utf-8")
    assert "town" in packfiles.unreadable()
