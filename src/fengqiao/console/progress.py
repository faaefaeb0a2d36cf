"""How a command talks: step lines, progress bars, tables, in the language of the terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from fengqiao.domain.words import Words

Report = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and how many there are."""

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


def language() -> str:
    """The terminal's language: FENGQIAO_LANG, else the locale; English unless it says Chinese."""
    names = ("FENGQIAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh-hans" if chosen.lower().startswith("zh") else "en"


def tell(zh: str, en: str) -> str:
    """One of two sentences, in the terminal's language."""
    return Words(zh, en).of(language())


def say(zh: str, en: str) -> None:
    """Print a sentence in the terminal's language."""
    out.print(tell(zh, en), markup=False)


def complain(words: Words) -> None:
    """Print a refusal to standard error."""
    err.print(words.of(language()), markup=False, style="red")


class Steps:
    """Numbered lines such as "[3/7] tables"; the numbering may begin after steps done elsewhere."""

    def __init__(self, total: int, done: int = 0) -> None:
        self.total, self.done = total, done
        self._begun = time.monotonic()

    def next(self, zh: str, en: str) -> None:
        """Begin the next step."""
        self.done += 1
        out.print(f"[{self.done}/{self.total}] {tell(zh, en)}", markup=False)

    @property
    def seconds(self) -> float:
        """Seconds since the first step began."""
        return time.monotonic() - self._begun


@contextmanager
def bar() -> Iterator[Report]:
    """A progress bar for the block; yields the function that moves it."""
    columns = (TextColumn("      {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        tasks: dict[str, object] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield report


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a plain table."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    out.print(grid)
