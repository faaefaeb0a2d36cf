"""The shapes of what goes in and out, as the OpenAPI description tells them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

MOST_IN_A_LIST = 200
Tab = Literal["inbox", "working", "near", "overdue", "open", "done", "handled", "sealed", "any"]


class CasesQuery(Schema):
    """What a list is asked for; the same names as on the desk's pages."""

    tab: Tab = "open"
    scope: Literal["", "county", "mine"] = Field(
        "", description="own units, or the whole county where the post sees it"
    )
    text: str = Field("", description="a number, a tracking code, or the beginning of a title")
    unit: str = Field("", description="a unit's code")
    state: str = Field("", description="a state's id such as S40 (see /words)")
    category: str = ""
    since: str = Field("", description="received on this day or later, YYYY-MM-DD")
    until: str = ""
    person: str = Field("", description="me")
    channel: str = ""
    classification: str = ""
    after: str = Field("", description="the place to go on from: `next` of the page before")
    before: str = Field("", description="the place to go back from: `previous` of the page after")
    limit: Annotated[int, Field(ge=1, le=MOST_IN_A_LIST)] = 50


class Pair(Schema):
    """Words in Chinese and English."""

    zh: str
    en: str


class CaseItem(Schema):
    """A case in a list; names are masked."""

    number: str
    title: str
    petitioner: str
    people: int
    person: str
    unit: str
    state: str
    stage: str
    due_on: date | None
    warn_on: date | None
    is_provisional: bool
    category: str
    channel: str
    classification: str
    received_on: date
    acted_at: datetime
    is_repeat: bool
    is_sealed: bool


class CaseList(Schema):
    """One page of a list."""

    items: list[CaseItem]
    next: str | None
    previous: str | None


class Passage(Schema):
    """One row of a case's ledger."""

    seq: int
    act: str
    name: Pair
    at: datetime
    by: str
    unit: str
    internal: bool
    body: dict[str, Any]


class CaseDetail(Schema):
    """A case with everything but identities."""

    number: str
    kind: str
    classification: str
    title: str
    content: str
    dispute_kind: str = Field(description="a code of `dispute_kinds`; empty while nobody said")
    thing_kind: str = Field(description="a code of `thing_kinds`")
    thing: str
    thing_place: str
    cause: str
    arose: str = Field(description="a day, a month (2003-05), a year, or XXXX: nobody knows")
    complexity: list[str]
    difficulty: str
    is_practical: bool
    state: str
    result: str = Field(description="the weakest of its demands' outcomes; empty while one has none")
    stage: str
    unit: str
    person_name: str
    due_on: date | None
    received_on: date
    registered_at: datetime
    seq: int = Field(description="the last row of the ledger; send it as `expecting` with an act")
    demands: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    clocks: list[dict[str, Any]]
    history: list[Passage]


class Strict(Schema):
    """Input in which an unknown name is an error."""

    model_config = ConfigDict(extra="forbid")


class PersonIn(Strict):
    """Somebody as entered: any part may be empty; it goes to the vault."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    role: Literal["petitioner", "representative", "proxy", "respondent"] = Field(
        "petitioner", description="respondent: the other side of a dispute"
    )


class PetitionIn(Strict):
    """What is taken in; only what it is about is needed."""

    content: str = ""
    title: str = ""
    demands: list[str] = Field(default_factory=list, max_length=50)
    people: list[PersonIn] = Field(default_factory=list, max_length=50)
    channel: str = "online"
    kind: Literal["", "dispute"] = Field("", description="dispute: it opens as a mediation; empty: a petition")
    classification: str = ""
    category: str = ""
    wish: str = ""
    dispute_kind: str = Field("", description="what is disputed: a code of `dispute_kinds` (see /words)")
    thing_kind: str = Field("", description="a code of `thing_kinds` (see /words)")
    thing: str = Field("", description="which one is disputed")
    thing_place: str = Field("", description="where it is")
    cause: str = Field("", description="what set it off")
    arose: str = Field("", description="since when: 2003-05-12, 2003-05, 2003, or unknown")
    place: str = ""
    region_code: str = Field("", max_length=12)
    people_count: int = 1
    received_on: date | None = None
    is_confidential: bool = False
    is_oral: bool = False
    was_read_back: bool = False
    unit: str = Field("", description="the code of the unit that registers; empty for the post's own")


class Registered(Schema):
    """A new case; the tracking code is for the citizen and is shown here alone."""

    number: str
    tracking_code: str
    state: str
    due_on: date | None


class ActIn(Strict):
    """A step to take: its fields, and the ledger row that was seen last."""

    data: dict[str, Any] = Field(default_factory=dict)
    expecting: int | None = None


class ActDone(Schema):
    """The ledger row that the step wrote, and where the case stands."""

    number: str
    seq: int
    act: str
    state: str
    due_on: date | None


class Counts(Schema):
    """How many cases there are; a sealed one is in no count."""

    stages: dict[str, int]
    near: int
    overdue: int
    units: dict[str, dict[str, int]]


class Refusal(Schema):
    """Why not: a stable code, words for people, the article it rests on, and what is wrong field by field."""

    code: str
    words: Pair
    article: str = ""
    fields: dict[str, Pair] | None = None
    since: list[Pair] | None = None
