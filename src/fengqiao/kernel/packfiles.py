"""The files of the packs: found, read safely, and handed to the domain with the line of every key."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, Written, resolve
from fengqiao.domain.words import Words
from fengqiao.domain.workdays import WorkCalendar, calendar_from

CALENDARS, SITE = "calendars", "packs"
Stamp = tuple[int, int]  # when the folder changed, and what its files look like
NEVER: Stamp = (0, 0)
LARGEST_FILE = 2_000_000  # bytes
MOST_VALUES = 200_000  # values in one file, aliases counted each time they are used
MISWRITTEN = {
    "'\\t'": "行首用了制表符（Tab），请换成空格",
    "end of stream": "引号或者括号没有成对",
    "expected ',' or": "括号里少了逗号，或者括号没有成对",
    "duplicate anchor": "同一个锚点写了两次",
    "undefined alias": "引用的锚点没有写过",
    "mapping values are not allowed": "一行里有两个冒号，有冒号的内容要加引号",
}
"""What the reader of YAML finds (a piece of its English) -> what to say of it in Chinese."""
BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def load(name: str) -> Pack:
    """The pack of that name with its parents' entries; kept until a pack of the site is added, changed or taken away.

    Site packs ($FENGQIAO_HOME/packs) come beside those shipped and never replace one. Raises PackError.
    """
    return _load(name, _site_changed())


@cache
def _load(name: str, changed: Stamp) -> Pack:
    return resolve(name, read)


def readable() -> list[Pack]:
    """Every pack that can be read, in order of name: a mistake in a file of the site keeps none of the others away."""
    return [load(name) for name in available() if name not in unreadable()]


def unreadable() -> Mapping[str, PackError]:
    """The packs of the site that cannot be read now, each with what is wrong: changed by hand, or looser than a new national pack."""
    return _unreadable(_site_changed())


@cache
def _unreadable(changed: Stamp) -> Mapping[str, PackError]:
    found = {}
    for name in available():
        try:
            load(name)
        except PackError as error:
            found[name] = error
    return found


def _site_changed() -> Stamp:
    """By what every process sees that a pack of the site is new, at once, or was edited in place, within a second."""
    home = os.environ.get("FENGQIAO_HOME", "")
    folder = os.path.join(home, SITE)
    try:
        return (os.stat(folder).st_mtime_ns, _edited(folder, int(time.monotonic()))) if home else NEVER
    except OSError:
        return NEVER


@lru_cache(maxsize=1)
def _edited(folder: str, second: int) -> int:
    """What differs when a file below a folder was written, looked up once a second."""
    states = ((file, file.stat()) for file in Path(folder).rglob("*.yaml"))
    return hash(frozenset((file, state.st_mtime_ns, state.st_size) for file, state in states))


def load_text(name: str, text: str) -> Pack:
    """A pack as somebody typed it; its parents are looked up by name. Raises PackError with the line of each mistake."""
    written = _with_workflow(*_mapping(_Typed(f"{name}.yaml", text), f"{name}.yaml"))
    return resolve(name, lambda asked: written if asked == name else read(asked))


def is_shipped(name: str) -> bool:
    """Does this pack come with the program? Such a one is extended, never rewritten."""
    root = files("fengqiao") / "packs"
    return (root / f"{name}.yaml").is_file() or (root / name).is_dir()


def site_text(name: str) -> str | None:
    """What stands in the file of a site pack; None when the site has none of that name."""
    home = _home()
    file = home / SITE / f"{name}.yaml" if home else None
    return file.read_text(encoding="utf-8") if file and file.is_file() else None


def write_site(name: str, text: str) -> None:
    """Put a pack among those of the site, at once and whole; every process uses it from its next look. Raises PackError without a home."""
    _put("", f"{name}.yaml", text)


def _put(below: str, name: str, text: str) -> None:
    home = _home()
    if home is None:
        raise _wrong(name, "", "没有设置数据目录（FENGQIAO_HOME）。", "There is no data home (FENGQIAO_HOME).")
    folder = home / SITE / below
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{uuid4().hex}.new"  # of its own, so that two who save at once do not write into one another's
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / name)
    finally:
        draft.unlink(missing_ok=True)
    os.utime(home / SITE)  # what lies in a folder of its own changes the folder that everybody looks at


def _home() -> Path | None:
    home = os.environ.get("FENGQIAO_HOME", "").strip()
    return Path(home).expanduser() if home else None


def load_file(path: Path) -> Pack:
    """The pack in a file or folder anywhere; its parents are looked up by name. Raises PackError."""
    name = path.stem if path.is_file() else path.resolve().name
    if not path.exists():
        raise PackError(Words("没有这个文件。", "There is no such file."), where=str(path))
    return resolve(name, lambda asked: _read_place(path) if asked == name else read(asked))


def available() -> tuple[str, ...]:
    """The names of all packs, shipped and of this site, in order."""
    return _available(_site_changed())


@cache
def _available(changed: Stamp) -> tuple[str, ...]:
    return tuple(sorted(_places()))


def calendar() -> WorkCalendar:
    """The working days of every year shipped or added in $FENGQIAO_HOME/packs/calendars. A year of the site that cannot be read is
    left out, so that its days count as unknown. Raises PackError for one that ships."""
    return _calendar(_site_changed())[0]


def unreadable_years() -> Mapping[str, PackError]:
    """The calendars of the site that cannot be read now, each with what is wrong."""
    return _calendar(_site_changed())[1]


@cache
def _calendar(changed: Stamp) -> tuple[WorkCalendar, Mapping[str, PackError]]:
    shipped = [_year(file) for file in _years(files("fengqiao") / "packs").values()]
    known, wrong = {year for one in shipped for year in one.years}, {}
    for home in filter(None, [_home()]):
        for name, file in _years(home / SITE).items():
            try:
                shipped += [one for one in [_year(file)] if not known & set(one.years)]
            except PackError as error:
                wrong[name] = error
    return WorkCalendar({year: days for one in shipped for year, days in one.years.items()}), wrong


def _year(file: Traversable) -> WorkCalendar:
    return calendar_from([_mapping(file, f"{CALENDARS}/{file.name}")[0]])


def _years(root: Traversable) -> dict[str, Traversable]:
    folder = root / CALENDARS
    return {file.name: file for file in sorted(_yaml_files(folder), key=lambda one: one.name)} if folder.is_dir() else {}


def is_shipped_year(year: int) -> bool:
    """Do the days off of this year come with the program? Such a year is not written anew."""
    return (files("fengqiao") / "packs" / CALENDARS / f"{year}.yaml").is_file()


def write_year(year: int, mapping: Mapping[str, Any]) -> None:
    """Put a year's days off among the calendars of the site; every process counts by it from its next look. Raises PackError for a
    year that ships, one that cannot be right, or without a home."""
    shown = f"{CALENDARS}/{year}.yaml"
    if is_shipped_year(year):
        raise _wrong(shown, "", "这一年随程序来，不能改。", "This year comes with the program and is not changed.")
    calendar_from([mapping])
    text = StringIO()
    YAML().dump(dict(mapping), text)
    _put(CALENDARS, f"{year}.yaml", text.getvalue())


def read(name: str) -> Written | None:
    """What a pack's own files say, and where; None when there is no such pack. Raises PackError."""
    place = _places().get(name)
    if place is None:
        return None
    return _read_shipped(name) if place == files("fengqiao") / "packs" / place.name else _read_place(place)


