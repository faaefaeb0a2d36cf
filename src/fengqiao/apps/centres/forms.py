"""What administrators type about a centre and its windows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import CountyForm
from fengqiao.apps.centres.queries import FUNCTIONS
from fengqiao.apps.organisations.models import Unit
from fengqiao.kernel import packfiles
from fengqiao.ui.language import in_language


class CentreForm(CountyForm):
    """A new centre."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("由哪个单位管"), empty_label=_("请选择"))
    name = forms.CharField(label=_("名称"), max_length=60)
    functions = forms.MultipleChoiceField(label=_("有哪些功能"), required=False, widget=forms.CheckboxSelectMultiple)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    hours = forms.CharField(label=_("接待时间"), max_length=200, required=False)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = packfiles.load("national").lists[FUNCTIONS]
        self.fields["functions"].choices = [(code, in_language(words)) for code, words in known.items()]  # type: ignore[attr-defined]


class WindowForm(CountyForm):
    """One more window."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("窗口后面是哪个单位"), empty_label=_("请选择"))
    services = forms.CharField(label=_("办什么（一行一项）"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
