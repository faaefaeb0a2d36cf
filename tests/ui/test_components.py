"""Components show what they are given, never run it, and tie words to fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import translation

from fengqiao.domain.words import Words
from fengqiao.ui.gallery import ExampleForm

NASTY = "<script>alert(1)</script>\"'onx=1"
Render = Callable[..., str]

TEMPLATES = (
    '<c-button :title="x" kind="primary">{{ x }}</c-button>',
    '<c-button href="/a" :data-x="x">{{ x }}</c-button>',
    '<c-button :reason="x">{{ x }}</c-button>',
    '<c-field name="a" :label="x" :value="x" :hint="x" :error="x" :placeholder="x" />',
    '<c-field name="a" type="textarea" label="{{ x }}" value="{{ x }}" />',
    '<c-field name="a" type="select" :label="x" :options="pairs" />',
    '<c-field name="a" type="radio" :label="x" :options="pairs" />',
    '<c-badge :title="x">{{ x }}</c-badge>',
    '<c-card :title="x" :id="x">{{ x }}</c-card>',
    '<c-steps :steps="many" current="1" />',
    '<c-timeline :entries="entries" />',
    '<c-table :caption="x" :data-y="x"></c-table>',
    '<c-tabs :label="x"><c-tab href="?" :count="x">{{ x }}</c-tab></c-tabs>',
    '<c-chips :chips="chips" clear="?" />',
    '<c-empty :title="x" href="/a" :action="x">{{ x }}</c-empty>',
    '<c-dialog id="d" :title="x">{{ x }}</c-dialog>',
    "<c-toast>{{ x }}</c-toast>",
    '<c-facts :pairs="pairs" />',
    '<c-code :value="x" />',
    '<c-conflict name="n" :label="x" :mine="x" :theirs="x" :by="x" :at="x" />',
    '<c-masked :value="x" url="/u" :label="x" />',
    '<c-unmasked :value="x" :masked="x" />',
    '<c-question :title="x" :hint="x">{{ x }}</c-question>',
    '<c-receipt :code="x" :person="x">{{ x }}</c-receipt>',
    '<c-big-button href="/a" :hint="x">{{ x }}</c-big-button>',
    '<c-notice :title="x">{{ x }}</c-notice>',
    '{% lamp "red" x %}',
    "{% qr x x %}",
    "{{ x|tracking_code }}{{ x|words }}",
)


@pytest.mark.parametrize("text", TEMPLATES)
def test_what_people_typed_is_never_markup(rendered: Render, text: str) -> None:
    values = {
        "x": NASTY,
        "pairs": [(NASTY, NASTY)],
        "many": [NASTY],
        "entries": [{"at": NASTY, "title": NASTY, "by": NASTY, "text": NASTY, "tone": ""}],
        "chips": [{"label": NASTY, "url": "?a"}],
    }
    page = rendered(text, **values)
    assert "<script" not in page
    assert "<c-" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"<[^>]*\sonx=", re.sub(r'"[^"]*"', '""', page))
    assert "&amp;lt;" not in page


def test_field_of_a_form_ties_hint_and_error(rendered: Render) -> None:
    form = ExampleForm({"phone": "1"})
    form.add_error("phone", "电话少一位")
    page = rendered('<c-field :field="form.phone" />', form=form)
    assert 'for="id_phone"' in page
    assert 'aria-describedby="id_phone-hint id_phone-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_phone-error"' in page
    assert "电话少一位" in page


def test_an_error_at_a_field_is_in_the_language_of_the_page(rendered: Render) -> None:
    with translation.override("en"):
        html = rendered('<c-field name="a" label="A" :error="error" />', error=Words("请填写", "Please fill in"))
    assert "Please fill in" in html
    assert "请填写" not in html


def test_every_kind_of_field_has_a_label(rendered: Render) -> None:
    page = rendered('{% for field in form %}<c-field :field="field" />{% endfor %}', form=ExampleForm())
    for made in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        name = re.search(r'id="([^"]+)"', made)
        assert name is not None
        assert f'for="{name.group(1)}"' in page


def test_dates_are_written_for_the_browsers_picker(rendered: Render) -> None:
    form = ExampleForm(initial={"happened_on": date(2026, 11, 23)})
    page = rendered('<c-field :field="form.happened_on" />', form=form)
    assert 'type="date"' in page
    assert 'value="2026-11-23"' in page


def test_required_is_said_in_words(rendered: Render) -> None:
    assert "必填" in rendered('<c-field name="a" label="甲" required="1" />')
    assert "必填" not in rendered('<c-field name="a" label="甲" />')


def test_summary_links_to_the_fields(rendered: Render) -> None:
    form = ExampleForm({})
    page = rendered('<c-error-summary :form="form" />', form=form)
    for name in form.errors:
        assert f'href="#id_{name}"' in page
    assert "data-focus" in page
    assert rendered('<c-error-summary :form="form" />', form=ExampleForm()).strip() == ""


def test_steps_mark_where_it_is(rendered: Render) -> None:
    page = rendered('<c-steps :steps="steps" current="2" />', steps=["甲", "乙", "丙"])
    assert re.findall(r'class="is-(\w+)"', page) == ["done", "current", "todo"]
    assert page.count('aria-current="step"') == 1


def test_pager_has_no_total_and_says_when_it_ends(rendered: Render) -> None:
    page = rendered('<c-pager prev="" next="?after=x" shown="20" />')
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page
    assert 'aria-disabled="true"' in page
    assert rendered('<c-pager prev="" next="" />').strip() == ""


def test_refused_button_says_why_and_cannot_submit(rendered: Render) -> None:
    page = rendered('<c-button reason="还差勘查记录">办结</c-button>')
    assert 'aria-disabled="true"' in page
    assert 'type="button"' in page
    assert "还差勘查记录" in page


def test_once_is_new_each_time(rendered: Render) -> None:
    page = rendered("{% once %}{% once %}")
    first, second = re.findall(r'name="once" value="([0-9a-f-]{36})"', page)
    assert first != second
