"""The command `fengqiao`: finds the asked command, runs it, and turns what goes wrong into one sentence."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from fengqiao import __version__
from fengqiao.console.progress import complain, tell
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

COMMANDS: tuple[tuple[str, str, Words], ...] = (
    ("demo", "fengqiao.console.demo", Words("一条命令看到一个活的示范县", "a living demo county in one command")),
    ("serve", "fengqiao.console.serve", Words("对外服务", "serve the pages")),
    ("test", "fengqiao.console.test", Words("检查代码并运行测试", "check the code and run the tests")),
    ("clock", "fengqiao.console.clock", Words("时限的最后一日及其理由", "the last day of a clock, and why")),
    ("pack", "fengqiao.console.pack", Words("证明和查看工作法包", "prove and show work-method packs")),
    ("reference", "fengqiao.console.reference", Words("生成流程、时限、岗位的参考", "write the reference of workflows, clocks and roles")),
    ("region", "fengqiao.console.region", Words("装入和查看区划", "load and show regions")),
    ("case", "fengqiao.console.case", Words("办件：从表格导入信件", "cases: import letters from a table")),
    ("helper", "fengqiao.console.helper", Words("名册：从表格导入调解力量", "the directory: import helpers from a table")),
    ("followup", "fengqiao.console.followup", Words("回访：sample 抽样", "follow-up: sample")),
    ("sweep", "fengqiao.console.sweep", Words("排查：tasks 按周期生成任务", "sweeps: tasks makes those of the day")),
    ("ledger", "fengqiao.console.ledger", Words("账本：verify 核对，seal 封存", "the ledger: verify checks, seal seals")),
    ("files", "fengqiao.console.material", Words("材料：verify 核对，readers 谁看过", "files: verify checks, readers says who looked")),
    ("token", "fengqiao.console.token", Words("接口令牌：create、list、revoke", "API tokens: create, list, revoke")),
    ("migrate", "fengqiao.console.migrate", Words("更新数据表", "bring the tables up to date")),
    ("build", "fengqiao.console.build", Words("构建前端与译文", "build the front end and the translations")),
    ("bench", "fengqiao.console.bench", Words("测速", "speed, beside its floors")),
    ("database", "fengqiao.console.database", Words("内置数据库：start、stop、status", "the embedded database: start, stop, status")),
)
"""Each command: its name, the module with `register(subparsers)` and `run(args)`, and one line of help."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 for a failed check, 2 for a refusal, 130 when interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if words is None else words)
    try:
        return _run(words)
    except DomainError as refusal:
        complain(refusal.words)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("FENGQIAO_DEBUG", "").lower() in ("1", "true", "yes", "on"):
            raise
        complain(_unexpected(error))
        return 1


def _run(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="fengqiao", description=_overview(), formatter_class=_Raw)
    parser.add_argument("--version", action="version", version=f"fengqiao {__version__}")
    chosen = next((entry for entry in COMMANDS if words and entry[0] == words[0]), None)
    if chosen is None:
        parser.add_argument("command", choices=[name for name, _, _ in COMMANDS], metavar="command")
        parser.parse_args(words or ["--help"])
        return 2
    module = importlib.import_module(chosen[1])
    module.register(parser.add_subparsers(dest="command", required=True))
    return int(module.run(parser.parse_args(words)))


def _overview() -> str:
    lines = [f"  {name:<10} {tell(text.zh, text.en)}" for name, _, text in COMMANDS]
    return "\n".join((tell("枫桥：一县民情，一处办理。", "Fengqiao: one place for every grievance of a county."), *lines))


def _unexpected(error: Exception) -> Words:
    what = " ".join(str(error).split()) or type(error).__name__
    return Words(
        f"没有完成：{what}（设 FENGQIAO_DEBUG=1 可看详情）",
        f"Not done: {what} (set FENGQIAO_DEBUG=1 to see the details)",
    )


class _Raw(argparse.RawDescriptionHelpFormatter):
    """Keeps the list of commands one to a line."""


if __name__ == "__main__":
    sys.exit(main())
