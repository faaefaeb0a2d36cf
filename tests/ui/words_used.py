"""Finds every Chinese text the product asks to have translated, and every translation it has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "fengqiao"
WORDS = PACKAGE / "ui" / "locale" / "en"
CALLS = frozenset(
    {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
)
_IN_TEMPLATE = re.compile(r"""(?:_|gettext)\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""", re.S)
_CHINESE = re.compile(r"[㐀-鿿：，。；？！、（）]")


def in_templates(package: Path = PACKAGE) -> Iterator[tuple[str, str]]:
    """Every (place, text) that a template translates."""
    for path in sorted(package.glob("**/templates/**/*.html")):
        plain = templatize(path.read_text(encoding="utf-8"))
        for found in _IN_TEMPLATE.finditer(plain):
            yield str(path.relative_to(package)), ast.literal_eval(found.group(1))


def in_code(package: Path = PACKAGE) -> Iterator[tuple[str, str]]:
    """Every (place, text) that Python code translates."""
    for path in sorted(package.glob("**/*.py")):
        for call in (
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        ):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in CALLS:
                texts = call.args[1:2] if name.startswith("pgettext") else call.args[:1]
                for text in texts:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield str(path.relative_to(package)), text.value


def used(package: Path = PACKAGE) -> dict[str, str]:
    """Chinese texts to translate, each with the first place that uses it."""
    places: dict[str, str] = {}
    for place, text in (*in_templates(package), *in_code(package)):
        if _CHINESE.search(text):
            places.setdefault(text, place)
    return places


def translated(words: Path = WORDS) -> dict[str, str]:
    """Every Chinese text with its English, over the files of all areas."""
    entries = (entry for path in sorted(words.glob("**/*.po")) for entry in polib.pofile(str(path)))
    return {entry.msgid: entry.msgstr or entry.msgstr_plural.get(0, "") for entry in entries if entry.translated()}
