"""Everything a user reads exists in English too, in every area."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest

from tests.ui import words_used

_COUNTED = re.compile(r"{% blocktranslate [^%]*count[^%]*%}(.*?){% plural %}", re.DOTALL)
_PLACE = re.compile(r"%\((\w+)\)[sd]")


def test_every_text_has_english() -> None:
    known = words_used.translated()
    missing = [f"{place}: {text}" for text, place in sorted(words_used.used().items()) if text not in known]
    assert not missing, f"{len(missing)} texts have no English:\n" + "\n".join(missing)


def test_counted_texts_have_a_plural_in_english() -> None:
    """What a page counts (blocktranslate count) is looked up with its plural alone: an entry without one stays Chinese."""
    plural = {entry.msgid for path in words_used.WORDS.glob("**/*.po") for entry in polib.pofile(str(path)) if entry.msgid_plural}
    counted = {
        re.sub(r"{{ *(\w+) *}}", r"%(\1)s", text)
        for file in words_used.PACKAGE.rglob("*.html")
        for text in _COUNTED.findall(file.read_text(encoding="utf-8"))
    }
    assert len(counted) > 20
    assert counted <= plural, sorted(counted - plural)


def test_one_text_has_one_english() -> None:
    """The files of all areas become one catalogue: of two translations, or of one counted and one not, the other is never seen."""
    said: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for path in sorted(words_used.WORDS.glob("**/*.po")):
        for entry in polib.pofile(str(path)):
            said[entry.msgid, bool(entry.msgid_plural)].add(entry.msgstr or entry.msgstr_plural[1])
    assert not {text: english for (text, _), english in said.items() if len(english) > 1}
    assert not [text for text, counted in said if counted and (text, False) in said]


def test_english_keeps_the_places_of_values() -> None:
    wrong = [zh for zh, en in words_used.translated().items() if set(_PLACE.findall(zh)) != set(_PLACE.findall(en))]
    assert not wrong


def test_english_is_english() -> None:
    """A Chinese term may follow in brackets, as in: Written decision (处理意见书)."""
    known = words_used.translated().values()
    odd = [english for english in known if re.search(r"[㐀-鿿]", re.sub(r"\([^)]*\)|枫桥", "", english))]
    assert not odd


@pytest.mark.parametrize("word", ["缠访", "闹访", "刁民", "上访老户"])
def test_no_word_labels_those_who_come(word: str) -> None:
    """PB-03: no page, pack, message or story of the demo says it; it is only told to be refused (domain/guards)."""
    texts = [file for kind in ("html", "yaml", "po", "py", "js", "md") for file in words_used.PACKAGE.rglob(f"*.{kind}")]
    assert len(texts) > 400
    said = [str(file.relative_to(words_used.PACKAGE)) for file in texts if word in file.read_text(encoding="utf-8")]
    assert said in ([], ["domain/guards.py"])


def test_finder_sees_templates_and_code(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.html").write_text(
        '{% load i18n %}<c-x title="{% translate "甲" %}">{% blocktranslate with n=x %}乙 {{ n }}{% endblocktranslate %}'
        '{% translate "丙" as t %}{{ _("丁") }}'
    )
    (tmp_path / "b.py").write_text(
        'x = [_("戊"), ngettext("己", "己", 2), pgettext("where", "庚"), _(name), _("plain")]'
    )
    assert set(words_used.used(tmp_path)) == {"甲", "乙 %(n)s", "丙", "丁", "戊", "己", "庚"}


def test_untranslated_entries_do_not_count(tmp_path: Path) -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="甲", msgstr=""))
    catalogue.append(polib.POEntry(msgid="乙", msgstr="B", flags=["fuzzy"]))
    catalogue.append(polib.POEntry(msgid="丙", msgstr="C"))
    catalogue.save(str(tmp_path / "x.po"))
    assert words_used.translated(tmp_path) == {"丙": "C"}
