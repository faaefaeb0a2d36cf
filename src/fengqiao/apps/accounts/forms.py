"""Shape and wording of what people type about themselves, posts and units."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.accounts import queries
from fengqiao.apps.accounts.models import ChargeLayer
from fengqiao.apps.organisations.models import Region, System, Unit, UnitKind, UnitLevel
from fengqiao.apps.organisations.queries import county_region_code, units_of
from fengqiao.domain.errors import Denied, DomainError, Incomplete
from fengqiao.ui.language import in_language

T = TypeVar("T")
MOST_KEPT = 2_000_000


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], T]) -> T | None:
    """Do an act with a form's values; None with the reasons on the form when the rules say no. Denied passes on."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Denied:
        raise
    except Incomplete as refusal:
        for name, words in (refusal.fields or {"": refusal.words}).items():
            form.add_error(name if name in form.fields else None, in_language(words))
    except DomainError as refusal:
        form.add_error(None, in_language(refusal.words))
    return None


def typed_in(sent: QueryDict, name: str) -> str:
    """One text of a form that is no form class, without NUL characters, which PostgreSQL cannot store."""
    return sent.get(name, "").replace("\0", "")


class DateInput(forms.DateInput):
    """The browser's own date field, in ISO form."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """One day, between 1900 and 2100."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DateInput(), input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> Any:
        """The day; raises ValidationError for one that no office has seen or will see."""
        day = super().clean(value)
        if day is not None and not 1900 <= day.year <= 2100:
            raise ValidationError(said("请检查年份。"))
        return day


