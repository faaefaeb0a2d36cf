"""Reading papers; whether somebody may see them is decided by the apps above."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

from fengqiao.apps.documents.models import Document, Recipient
from fengqiao.kernel.county import county_of
from fengqiao.kernel.reading import Question

DIGESTED = (
    "county", "case_id", "kind", "number", "title", "title_en", "data", "to", "unit_id", "unit_name", "issued_by",
    "issued_by_name", "template", "sealed",
)  # fmt: skip


def papers_of(county: int, case_id: UUID, to: str | None = None) -> QuerySet[Document]:
    """The papers of a case, oldest first; of one recipient only when `to` is given."""
    papers = Document.objects.filter(county=county, case_id=case_id).order_by("issued_at", "id")
    return papers.filter(to=to) if to else papers


def papers_for_petitioner(county: int, case_id: UUID) -> QuerySet[Document]:
    """The papers of a case that the petitioner reads: those addressed to them and those they wrote."""
    return papers_of(county, case_id).filter(Q(to=Recipient.PETITIONER) | Q(issued_by="", unit_id=""))


def latest_of(county: int, case_id: UUID, kind: str) -> Document | None:
    """The newest paper of a kind in a case."""
    return next(iter(_latest(county, case_id, kind)), None)


@Question
def _latest(county: int, case_id: UUID, kind: str) -> QuerySet[Document]:
    return Document.objects.filter(county=county, case_id=case_id, kind=kind).order_by("-issued_at", "-id")[:1]


def find(key: UUID) -> Document | None:
    """One paper by its key, or None."""
    return Document.objects.filter(county=county_of(key), id=key).first()


def digest_of(document: Document) -> str:
    """The SHA-256 of everything a paper said and carried when it was issued, without the proof of service."""
    content = {name: getattr(document, name) for name in DIGESTED}
    content["issued_at"] = document.issued_at.timestamp()
    content["body"] = [document.body.zh, document.body.en]
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_unaltered(document: Document) -> bool:
    """True while the paper is what was issued."""
    return digest_of(document) == document.digest
