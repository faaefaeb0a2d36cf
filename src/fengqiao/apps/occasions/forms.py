"""Shape and wording of what is planned and recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts import queries as accounts
from fengqiao.apps.accounts.forms import CountyForm, DayField, PersonField
from fengqiao.apps.accounts.models import User
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import visible_to as cases_of
from fengqiao.apps.occasions.counting import Asked
from fengqiao.apps.occasions.services.holding import Plan
from fengqiao.apps.occasions.services.rostering import Setting
from fengqiao.apps.organisations.models import Unit
from fengqiao.domain.occasions import FORMS, Kind, Rule
from fengqiao.domain.roles import Actor
from fengqiao.ui.language import in_language

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
    on = DaysField(
        label=_("哪几天"), max_length=120, required=False, help_text=_("只写数字，用顿号分开，例如 5、15、25。")
    )
    people = PeopleField(
        label=_("谁轮流值班"), help_text=_("一行一人，按轮到的先后；写登录名，姓名没有重复的也可以写姓名。")
    )

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

    person = PersonField(label=_("换成谁"), required=False, widget=forms.TextInput(attrs={"list": "days-people"}))
    reason = forms.CharField(label=_("为什么（可以不写）"), max_length=200, required=False)


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """One of the units for which this person may plan."""

    def label_from_instance(self, obj: Unit) -> str:
        """The unit in the reader's language."""
        return obj.label


class PlanForm(CountyForm):
    """When, where, led by whom, about what."""

    unit = UnitChoiceField(Unit.objects.none(), label=_("哪个单位的"), empty_label=_("请选择"))
    on = DayField(label=_("哪天"))
    starts = HourField(label=_("从几点（可以不写）"), required=False)
    ends = HourField(label=_("到几点（可以不写）"), required=False)
    place = forms.CharField(label=_("在哪里"), max_length=120)
    leader = PersonField(label=_("谁带队、谁主持"), required=False)
    led_lower = forms.CharField(label=_("由别人带队的，为什么"), max_length=200, required=False)
    title = forms.CharField(label=_("议什么、做什么"), max_length=200, required=False)
    cases = forms.CharField(label=_("带哪几件（办件编号，用空格或者顿号分开）"), max_length=1_000, required=False)
    topics = forms.CharField(
        label=_("还议什么（一行一项，可以不写）"),
        max_length=3_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: Kind, units: QuerySet[Unit], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        unit = self.fields["unit"]
        assert isinstance(unit, UnitChoiceField)
        unit.queryset = units
        unneeded = {"cases": not kind.treats_cases, "topics": not kind.resolves, "led_lower": not kind.led_by}
        for name in [name for name, is_unneeded in unneeded.items() if is_unneeded]:
            del self.fields[name]

    def clean_cases(self) -> list[Case]:
        """The cases of the numbers typed; raises ValidationError naming each that this person does not see."""
        numbers = [text for text in re.split(r"[\s,，、;；]+", self.cleaned_data["cases"]) if text][:MOST_PEOPLE]
        seen = {case.number: case for case in cases_of(self.actor).filter(number__in=numbers, is_sealed=False)}
        if missing := [number for number in numbers if number not in seen]:
            raise ValidationError(said("没有找到由您查看的办件：%(numbers)s。") % {"numbers": "、".join(missing)})
        return [seen[number] for number in dict.fromkeys(numbers)]

    def plan(self, kind: str, typed: dict[str, Any]) -> Plan:
        """What was entered."""
        topics = [line.strip() for line in (typed.get("topics") or "").splitlines() if line.strip()]
        return Plan(kind, typed["unit"], typed["on"], typed["place"], typed["starts"], typed["ends"], typed["title"], typed["leader"],
                    typed.get("led_lower") or "", typed.get("cases") or (), topics)  # fmt: skip


class InviteForm(forms.Form):
    """Whom to invite, one a line; somebody outside may read one case of the agenda, masked."""

    names = forms.CharField(
        label=_("请谁来（一行一个）"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写单位（可以写简称）、登录名或者姓名；系统里没有的人，会得到一个链接，不用登录。"),
    )  # fmt: skip
    case = forms.ChoiceField(label=_("外面的人可以看哪一件（打码）"), required=False)

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(case.id): case for case in cases}
        listed = [(key, f"{case.number} {case.title}") for key, case in self.cases.items()]
        self.fields["case"].choices = [("", said("不给看")), *listed]  # type: ignore[attr-defined]


class RegisterForm(forms.Form):
    """Which part of the register is wanted."""

    since = DayField(label=_("从哪天"), required=False)
    until = DayField(label=_("到哪天"), required=False)
    form = forms.ChoiceField(label=_("哪一类"), required=False)
    kind = forms.ChoiceField(label=_("哪一种"), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"), required=False, empty_label=_("全部"))

    def __init__(self, *args: Any, kinds: dict[str, Kind], units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", said("全部"))
        self.fields["form"].choices = [everything, *((code, in_language(words)) for code, words in FORMS.items())]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [everything, *((code, in_language(kind.name)) for code, kind in kinds.items())]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def asked(self, today: date) -> Asked:
        """What was asked; what makes no sense is left out, and without a period it is this year so far."""
        self.full_clean()
        typed = self.cleaned_data
        unit = typed.get("unit")
        since = typed.get("since") or today.replace(month=1, day=1)
        until, form, kind = typed.get("until") or max(today, since), typed.get("form") or "", typed.get("kind") or ""
        return Asked(since, until, form, kind, unit.id if unit else None)
