"""ND-49: a further language is a folder of words; what would break a page is refused with file and line."""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path

import polib
import pytest

from fengqiao.config import env
from fengqiao.console import build, wordbooks
from tests.ui import words_used

BO = wordbooks.SHIPPED / "bo"
HEAD = 'msgid ""\nmsgstr ""\n"X-Language-Name: Example\\n"\n"X-Checked-By: Zhuoma\\n"\n\n'


def put(home: Path, code: str, text: str) -> Path:
    """An office's own words."""
    file = home / "languages" / code / "own.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def catalogue(home: Path, code: str) -> gettext.GNUTranslations:
    """What was compiled of a language."""
    with open(home / "locale" / code / "LC_MESSAGES" / "django.mo", "rb") as file:
        return gettext.GNUTranslations(file)


def test_an_office_s_own_words_come_before_what_ships_and_its_name_stands_for_them(tmp_path: Path) -> None:
    put(tmp_path, "bo", HEAD + 'msgid "窗口"\nmsgstr "OWN"\n')
    assert build.compile_words(tmp_path)
    assert catalogue(tmp_path, "bo").gettext("窗口") == "OWN"
    assert catalogue(tmp_path, "bo").gettext("首页") == "གཙོ་ངོས།"
    assert json.loads((tmp_path / "locale" / "languages.json").read_text()) == {"bo": {"name": "Example", "checked_by": "Zhuoma"}}


def test_a_language_of_which_nothing_ships(tmp_path: Path) -> None:
    put(tmp_path, "za", HEAD + 'msgid "窗口"\nmsgstr "Conghgouj"\n')
    build.compile_words(tmp_path)
    assert catalogue(tmp_path, "za").gettext("窗口") == "Conghgouj"
    assert set(env.further_languages(["za", "bo"], tmp_path / "locale" / "languages.json")) == {"za", "bo"}


def test_a_language_without_words_is_named(tmp_path: Path) -> None:
    build.compile_words(tmp_path)
    with pytest.raises(ValueError, match="FENGQIAO_LANGUAGES names 'ug', of which there are no words; there are: bo"):
        env.further_languages(["ug"], tmp_path / "locale" / "languages.json")


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("bo", 'some words\n', "own.po: It cannot be read: .*line 6"),
        ("bo", 'msgid "现在在：%(unit)s"\nmsgstr "x"\n', r"Line 6: the translation must keep every %\(…\)s"),
        ("bo", 'msgid "窗口"\nmsgstr "<script>x</script>"\n', "Line 6: .* and tag"),
        ("tibetan", "", "named by the code of its language"),
        ("en", "", "Chinese and English come with the platform"),
    ],
)
def test_words_that_would_break_a_page_are_refused(tmp_path: Path, code: str, text: str, said: str) -> None:
    put(tmp_path, code, HEAD + text)
    with pytest.raises(wordbooks.WordsUnusable) as refused:
        build.compile_words(tmp_path)
    assert re.search(said, refused.value.words.en)
    assert refused.value.words.zh
    assert not (tmp_path / "locale" / "languages.json").exists()


def test_the_tibetan_draft_says_only_what_pages_say() -> None:
    sources = (file.read_text(encoding="utf-8") for kind in ("html", "py", "yaml") for file in words_used.PACKAGE.rglob(f"*.{kind}"))
    said = re.sub(r"{{ *(\w+) *}}", r"%(\1)s", "\n".join(sources))
    entries = [entry for file in BO.glob("*.po") for entry in polib.pofile(str(file))]
    assert len(entries) > 100
    assert [entry.msgid for entry in entries if entry.msgid not in said] == []
    assert all(re.search(r"[\u0f00-\u0fff]", entry.msgstr or entry.msgstr_plural[0]) for entry in entries)
