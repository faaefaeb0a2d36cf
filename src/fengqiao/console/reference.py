"""fengqiao reference: writes docs/reference from the national pack, or checks that what is written is what it says."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from fengqiao.console.progress import complain, say, tell
from fengqiao.domain.clock import Limit
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import ANY, OPEN, SAME, ClockChange, State, Transition, Workflow
from fengqiao.kernel import packfiles

PACK = "national"
FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"
MADE = "<!-- 由 fengqiao reference 从国家程序包生成，请勿手改。Made by `fengqiao reference` from the national pack. -->"
CHANGES: Mapping[str, Words] = {
    "start": Words("起算", "start"), "stop": Words("停止", "stop"), "cancel": Words("取消", "cancel"),
    "pause": Words("暂停", "pause"), "resume": Words("恢复", "resume"), "extend": Words("延长", "extend"),
}  # fmt: skip
OWNERS: Mapping[str, Words] = {
    "R": Words("登记单位", "the body that registered it"), "XO": Words("信访部门", "petition office"),
    "U": Words("责任单位", "responsible unit"), "RB": Words("复查机关", "review body"),
    "FB": Words("复核机关", "final review body"), "JC": Words("联席会议", "joint conference"),
    "P": Words("信访人", "petitioner"), "MC": Words("调解委员会", "mediation committee"), "M": Words("调解员", "mediator"),
    "H": Words("单位负责人", "head of the unit"),
}  # fmt: skip
LEVELS: Mapping[str, Words] = {
    "village": Words("村（社区）", "village"), "town": Words("乡镇（街道）", "town"), "county": Words("县", "county"),
}  # fmt: skip
CERTAINTY: Mapping[str, Words] = {
    "law": Words("法规", "law"), "ministry2002": Words("部门规章（2002）", "ministry rule of 2002"),
    "local": Words("地方规定，缺省值", "local rule, a default"), "design": Words("缺省值，可改", "a default, may be set"),
    "simple2016": Words("2016年试行办法", "trial text of 2016"),
}  # fmt: skip
CLOCK_OWNERS: Mapping[str, Words] = {
    "unit": Words("单位", "unit"), "petitioner": Words("信访人", "petitioner"), "both_parties": Words("双方", "both parties"),
}  # fmt: skip
RECEIVERS: Mapping[str, Words] = {
    "petitioner": Words("信访人", "petitioner"), "unit": Words("单位", "unit"),
    "file": Words("案卷", "the file"), "leader": Words("领导", "leader"),
}  # fmt: skip
SCOPES: Mapping[str, Words] = {
    "county": Words("全县", "the county"), "unit": Words("本单位", "own units"),
    "case": Words("指定的办件", "single cases"), "none": Words("不看办件", "no cases"),
}  # fmt: skip


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `reference [--check]`."""
    parser = subparsers.add_parser("reference", help=tell("生成流程、时限、角色、文书的参考页", "write the reference pages"))
    parser.add_argument("--check", action="store_true", help=tell("只核对，不写", "only compare, write nothing"))


def run(args: argparse.Namespace) -> int:
    """Write the pages, or with --check give 1 when one of them is not what the pack says."""
    pages = made(packfiles.load(PACK))
    stale = [name for name, text in pages.items() if _written(name) != text]
    if args.check and stale:
        names = ", ".join(stale)
        complain(Words(f"参考页与工作法包不一致：{names}，请运行 fengqiao reference。",
                       f"These reference pages are not what the pack says: {names}; run fengqiao reference."))  # fmt: skip
        return 1
    for name in () if args.check else stale:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(pages[name], encoding="utf-8")
    say(f"参考页{len(pages)}个，更新{0 if args.check else len(stale)}个。",
        f"{len(pages)} reference pages, {0 if args.check else len(stale)} updated.")  # fmt: skip
    return 0


