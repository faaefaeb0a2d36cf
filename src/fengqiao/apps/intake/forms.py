"""What the window types: one registration, the columns of a file, a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.cases.forms import FieldsForm
from fengqiao.apps.cases.models import Case, PartyRole
from fengqiao.apps.cases.services import Matter, Person, Petition
from fengqiao.apps.intake.columns import FIELDS
from fengqiao.apps.intake.permissions import SETTLE, SETTLED
from fengqiao.apps.intake.queries import Asked
from fengqiao.apps.organisations.models import Unit
from fengqiao.apps.organisations.places import Found, Places
from fengqiao.domain import rough_days
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.packs import Pack
from fengqiao.domain.words import Words
from fengqiao.kernel.headings import plain
from fengqiao.kernel.sheets import LARGEST_UPLOAD
from fengqiao.ui.language import in_language

MOST_DEMANDS, LONGEST_DEMAND, LONGEST_TALK = 10, 500, 20_000
MOST_UNITS, MOST_REPRESENTATIVES, LONGEST_NAME = 3, 5, 50
MATTER_NAMES = {"petition": _("信访事项"), "dispute": _("纠纷（想调解）"), "sign": _("苗头（先记下来）")}
LISTED = {"channel": "channels", "classification": "kinds", "category": "categories", "dispute_kind": "dispute_kinds",
          "thing_kind": "thing_kinds"}  # fmt: skip
LATER = ("category", "dispute_kind", "thing_kind")  # may be chosen later
OF_MATTER = ("dispute_kind", "thing_kind", "thing", "thing_place", "cause", "arose")
ID_NUMBER = re.compile(r"\d{17}[\dX]|\d{15}")
ID_REASONS = (
    ("", _("选一个")),
    ("proxy", _("代理人代为提出，要核对委托")),
    ("property", _("涉及房屋、土地等登记的权利人")),
    ("benefit", _("涉及社保、救助等须实名的待遇")),
    ("other", _("其他法律规定须核实身份的")),
)
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PHONE = re.compile(r"[0-9+\-() 转#]{3,40}")
_CELLS = re.compile(r"[\t,，;；]")
_HEADINGS = frozenset(("序号", "姓名", "名字", "name", "no"))


class TextField(forms.CharField):
    """Text without characters that cannot be stored."""

    def to_python(self, value: Any) -> str:
        """The text as it is kept."""
        return _UNUSABLE.sub("", super().to_python(value) or "")


class Notes(forms.Textarea):
    """The talk as it goes."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 14})


class Line(forms.TextInput):
    """A line that the browser does not fill in by itself: many people are entered on one machine."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})


class DayInput(forms.DateInput):
    """The browser's own date field, in ISO form."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"max": "", "min": "1900-01-01"})


