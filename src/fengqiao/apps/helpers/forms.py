"""What is typed about a helper, and what the directory is asked for; the rules judge in the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import in_language
from fengqiao.apps.helpers.models import Helper
from fengqiao.apps.helpers.queries import Asked, phone_of
from fengqiao.apps.helpers.rows import Whereabouts
from fengqiao.apps.helpers.services import Entered
from fengqiao.domain.packs import Pack
from fengqiao.kernel.sheets import LARGEST_UPLOAD

LISTS = {"kinds": "helper_kinds", "languages": "languages", "specialities": "categories"}
_PLACES = {"list": "helper-places", "autocomplete": "off"}


class HelperForm(forms.Form):
    """One helper."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    kinds = forms.MultipleChoiceField(
        label=_("是哪一类人（可以多选）"), widget=forms.CheckboxSelectMultiple, help_text=_("照本人自己说的记；本人不愿意写的不写。")
    )
    place = forms.CharField(label=_("单位或者村"), required=False, max_length=120, widget=forms.TextInput(attrs=_PLACES))
    phone = forms.CharField(
        label=_("电话"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    languages = forms.MultipleChoiceField(label=_("会说的语言"), required=False, widget=forms.CheckboxSelectMultiple)
    specialities = forms.MultipleChoiceField(label=_("专长"), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("备注"), required=False, max_length=500, help_text=_("只写怎么联系、什么时候方便；不写评价。")
    )

    def __init__(self, *args: Any, pack: Pack, where: Whereabouts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.where = where
        for name, listed in LISTS.items():
            codes = [(code, in_language(words)) for code, words in pack.lists[listed].items()]
            self.fields[name].choices = codes  # type: ignore[attr-defined]

    def entered(self, typed: Mapping[str, Any]) -> Entered:
        """What was typed; raises Incomplete for a unit or village that there is not."""
        unit, region = self.where.find(typed["place"])
        parts = {name: typed[name] for name in ("name", "kinds", "languages", "specialities", "phone", "note")}
        return Entered(unit=unit, region=region, **parts)


def shown(helper: Helper, place: str) -> dict[str, Any]:
    """A helper as the form shows them."""
    parts = {name: getattr(helper, name) for name in ("name", "kinds", "languages", "specialities", "note")}
    return {**parts, "place": place, "phone": phone_of(helper)}


class AskForm(forms.Form):
    """What a list of the directory is asked for."""

    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    language = forms.ChoiceField(label=_("语言"), required=False)
    place = forms.CharField(label=_("单位或者村"), required=False, max_length=120, widget=forms.TextInput(attrs=_PLACES))
    gone = forms.BooleanField(label=_("已停用的"), required=False)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("kind", "helper_kinds"), ("language", "languages")):
            codes = [(code, in_language(words)) for code, words in pack.lists[listed].items()]
            self.fields[name].choices = [("", _("全部")), *codes]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked; what makes no sense is left out."""
        self.full_clean()
        typed = {name: str(self.cleaned_data.get(name) or "").strip() for name in ("name", "kind", "language", "place")}
        return Asked(is_active=not self.cleaned_data.get("gone"), **typed)


class TableForm(forms.Form):
    """A table of helpers."""

    file = forms.FileField(label=_("文件（CSV 或 .xlsx，最大 20 MB）"))

    def clean_file(self) -> Any:
        """A file that is not too large."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几个文件。"))
        return sent
