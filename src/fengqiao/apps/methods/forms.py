"""What is typed about a standard or local rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import DayField
from fengqiao.apps.organisations.models import Rule, RuleKind
from fengqiao.apps.organisations.ruling import MOST, Entered
from fengqiao.domain.holiday_notice import LONGEST
from fengqiao.domain.packs import Pack
from fengqiao.ui.language import in_language


class StepsInput(forms.CheckboxSelectMultiple):
    """Boxes for the steps of every proceeding, each proceeding folded until one of its steps is chosen."""

    template_name = "methods/_steps_input.html"


class YearForm(forms.Form):
    """The notice of one year's days off."""

    year = forms.IntegerField(label=_("哪一年"), min_value=1990, max_value=2199)
    source = forms.CharField(label=_("依据的通知"), max_length=200)
    text = forms.CharField(
        label=_("通知里放假和上班的日子"), max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("把通知的正文贴进来就行，一行一个节。例如：元旦：1月1日至3日放假，共3天。1月4日上班。"),
    )  # fmt: skip


class RuleForm(forms.Form):
    """One version of a document."""

    kind = forms.ChoiceField(label=_("哪一种"), choices=RuleKind.choices, initial=RuleKind.RULE)
    title = forms.CharField(label=_("标题"), max_length=MOST["title"])
    number = forms.CharField(label=_("文号"), max_length=MOST["number"], required=False)
    issuer = forms.CharField(label=_("发文单位"), max_length=MOST["issuer"])
    version = forms.CharField(label=_("版本"), max_length=MOST["version"], initial="1.0")
    in_force = DayField(label=_("从哪天起施行"))
    text = forms.CharField(label=_("正文"), max_length=MOST["text"], required=False, widget=forms.Textarea(attrs={"rows": 12}))
    location = forms.CharField(label=_("文件放在哪里（没有正文时写）"), max_length=MOST["location"], required=False)
    acts = forms.MultipleChoiceField(label=_("管哪些步骤"), required=False, widget=StepsInput)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acts"].choices = steps_of(pack)  # type: ignore[attr-defined]

    @staticmethod
    def entered(typed: dict[str, Any]) -> Entered:
        """What was typed."""
        return Entered(**typed)

    @staticmethod
    def after(rule: Rule) -> dict[str, Any]:
        """A next version as the form begins: what the last one says, but version and day."""
        return {name: getattr(rule, name) for name in ("kind", "title", "number", "issuer", "text", "location", "acts")}


def steps_of(pack: Pack) -> list[tuple[str, list[tuple[str, str]]]]:
    """The steps of a pack by proceeding, as rules name them; those that follow others by themselves are left out."""
    return [
        (in_language(flow.name), [(flow.key(act.id), in_language(act.name)) for act in flow.transitions.values() if not act.follows])
        for flow in pack.workflows.values()
    ]  # fmt: skip
