"""What is typed about a helper, and what the directory is asked for; the rules judge in the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import CountyForm, DayField
from fengqiao.apps.helpers import committees
from fengqiao.apps.helpers.models import Committee, Helper
from fengqiao.apps.helpers.queries import Asked, phone_of
from fengqiao.apps.helpers.rows import Whereabouts
from fengqiao.apps.helpers.services import Entered
from fengqiao.apps.organisations.models import Unit, UnitLevel
from fengqiao.domain.packs import Pack
from fengqiao.kernel.sheets import LARGEST_UPLOAD
from fengqiao.ui.language import in_language

LISTS = {"kinds": "helper_kinds", "languages": "languages", "specialities": "categories"}
ASKED = {"kind": "helper_kinds", "language": "languages", "speciality": "categories"}
_PLACES = {"list": "helper-places", "autocomplete": "off"}


class HelperForm(forms.Form):
    """One helper."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    kinds = forms.MultipleChoiceField(
        label=_("是哪一类人（可以多选）"), widget=forms.CheckboxSelectMultiple, help_text=_("照本人自己说的记；本人不愿意写的不写。")
    )
    place = forms.CharField(label=_("调委会、单位或者村"), required=False, max_length=120, widget=forms.TextInput(attrs=_PLACES))
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
        return Entered(unit=unit, region=region, committee=self.where.committee(typed["place"]), **parts)


def shown(helper: Helper, place: str) -> dict[str, Any]:
    """A helper as the form shows them."""
    parts = {name: getattr(helper, name) for name in ("name", "kinds", "languages", "specialities", "note")}
    return {**parts, "place": place, "phone": phone_of(helper)}


class AskForm(forms.Form):
    """What a list of the directory is asked for."""

    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    language = forms.ChoiceField(label=_("语言"), required=False)
    speciality = forms.ChoiceField(label=_("专长"), required=False)
    place = forms.CharField(label=_("调委会、单位或者村"), required=False, max_length=120, widget=forms.TextInput(attrs=_PLACES))
    gone = forms.BooleanField(label=_("已停用的"), required=False)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in ASKED.items():
            codes = [(code, in_language(words)) for code, words in pack.lists[listed].items()]
            self.fields[name].choices = [("", _("全部")), *codes]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What was asked; what makes no sense is left out."""
        self.full_clean()
        typed = {name: str(self.cleaned_data.get(name) or "").strip() for name in ("name", "place", *ASKED)}
        return Asked(is_active=not self.cleaned_data.get("gone"), **typed)


class TrainingForm(forms.Form):
    """One training that somebody took part in."""

    on = DayField(label=_("哪一天"))
    subject = forms.CharField(label=_("学了什么"), max_length=100)
    hours = forms.IntegerField(label=_("几个学时"), min_value=1, max_value=200)


class WantedForm(forms.Form):
    """What the list of committees is asked for; a day that cannot be read is today."""

    name = forms.CharField(label=_("名称或者单位"), required=False, max_length=60)
    level = forms.ChoiceField(label=_("哪一级"), required=False, choices=[("", _("全部")), *UnitLevel.choices[:3]])
    kind = forms.ChoiceField(label=_("哪一类"), required=False)
    on = DayField(label=_("截至哪一天"), required=False)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("全部")), *_kinds(pack)]  # type: ignore[attr-defined]

    def wanted(self) -> committees.Wanted:
        """What was asked; what makes no sense is left out."""
        self.full_clean()
        typed = {name: str(self.cleaned_data.get(name) or "").strip() for name in ("name", "level", "kind")}
        return committees.Wanted(**typed)

    def day(self, today: date) -> date:
        """The day that is asked about, today at the latest."""
        self.full_clean()
        return min(self.cleaned_data.get("on") or today, today)


class CommitteeForm(CountyForm):
    """One committee."""

    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(label=_("哪一类"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("由哪个单位设立"), empty_label=_("请选择"))
    since = DayField(label=_("从哪天起"))

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(pack)  # type: ignore[attr-defined]

    @staticmethod
    def of(committee: Committee) -> dict[str, Any]:
        """A committee as the form shows it."""
        return {"name": committee.name, "kind": committee.kind, "unit": committee.unit_id, "since": committee.since}


class ClosingForm(forms.Form):
    """From when a committee is no more."""

    on = DayField(label=_("撤销日"))


def _kinds(pack: Pack) -> list[tuple[str, str]]:
    return [(kind.id, in_language(kind.name)) for kind in pack.committee_kinds.values()]


class TableForm(forms.Form):
    """A table of helpers."""

    file = forms.FileField(label=_("文件（CSV 或 .xlsx，最大 20 MB）"))

    def clean_file(self) -> Any:
        """A file that is not too large."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几个文件。"))
        return sent
