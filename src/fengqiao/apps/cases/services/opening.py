"""Open a case: registration is unconditional, by any channel, with whatever is known (信访工作条例 第十七条至第二十二条)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction as database

from fengqiao.apps.cases import clocks, rules
from fengqiao.apps.cases.models import Case, Demand, PartyRole, Proceeding
from fengqiao.apps.cases.permissions import WORKFLOWS
from fengqiao.apps.cases.services import ledger, parties, sealing, standing, tally
from fengqiao.apps.cases.services.entered import plain_parts
from fengqiao.apps.cases.services.matter import IN_PERSON, NOT_TOLD, Matter
from fengqiao.apps.cases.services.parties import Person
from fengqiao.apps.organisations.models import Grid, Unit
from fengqiao.domain import case_numbers, ladder
from fengqiao.domain.errors import Incomplete
from fengqiao.domain.masking import ANONYMOUS, mask_name
from fengqiao.domain.packs import Pack
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import PETITION
from fengqiao.kernel import numbers, outbox, packversions, submissions
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.reading import rows
from fengqiao.kernel.writing import Batch

MOST_REPRESENTATIVES, MOST_MEMBERS, MOST_DEMANDS = 5, 1000, 50
LONGEST = {"title": 200, "content": 20_000, "wish": 2_000, "place": 200}
FIRST_DAY = date(1900, 1, 1)
Officer = tuple[str, str]  # id and name of a person


@dataclass(frozen=True, slots=True)
class Petition:
    """What is taken in at the door; nothing but what is asked is needed, a missing identity never blocks."""

    content: str
    title: str = ""
    demands: Sequence[str] = ()
    people: Sequence[Person] = ()
    channel: str = "visit"
    kind: str = ""  # dispute: it opens as a mediation; else the kind follows from the classification
    classification: str = ""
    category: str = ""
    wish: str = ""
    matter: Matter = NOT_TOLD
    place: str = ""
    region_code: str = ""
    grid: UUID | None = None
    people_count: int = 1
    received_on: date | None = None
    complained_units: Sequence[UUID] = ()
    is_confidential: bool = False
    restricted_for: str = ""  # as the case it comes from: seen by the person in charge alone
    is_oral: bool = False
    was_read_back: bool = False
    is_repeat: bool = False
    earlier: UUID | None = None
    tie: str = "same_matter"
    source_key: str = ""
    remark: str = ""  # for the record, seen by staff: why an identity was checked


@dataclass(slots=True)
class _Opening:
    petition: Petition
    unit: Unit
    by: Actor
    at: datetime
    pack: Pack
    officer: Officer | None = None
    demands: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)  # of the matter
    visited: list[UUID] = field(default_factory=list)  # units the petitioner had come to for the same matter before

    @property
    def received_on(self) -> date:
        return self.petition.received_on or day_of(self.at)


@database.atomic
def register(
    petition: Petition, *, unit: Unit, by: Actor, at: datetime, once: str = "", pack: str = "",
    officer: Officer | None = None,
) -> Case:  # fmt: skip
    """Register a petition at a unit; the same `once` again gives the same case.

    It goes by `pack`, else by the working method of the unit, and keeps that version to its end (K-01). `officer` is the
    unit's petition officer of the day when the caller has looked that up already (many at a time).
    Raises Incomplete naming each part that is wrong (never for a missing identity), NotNow when the unit has nobody.
    """
    if known := submissions.made_before(unit.county_code, once, Case.objects.filter(county=unit.county_code)):
        return known
    opening = _Opening(plain_parts(petition), unit, by, at, rules.pack_named(pack or unit.pack), officer)
    _check(opening)
    packversions.keep(opening.pack)
    case = _new_case(opening)
    _seat(opening, case)
    proceeding = _proceeding(opening, case)
    workflow = opening.pack.workflows[proceeding.workflow]
    standing.show_state(case, proceeding, workflow, at)
    batch = Batch()
    entry = ledger.append(batch, case, workflow.key("register"), by=by, at=at, body=_body(opening, proceeding))
    _write(opening, batch, case, proceeding)
    if once:
        batch.add(submissions.submission(case.county, once, case.id, seq=1))
    outbox.publish(batch, county=case.county, case=case.id, topic="case.register", at=at, body={"seq": entry.seq})
    batch.write()
    return case


def _check(opening: _Opening) -> None:
    petition, wrong = opening.petition, {}
    opening.demands = [text.strip() for text in petition.demands if text.strip()]
    if not petition.content.strip() and not opening.demands:
        wrong["content"] = Words("请写下要反映的事。", "Write down what it is about.")
    for name, most in LONGEST.items():
        length = len(getattr(petition, name))
        if length > most:
            wrong[name] = Words(
                f"太长了：{length}字，最多{most}字；其余可作为材料补充。",
                f"Too long: {length} characters, {most} at most; add the rest as material.",
            )
    if not FIRST_DAY <= opening.received_on <= day_of(opening.at):
        wrong["received_on"] = Words(
            "收到日期要在1900年以后、今天以前。", "The day of receipt must lie between 1900 and today."
        )
    if not 1 <= petition.people_count <= 100_000:
        wrong["people_count"] = Words("人数要在1到100000之间。", "The number of people must be from 1 to 100,000.")
    if petition.kind not in ("", *WORKFLOWS):
        wrong["kind"] = Words(f"没有「{petition.kind}」这一类。", f"There is no kind “{petition.kind}”.")
    wrong.update(_check_people(petition))
    wrong.update(_check_demands(opening.demands))
    wrong.update(petition.matter.wrong(opening.pack, day_of(opening.at)))
    opening.known = petition.matter.kept(day_of(opening.at))
    wrong.update(_check_places(opening))
    wrong.update(_check_codes(petition, opening.pack))
    if wrong:
        raise Incomplete(Words("还有几处要改。", "Some parts need a change."), wrong)


def _check_codes(petition: Petition, pack: Pack) -> dict[str, Words]:
    wrong = {} if petition.channel else {"channel": Words("请写从哪个渠道来的。", "Say by which channel it came.")}
    for name, listed in (("channel", "channels"), ("classification", "kinds"), ("category", "categories")):
        value = getattr(petition, name)
        if value and value not in pack.lists[listed]:
            wrong[name] = Words(f"没有「{value}」这一项。", f"There is no “{value}”.")
    return wrong


def _check_people(petition: Petition) -> dict[str, Words]:
    wrong = {}
    representatives = sum(person.role == PartyRole.REPRESENTATIVE for person in petition.people)
    if representatives > MOST_REPRESENTATIVES:
        wrong["representatives"] = Words(
            "代表不得超过5人（信访工作条例第二十条）。", "At most five representatives (Art 20)."
        )
    if petition.people_count > MOST_REPRESENTATIVES and petition.channel == "visit" and not representatives:
        wrong["representatives"] = Words(
            "多人走访请推选1至5名代表（信访工作条例第二十条）。",
            "A visit by many chooses one to five representatives (Art 20).",
        )
    listed = sum(person.role in (PartyRole.REPRESENTATIVE, PartyRole.MEMBER) for person in petition.people)
    if listed - representatives > MOST_MEMBERS:
        wrong["members"] = Words(f"名单一次最多{MOST_MEMBERS}人。", f"A list has at most {MOST_MEMBERS} names.")
    elif listed > representatives and petition.people_count < listed:
        wrong["people_count"] = Words(f"代表和名单一共{listed}人，人数不能少于这个数。",
                                      f"The representatives and the list are {listed} people; the number cannot be smaller.")  # fmt: skip
    if petition.is_oral and not petition.was_read_back:
        wrong["was_read_back"] = Words(
            "口头反映的，记录要念给本人听并得到确认。", "What was said orally is read back and confirmed."
        )
    longest = max((len(part) for p in petition.people for part in (p.name, p.phone, p.id_number, p.address)), default=0)
    if longest > LONGEST["place"]:
        wrong["people"] = Words("姓名、电话或住址太长了。", "A name, telephone or address is too long.")
    return wrong


def _check_demands(demands: Sequence[str]) -> dict[str, Words]:
    if len(demands) <= MOST_DEMANDS and all(len(text) <= LONGEST["wish"] for text in demands):
        return {}
    return {
        "demands": Words(
            f"诉求最多{MOST_DEMANDS}项，每项最多{LONGEST['wish']}字；其余请写在情况里。",
            f"At most {MOST_DEMANDS} demands of {LONGEST['wish']} characters; write the rest into the content.",
        )
    }


def _check_places(opening: _Opening) -> dict[str, Words]:
    """The place, the units complained of and the earlier case, as far as they are named."""
    petition, county, wrong = opening.petition, opening.unit.county_code, {}
    code, units = petition.region_code, set(petition.complained_units)
    if code and not (len(code) == 12 and code.isascii() and code.isdigit()):
        wrong["region_code"] = Words(
            "区划代码是12位数字，请从列表中选。", "A region's code has 12 digits; choose from the list."
        )
    if units and Unit.objects.filter(county_code=county, id__in=units).count() != len(units):
        wrong["complained_units"] = Words(
            "没有这个单位，请从列表中选。", "There is no such unit; choose from the list."
        )
    if petition.grid and not Grid.objects.filter(county_code=county, id=petition.grid).exists():
        wrong["grid"] = Words("没有这个网格，请从列表中选。", "There is no such grid; choose from the list.")
    if petition.earlier:
        before = Case.objects.filter(county=county, id=petition.earlier).values_list("visited", flat=True).first()
        if before is None:
            wrong["earlier"] = Words("没有找到此前的办件。", "The earlier case was not found.")
        opening.visited = list(before or ()) if petition.tie == "same_matter" else []
    return wrong


def _new_case(opening: _Opening) -> Case:
    petition, county = opening.petition, opening.unit.county_code
    is_report = petition.classification == "report"
    content = petition.content.strip() or "\n".join(opening.demands)
    title = petition.title.strip() or _first_words(opening.demands[0] if opening.demands else content)
    opening.demands = opening.demands or [title]
    came = [opening.unit.id] if petition.channel in IN_PERSON else []
    named = [person for person in petition.people if person.name.strip() and person.role not in (PartyRole.RESPONDENT, PartyRole.MEMBER)]
    return Case(
        id=new_id(county), county=county, number=new_number(county, opening.received_on.year, is_report=is_report),
        tracking_code=free_code(county), kind=petition.kind or standing.KIND_OF.get(petition.classification, "petition"),
        classification=petition.classification, title=title, content=content, wish=petition.wish.strip(),
        category=petition.category, channel=petition.channel, region_code=petition.region_code,
        place=petition.place.strip(), grid_id=petition.grid, **opening.known,
        visited=list(dict.fromkeys([*opening.visited, *came])), petitioner_mask=mask_name(named[0].name) if named else ANONYMOUS,
        people_count=petition.people_count, is_anonymous=not named, is_confidential=petition.is_confidential,
        is_oral=petition.is_oral, is_repeat=petition.is_repeat or petition.earlier is not None,
        pack=opening.pack.tag, unit=opening.unit, origin_unit=opening.unit, received_on=opening.received_on,
        registered_at=opening.at, acted_at=opening.at, source_key=petition.source_key,
    )  # fmt: skip


def _seat(opening: _Opening, case: Case) -> None:
    """Name the person who has it: whoever registers it in this unit, else the unit's petition officer."""
    own = opening.by.kind == "staff" and opening.by.unit == str(opening.unit.id)
    person = (opening.by.user, opening.by.name) if own else opening.officer
    standing.give_to(case, opening.unit, day_of(opening.at), person=person, recused=case.recused)
    if opening.petition.restricted_for and case.person_id:
        case.restricted_for, case.is_sealed, case.readers = opening.petition.restricted_for, True, [case.person_id]
    if case.classification == "report":
        sealing.seal_case(case, by=opening.by, day=day_of(opening.at))


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def new_number(county: int, year: int, *, is_report: bool = False) -> str:
    """The next case number of a county's year, such as 999901-2026-000123.

    What is registered as a report of wrongdoing has a series of its own, so that no gap tells of it (G02).
    """
    prefix, series = (f"J{county:06d}", f"report.{year}") if is_report else (f"{county:06d}", f"case.{year}")
    return case_numbers.case_number(prefix, year, numbers.next_number(county, series))