def made(pack: Pack) -> dict[str, str]:
    """The text of every reference page by file name."""
    pages = {
        "workflows.md": _workflows(pack), "clocks.md": _clocks(pack), "roles.md": _roles(pack),
        "documents.md": _documents(pack), "sheets.md": _sheets(pack),
    }  # fmt: skip
    return {name: "\n".join((MADE, "", *lines)).rstrip() + "\n" for name, lines in pages.items()}


def _written(name: str) -> str:
    file = FOLDER / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _workflows(pack: Pack) -> Iterator[str]:
    yield f"# 流程 · Workflows ({pack.tag})"
    for workflow in pack.workflows.values():
        yield from ("", f"## {_both(workflow.name)}", "", *_diagram(workflow), "", "### 状态 · States", "")
        yield from _table(
            ("状态 state", "名称 name", "环节 step", "责任人 owner", ""),
            ((f"`{s.id}`", _both(s.name), _both(pack.steps[s.step]), _both(OWNERS[s.owner]) if s.owner in OWNERS else s.owner,
              _end(pack, s)) for s in workflow.states.values()),
        )  # fmt: skip
        yield from ("", "### 步骤 · Transitions", "")
        yield from _table(
            ("", "步骤 act", "从 from", "到 to", "由谁 by", "条件 needs", "时限 clocks", "文书 papers", "依据 source"),
            (_act_row(pack, workflow, act) for act in workflow.transitions.values()),
        )
        yield from ("", "### 禁止事项 · Never", "")
        yield from _table(("", "证明 proven", "依据 source"), ((c.id, _both(c.words), c.source) for c in workflow.claims))


def _end(pack: Pack, state: State) -> str:
    if state.waits_for:
        return f"等 waits for {_both(pack.workflows[state.waits_for].name)}"
    return "终结 ends" if state.terminal else "办结 rests" if state.rests else ""


def _diagram(workflow: Workflow) -> Iterator[str]:
    """A mermaid state diagram of the acts that change the state."""
    yield from ("```mermaid", "stateDiagram-v2")
    for state in workflow.states.values():
        yield f'    state "{state.id} {state.name.zh}" as {state.id}'
    yield f"    [*] --> {workflow.start}"
    edges: dict[tuple[str, str], list[str]] = {}
    for act in workflow.transitions.values():
        for here in workflow.states:
            if act.to not in (SAME, here) and ANY not in act.sources and workflow.leads_from(act, here):
                edges.setdefault((here, act.to), []).append(act.name.zh)
    for (before, after), names in edges.items():
        yield f"    {before} --> {after}: {'、'.join(dict.fromkeys(names))}"
    yield from (f"    {state.id} --> [*]" for state in workflow.states.values() if state.terminal)
    yield "```"


def _act_row(pack: Pack, workflow: Workflow, act: Transition) -> tuple[str, ...]:
    words = {OPEN: "未办结 open", ANY: "任何 any", SAME: "不变 same"}
    return (
        act.number,
        f"{_both(act.name)} `{act.id}`",
        " ".join(words.get(s, f"`{s}`") for s in act.sources) or "—",
        words.get(act.to, f"`{act.to}`") + _beside(pack, act),
        _by(pack, act) or "随 with " + " ".join(f"`{name}`" for name in act.follows),
        "; ".join(f"`{' '.join((g.name, *g.values))}`" + (f" / `{g.unless}`" if g.unless else "") for g in act.needs),
        "; ".join(_change(change) for change in act.clocks),
        ", ".join(paper for paper, _ in act.issues),
        act.source,
    )


def _beside(pack: Pack, act: Transition) -> str:
    """The proceeding that the act begins, or in which the case goes on."""
    begun = f" ＋ {_both(pack.workflows[act.begins.workflow].name)}" if act.begins else ""
    return begun + (f" → {_both(pack.workflows[act.becomes].name)}" if act.becomes else "")


def _by(pack: Pack, act: Transition) -> str:
    roles = [who.partition("@")[0] for who in act.by]
    names = [pack.roles[role].name.zh if role in pack.roles else role for role in dict.fromkeys(roles)]
    extra = {"head": "（批准 approved）", "second": "（两人 two officers）"}.get(act.approval, "")
    return "、".join(names) + extra


