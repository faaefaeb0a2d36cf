"""Which test proves which row of the five methods: rows.yaml joined to the IDs that tests carry, written as a page.

A test carries a row in its name (test_kz_09_…) or in its docstring (KZ-09, KZ-09…11). What a module says of itself proves nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
PAGE = TESTS.parent / "docs" / "reference" / "methods.md"
PLACES = {
    "PB": (59, "坪坝镇 Pingba Town"), "KZ": (53, "口孜镇 Kouzi Town"), "YJ": (43, "沅江市 Yuanjiang City"),
    "CY": (47, "潮阳区 Chaoyang District"), "ND": (50, "乃东区 Nêdong District"),
}  # fmt: skip
MADE = (
    "<!-- 由 tests/methods 生成，请勿手改：./fengqiao test tests/methods --write。"
    "Made by ./fengqiao test tests/methods --write. -->"
)
_SAID = re.compile(rf"\b({'|'.join(PLACES)})-(\d\d)(?:…(\d\d))?")
_NAMED = re.compile(rf"_({'|'.join(PLACES).lower()})((?:_\d\d)+)(?:_to_(\d\d))?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what is meant in our own words, what serves it, and, where nothing proves it, why."""

    id: str
    zh: str
    en: str
    serves: str = ""
    open: str = ""
    slogan: str = ""


def rows() -> dict[str, Row]:
    """The rows by ID, in order; a key that is none of theirs is refused."""
    text = (HERE / "rows.yaml").read_text(encoding="utf-8")
    return {name: Row(name, **one) for name, one in YAML(typ="safe").load(text).items()}


def ids() -> list[str]:
    """Every ID that there is."""
    return [f"{place}-{n:02d}" for place, (count, _name) in PLACES.items() for n in range(1, count + 1)]


def cited(name: str, docstring: str) -> set[str]:
    """The IDs that a test carries in its name and docstring; kz_09_10 is two of them, kz_09_to_11 and KZ-09…11 three."""
    found: set[str] = set()
    for place, numbers, last in _NAMED.findall(name):
        listed = [int(n) for n in numbers.split("_")[1:]]
        found |= {f"{place.upper()}-{n:02d}" for n in [*listed, *range(listed[-1], int(last or listed[-1]) + 1)]}
    for place, first, last in _SAID.findall(docstring):
        found |= {f"{place}-{n:02d}" for n in range(int(first), int(last or first) + 1)}
    return found


def proofs(folder: Path = TESTS) -> dict[str, list[str]]:
    """The tests that carry each ID, as file::name."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        for name, docstring in _tests(ast.parse(file.read_text(encoding="utf-8"))):
            for row in sorted(cited(name, docstring)):
                found.setdefault(row, []).append(f"{file.relative_to(folder.parent)}::{name}")
    return found


def _tests(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, ast.get_docstring(node) or ""


def faults(table: Mapping[str, Row], proven: Mapping[str, list[str]]) -> list[str]:
    """What is wrong between the rows and the tests, a sentence each."""
    known = ids()
    return [
        *(f"{one}: not in rows.yaml" for one in known if one not in table),
        *(f"{one}: there is no such row; carried by {', '.join(proven.get(one, ['rows.yaml']))}"
          for one in sorted({*table, *proven} - {*known})),
        *(f"{row.id}: no test carries it; write one, or say in rows.yaml what is open" for row in table.values()
          if row.id not in proven and not row.open and not row.slogan),
        *(f"{row.id}: declared {'open' if row.open else 'a slogan'}, yet carried by {', '.join(proven[row.id])}"
          for row in table.values() if row.id in proven and (row.open or row.slogan)),
        *(f"{row.id}: says nothing of what serves it" for row in table.values() if not row.serves and not row.open and not row.slogan),
    ]  # fmt: skip


def page(table: Mapping[str, Row], proven: Mapping[str, list[str]]) -> str:
    """The page of all rows, place by place."""
    return "\n".join((MADE, "", *_page(table, proven))).rstrip() + "\n"


def _page(table: Mapping[str, Row], proven: Mapping[str, list[str]]) -> Iterator[str]:
    yield from (
        "# 五地工作法逐条对照 · The five methods row by row", "",
        "每一条：说的是什么，由什么承担，哪个测试证明。没有做到的写明还缺什么；只是口号的写明为什么不用做。",
        "", "Each row: what is meant, what serves it, which test proves it. What is not met says what is missing; what is only a "
        "slogan says why nothing is built for it.", "",
        "| 地方 place | 条 rows | 已证明 proven | 未做到 open | 口号 slogans |", "| --- | --: | --: | --: | --: |",
    )  # fmt: skip
    places = [(name, [row for row in table.values() if row.id.startswith(key)]) for key, (_count, name) in PLACES.items()]
    for name, own in [*places, ("**合计 total**", list(table.values()))]:
        counts = (len(own), sum(row.id in proven for row in own), sum(bool(row.open) for row in own), sum(bool(row.slogan) for row in own))
        yield f"| {name} | {' | '.join(map(str, counts))} |"
    for name, own in places:
        yield from ("", f"## {name}", "", "| | 说的是 meant | 由什么承担 served by | 证明 proof |", "| --- | --- | --- | --- |")
        yield from (f"| {row.id} | {row.zh}<br>{row.en} | {row.serves} | {_state(row, proven.get(row.id, []))} |" for row in own)


def _state(row: Row, tests: list[str]) -> str:
    if row.open:
        return f"**open** {row.open}"
    return f"slogan: {row.slogan}" if row.slogan else "<br>".join(f"`{one}`" for one in tests)