_TAKEN = "SELECT 1 FROM cases_case WHERE county = %s AND tracking_code = %s"


def free_code(county: int) -> str:
    """A tracking code that no case of the county has (among a million cases one draw in a hundred thousand is taken)."""
    code = tracking_code()
    while rows(_TAKEN, [county, code]):
        code = tracking_code()
    return code


def tracking_code() -> str:
    """Twelve digits, eleven of them random, the last a check digit (ISO 7064 MOD 11,10)."""
    return case_numbers.make_tracking_code(f"{secrets.randbelow(10**11):011d}")


def _proceeding(opening: _Opening, case: Case) -> Proceeding:
    workflow = opening.pack.workflows[WORKFLOWS.get(case.kind, PETITION)]
    facts: dict[str, Any] = {"at_petition_office": "yes" if opening.unit.is_petition_office else "no"}
    when = clocks.When(day_of(opening.at), case.received_on, case.received_on)
    return Proceeding(
        id=new_id(case.county), county=case.county, case=case, workflow=workflow.id, state=workflow.start,
        unit=case.unit, vars=first_vars(opening.pack, case.unit, case.received_on),
        clocks=clocks.changed([], workflow.transitions["register"].clocks, limits=opening.pack.clocks,
                              calendar=rules.calendar_of(case.county), facts=facts, data={}, when=when),
        opened_at=opening.at,
    )  # fmt: skip


