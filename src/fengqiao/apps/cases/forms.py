"""The forms of the acts, drawn from the pack's fields; what is typed is cleaned by the services alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from fengqiao.apps.cases.models import Demand
from fengqiao.apps.cases.owing import A_GROUP
from fengqiao.apps.files.queries import brought_by, sent
from fengqiao.apps.files.recognising import ACCEPTED, KINDS
from fengqiao.apps.files.tickets import ticket_for
from fengqiao.domain import fields as domain_fields
from fengqiao.domain.errors import DomainError, Incomplete
from fengqiao.domain.money import parse, written
from fengqiao.domain.packs import CARDS, Card, Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field
from fengqiao.kernel.moment import today
from fengqiao.ui.language import in_language

MORE = "one-more"  # the button for one more row; no field of a pack is named so
NEAR = 12  # people who stand open in a list of many; the others are folded
FEW = 5  # choices up to this many are shown as buttons, more as a list
Group = tuple[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Pick:
    """A line that may be chosen: its number, its words, and the amount that its next record would usually carry."""

    position: str
    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Sending:
    """How files are sent with a form: to which case or occasion, who sends from which browser; `sent` are rows that this person
    sent for it already."""

    county: int
    owner_id: UUID
    by: Actor
    browser: str

    @property
    def ticket(self) -> str:
        """Leave to send files one by one while the form is filled in."""
        return ticket_for(self.county, self.owner_id, self.by, self.browser)

    def sent(self, keys: Sequence[str]) -> list[tuple[str, str]]:
        """What was sent already, of these keys, each with its name; what another sent is only called what it is."""
        found, me = sent(self.county, self.owner_id, keys, self.by), brought_by(self.by)
        return [(str(file.id), file.own_name if file.brought_by == me else str(KINDS[file.kind].name)) for file in found]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of one form offer: units in groups, the people of the unit, cases that may be meant."""

    units: Sequence[Group] = ()
    people: Sequence[tuple[str, str]] = ()
    cases: Sequence[tuple[str, str]] = ()
    parties: Sequence[tuple[str, str]] = ()
    helpers: Sequence[Any] = ()  # people of the directory, in groups where they are many
    officials: Sequence[Group] = ()
    lines: Sequence[tuple[str, str]] = ()
    picks: Sequence[Pick] = ()
    cards: Sequence[Card] = ()
    files: Sequence[tuple[str, str]] = ()  # those on record
    sending: Sending | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that belong together; those asked for each demand carry its text, those of a row its number.

    `rows` names the field of which this is a row, `is_last` the row after which one more may be asked for.
    """

    legend: str
    fields: list[BoundField]
    rows: str = ""
    is_last: bool = False


class NumbersInput(forms.TextInput):
    """A text field that offers case numbers while one types."""

    template_name = "cases/_numbers_input.html"

    def __init__(self, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.offered = offered

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's own, with the numbers offered."""
        return super().get_context(name, value, attrs) | {"offered": self.offered}


class CardsInput(forms.CheckboxSelectMultiple):
    """Boxes for what the law says: each with its words, the text of its articles folded."""

    template_name = "cases/_cards_input.html"

    def __init__(self, cards: Sequence[Card]) -> None:
        super().__init__(choices=[(card.id, in_language(card.title)) for card in cards])
        self.cards = cards

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's own, with each card and whether it is chosen."""
        chosen = set(map(str, value or ()))
        offered = [(card, card.id in chosen) for card in self.cards]
        return super().get_context(name, value, attrs) | {"offered": offered}


class PeopleInput(forms.CheckboxSelectMultiple):
    """Boxes for several people out of many, in groups or one by one: the nearest stand open under their headings, the others are
    folded and found by name or unit."""

    template_name = "cases/_people_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's own, with each person, whether they are chosen, and the letters by which they are found."""
        chosen = set(map(str, value or ()))
        offered = [
            (key, label, key in chosen, letters_of(str(label).partition("（")[0]), heading)
            for heading, group in self._groups() for key, label in group
        ]  # fmt: skip
        apart = {"near": offered[:NEAR], "others": offered[NEAR:], "is_open": any(one[2] for one in offered[NEAR:])}
        return super().get_context(name, value, attrs) | apart

    def _groups(self) -> list[Group]:
        offered: list[Any] = list(self.choices)
        return [one if isinstance(one[1], list | tuple) else ("", [one]) for one in offered]


