"""What the headings and labels of a table mean, whoever wrote them: spaces, marks, width and case do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.guards import label_words
from fengqiao.domain.words import Words


def plain(text: str) -> str:
    """A heading or label without spaces, marks, width and case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-*:：()（）\[\]【】·、/]+", "", folded)


def admissible(columns: Sequence[str]) -> None:
    """Raises Incomplete for a file with a column that labels people or says how they are watched (product.md G-02, G-05).

    Nothing of such a file is kept: the column is deleted first, the rest is welcome.
    """
    found = [column for column in columns if label_words(column)]
    if found:
        words = Words(
            f"文件里有「{'」「'.join(found)}」：这里不给人贴标签、不评等级、不记管控措施。请删去这些列再导入，其余照样收。",
            f"The file has “{'”, “'.join(found)}”: nobody is labelled, graded or watched here. Delete these columns and "
            "import again; the rest is welcome.",
        )
        raise Incomplete(words, {"file": words}, code="labels")


def guess(columns: Sequence[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Field -> heading, as far as the headings tell; `aliases` are the usual headings of each field, the first one wins."""
    known = {plain(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field, usual in aliases.items():
        column = next((known[name] for alias in usual.split() if (name := plain(alias)) in known), None)
        if column and column not in found.values():
            found[field] = column
    return found


def code_of(text: str, listed: Mapping[str, Words], usual: Mapping[str, str]) -> str:
    """The code of a list that a label means: the code itself, its words, or a usual label; empty when none."""
    wanted = plain(text)
    if not wanted:
        return ""
    for code, words in listed.items():
        if wanted in (plain(code), plain(words.zh), plain(words.of("en"))):
            return code
    return next((code for code, labels in usual.items() if code in listed and wanted in map(plain, labels.split())), "")
