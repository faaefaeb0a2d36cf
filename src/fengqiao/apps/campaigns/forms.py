"""What is typed with a campaign; the rules judge in the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import DayField
from fengqiao.apps.campaigns.models import Campaign
from fengqiao.apps.campaigns.services import LONGEST, Plan


class CampaignForm(forms.Form):
    """A campaign: what for, from when to when."""

    name = forms.CharField(label=_("名称"), max_length=LONGEST["name"])
    purpose = forms.CharField(label=_("要解决什么"), max_length=LONGEST["purpose"], widget=forms.Textarea(attrs={"rows": 3}))
    starts_on = DayField(label=_("从哪天"))
    ends_on = DayField(label=_("到哪天"))

    @staticmethod
    def plan(typed: Mapping[str, Any]) -> Plan:
        """What was typed, as planned."""
        return Plan(**typed)


class ItemForm(forms.Form):
    """What remains unsolved of a matter, and the next step."""

    campaign = forms.ChoiceField(label=_("哪个专项"))
    unsolved = forms.CharField(label=_("还有什么没解决"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    next_step = forms.CharField(label=_("下一步"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    next_on = DayField(label=_("哪天以前（可以不写）"), required=False)

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].choices = [(str(one.id), one.name) for one in campaigns]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Why a matter is taken out."""

    reason = forms.CharField(label=_("为什么移出"), max_length=500)