class LinesInput(forms.Widget):
    """Boxes for many lines, with an amount beside each where the act asks one."""

    template_name = "cases/_lines_input.html"

    def __init__(self, picks: Sequence[Pick], *, amount: str) -> None:
        super().__init__()
        self.picks, self.amount = picks, amount  # the label of the amount; empty where none is asked

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        """The numbers chosen and the amounts typed beside them."""
        chosen = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or ()
        amounts = {pick.position: data.get(f"{name}.{pick.position}.amount", pick.amount) for pick in self.picks}
        return {"chosen": chosen, "amounts": amounts}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's own, with each line, whether it is chosen, and its amount, in groups that a small screen can fold."""
        typed = value if isinstance(value, dict) else {"chosen": value or (), "amounts": {}}
        rows = [(pick, pick.position in typed["chosen"], typed["amounts"].get(pick.position, pick.amount)) for pick in self.picks]
        parts = [rows[start : start + A_GROUP] for start in range(0, len(rows), A_GROUP)]
        chosen = [parse(amount) for _pick, is_chosen, amount in rows if is_chosen]
        total = sum(filter(None, chosen), Decimal())
        told = {"groups": [_group(part, place, bool(chosen)) for place, part in enumerate(parts)], "amount_label": self.amount,
                "n_chosen": len(chosen), "chosen_sum": written(total) if total else ""}  # fmt: skip
        return super().get_context(name, value, attrs) | told


def _group(rows: list[tuple[Pick, bool, str]], place: int, is_any_chosen: bool) -> dict[str, Any]:
    """Rows that are folded together: their first and last numbers and how many are chosen; open while one has to choose."""
    return {"rows": rows, "first": rows[0][0].position, "last": rows[-1][0].position,
            "chosen": sum(is_chosen for _pick, is_chosen, _amount in rows), "is_open": place == 0 and not is_any_chosen}  # fmt: skip


class FilesInput(forms.Widget):
    """A place for files: chosen and sent with the form, or one by one as soon as they are chosen where scripts run."""

    template_name = "cases/_files_input.html"
    needs_multipart_form = True

    def __init__(self, kinds: Sequence[tuple[str, str]], sending: Sending | None, most: int) -> None:
        super().__init__()
        self.kinds, self.sending, self.most = kinds, sending, most

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        """The keys of what was sent, and what it is."""
        keys = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or ()
        return {"keys": keys, "what": data.get(f"{name}.what", "")}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's own, with what was sent already, the kinds to choose from, and where to send."""
        typed = value if isinstance(value, dict) else {"keys": value or (), "what": ""}
        told = {"sent": self.sending.sent(typed["keys"]) if self.sending else [], "what": typed["what"], "kinds": self.kinds,
                "ticket": self.sending.ticket if self.sending else "", "accepted": ACCEPTED, "most": self.most,
                "megabytes": settings.FILE_MEGABYTES, "together": settings.REQUEST_MEGABYTES - 1}  # fmt: skip
        return super().get_context(name, value, attrs) | told


class FoundSelect(forms.Select):
    """A list of units or people that can be searched by typing: each one carries its pinyin."""

    def __init__(self, choices: Iterable[Any]) -> None:
        super().__init__(choices=choices, attrs={"data-find": _("输入名称或拼音首字母查找")})

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's own, with the letters by which it is found."""
        option = super().create_option(name, value, label, *args, **kwargs)
        if value:
            option["attrs"]["data-words"] = letters_of(str(label))
        return option


@lru_cache(maxsize=10_000)
def letters_of(name: str) -> str:
    """The first letters of a name's pinyin, then the whole of it."""
    return f"{''.join(lazy_pinyin(name, style=Style.FIRST_LETTER))} {''.join(lazy_pinyin(name))}".lower()