@cache
def _read_shipped(name: str) -> Written:
    """A pack that comes with the program: read once, however many packs extend it."""
    return _read_place(_places()[name])


def _roots() -> Iterator[Traversable]:
    yield files("fengqiao") / "packs"
    home = _home()
    if home and (home / SITE).is_dir():
        yield home / SITE


class _Typed:
    """A text that reads like a file."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self._text = name, text

    def read_bytes(self) -> bytes:
        """The text as a file would hold it."""
        return self._text.encode("utf-8")


def _places() -> dict[str, Traversable]:
    places: dict[str, Traversable] = {}
    for root in _roots():
        for item in root.iterdir() if root.is_dir() else ():
            is_pack = item.name.endswith(".yaml") or (item.is_dir() and (item / "pack.yaml").is_file())
            name = item.name.removesuffix(".yaml")
            if not is_pack or name == CALENDARS:
                continue
            if name in places:
                raise _wrong(item.name, "", f"“{name}”这个名称已经有了。", f"The name “{name}” is taken.")
            places[name] = item
    return places


def _read_place(place: Traversable) -> Written:
    """One file, or all files of a folder: named entries (papers, clocks, workflows …) may stand in several, each once.

    The acts of a workflow may stand in several too: `workflows: {petition: {transitions: …}}` adds acts to it.
    """
    if place.is_file():
        return _with_workflow(*_mapping(place, place.name))
    data: dict[str, Any] = {}
    lines: dict[str, str] = {}
    for file, shown in sorted(_below(place, place.name), key=_workflows_first):
        part, places = _with_workflow(*_mapping(file, shown))
        for key, value in part.items():
            if key != "pack" and isinstance(value, dict) and isinstance(data.get(key), dict):
                _add_entries(data[key], key, value, places)
            elif key in data:
                raise _wrong(places[key], key, "这个键在两个文件里都有。", "This key stands in two files.")
            else:
                data[key] = value
        lines = {**places, **lines}
    return data, lines


def _add_entries(known: dict[str, Any], group: str, more: Mapping[str, Any], places: Mapping[str, str]) -> None:
    for name, value in more.items():
        key = f"{group}.{name}"
        grows = group == "workflows" or (group.startswith("workflows.") and name == "transitions")
        if grows and isinstance(value, dict) and isinstance(known.get(name), dict):
            _add_entries(known[name], key, value, places)
        elif name in known:
            raise _wrong(places[key], key, "这一项在两个文件里都有。", "This entry stands in two files.")
        else:
            known[name] = value


def _with_workflow(data: dict[str, Any], lines: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A file with `workflow:` says the same as `workflows:` with that one workflow under its id."""
    flow = data.get("workflow")
    if not isinstance(flow, dict) or not isinstance(flow.get("id"), str) or "workflows" in data:
        return data, lines
    prefix = f"workflows.{flow['id']}"
    moved = {key.replace("workflow", prefix, 1): line for key, line in lines.items() if key.startswith("workflow")}
    others = {key: line for key, line in lines.items() if not key.startswith("workflow")}
    rest = {key: value for key, value in data.items() if key != "workflow"}
    return {**rest, "workflows": {flow["id"]: flow}}, {**others, "workflows": lines["workflow"], **moved}


