"""Shape and wording of what is planned and recorded."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.forms import CountyForm, PersonField
from fengqiao.apps.accounts.models import User
from fengqiao.apps.occasions.services.rostering import Setting
from fengqiao.domain.occasions import Rule

MOST_PEOPLE = 100


class HourField(forms.TimeField):
    """An hour of the day, as the browser's own field gives it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


class PeopleField(forms.CharField):
    """People one a line, each by log-in name or by a name that only one person bears; their order counts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=6_000, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)
        self.county = 0

    def clean(self, value: Any) -> Any:
        """The people; raises ValidationError naming each line that is nobody or could be several."""
        lines = [line for line in re.split(r"[\n,，、;；]+", super().clean(value)) if line.strip()]
        people: list[User] = []
        wrong: list[str] = []
        for line in lines[:MOST_PEOPLE]:
            found = accounts.people_named(self.county, line.strip())
            if len(found) == 1:
                people.append(found[0])
            elif found:
                wrong.append(said("有几个人叫“%(text)s”，请写登录名：%(logins)s。") % {
                    "text": line.strip(), "logins": "、".join(person.login for person in found)})  # fmt: skip
            else:
                wrong.append(said("没有找到“%(text)s”。") % {"text": line.strip()[:60]})
        if wrong:
            raise ValidationError(wrong)
        return people


class DaysField(forms.CharField):
    """A few numbers, however they are parted."""

    def clean(self, value: Any) -> Any:
        """The numbers in order; raises ValidationError for anything else."""
        parts = re.split(r"[\s,，、;；]+", super().clean(value).strip())
        if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts if part):
            raise ValidationError(said("只写数字，用顿号分开，例如 5、15、25。"))
        return [int(part) for part in parts if part]


class RosterForm(CountyForm):
    """How a unit goes by a rule."""

    place = forms.CharField(label=_("在哪里"), max_length=120)
    starts = HourField(label=_("从几点"))
    ends = HourField(label=_("到几点"))
    on = DaysField(label=_("哪几天"), max_length=120, required=False)
    people = PeopleField(label=_("谁轮流值班"), help_text=_("一行一人，按轮到的先后；写登录名，姓名没有重复的也可以写姓名。"))

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["people"]
        assert isinstance(people, PeopleField)
        people.county = kwargs["county"]
        if not rule.is_open:
            del self.fields["on"]

    def setting(self, typed: dict[str, Any]) -> Setting:
        """What was entered."""
        return Setting(typed["place"], typed["starts"], typed["ends"], typed["people"], typed.get("on") or ())


class SeatForm(CountyForm):
    """Who takes a day instead, and why."""

    person = PersonField(label=_("换成谁"), required=False)
    reason = forms.CharField(label=_("为什么（可以不写）"), max_length=200, required=False)