class FieldsForm(forms.Form):
    """Some fields of a pack as the `field` component draws them; it never judges what was typed."""

    use_required_attribute = False

    def __init__(
        self,
        specs: Iterable[Field],
        *,
        pack: Pack,
        choices: Choices = Choices(),
        demands: Sequence[Demand] = (),
        typed: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data=typed, initial=dict(initial or {}))
        self._blocks: list[tuple[str, list[str], str]] = []
        for spec in specs:
            if spec.type == "each_demand":
                for number, demand in enumerate(demands, start=1):
                    legend = _("诉求%(n)s：%(text)s") % {"n": number, "text": demand.text}
                    names = [
                        self._take(part, f"{spec.name}.{number}.{part.name}", pack, choices) for part in spec.fields
                    ]
                    self._blocks.append((legend, names, ""))
            elif spec.type == "rows":
                self._rows(spec, pack, choices)
            else:
                self._plain(self._take(spec, spec.name, pack, choices))

    def _rows(self, spec: Field, pack: Pack, choices: Choices) -> None:
        """As many rows as were entered, at least one; one more when it was asked for, with what usually repeats."""
        entered = self.data if self.is_bound else self.initial
        count = max(domain_fields.rows_in(entered, spec.name), spec.least, 1)
        if self.data.get(MORE) == spec.name:
            again = {part.name: self.data.get(f"{spec.name}.{count}.{part.name}", "") for part in spec.fields if part.repeats}
            count += 1
            typed = QueryDict(mutable=True)
            typed.update(self.data)
            typed.update({f"{spec.name}.{count}.{name}": text for name, text in again.items()})
            self.data = typed
        for number in range(1, count + 1):
            legend = _("%(label)s：第%(n)s项") % {"label": in_language(spec.label), "n": number}
            names = [self._take(part, f"{spec.name}.{number}.{part.name}", pack, choices) for part in spec.fields]
            self._blocks.append((legend, names, spec.name))

    def _take(self, spec: Field, name: str, pack: Pack, choices: Choices) -> str:
        hint = in_language(spec.hint) if spec.hint else ""
        label = in_language(spec.label)
        widget = _widget(spec, pack, choices)
        initial = today() if spec.type == "date" and spec.default == "today" else spec.default or None
        self.fields[name] = forms.Field(
            label=label, required=spec.required and not spec.instead, help_text=hint, widget=widget, initial=initial
        )
        return name

    def _plain(self, name: str) -> None:
        if not self._blocks or self._blocks[-1][0]:
            self._blocks.append(("", [], ""))
        self._blocks[-1][1].append(name)

    @property
    def blocks(self) -> list[Block]:
        """The fields in order, those of each demand under its text."""
        last = {rows: place for place, (_legend, _names, rows) in enumerate(self._blocks) if rows}
        return [
            Block(legend, [self[name] for name in names], rows, bool(rows) and last[rows] == place)
            for place, (legend, names, rows) in enumerate(self._blocks)
        ]

    @property
    def said(self) -> list[str]:
        """What was typed, to be copied where the form can no more be sent; keys of files say nothing."""
        worded = [name for name, field in self.fields.items() if not isinstance(field.widget, FilesInput)]
        return [self.data[name] for name in worded if self.data.get(name)]

    @property
    def is_empty(self) -> bool:
        """True for an act that asks nothing."""
        return not self.fields

    def full_clean(self) -> None:
        """Nothing is judged here; see `refuse`."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def refuse(self, error: DomainError) -> None:
        """Put the words of a refusal beside the fields they are about, the rest above the form."""
        fields = error.fields if isinstance(error, Incomplete) else {}
        for name, words in fields.items():
            whole = name.partition(".")[0]  # what is wrong beside one of many lines is said above them
            if name in self.fields or isinstance(getattr(self.fields.get(whole), "widget", None), LinesInput):
                field = name if name in self.fields else whole
                self.add_error(field, _without_label(in_language(words), str(self.fields[field].label)))
            else:
                self.add_error(None, _part(name) + in_language(words))
        if not fields:
            self.add_error(None, in_language(error.words))


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The clean values of an act as a form shows them again: rows become opinions.1.facts, people chosen stay a list."""
    shown: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, list) and value and all(isinstance(row, Mapping) and "file" in row for row in value):
            shown |= {name: [row["file"] for row in value], f"{name}.what": value[0].get("what", "")}
        elif isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
            for number, row in enumerate(value, start=1):
                shown.update({f"{name}.{number}.{part}": entry for part, entry in row.items()})
        else:
            shown[name] = value
    return shown


def entered_in(typed: QueryDict, fields: Iterable[Field]) -> dict[str, Any]:
    """What was sent with an act: of a name sent several times the last entry counts, as browsers mean it, but where several
    may be chosen."""
    several = {spec.name for spec in fields if spec.type in (*domain_fields.SEVERAL, "lines", "choices", "files")}
    return {name: typed.getlist(name) if name in several else typed.get(name) for name in typed}


