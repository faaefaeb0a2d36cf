"""What is typed at a door and about a campaign; the rules judge in the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import DayField
from fengqiao.apps.organisations.models import Grid, GridKind, Unit
from fengqiao.apps.organisations.services import MOST_HOUSEHOLDS as MOST_IN_A_GRID
from fengqiao.apps.sweeps.planning import LONGEST_NAME, LONGEST_PURPOSE, Campaign
from fengqiao.apps.sweeps.services import LONGEST_LABEL, Told
from fengqiao.domain.sweeps import MOST_HOUSEHOLDS, Counts
from fengqiao.domain.words import Words
from fengqiao.kernel.sheets import LARGEST_UPLOAD
from fengqiao.ui.language import in_language

KIND_NAMES = {"sign": _("苗头（先记下来）"), "dispute": _("纠纷（想调解）"), "petition": _("诉求（要单位办）")}


class FoundForm(forms.Form):
    """What somebody tells at a door."""

    text = forms.CharField(
        label=_("照本人的话写一句"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请照本人的话写一句。")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("这是"), widget=forms.RadioSelect)
    label = forms.CharField(label=_("哪一户（可以不写）"), required=False, max_length=LONGEST_LABEL)
    since = DayField(label=_("从哪天开始的（大概，可以不写）"), required=False)
    name = forms.CharField(label=_("怎么称呼（可以不写）"), required=False, max_length=50)
    phone = forms.CharField(
        label=_("电话（可以不写）"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(kind, KIND_NAMES[kind]) for kind in kinds]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]
        self.fields["kind"].initial = offered[0][0] if offered else ""

    @staticmethod
    def told(typed: Mapping[str, Any]) -> Told:
        """What was typed, as told."""
        return Told(**{name: typed[name] for name in ("kind", "text", "label", "since", "name", "phone")})


class SumsForm(forms.Form):
    """The sums of a round that was walked on paper."""

    visited = forms.IntegerField(label=_("谈上话的户数"), min_value=0, max_value=MOST_HOUSEHOLDS)
    is_least = forms.BooleanField(label=_("纸上写的是“多少余户”：只多不少"), required=False)
    nobody_home = forms.IntegerField(label=_("没人在家"), min_value=0, max_value=MOST_HOUSEHOLDS, initial=0)
    declined = forms.IntegerField(label=_("不愿意谈"), min_value=0, max_value=MOST_HOUSEHOLDS, initial=0)
    found = forms.IntegerField(label=_("发现几件"), min_value=0, max_value=MOST_HOUSEHOLDS, initial=0)

    @staticmethod
    def counts(typed: Mapping[str, Any]) -> Counts:
        """What was typed, as counts; the planned households stay those of the task."""
        return Counts(**{name: typed[name] for name in ("visited", "is_least", "nobody_home", "declined", "found")})


class CampaignForm(forms.Form):
    """A campaign: what for, when, where, who goes along."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME)
    purpose = forms.CharField(label=_("为了什么"), max_length=LONGEST_PURPOSE, widget=forms.Textarea(attrs={"rows": 3}))
    starts_on = DayField(label=_("从哪天"))
    ends_on = DayField(label=_("到哪天"))
    team = forms.MultipleChoiceField(label=_("谁一起去（可以多选）"), required=False, widget=forms.CheckboxSelectMultiple)
    villages = forms.MultipleChoiceField(label=_("走哪些村（社区）"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, villages: Sequence[Unit], kinds: Mapping[str, Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(code, in_language(words)) for code, words in kinds.items()]  # type: ignore[attr-defined]
        self.towns = {str(unit.id): unit.parent.label if unit.parent else "" for unit in villages}
        self.fields["villages"].choices = [(str(unit.id), unit.label) for unit in villages]  # type: ignore[attr-defined]

    def by_town(self) -> list[tuple[str, list[BoundWidget], int]]:
        """The boxes of the villages town by town, with how many of each are ticked."""
        boxes: dict[str, list[BoundWidget]] = {}
        for box in self["villages"].subwidgets:
            boxes.setdefault(self.towns[str(box.data["value"])], []).append(box)
        return [(town, some, sum(box.data["selected"] for box in some)) for town, some in boxes.items()]

    @staticmethod
    def campaign(typed: Mapping[str, Any]) -> Campaign:
        """What was typed, as a campaign."""
        return Campaign(**{name: typed[name] for name in ("name", "purpose", "starts_on", "ends_on", "villages", "team")})


class GridForm(forms.Form):
    """What a grid is called and how many households it has, never which; its party branch where the place uses that layer (KZ-01)."""

    name = forms.CharField(label=_("名称"), max_length=60)
    households = forms.IntegerField(label=_("多少户"), min_value=0, max_value=MOST_IN_A_GRID)
    branch = forms.CharField(label=_("党支部或者党小组（可以不写）"), required=False, max_length=200)

    def __init__(self, *args: Any, has_branch: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_branch:
            del self.fields["branch"]


class NewGridForm(GridForm):
    """A grid that is set up: of which village."""

    village = forms.ChoiceField(label=_("哪个村（社区）"))
    field_order = ("village", "name", "households", "branch")

    def __init__(self, *args: Any, villages: Iterable[Unit], has_branch: bool, **kwargs: Any) -> None:
        super().__init__(*args, has_branch=has_branch, **kwargs)
        offered = [(str(unit.id), f"{unit.parent.label} {unit.label}" if unit.parent else unit.label) for unit in villages]
        self.fields["village"].choices = [("", _("请选择")), *offered]  # type: ignore[attr-defined]


class CloseGridForm(forms.Form):
    """From which day a grid is no more, and which one stands in its place."""

    on = DayField(label=_("从哪天起撤并"))
    successor = forms.ChoiceField(label=_("并入哪个网格（没有就不选）"), required=False)

    def __init__(self, *args: Any, others: Iterable[Grid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(grid.id), f"{grid.village.label} {grid.name}") for grid in others]
        self.fields["successor"].choices = [("", _("没有，整个撤掉")), *offered]  # type: ignore[attr-defined]


class GridTableForm(forms.Form):
    """A table of grids."""

    file = forms.FileField(label=_("文件（CSV 或 .xlsx，最大 20 MB）"))

    def clean_file(self) -> Any:
        """A file that is not too large."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几个文件。"))
        return sent


class PartForm(forms.Form):
    """A level below a grid."""

    kind = forms.ChoiceField(label=_("哪一级"), choices=[(kind.value, kind.label) for kind in (GridKind.GROUP, GridKind.CLUSTER)])
    name = forms.CharField(label=_("名称"), max_length=60)
    households = forms.IntegerField(label=_("多少户"), min_value=0, max_value=MOST_IN_A_GRID, initial=0)


class TeamForm(forms.Form):
    """Somebody on the team of a grid."""

    helper = forms.CharField(
        label=_("谁（名册里的）"), max_length=60, widget=forms.TextInput(attrs={"list": "grid-names", "autocomplete": "off"})
    )
    title = forms.ChoiceField(label=_("担任什么"))
    called = forms.CharField(label=_("这里叫什么（可以不写）"), required=False, max_length=20)

    def __init__(self, *args: Any, titles: Mapping[str, Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].choices = [(code, in_language(words)) for code, words in titles.items()]  # type: ignore[attr-defined]
