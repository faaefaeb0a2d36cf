"""Every word of these apps that people read has its English."""

from __future__ import annotations

import re
from pathlib import Path

import polib

import fengqiao

PACKAGE = Path(fengqiao.__file__).parent
IN_CODE = re.compile(r'\b(?:_|said)\(\s*"([^"]+)"\s*\)')
IN_PAGE = re.compile(r'{%\s*translate "([^"]+)"')


def test_every_word_has_its_english() -> None:
    known = {entry.msgid for entry in polib.pofile(str(PACKAGE / "ui/locale/en/people.po")).translated_entries()}
    used: set[str] = set()
    for app in ("organisations", "accounts"):
        for file in (PACKAGE / "apps" / app).rglob("*"):
            if file.suffix in (".py", ".html") and "migrations" not in file.parts:
                used |= set((IN_CODE if file.suffix == ".py" else IN_PAGE).findall(file.read_text(encoding="utf-8")))
    assert len(used) > 100
    assert used <= known