def _change(change: ClockChange) -> str:
    return f"{_both(CHANGES[change.kind])} {'全部 all' if change.clock == 'all' else change.clock}"


def _clocks(pack: Pack) -> Iterator[str]:
    yield from (f"# 时限 · Clocks ({pack.tag})", "")
    yield from _table(
        ("", "名称 name", "长度 length", "延长 extension", "暂停 pauses", "谁的 whose", "依据 source", "把握 certainty"),
        ((c.id, _both(c.name), _length(c), _extension(c), "、".join(c.pauses), _both(CLOCK_OWNERS[c.owner]), c.source,
          _both(CERTAINTY[c.certainty])) for c in pack.clocks.values()),
    )  # fmt: skip


def _length(limit: Limit) -> str:
    if limit.days is None:
        return "由个案确定 set by each case"
    least = "至少 at least " if limit.kind == "at_least" else ""
    return least + _both(limit.length(limit.days))


def _extension(limit: Limit) -> str:
    if limit.extension_max == 0:
        return ""
    if limit.extension_max is None:
        return f"按批准 as granted (`{limit.extension_by}`)"
    return f"≤ {_both(limit.length(limit.extension_max))} (`{limit.extension_by}`)"


def _roles(pack: Pack) -> Iterator[str]:
    yield from (f"# 角色 · Roles ({pack.tag})", "")
    acts = [act for workflow in pack.workflows.values() for act in workflow.transitions.values()]
    yield from _table(
        ("", "角色 role", "看得到 sees", "可以做 may take", "可以拟 may draft"),
        ((f"`{r.id}`", _both(r.name), _both(SCOPES[r.scope]), _acts_of(r.id, ((a, a.by) for a in acts)),
          _acts_of(r.id, ((a, a.drafts) for a in acts))) for r in pack.roles.values()),
    )  # fmt: skip


def _acts_of(role: str, acts: Iterable[tuple[Transition, tuple[str, ...]]]) -> str:
    return "、".join(act.name.zh for act, allowed in acts if role in {who.partition("@")[0] for who in allowed})


def _documents(pack: Pack) -> Iterator[str]:
    yield from (f"# 文书 · Papers ({pack.tag})", "")
    issued: dict[str, list[str]] = {}
    for workflow in pack.workflows.values():
        for act in workflow.transitions.values():
            for paper, _ in act.issues:
                issued.setdefault(paper, []).append(act.name.zh)
    yield from _table(
        ("", "文书 paper", "给谁 to", "编号 numbered", "必填 needs", "出自 issued by", "依据 source"),
        ((d.id, _both(d.name), _both(RECEIVERS[d.to]), "✓" if d.numbered else "", " ".join(f"`{n}`" for n in d.needs),
          "、".join(dict.fromkeys(issued.get(d.id, ()))), d.source) for d in pack.documents.values()),
    )  # fmt: skip


def _sheets(pack: Pack) -> Iterator[str]:
    yield from (f"# 台账与分级 · Sheets and ladder ({pack.tag})", "", "## 台账 · Sheets", "")
    yield from _table(
        ("", "台账 sheet", "阶段 stages", "金额 amounts", "完成 done in", "依据 source"),
        ((f"`{s.id}`", _both(s.name), " → ".join(_both(words) for words in s.stages.values()), "✓" if s.has_amounts else "",
          "、".join(_both(s.stages[stage]) for stage in s.ends), s.source) for s in pack.sheets.values()),
    )  # fmt: skip
    yield from ("", "## 分级调处 · Ladder", "")
    kinds = pack.lists.get("helper_kinds", {})
    yield from _table(
        ("级 tier", "在哪里 where", "谁参加 who sits", "最多日数 days at most", "依据 source"),
        ((_both(t.name), _both(LEVELS[t.level]), "、".join(kinds[kind].zh for kind in t.roles), str(t.days), t.source)
         for t in pack.ladder),
    )  # fmt: skip


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}".strip()


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (headings, ("---",) * len(headings), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
