"""Every word of intake that people read has its English."""

from __future__ import annotations

import re
from pathlib import Path

import polib

import fengqiao

PACKAGE = Path(fengqiao.__file__).parent
IN_CODE = re.compile(r'\b(?:_|said)\(\s*"([^"]+)"\s*\)')
IN_PAGE = re.compile(r'{%\s*translate "([^"]+)"')
_CHINESE = re.compile(r"[㐀-鿿]")


def test_every_word_has_its_english() -> None:
    known = {
        entry.msgid
        for file in (PACKAGE / "ui/locale/en").glob("*.po")
        for entry in polib.pofile(str(file)).translated_entries()
    }
    used: set[str] = set()
    for file in (PACKAGE / "apps/intake").rglob("*"):
        if file.suffix in (".py", ".html") and "migrations" not in file.parts:
            used |= set((IN_CODE if file.suffix == ".py" else IN_PAGE).findall(file.read_text(encoding="utf-8")))
    used = {text for text in used if _CHINESE.search(text)}
    assert len(used) > 100
    assert used - known == set()
