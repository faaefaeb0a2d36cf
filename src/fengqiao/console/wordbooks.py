"""The words of the pages: every language's files become one catalogue, checked on the way.

A language is a folder of .po files: English ships with the product, and so does a first draft of Tibetan; an office adds its own,
or its words for one that ships, as $FENGQIAO_HOME/languages/CODE/*.po (docs/guides/languages.md). Its words come first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import polib

import fengqiao
from fengqiao.domain.errors import DomainError
from fengqiao.domain.words import Words

SHIPPED = Path(fengqiao.__file__).parent / "ui" / "locale"
NAME, CHECKED_BY, PLURALS = "X-Language-Name", "X-Checked-By", "Plural-Forms"
CODE = re.compile(r"[a-z]{2,3}")
_OWN = frozenset({"zh", "en"})
_PLACE = re.compile(r"%\(\w+\)[sd]|</?\w+[^>]*>")


class WordsUnusable(DomainError):
    """A file of words cannot be read, or has words that would break a page."""


def files_of(home: Path) -> dict[str, list[Path]]:
    """Language code → its files, an office's own before what ships; English first. Raises WordsUnusable for a folder that is no
    code of a language."""
    found: dict[str, list[Path]] = {"en": []}
    for folder in (*sorted((home / "languages").glob("*/")), *sorted(SHIPPED.glob("*/"))):
        code = folder.name
        if not CODE.fullmatch(code) or (code in _OWN and folder.parent != SHIPPED):
            raise _wrong(
                folder,
                "这里放别的语言：文件夹用语言代码命名，如 bo、ug；中文和英文随平台提供。",
                "Further languages stand here: a folder is named by the code of its language, such as bo or ug; "
                "Chinese and English come with the platform.",
            )
        if paths := sorted(folder.glob("*.po")):
            found.setdefault(code, []).extend(paths)
    return found


def compile_into(place: Path, files: Mapping[str, list[Path]]) -> None:
    """Write CODE/LC_MESSAGES/django.mo for every language and languages.json, which tells the further ones: name and who checked
    them. Raises WordsUnusable."""
    further = {}
    for code, paths in files.items():
        whole, told = _merged(paths)
        target = place / code / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        whole.save_as_mofile(str(fresh))
        fresh.replace(target)
        if code not in _OWN:
            further[code] = {"name": told.get(NAME) or code, "checked_by": told.get(CHECKED_BY, "")}
    (place / "languages.json").write_text(json.dumps(further, ensure_ascii=False), encoding="utf-8")


def _merged(paths: Iterable[Path]) -> tuple[polib.POFile, dict[str, str]]:
    """One catalogue of several files, and what their headers say; the first translation of a text wins, as the first header."""
    whole = polib.POFile()
    told: dict[str, str] = {}
    known: set[tuple[str | None, str]] = set()
    for path in paths:
        part = _read(path)
        told = {name: value.strip() for name, value in part.metadata.items() if value.strip()} | told
        for entry in (entry for entry in part if entry.translated()):
            if (key := (entry.msgctxt, entry.msgid)) not in known:
                known.add(key)
                whole.append(entry)
    whole.metadata = {"Content-Type": "text/plain; charset=UTF-8", PLURALS: told.get(PLURALS, "nplurals=1; plural=0;")}
    return whole, told


def _read(path: Path) -> polib.POFile:
    try:
        part = polib.pofile(str(path), encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise _wrong(path, f"读不了：{error}", f"It cannot be read: {error}") from error
    for entry in part:
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            if said and sorted(_PLACE.findall(said)) != sorted(_PLACE.findall(entry.msgid)):
                raise _wrong(
                    path,
                    f"第{entry.linenum}行：译文要和原文有一样的 %(…)s 和标签。",
                    f"Line {entry.linenum}: the translation must keep every %(…)s and tag of the Chinese text.",
                )
    return part


def _wrong(path: Path, zh: str, en: str) -> WordsUnusable:
    return WordsUnusable(Words(f"{path}：{zh}", f"{path}: {en}"), code="words")
