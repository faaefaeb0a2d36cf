"""What is typed about a joint conference; the rules judge in the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.joint.services import LONGEST_NAME
from fengqiao.apps.organisations.models import Unit


class NameForm(forms.Form):
    """How the conference is called."""

    name = forms.CharField(label=_("联席会议的名称"), max_length=LONGEST_NAME)


class MemberForm(forms.Form):
    """A unit that joins."""

    unit = forms.ChoiceField(label=_("哪个单位"))

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("请选择")), *((str(unit.id), unit.label) for unit in units)]  # type: ignore[attr-defined]
