"""What is typed with a notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts.forms import CountyForm
from fengqiao.apps.notices.models import MINUTES
from fengqiao.apps.notices.queries import COMING
from fengqiao.apps.notices.services import PACK
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.queries import units_of
from fengqiao.kernel import packfiles
from fengqiao.ui.language import in_language


class NoticeForm(CountyForm):
    """A notice to some units."""

    kind = forms.ChoiceField(label=_("哪一种"))
    title = forms.CharField(label=_("标题"), max_length=100)
    text = forms.CharField(label=_("什么事、要怎么做"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    number = forms.CharField(label=_("关于哪一件（编号，没有就空着）"), max_length=40, required=False)
    minutes = forms.IntegerField(label=_("多少分钟没有收到就打电话"), min_value=1, max_value=1440, initial=MINUTES)
    units = forms.ModelMultipleChoiceField(Unit.objects.none(), label=_("通知哪些单位"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, county: int, **kwargs: Any) -> None:
        super().__init__(*args, county=county, **kwargs)
        kinds = packfiles.load(PACK).lists["notice_kinds"]
        self.fields["kind"].choices = [(code, in_language(words)) for code, words in kinds.items() if code != COMING]  # type: ignore[attr-defined]
        bodies = units_of(county).exclude(level="village").order_by("level", "code")
        self.fields["units"].queryset = bodies  # type: ignore[attr-defined]