class RegistrationForm(forms.Form):
    """A petition as the window takes it in: four things by hand, the rest folded and with a default."""

    matter = forms.ChoiceField(label=_("登记的是"), required=False, widget=forms.RadioSelect)
    content = TextField(label=_("谈话记录"), required=False, max_length=LONGEST_TALK, widget=Notes)
    name = TextField(label=_("来访人姓名"), required=False, max_length=50, widget=Line)
    anonymous = forms.BooleanField(label=_("不愿透露"), required=False)
    phone = TextField(
        label=_("电话"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    no_phone = forms.BooleanField(label=_("没有电话"), required=False)
    other_name = TextField(label=_("对方是谁（人或者单位，不知道就空着）"), required=False, max_length=60, widget=Line)
    other_phone = TextField(
        label=_("对方电话"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    place = TextField(
        label=_("地点"), max_length=200, error_messages={"required": _("请写地点；说不清的，写“不详”。")},
        widget=forms.TextInput(attrs={"list": "in-places", "autocomplete": "off"}),
    )  # fmt: skip
    region = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)  # chosen where the place may be several
    no_region = forms.BooleanField(label=_("不是这里，不要带出"), required=False)
    classification = forms.ChoiceField(label=_("这是"), required=False, widget=forms.RadioSelect, initial="claim")
    category = forms.ChoiceField(label=_("内容分类"), required=False)
    channel = forms.ChoiceField(label=_("反映渠道"), required=False, initial="visit")
    received_on = forms.DateField(label=_("收到日期"), required=False, widget=DayInput, input_formats=["%Y-%m-%d"])
    title = TextField(label=_("标题"), required=False, max_length=200)
    wish = TextField(label=_("希望怎么解决"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    people_count = forms.IntegerField(label=_("人数"), required=False, initial=1, min_value=1, max_value=100_000)
    representatives = TextField(
        label=_("代表（每行一位：姓名 电话，最多 5 位）"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    members = TextField(
        label=_("同来的其余的人（每行一位，可以从表格里整列粘贴）"), required=False, max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip
    proxy_name = TextField(label=_("代理人姓名"), required=False, max_length=50)
    proxy_phone = TextField(label=_("代理人电话"), required=False, max_length=40)
    address = TextField(label=_("住址"), required=False, max_length=200)
    id_number = TextField(label=_("身份证号"), required=False, max_length=30)
    id_reason = forms.ChoiceField(label=_("为什么要核实身份"), required=False, choices=ID_REASONS)
    is_confidential = forms.BooleanField(label=_("要求保密：只有登记单位能查看姓名和电话"), required=False)
    is_oral = forms.BooleanField(label=_("口头反映，由我代为记录"), required=False)
    was_read_back = forms.BooleanField(label=_("已念给本人听，本人确认无误"), required=False)
    dispute_kind = forms.ChoiceField(label=_("争的是哪一类"), required=False)
    thing_kind = forms.ChoiceField(label=_("是什么东西"), required=False)
    thing = TextField(label=_("争的是哪一样"), required=False, max_length=200)
    thing_place = TextField(label=_("它在哪里"), required=False, max_length=200)
    cause = TextField(label=_("因什么事起"), required=False, max_length=500)
    arose = TextField(
        label=_("什么时候起的"), required=False, max_length=40,
        help_text=_("年、月就行，如 2003-05、2003；不知道写“不详”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "2003-05"}),
    )  # fmt: skip
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, lists: Mapping[str, Mapping[str, Words]], places: Places, units: Sequence[Unit],
        former: Sequence[tuple[str, Unit]], today: date, matters: Sequence[str], home: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.places, self.units, self.former, self.today, self.matters, self.home = places, units, former, today, matters, home
        self.fields["matter"].choices = [(code, MATTER_NAMES[code]) for code in matters]  # type: ignore[attr-defined]
        self.fields["matter"].initial = matters[0]
        self.fields["place"].initial = home
        self.fields["place"].required = self.settled is None and not (home and self.is_dispute)
        for field, listed in LISTED.items():
            options = [(code, in_language(words)) for code, words in lists[listed].items()]
            blank = [("", said("以后再定"))] if field in LATER else []
            self.fields[field].choices = blank + options  # type: ignore[attr-defined]
        self.fields["received_on"].initial = today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()

    @property
    def kind(self) -> str:
        """What is being taken in: what is usual at this post unless something was chosen."""
        chosen = str(self.data.get("matter", "")) if self.is_bound else ""
        return chosen if chosen in self.matters else self.matters[0]

    @property
    def is_dispute(self) -> bool:
        """True while a dispute is being taken in."""
        return self.kind == "dispute"

    @property
    def settled(self) -> dict[str, Any] | None:
        """What was typed about a settlement on the spot; None unless the dispute is to be saved as settled."""
        if not (self.is_bound and self.is_dispute and "settle" in self.data):
            return None
        return {name[len(SETTLED) :]: value for name, value in self.data.items() if name.startswith(SETTLED)}

    @property
    def demands(self) -> list[str]:
        """What is asked, as typed, line by line."""
        if not self.is_bound:
            return []
        return [text.strip() for text in self._list("demand") if text.strip()]

    @property
    def demand_lines(self) -> list[str]:
        """The lines to draw: those typed, and empty ones up to ten."""
        return self.demands + [""] * (MOST_DEMANDS - len(self.demands))

    @property
    def complained(self) -> list[str]:
        """The lines for units that are complained of: those typed, and empty ones up to three."""
        typed = [text.strip() for text in self._list("complained") if text.strip()] if self.is_bound else []
        return typed + [""] * (MOST_UNITS - len(typed))

    @property
    def earlier_number(self) -> str:
        """The number of the earlier case that was tied to this one."""
        return str(self.data.get("earlier", ""))[:40] if self.is_bound else ""

    @property
    def was_shown_earlier(self) -> bool:
        """True when the earlier cases were on the page that was sent."""
        return self.is_bound and self.data.get("looked") == "1"

    @property
    def is_report(self) -> bool:
        """True for a report of wrongdoing, which is sealed once saved."""
        return str(self["classification"].value()) == "report"

    @cached_property
    def whereabouts(self) -> Found:
        """The town, village and grid that the typed place names; where it may be several, the one that was chosen, else none."""
        typed = str(self.data.get("place", "") if self.is_bound else "")[:200] or self.home
        found, chosen = self.places.find(typed), str(self.data.get("region", ""))
        if self.data.get("no_region"):
            return Found()
        return self.places.find(typed, inside=chosen) if chosen in dict(found.choices) else found

    @property
    def opens_more(self) -> bool:
        """True when something in the folded part is wrong."""
        return bool(set(self.errors) - {"content", "name", "phone", "demand", "place", "classification", None, "__all__"})

    def asked(self) -> Asked:
        """What helps to find earlier cases, checked or not."""
        text = {name: str(self.data.get(name, ""))[:200].strip() for name in ("phone", "name", "id_number", "place")}
        words = " ".join([*self.demands, str(self.data.get("title", ""))])[:500]
        return Asked(
            phone=text["phone"], name="" if self.data.get("anonymous") else text["name"], id_number=text["id_number"],
            region_code=self.whereabouts.code, place=text["place"], words=words,
        )  # fmt: skip

    def clean_phone(self) -> str:
        """The visitor's telephone."""
        return "" if self.data.get("no_phone") else _telephone(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        """The other side's telephone."""
        return _telephone(self.cleaned_data["other_phone"])

    def clean_place(self) -> str:
        """Where it is: what was typed, of a dispute else the village that takes it in; settled, it need not be known."""
        place: str = self.cleaned_data["place"]
        return place or self.home
    def clean_received_on(self) -> date:
        """The day of receipt: today unless a paper letter came earlier."""
        day: date = self.cleaned_data["received_on"] or self.today
        if not date(1900, 1, 1) <= day <= self.today:
            raise ValidationError(said("收到日期要在1900年以后、今天以前。"))
        return day

    def clean_id_number(self) -> str:
        """An identity number in its form."""
        number = unicodedata.normalize("NFKC", self.cleaned_data["id_number"]).replace(" ", "").upper()
        if number and not ID_NUMBER.fullmatch(number):
            raise ValidationError(said("身份证号是 18 位；不必核实身份时不用填。"))
        return number

    def clean_arose(self) -> str:
        """Since when: a day, a month, a year, or 不详."""
        typed: str = self.cleaned_data["arose"].strip()
        kept, wrong = rough_days.read(typed, self.today) if typed else ("", None)
        if wrong:
            raise ValidationError(in_language(wrong))
        return kept

    def clean_members(self) -> list[str]:
        """The names of a list as it was typed or pasted: of each line the first cell that is no number; a heading is left out."""
        names = []
        for number, line in enumerate(self.cleaned_data["members"].splitlines(), 1):
            cells = [cell.strip() for cell in _CELLS.split(line)]
            name = next((cell for cell in cells if cell and not cell.strip(".、").isdigit()), "")
            if len(name) > LONGEST_NAME:
                raise ValidationError(said("第%(n)s行的名字太长，最多%(most)s字。") % {"n": number, "most": LONGEST_NAME})
            if name and plain(name) not in _HEADINGS:
                names.append(name)
        return names

    def clean(self) -> dict[str, Any]:
        """What hangs together: demands, reason for an identity number, read-back, units, proxy."""
        typed = super().clean() or {}
        if not self._says_something(typed):
            self._wrong("demand", said("请写下要求什么，一句话也行。"))
        if any(len(text) > LONGEST_DEMAND for text in self.demands):
            self._wrong("demand", said("一条诉求最多 500 字，经过写在谈话记录里。"))
        if typed.get("id_number") and not typed.get("id_reason"):
            self.add_error("id_reason", said("填了身份证号，请选一个核实身份的理由。"))
        if typed.get("is_oral") and not typed.get("was_read_back"):
            self.add_error("was_read_back", said("口头反映的，记录要念给本人听，确认后勾选。"))
        if len(self._pairs()) > MOST_REPRESENTATIVES:
            self.add_error("representatives", said("代表不得超过 5 人（信访工作条例第二十条）。"))
        self._units()
        return typed

    def _says_something(self, typed: Mapping[str, Any]) -> bool:
        """A demand, the talk, or a settlement, whose own form says what is missing in it."""
        return bool(self.demands or typed.get("content", "").strip() or "content" in self.errors or self.settled is not None)

    def petition(self, earlier: Case | None) -> Petition:
        """The petition that was typed; call after is_valid."""
        typed = self.cleaned_data
        place, where = " ".join(typed["place"].split()), self.whereabouts
        reason = dict(ID_REASONS).get(typed["id_reason"], "") if typed["id_number"] else ""
        agreed = str((self.settled or {}).get("content", "")).strip()
        return Petition(
            content=typed["content"] or ("" if self.demands else agreed), title=typed["title"], demands=self.demands,
            people=self._people(), kind="" if self.kind == "petition" else self.kind, channel=typed["channel"] or "visit",
            classification=typed["classification"] if self.kind == "petition" else "", category=typed["category"],
            matter=Matter(**{name: typed[name] for name in OF_MATTER}),
            wish=typed["wish"], place=place, region_code=where.code, grid=where.grid,
            people_count=self._count(), received_on=typed["received_on"],
            complained_units=self._units(), is_confidential=typed["is_confidential"], is_oral=typed["is_oral"],
            was_read_back=typed["was_read_back"], earlier=earlier.id if earlier else None, remark=str(reason),
        )  # fmt: skip

    def refuse(self, refusal: Incomplete) -> None:
        """Put the reasons of the rules beside the fields they speak of."""
        for name, words in (refusal.fields or {"": refusal.words}).items():
            if name in self.fields:
                self.add_error(name, in_language(words))
            else:
                self._wrong("demand" if name == "demands" else "", in_language(words))

    def _wrong(self, name: str, words: str) -> None:
        """An error of a part that is no field of Django's: the lines of demands and of units."""
        self.add_error(None, words)
        self.line_errors = {**getattr(self, "line_errors", {}), name: words}

    def _list(self, name: str) -> list[str]:
        texts = self.data.getlist(name) if hasattr(self.data, "getlist") else [self.data.get(name, "")]
        return [_UNUSABLE.sub("", str(text)) for text in texts[:50]]

    def _pairs(self) -> list[tuple[str, str]]:
        """Name and telephone of each representative."""
        lines = [line.split() for line in str(self.cleaned_data.get("representatives", "")).splitlines() if line.strip()]
        return [(words[0][:50], " ".join(words[1:])[:40]) for words in lines]

    def _count(self) -> int:
        """How many came: as typed, else as many as are named."""
        typed, named = self.cleaned_data["people_count"] or 1, len(self._pairs()) + len(self.cleaned_data["members"])
        return typed if typed > 1 else max(1, named)

    def _people(self) -> list[Person]:
        typed = self.cleaned_data
        name = "" if typed["anonymous"] else typed["name"]
        people = [Person(name, typed["phone"], typed["id_number"], typed["address"])]
        people += [Person(name, phone, role=PartyRole.REPRESENTATIVE) for name, phone in self._pairs()]
        people += [Person(name, role=PartyRole.MEMBER) for name in typed["members"]]
        if typed["proxy_name"] or typed["proxy_phone"]:
            people.append(Person(typed["proxy_name"], typed["proxy_phone"], role=PartyRole.PROXY))
        if self.is_dispute:
            people.append(Person(typed["other_name"], typed["other_phone"], role=PartyRole.RESPONDENT))
        return [p for p in people if p.name or p.phone or p.id_number or p.address]

    def _units(self) -> list[UUID]:
        known = {name: unit.pk for name, unit in self.former}
        known |= {label: unit.pk for unit in self.units for label in (unit.name, unit.label)}
        typed = [text for text in self.complained if text]
        unknown = [text for text in typed if text not in known]
        if unknown and "complained" not in getattr(self, "line_errors", {}):
            self._wrong("complained", said("没有单位“%(name)s”，请从列表里选。") % {"name": unknown[0][:40]})
        return list(dict.fromkeys(known[text] for text in typed if text in known))


def settlement_form(pack: Pack, typed: Mapping[str, Any] | None) -> FieldsForm:
    """What the pack asks when a dispute is settled on the spot, named apart from the registration's own fields."""
    known = pack.act(SETTLE)
    assert known is not None  # the national pack has it
    specs = [replace(spec, name=SETTLED + spec.name) for spec in known[1].fields]
    return FieldsForm(specs, pack=pack, typed=typed)


def _telephone(text: str) -> str:
    """A telephone as people write it; raises ValidationError."""
    phone = unicodedata.normalize("NFKC", text).strip()
    if phone in ("", "无", "没有"):
        return ""
    if not _PHONE.fullmatch(phone) or not 3 <= sum(c.isdigit() for c in phone) <= 20:
        raise ValidationError(said("电话请写 3 到 20 位数字；没有就勾选“没有电话”。"))
    if phone.isdigit() and phone.startswith("1") and len(phone) in (9, 10, 12, 13):
        raise ValidationError(
            said("手机号要 11 位，现在是 %(n)s 位。") % {"n": len(phone)}
        )
    return phone


class UploadForm(forms.Form):
    """A file of letters."""

    file = forms.FileField(label=_("文件（CSV、CSV.gz 或 .xlsx，最大 20 MB）"))

    def clean_file(self) -> Any:
        """A file that is not too large."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_UPLOAD:
            raise ValidationError(said("文件超过 20 MB，请分成几个文件。"))
        return sent


class ColumnsForm(forms.Form):
    """What each column of a file is: one choice a column, and the channel of letters that do not tell it."""

    channel = forms.ChoiceField(label=_("没有渠道一列时，算作"), initial="online")

    def __init__(
        self, *args: Any, columns: Sequence[str], mapping: Mapping[str, str], channels: Mapping[str, Words], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.fields["channel"].choices = [(code, in_language(w)) for code, w in channels.items()]  # type: ignore[attr-defined]
        options = [("", said("不用")), *((field, in_language(words)) for field, words in FIELDS.items())]
        means = {column: field for field, column in mapping.items()}
        for place, column in enumerate(columns):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=column, required=False, choices=options, initial=means.get(column, "")
            )

    @property
    def pickers(self) -> list[Any]:
        """The choice of each column, in the order of the file."""
        return [self[f"column{place}"] for place in range(len(self.columns))]

    def clean(self) -> dict[str, Any]:
        """No part comes from two columns."""
        typed = super().clean() or {}
        chosen = [typed.get(f"column{place}") for place in range(len(self.columns))]
        double = next((field for field in chosen if field and chosen.count(field) > 1), None)
        if double:
            raise ValidationError(said("“%(part)s”选了不止一列。") % {"part": in_language(FIELDS[double])})
        return typed

    def said(self) -> dict[str, str]:
        """Field -> heading, as chosen."""
        typed = self.cleaned_data
        return {field: column for n, column in enumerate(self.columns) if (field := typed[f"column{n}"])}