class SignInForm(forms.Form):
    """Log-in name and password; `kept` is what was typed before the session ended."""

    login = forms.CharField(
        label=_("登录名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, max_length=MOST_KEPT, widget=forms.HiddenInput)

    def clean_kept(self) -> list[tuple[str, str]]:
        """The typed pairs; anything else counts as nothing."""
        try:
            pairs = json.loads(self.cleaned_data["kept"] or "[]")
            return [(str(name), str(value)) for name, value in pairs]
        except (ValueError, TypeError):
            return []


class PreferencesForm(forms.Form):
    """Language and size of type."""

    language = forms.ChoiceField(
        label=_("语言"), required=False, choices=[("", _("随浏览器")), ("zh-hans", "中文"), ("en", "English")]
    )
    care_mode = forms.BooleanField(label=_("关怀模式（大字）"), required=False)


class PasswordForm(forms.Form):
    """The present password and a new one."""

    old = forms.CharField(
        label=_("现在的密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("新密码"), strip=False, help_text=_("至少 10 位，好记的一句话就行。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一遍新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both new ones are the same."""
        typed = super().clean() or {}
        if typed.get("new") and typed.get("again") and typed["new"] != typed["again"]:
            self.add_error("again", said("两次输入的新密码不一样。"))
        return typed


class PersonField(forms.CharField):
    """A person of the county by log-in name, or by a name that only one person bears."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, help_text=_("写登录名；姓名没有重复的也可以写姓名。"), **kwargs)
        self.county = 0

    def clean(self, value: Any) -> Any:
        """The person; raises ValidationError with the log-in names to choose from."""
        text = super().clean(value)
        if not text:
            return None
        people = list(queries.people_named(self.county, text))
        if not people:
            raise ValidationError(said("没有找到“%(text)s”。") % {"text": text})
        if len(people) > 1:
            logins = "、".join(person.login for person in people)
            raise ValidationError(said("有几个人叫这个名字，请写登录名：%(logins)s。") % {"logins": logins})
        return people[0]


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """A place of the county, indented by level."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.none(), **{"empty_label": _("请选择")} | kwargs)

    def label_from_instance(self, obj: Region) -> str:
        """The name, one space further in for each level below the county."""
        return "　" * max(0, obj.level - 3) + obj.name


class CountyForm(forms.Form):
    """A form whose choices are those of one county."""

    def __init__(self, *args: Any, county: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.county = county
            elif isinstance(field, RegionField):
                field.queryset = Region.objects.filter(path__startswith=county_region_code(county)[:6])
            elif isinstance(field, forms.ModelChoiceField):
                field.queryset = units_of(county)


class NewUserForm(forms.Form):
    """A person who is to sign in."""

    login = forms.CharField(label=_("登录名"), max_length=60)
    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("办公电话"), max_length=40, required=False)
    new = forms.CharField(
        label=_("初始密码"), strip=False, help_text=_("至少 10 位；本人第一次登录后自己改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class ResetPasswordForm(forms.Form):
    """A new first password for a person."""

    new = forms.CharField(
        label=_("新的初始密码"), strip=False, help_text=_("至少 10 位；本人下次登录后自己改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class NewPostForm(forms.Form):
    """A post of a unit."""

    title = forms.CharField(label=_("岗位名称"), max_length=60)
    title_en = forms.CharField(label=_("英文名称"), max_length=100, required=False)
    roles = forms.MultipleChoiceField(label=_("角色"), widget=forms.CheckboxSelectMultiple)
    is_officer = forms.BooleanField(label=_("本单位信访工作岗（来件先到这里）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = queries.roles_known().values()
        self.fields["roles"].choices = [(role.id, in_language(role.name)) for role in roles]  # type: ignore[attr-defined]


class AppointForm(CountyForm):
    """Who takes a post, from when."""

    user = PersonField(label=_("任职的人"))
    since = DayField(label=_("从哪天起"))


class StandInForm(CountyForm):
    """Who stands in for a holder, and when."""

    user = PersonField(label=_("代理的人"))
    since = DayField(label=_("从哪天起"))
    until = DayField(label=_("到哪天为止（这一天不算）"))


class HandOverForm(CountyForm):
    """Who takes over a post and its open work."""

    to_user = PersonField(label=_("接手的人"))
    on = DayField(label=_("交接日"))


class NewUnitForm(CountyForm):
    """A unit and its place in the county."""

    name = forms.CharField(label=_("单位名称"), max_length=100)
    name_en = forms.CharField(label=_("英文名称"), max_length=160, required=False)
    code = forms.CharField(label=_("单位代码"), max_length=60, help_text=_("小写字母、数字和连字符，例如 town-1。"))
    level = forms.ChoiceField(label=_("层级"), choices=UnitLevel.choices)
    system = forms.ChoiceField(label=_("系统"), choices=System.choices)
    kind = forms.ChoiceField(label=_("性质"), choices=UnitKind.choices)
    region = RegionField(label=_("所在区划"))
    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("上级单位"), required=False, empty_label=_("没有"))
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    hours = forms.CharField(label=_("接待时间"), max_length=200, required=False)


class CloseUnitForm(CountyForm):
    """From when a unit is closed and who succeeds it."""

    on = DayField(label=_("撤并日"))
    successor = forms.ModelChoiceField(
        Unit.objects.none(), label=_("承接单位"), required=False, empty_label=_("没有承接单位")
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, county=unit.county_code, **kwargs)
        others = units_of(unit.county_code).exclude(pk=unit.pk)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]


class ReviewBodyForm(CountyForm):
    """Which body reviews the opinions of a unit."""

    body = forms.ModelChoiceField(Unit.objects.none(), label=_("复查机关"), required=False, empty_label=_("上级单位"))


class DutyForm(CountyForm):
    """A category that a unit answers for, and where."""

    category = forms.CharField(label=_("事项类别代码"), max_length=80)
    region = RegionField(label=_("范围"), required=False, empty_label=_("全县"))


class HonourForm(forms.Form):
    """What a unit was honoured with."""

    year = forms.IntegerField(label=_("哪一年"), min_value=1949, max_value=2100)
    grantor = forms.CharField(label=_("谁授予的"), max_length=100)
    text = forms.CharField(label=_("荣誉名称"), max_length=200)


class ChargeForm(CountyForm):
    """Who answers for an area or a subject, and in which layer."""

    user = PersonField(label=_("谁"))
    layer = forms.TypedChoiceField(label=_("哪一层"), choices=ChargeLayer.choices, initial=ChargeLayer.AREA, coerce=int)
    region = RegionField(label=_("包哪一片"), required=False, empty_label=_("不是包片"))
    category = forms.ChoiceField(label=_("分管哪一类"), required=False)
    since = DayField(label=_("从哪天起"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, in_language(words)) for code, words in queries.categories().items()]
        self.fields["category"].choices = [("", _("不是分管")), *named]  # type: ignore[attr-defined]


class HolidayForm(forms.Form):
    """A day on which the county's offices are closed."""

    day = DayField(label=_("日期"))
    name = forms.CharField(label=_("假日名称"), max_length=60)
