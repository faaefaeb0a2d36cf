"""The contrast of every pair of colours that carries words, computed again from the style sheet."""

from __future__ import annotations

import re

import pytest

from tests.ui.words_used import PACKAGE

CSS = (PACKAGE / "ui/front/src/look/tokens.css").read_text(encoding="utf-8")
PAGES = ("card", "bg")
ON_PAGES = ("ink", "ink-2", "ink-3", "link")
TINTED = (("red", "red-50"), ("green", "green-50"), ("amber", "amber-50"), ("purple", "purple-50"), ("blue", "blue-50"))
PAIRS = (
    *((text, page) for text in ON_PAGES for page in PAGES),
    *((text, "card") for text in ("blue", "red", "green", "amber", "purple")),
    *TINTED,
    ("ink", "blue-50"), ("ink", "amber-50"), ("ink", "red-50"), ("ink", "green-50"), ("ink-2", "grey-50"), ("purple", "purple-50"),
    ("on-blue", "blue"), ("on-blue", "blue-700"), ("ink", "amber-fill"), ("blue", "blue-50"), ("blue-700", "blue-50"),
)  # fmt: skip


def colours(selector: str) -> dict[str, str]:
    """The colour tokens of one rule."""
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\}", CSS, re.S)
    assert block is not None
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block.group(1)))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_formula_knows_black_and_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_are_readable(text: str, ground: str) -> None:
    tokens = colours(":root")
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_care_mode_reads_at_seven_to_one(text: str, ground: str) -> None:
    tokens = colours(":root") | colours("[data-care]")
    assert contrast(tokens[text], tokens[ground]) >= 7


@pytest.mark.parametrize("page", PAGES)
def test_borders_of_fields_are_visible(page: str) -> None:
    tokens = colours(":root")
    assert contrast(tokens["line-input"], tokens[page]) >= 3


def test_targets_grow_with_the_need() -> None:
    assert re.search(r"\[data-care\] \{[^}]*--target: 60px", CSS, re.S)
    assert re.search(r'\[data-face="field"\] \{[^}]*--target: 48px', CSS, re.S)


def test_type_is_never_pinned() -> None:
    for path in (PACKAGE / "ui/front/src").rglob("*.css"):
        assert "text-size-adjust: none" not in path.read_text(encoding="utf-8")
