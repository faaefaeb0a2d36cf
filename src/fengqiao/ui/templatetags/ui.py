"""Filters and tags every template may use: dates, codes, words, masks, lamps, once-only forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import segno
from django import template
from django.forms import BoundField, DateInput, DateTimeInput
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.domain.words import Words
from fengqiao.kernel.moment import today
from fengqiao.ui import citing
from fengqiao.ui import format as written
from fengqiao.ui.language import in_english, in_language

register = template.Library()

LAMPS = {
    "green": ("●", gettext_lazy("正常")),
    "amber": ("▲", gettext_lazy("快到期")),
    "red": ("■", gettext_lazy("超期")),
    "grey": ("○", gettext_lazy("已办")),
    "purple": ("◇", gettext_lazy("中止")),
}

ICONS = {
    "speak": "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20.5 20.5",
    "again": "M5 12a7 7 0 1 0 2.5-5.4M5 4v4.5h4.5",
    "place": "M12 21c-4-4.5-6.5-7.8-6.5-11a6.5 6.5 0 0 1 13 0c0 3.2-2.5 6.5-6.5 11zM12 7.5a2.5 2.5 0 1 0 0 5"
    "a2.5 2.5 0 1 0 0-5",
    "phone": "M5 4h4l1.5 5l-2.3 1.6a12 12 0 0 0 5.2 5.2L15 13.5l5 1.5v4a1.5 1.5 0 0 1-1.6 1.5A16 16 0 0 1 3.5 5.6"
    "A1.5 1.5 0 0 1 5 4z",
    "camera": "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7",
    "paper": "M6 3h9l4 4v14H6zM14.5 3v4.5H19M9 12h7M9 16h7",
    "clock": "M12 4a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 8v4.5l3 1.5",
    "person": "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20.5a7.5 7.5 0 0 1 15 0",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "done": "M5 12.5l4.5 4.5L19 7.5",
}

register.filter("stamp", written.stamp)
register.filter("long_day", written.long_day)
register.filter("weekday", written.weekday)
register.filter("tracking_code", written.tracking_code)
register.filter("money", written.money)
register.filter("masked", written.mask)


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """A number with thousands separated."""
    return written.number(value)


@register.filter
def due(on: date | datetime | None, on_day: date | None = None) -> str:
    """Days left with date and weekday, seen from a day (today when none is given)."""
    last = written.local(on).date() if isinstance(on, datetime) else on
    return written.due(last, on_day or today())


@register.filter
def words(value: Words | Mapping[str, str] | str | None) -> str:
    """Domain words in the language of the page; plain text passes."""
    if value is None:
        return ""
    if isinstance(value, Words):
        return in_language(value)
    if isinstance(value, Mapping):
        return in_language(Words(value.get("zh", ""), value.get("en", "")))
    return str(value)


@register.filter
def cited(source: str) -> str:
    """The article a rule rests on, in the page's language as far as its words are known; without the codes of our own rules."""
    plain = citing.without_codes(source)
    return citing.in_english(plain) if in_english() else plain


@register.simple_tag
def once(number: str = "") -> SafeString:
    """A hidden random number of this rendering, so that the same form sent twice counts once; a form that was refused keeps its own."""
    return format_html('<input type="hidden" name="once" value="{}">', number or uuid4())


@register.simple_tag
def lamp(colour: str, text: str = "") -> SafeString:
    """A light as shape, colour and word; a text replaces the usual word. Unknown colours give nothing."""
    shape_and_word = LAMPS.get(str(colour))
    if shape_and_word is None:
        return mark_safe("")
    shape, word = shape_and_word
    return format_html(
        '<span class="fq-lamp fq-lamp-{}"><span class="fq-lamp-shape" aria-hidden="true">{}</span>'
        '<span class="fq-lamp-word">{}</span></span>',
        colour,
        shape,
        text or word,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small line drawing beside words, silent for those who hear the page; unknown names give nothing."""
    paths = ICONS.get(name)
    if paths is None:
        return mark_safe("")
    return format_html(
        '<svg class="fq-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', paths
    )


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG drawn in ink on white, named for those who hear the page."""
    svg = segno.make(text, error="m").svg_inline(scale=4, border=2, dark="#1F2329", light="#FFFFFF", omitsize=True)
    name = label or _("二维码")
    return format_html('<span class="fq-qr" role="img" aria-label="{}">{}</span>', name, mark_safe(svg))


@register.filter
def html_attrs(attrs: Any) -> SafeString:
    """The left-over attributes of a component, every value escaped (`{{ attrs }}` itself is not)."""
    pairs = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else dict(attrs or {})
    parts = []
    for key, value in pairs.items():
        if value is False or value is None:
            continue
        name = conditional_escape(key)
        parts.append(name if value is True else f'{name}="{conditional_escape(value)}"')
    return mark_safe(" ".join(parts))


@register.filter
def widget_kind(bound: BoundField) -> str:
    """How a form field is drawn: text, textarea, select, checkbox, choices, group, file, hidden."""
    name = type(bound.field.widget).__name__.lower()
    for mark, kind in _KINDS:
        if mark in name:
            return kind
    return "text"


_KINDS = (
    ("linesinput", "group"),
    ("cardsinput", "group"),
    ("filesinput", "group"),
    ("peopleinput", "group"),
    ("stepsinput", "group"),
    ("checkboxselect", "choices"),
    ("radioselect", "choices"),
    ("checkbox", "checkbox"),
    ("textarea", "textarea"),
    ("select", "select"),
    ("file", "file"),
    ("hidden", "hidden"),
)


@register.filter
def drawn(bound: BoundField) -> SafeString:
    """The widget of a form field with our classes, its hint and error tied to it by aria."""
    kind = widget_kind(bound)
    widget = bound.field.widget
    described = [f"{bound.id_for_label}-hint"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, (_own_class(bound), f"fq-{_CLASS.get(kind, 'input')}")))}
    for picked, kind_and_format in _PICKED.items():  # the browser's own picker wants ISO, whatever the language writes
        if isinstance(widget, picked):
            attrs["type"], widget.format = kind_and_format
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


_PICKED = {DateInput: ("date", "%Y-%m-%d"), DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M")}
_CLASS = {"checkbox": "check", "choices": "check", "select": "select"}


def _own_class(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("class", ""))


@register.filter
def choices_of(bound: BoundField) -> list[Any]:
    """The single radio buttons or check boxes of a choice field."""
    return list(bound.subwidgets)


@register.filter
def with_marks(steps: Iterable[Any], current: int | str) -> list[dict[str, str]]:
    """Names of steps with where they stand: done, current, todo; `current` counts from 1, 0 is before all."""
    here = int(current or 0)
    marks = ("done", "current", "todo")
    return [
        {"name": words(step), "mark": marks[(place >= here) + (place > here)]}
        for place, step in enumerate(steps or (), 1)
    ]


@register.filter
def stamp_or_text(at: date | datetime | str | None) -> str:
    """A moment as `stamp` writes it; a text as it is (vague dates such as 2003年5月)."""
    return at if isinstance(at, str) else written.stamp(at)


@register.filter
def split_lines(text: str) -> list[str]:
    """The lines of a text, without empty ones."""
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]