def first_vars(pack: Pack, unit: Unit, since: date) -> dict[str, Any]:
    """What a proceeding knows when it opens at a unit: since when, and on which step of the ladder it begins."""
    tier = ladder.starting(pack.ladder, unit.level)
    return {"since": since.isoformat(), "reached_on": since.isoformat(), **({"tier": tier.id} if tier else {})}


def _body(opening: _Opening, proceeding: Proceeding) -> dict[str, Any]:
    petition = opening.petition
    return {
        "to": proceeding.state,
        "unit": str(opening.unit.id),
        "channel": petition.channel,
        "received_on": opening.received_on.isoformat(),
        "people": petition.people_count,
        "oral": petition.is_oral,
        "read_back": petition.was_read_back,
        **({"remark": petition.remark} if petition.remark else {}),
        **({"matter": opening.known} if opening.known else {}),
        "clocks": [{"id": clock["id"], "events": clock["events"]} for clock in proceeding.clocks],
    }


def _write(opening: _Opening, batch: Batch, case: Case, proceeding: Proceeding) -> None:
    batch.add(case, proceeding)
    for n, text in enumerate(opening.demands, 1):
        batch.add(Demand(id=new_id(case.county), county=case.county, case=case, position=n, text=text))
    parties.add(batch, case, opening.petition.people, opening.petition.complained_units)
    standing.desk(batch, case, case.unit, opening.at)
    if case.unit_id != case.origin_unit_id:
        standing.desk(batch, case, case.origin_unit, opening.at)
    if opening.petition.earlier:
        tie(batch, case, opening.petition.earlier, opening.petition.tie, opening.at)
    tally.moved(batch, None, tally.place_of(case))


BACKWARD = {
    "split_from": "split_into", "split_into": "split_from", "merged_into": "merged_from", "merged_from": "merged_into",
    "new_facts": "new_facts_in", "same_matter": "same_matter", "related": "related",
}  # fmt: skip


_TIE = """
    INSERT INTO cases_link (id, county, case_id, other, kind, note, at) VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (county, case_id, other, kind) DO NOTHING
"""


def tie(batch: Batch, case: Case, other: UUID, kind: str, at: datetime, note: str = "") -> None:
    """Tie two cases of one county to each other, once."""
    for one, two, how in ((case.id, other, kind), (other, case.id, BACKWARD[kind])):
        batch.run(_TIE, [new_id(case.county), case.county, one, two, how, note, at])