def expecting_of(typed: Mapping[str, Any]) -> int | None:
    """The ledger row that the page was drawn from; None when the form does not say."""
    text = str(typed.get("expecting", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def reason_in(typed: Mapping[str, Any], name: str, label: Words) -> str:
    """One required sentence of a small form, cleaned as every text is; raises Incomplete."""
    spec = Field(name, label, "text", required=True)
    cleaned = domain_fields.clean((spec,), typed, today=today(), choices={}, resolve=lambda kind, value: None)
    return str(cleaned[name])


def _without_label(text: str, label: str) -> str:
    """Beside its field a sentence need not name it again."""
    return text.replace(f"「{label}」", "").replace(f" “{label}”", "")


def _part(name: str) -> str:
    """Of a refusal about something that this form does not ask for, nothing is added to its words."""
    number = name.split(".")[1] if name.count(".") == 2 else ""
    return _("诉求%(n)s：") % {"n": number} if number else ""


def _widget(spec: Field, pack: Pack, choices: Choices) -> forms.Widget:
    match spec.type:
        case "longtext":
            return forms.Textarea(attrs={"rows": 4})
        case "bool":
            return forms.CheckboxInput()
        case "date":
            return _day(spec)
        case "days" | "number":
            most = {"max": spec.most} if spec.most else {}
            return forms.NumberInput(attrs={"min": 1, "inputmode": "numeric", **most})
        case "phone":
            return forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
        case "choice":
            return _choice(spec, pack)
        case "choices":
            return _several(spec, pack, choices)
        case "files":
            return _files(spec, pack, choices)
        case "money" | "money_or_more" | "rough_day":
            shown = {"placeholder": "2003-05"} if spec.type == "rough_day" else {"inputmode": "decimal", "placeholder": _("元")}
            return forms.TextInput(attrs={"autocomplete": "off", **shown})
    return _of_records(spec, choices) or forms.TextInput(attrs={"autocomplete": "off"})


def _several(spec: Field, pack: Pack, choices: Choices) -> forms.Widget:
    if spec.choices == CARDS:
        return CardsInput(choices.cards)
    return forms.CheckboxSelectMultiple(choices=[(code, in_language(words)) for code, words in pack.lists[spec.choices].items()])


def _files(spec: Field, pack: Pack, choices: Choices) -> forms.Widget:
    kinds = [(code, in_language(words)) for code, words in pack.lists.get(spec.choices, {}).items()]
    return FilesInput(kinds, choices.sending, spec.most or settings.FILES_AT_ONCE)


def _of_records(spec: Field, choices: Choices) -> forms.Widget | None:
    """The list for a field that names a unit, a person, a case and so on; None for another type."""
    match spec.type:
        case "unit":
            return FoundSelect(choices=_with_empty(choices.units))
        case "helper":
            return FoundSelect(choices=_with_empty(choices.helpers))
        case "case":
            return NumbersInput(choices.cases)
        case "party":
            return forms.RadioSelect(choices=choices.parties)
        case "helpers":
            return PeopleInput(choices=choices.helpers)
        case "official":
            return FoundSelect(choices=_with_empty(choices.officials))
        case "officials":
            return PeopleInput(choices=[one for _unit, group in choices.officials for one in group])
        case "lines":
            return LinesInput(choices.picks, amount="".join(in_language(inner.label) for inner in spec.fields))
    listed = {"person": choices.people, "line": choices.lines, "file": choices.files}.get(spec.type)
    return None if listed is None else forms.Select(choices=_with_empty(listed))


def _day(spec: Field) -> forms.Widget:
    bounds = {"min": domain_fields.EARLIEST.isoformat()}
    if not spec.future:
        bounds["max"] = today().isoformat()
    return forms.DateInput(attrs={"type": "date", **bounds}, format="%Y-%m-%d")


def _choice(spec: Field, pack: Pack) -> forms.Widget:
    codes = [(code, in_language(words)) for code, words in pack.lists[spec.choices].items()]
    return forms.RadioSelect(choices=codes) if len(codes) <= FEW else forms.Select(choices=_with_empty(codes))


def _with_empty(choices: Iterable[Any]) -> list[Any]:
    return [("", _("请选择")), *choices]
