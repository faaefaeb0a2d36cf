"""fengqiao pack: check proves packs by trying every configuration, show prints one with the origin of each line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from fengqiao.console.progress import complain, language, out, say, tell
from fengqiao.domain.errors import PackError
from fengqiao.domain.packs import Pack, plain, show
from fengqiao.domain.prove import Proof, Space, prove
from fengqiao.domain.words import Words
from fengqiao.kernel import packfiles


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `pack check [NAME|FILE…]` and `pack show NAME`."""
    help_text = tell("工作法包：check 证明、show 显示", "packs: check proves, show prints")
    acts = subparsers.add_parser("pack", help=help_text).add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help=tell("证明一个包或所有的包", "prove one pack or all of them"))
    check.add_argument("packs", nargs="*", metavar="NAME|FILE", help=tell("缺省：所有的包", "default: all packs"))
    shown = acts.add_parser("show", help=tell("显示合并后的包和每一行的出处", "print a pack with the origin of each line"))
    shown.add_argument("pack", metavar="NAME|FILE")
    shown.add_argument("--json", action="store_true", help=tell("输出JSON", "print JSON"))


def run(args: argparse.Namespace) -> int:
    """Exit code 0, 1 when a pack checked has a problem; a pack that cannot be read to be shown is refused (2)."""
    if args.act == "show":
        return _show(_load(args.pack), as_json=args.json)
    names = args.packs or packfiles.available()
    explored: list[Space] = []
    proven = [_check(name, explored) for name in names]
    return 0 if all(proven) else 1


def _load(name: str) -> Pack:
    """A pack by its name, or by the path of its file or folder; raises PackError."""
    is_path = name.endswith((".yaml", ".yml")) or "/" in name or Path(name).is_dir()
    if is_path and name not in packfiles.available():
        return packfiles.load_file(Path(name))
    return packfiles.load(name)


def _check(name: str, explored: list[Space]) -> bool:
    try:
        pack = _load(name)
    except PackError as error:
        out.print(f"✗ {name}", markup=False)
        complain(error.words)
        return False
    proof = prove(pack, explored)
    _report(pack, proof)
    return bool(proof)


def _report(pack: Pack, proof: Proof) -> None:
    mark = "✓" if proof else "✗"
    out.print(f"{mark} {pack.tag} {pack.title.of(language())}", markup=False)
    for name, workflow in pack.workflows.items():
        states, acts, tried = len(workflow.states), len(workflow.transitions), proof.explored.get(name, 0)
        say(f"    {workflow.name.zh}：{states}个状态，{acts}个步骤，试过{tried}种情形",
            f"    {workflow.name.of('en')}: {states} states, {acts} transitions, {tried} configurations explored")  # fmt: skip
    claims = sum(len(workflow.claims) for workflow in pack.workflows.values())
    papers, limits = len(pack.documents), len(pack.clocks)
    say(f"    {limits}个期限，{papers}种文书，{len(pack.roles)}个角色；禁止事项证明了{proof.claims_proven}/{claims}条",
        f"    {limits} clocks, {papers} papers, {len(pack.roles)} roles; {proof.claims_proven} of {claims} claims proven")  # fmt: skip
    for problem in proof.problems:
        place = f"{problem.where} {problem.key}".strip()
        complain(Words(f"{place}：{problem.words.zh}", f"{place}: {problem.words.of('en')}"))


def _show(pack: Pack, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"pack": plain(pack.data), "origins": dict(pack.origins)}, ensure_ascii=False, indent=2))
    else:
        for line in show(pack):
            print(line)
    return 0
