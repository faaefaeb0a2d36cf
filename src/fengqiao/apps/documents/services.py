"""Issue a paper, and record once that it was served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from fengqiao.apps.documents import models
from fengqiao.apps.documents.models import Document
from fengqiao.apps.documents.queries import digest_of
from fengqiao.domain import papers
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.packs import PaperKind
from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.county import new_id
from fengqiao.kernel.moment import day_of
from fengqiao.kernel.numbers import next_number
from fengqiao.kernel.writing import Batch

SERIES = "documents"
SEALED_MARK = "专"


def issue(
    batch: Batch,
    *,
    county: int,
    case_id: UUID,
    paper: PaperKind,
    context: Mapping[str, Any],
    data: Mapping[str, Any],
    by: Actor,
    at: datetime,
    pack: str,
    sealed: bool = False,
    labels: Mapping[str, Words] | None = None,
) -> Document:
    """Fill a paper with the facts of a case and an act, number it, and gather it into the act's batch.

    `context` has the names of domain/papers.py, `data` is what was entered, `pack` is pack@version, `labels` names the
    act's fields for a refusal. Raises Incomplete when something the paper needs is empty (law.md §8), and when an
    agreement would take a right away (信访工作条例 第三十五条、第三十六条).
    """
    facts = _facts(context, by, at)
    _refuse_holes(paper, facts, labels or {})
    body = papers.compose(paper, facts)
    if paper.id in papers.AGREEMENTS:
        _refuse_waivers(body.zh)
    document = Document(
        id=new_id(county),
        county=county,
        case_id=case_id,
        kind=paper.id,
        number=_number(county, facts, at, sealed) if paper.numbered else "",
        title=paper.name.zh,
        title_en=paper.name.en,
        sealed_body=models.sealed(body),
        data=json.loads(json.dumps(dict(data), cls=DjangoJSONEncoder)),
        to=paper.to,
        unit_id=by.unit,
        unit_name=by.unit_name,
        issued_by=by.user,
        issued_by_name="" if by.kind == "petitioner" else by.name,
        issued_at=at,
        template=pack,
        sealed=sealed,
    )
    document.digest = digest_of(document)
    batch.add(document)
    return document


def record_service(*, document: Document, served_on: date, way: str, proof: str, by: Actor, at: datetime) -> Document:
    """Write down once when and how a paper reached its addressee; `way` is a code of the pack's service_ways.

    Raises Incomplete for an empty way or proof or a day that lies ahead, NotNow when it is recorded already (DAY-17).
    """
    _refuse_service(served_on, way, proof, at)
    service = {"way": way, "proof": proof.strip(), "recorded_by": by.user, "recorded_by_name": by.name,
               "recorded_at": at.isoformat()}  # fmt: skip
    unserved = Document.objects.filter(county=document.county, id=document.id, served_on__isnull=True)
    if not unserved.update(served_on=served_on, service=service):
        words = Words(
            "这份文书的送达已经记录，不能再改。", "The service of this paper is recorded and cannot be changed."
        )
        raise NotNow(words, code="served_already", article="DAY-17")
    document.served_on, document.service = served_on, service
    return document


def _facts(context: Mapping[str, Any], by: Actor, at: datetime) -> dict[str, Any]:
    """The context with what every paper may rely on."""
    usual = {"today": day_of(at), "unit": by.unit_name, "signer": by.name}
    facts = usual | dict(context)
    if facts.get("from_unit") == facts["unit"]:
        facts["from_unit"] = ""  # no unit sends a case to itself
    return facts


def _refuse_holes(paper: PaperKind, facts: Mapping[str, Any], labels: Mapping[str, Words]) -> None:
    holes = papers.missing(paper.needs, facts)
    if not holes:
        return
    named = {name: labels.get(name) or papers.CONTEXT.get(name) or Words(name, name) for name in holes}
    zh, en = "、".join(label.zh for label in named.values()), ", ".join(label.of("en") for label in named.values())
    words = Words("《{paper}》还缺：{which}。", "“{paper}” still lacks: {which}.")
    fields = {name: Words("请填写。", "Please fill this in.") for name in holes}
    raise Incomplete(words.filled(paper=paper.name, which=Words(zh, en)), fields, code="paper_incomplete")


def _refuse_waivers(text: str) -> None:
    found = papers.waivers_in(text)
    if found:
        words = Words(
            "写有「{found}」：任何文书都不能限制当事人依法信访、申请复查复核或者起诉的权利，请删去。",
            "It says “{found}”: no paper may take away the right to petition, to ask for review or to sue.",
        )
        raise Incomplete(words.filled(found="、".join(found)), code="waiver")


def _number(county: int, facts: Mapping[str, Any], at: datetime, sealed: bool) -> str:
    """文号: the unit's mark, the year in 〔〕, the running number of that mark and year without leading zeros.

    Papers of sealed reports run in a series of their own, so that no gap in the others tells of them (G02).
    """
    mark = str(facts.get("unit_mark") or facts["unit"] or "") + (SEALED_MARK if sealed else "")
    year = day_of(at).year
    return f"{mark}〔{year}〕{next_number(county, f'{SERIES}/{mark}/{year}')}号"


def _refuse_service(served_on: date, way: str, proof: str, at: datetime) -> None:
    wrong: dict[str, Words] = {}
    if served_on > day_of(at):
        wrong["served_on"] = Words("收到日期不能晚于今天。", "The date received cannot lie ahead.")
    if not way.strip():
        wrong["way"] = Words("请选择送达方式。", "Choose the way of service.")
    if not proof.strip():
        wrong["proof"] = Words(
            "请写明签收人、见证人或者回执号。", "Say who signed, who witnessed, or the receipt number."
        )
    if wrong:
        raise Incomplete(Words("送达记录还不完整。", "The record of service is not complete."), wrong)