def _workflows_first(found: tuple[Traversable, str]) -> tuple[bool, str]:
    """What a workflow says itself comes before the acts that other files add to it."""
    return "/workflows/" not in found[1], found[1]


def _below(folder: Traversable, shown: str) -> Iterator[tuple[Traversable, str]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _below(item, f"{shown}/{item.name}")
        elif item.name.endswith(".yaml"):
            yield item, f"{shown}/{item.name}"


def _yaml_files(folder: Traversable) -> list[Traversable]:
    return [item for item in folder.iterdir() if item.name.endswith(".yaml")]


def _wrong(where: str, key: str, zh: str, en: str) -> PackError:
    return PackError(Words(zh, en), where=where, key=key)


def _mapping(file: Traversable | _Typed, shown: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The plain mapping in one YAML file and the line of each of its keys; raises PackError."""
    node = _compose(file, shown)
    reader = _Reader(shown)
    try:
        value = {} if node is None else reader.value(node, "")
    except RecursionError:
        raise _wrong(f"{shown}:1", "", "嵌套太深。", "It is nested too deeply.") from None
    if not isinstance(value, dict):
        raise _wrong(f"{shown}:1", "", "文件须是「键: 值」的列表。", "The file must be a mapping of keys to values.")
    return value, reader.lines


def _compose(file: Traversable | _Typed, shown: str) -> Node | None:
    try:
        raw = file.read_bytes()
        if len(raw) > LARGEST_FILE:
            raise _wrong(shown, "", "文件太大。", "The file is too large.")
        node = YAML(typ="safe", pure=True).compose(raw.decode("utf-8-sig"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        what = " ".join(str(error.problem or error.context or "").split())
        zh = next((words for mark, words in MISWRITTEN.items() if mark in what), "这一行附近的缩进、冒号、引号或者括号不对")
        raise _wrong(f"{shown}:{line}", "", f"YAML写法不对：{zh}。", f"This is not YAML ({what}).") from error
    except (YAMLError, UnicodeDecodeError, OSError, RecursionError, ValueError) as error:
        what = " ".join(str(error).split())[:200]
        zh = "里面有不能用的字符" if isinstance(error, YAMLError | ValueError) else "太大、太深，或者打不开"
        raise _wrong(shown, "", f"文件不能读：{zh}。", f"The file cannot be read ({what}).") from error
    return node  # type: ignore[no-any-return]


class _Reader:
    """Turns nodes into plain values, noting lines and refusing duplicate keys and foreign types."""

    def __init__(self, shown: str) -> None:
        self.shown, self.lines = shown, dict[str, str]()
        self.read = 0

    def place(self, node: Node) -> str:
        return f"{self.shown}:{node.start_mark.line + 1}"

    def value(self, node: Node, key: str) -> Any:
        self.read += 1
        if self.read > MOST_VALUES:
            raise _wrong(self.place(node), key, "内容太多。", "There is too much in it.")
        if isinstance(node, MappingNode):
            return self.mapping(node, key)
        if isinstance(node, SequenceNode):
            return self.sequence(node, key)
        if isinstance(node, ScalarNode):
            return self.scalar(node, key)
        raise _wrong(self.place(node), key, "这里不能这样写。", "This cannot stand here.")

    def mapping(self, node: MappingNode, key: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = name_node.value
            if not isinstance(name_node, ScalarNode) or name_node.tag != "tag:yaml.org,2002:str":
                raise _wrong(self.place(name_node), key, f"键“{_short(name)}”须是文字，请加引号。",
                             f"The key “{_short(name)}” must be text; put it in quotes.")  # fmt: skip
            path = f"{key}.{name}" if key else name
            if name in result:
                raise _wrong(self.place(name_node), path, "这个键写了两次。", "This key is given twice.")
            self.lines[path] = self.place(name_node)
            result[name] = self.value(value_node, path)
        return result

    def sequence(self, node: SequenceNode, key: str) -> list[Any]:
        result = []
        for position, item in enumerate(node.value):
            path = f"{key}[{position}]"
            if isinstance(item, MappingNode):
                row_id = next((v.value for k, v in item.value if k.value == "id"), None)
                path = f"{key}.{row_id}" if isinstance(row_id, str) else path
            self.lines.setdefault(path, self.place(item))
            result.append(self.value(item, path))
        return result

    def scalar(self, node: ScalarNode, key: str) -> Any:
        kind, text = str(node.tag).removeprefix("tag:yaml.org,2002:"), node.value
        try:
            match kind:
                case "str":
                    return text
                case "null":
                    return None
                case "bool":
                    return BOOLS[text]
                case "int":
                    return int(text)
                case "timestamp":
                    return date.fromisoformat(text)
        except (ValueError, KeyError):
            pass
        raise _wrong(self.place(node), key, f"“{_short(text)}”请加引号写成文字。",
                     f"Put “{_short(text)}” in quotes: it must be text.")  # fmt: skip


def _short(text: object) -> str:
    return str(text)[:40]
