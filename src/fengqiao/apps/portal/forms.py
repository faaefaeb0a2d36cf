"""The questions of 我要说事, one page each, and what is checked in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fengqiao.apps.portal import queries
from fengqiao.domain import fields as domain_fields
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import Field

MOBILE_DIGITS = 11
HOME_NUMBER = re.compile(r"1\d{9}|1\d{11}")


@dataclass(frozen=True, slots=True)
class Question:
    """One page: its title, a hint, and its fields; an optional one may be skipped."""

    id: str
    title: str | Promise
    hint: str | Promise
    fields: tuple[Field, ...]
    optional: bool = False


QUESTIONS = (
    Question(
        "what", _("发生了什么事？"), _("想到哪写到哪，不用管格式。什么时候、和谁、现在怎么样。"),
        (Field("content", Words("发生了什么事", "What happened"), "longtext", required=True),),
    ),
    Question(
        "where", _("在什么地方？"), _("选村子，或者写地名，写一样就行。"),
        (Field("region", Words("村（社区）", "Village"), "text"), Field("place", Words("地名", "Place"), "text", most=200)),
        optional=True,
    ),
    Question(
        "wish", _("您希望怎么解决？"), _("用自己的话写，不写也行。"),
        (Field("wish", Words("希望怎么解决", "What you wish for"), "longtext", most=2_000),), optional=True,
    ),
    Question(
        "reach", _("怎么联系您？"), _("留不留电话都能办。不留的，凭查询码看进度。"),
        (
            Field("phone", Words("电话", "Telephone"), "phone"),
            Field("name", Words("怎么称呼您", "Your name"), "text", most=50),
            Field("confidential", Words("为我保密", "Keep me confidential"), "bool"),
        ),
    ),
)  # fmt: skip
BY_ID = {question.id: question for question in QUESTIONS}
ORDER = (*BY_ID, "check")


def after(step: str) -> str:
    """The page after one."""
    return ORDER[ORDER.index(step) + 1]


def before(step: str) -> str:
    """The page before one; empty before the first."""
    place = ORDER.index(step)
    return ORDER[place - 1] if place else ""


def entered(question: Question, typed: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields of a page, as it was typed."""
    return {field.name: str(typed.get(field.name) or "") for field in question.fields}


def cleaned(question: Question, typed: Mapping[str, Any], *, county: int, today: date) -> dict[str, Any]:
    """The answers of a page in clean form; raises Incomplete naming each field that is wrong."""
    answers = domain_fields.clean(question.fields, typed, today=today, choices={}, resolve=lambda kind, value: None)
    wrong = {name: words for name, check in _CHECKS.items() if (words := check(str(answers.get(name) or ""), county))}
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)
    return {name: value or "" for name, value in answers.items()}


def _region(value: str, county: int) -> Words | None:
    if not value or queries.place_name(value, county):
        return None
    return Words(
        "没有这个村子，请从列表里选，或者写地名。",
        "There is no such village: choose from the list, or write the place.",
    )


def _phone(value: str, county: int) -> Words | None:
    digits = "".join(c for c in normalize("NFKC", value) if c.isdigit())
    if not HOME_NUMBER.fullmatch(digits):
        return None
    few = len(digits) < MOBILE_DIGITS
    zh, en = ("少", "short") if few else ("多", "too many")
    return Words(f"手机号是11位，这里有{len(digits)}位，{zh}了一位。",
                 f"A mobile number has 11 digits; this one has {len(digits)}: one {en}.")  # fmt: skip


_CHECKS = {"region": _region, "phone": _phone}
