"""Issuing a paper and recording its service, on the real database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from fengqiao.apps.documents import queries, services
from fengqiao.apps.documents.models import Document
from fengqiao.domain.errors import Incomplete, NotNow
from fengqiao.domain.roles import Actor, petitioner
from fengqiao.domain.words import Words
from fengqiao.kernel.county import county_of, new_id
from fengqiao.kernel.writing import Batch
from tests.apps.documents import national

pytestmark = pytest.mark.django_db

COUNTY = 999901
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BY = Actor("u1", "王秀兰", COUNTY, "unit-1", "文星街道办事处")
CASE = new_id(COUNTY)


def issue(paper: str = "D08", *, case: UUID = CASE, by: Actor = BY, at: datetime = AT, **context: Any) -> Document:
    """One paper of the pack with the fullest context, changed as asked."""
    act = national.issuing(paper)[-1]
    sealed = context.pop("sealed", False)
    batch = Batch()
    document = services.issue(
        batch, county=COUNTY, case_id=case, paper=national.PAPERS[paper], context=national.full(act) | context,
        data={"officer": "王秀兰 0123-456"}, by=by, at=at, pack=national.PACK.tag, sealed=sealed,
    )  # fmt: skip
    batch.write()
    return document


def served(document: Document, **changed: Any) -> Document:
    """The service of a paper as it is usually recorded."""
    usual = {"served_on": date(2026, 11, 20), "way": "direct", "proof": "本人签收", "by": BY, "at": AT}
    return services.record_service(document=document, **usual | changed)


def test_a_paper_is_kept_as_it_was_issued() -> None:
    document = issue(unit_mark="文星信")
    kept = queries.find(document.id)
    assert kept is not None
    assert (kept.number, kept.title, kept.to) == ("文星信〔2026〕1号", "受理告知书", "petitioner")
    assert (kept.issued_by, kept.unit_id, kept.template) == ("u1", "unit-1", "national@2022.5.1")
    assert "吴大升：" in kept.body_zh
    assert "To 吴大升:" in kept.body_en
    assert county_of(kept.id) == COUNTY


def test_the_words_are_not_readable_in_the_database() -> None:
    document = issue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents_document::text FROM documents_document WHERE id = %s", [document.id])
        row = cursor.fetchone()[0]
    assert "吴大升" not in row
    assert "吴大升".encode().hex() not in row


def test_numbers_run_per_mark_and_local_year() -> None:
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # 1 January where the county is
    numbers = [
        issue(unit_mark="甲").number, issue("D09", unit_mark="甲").number, issue(unit_mark="乙").number,
        issue(unit_mark="甲", at=late).number, issue(unit_mark="").number,
    ]  # fmt: skip
    assert numbers == ["甲〔2026〕1号", "甲〔2026〕2号", "乙〔2026〕1号", "甲〔2027〕1号", "文星街道办事处〔2026〕1号"]


def test_papers_of_sealed_reports_leave_no_gap_in_the_others() -> None:
    numbers = [
        issue(unit_mark="甲").number,
        issue("D12", unit_mark="甲", sealed=True).number,
        issue(unit_mark="甲").number,
    ]
    assert numbers == ["甲〔2026〕1号", "甲专〔2026〕1号", "甲〔2026〕2号"]


def test_a_refused_paper_takes_no_number() -> None:
    with pytest.raises(Incomplete), transaction.atomic():
        issue(unit_mark="甲", officer="")
    assert issue(unit_mark="甲").number == "甲〔2026〕1号"


def test_an_unnumbered_paper_has_no_number_and_there_may_be_many() -> None:
    assert [issue("D24").number, issue("D24").number] == ["", ""]


@pytest.mark.parametrize(
    ("paper", "name"), [("D21", "opinions"), ("D28", "basis"), ("D09", "ground"), ("D05", "to_unit")]
)
def test_an_empty_need_is_refused_by_name(paper: str, name: str) -> None:
    label = Words("这一栏", "this field")
    with pytest.raises(Incomplete) as refusal:
        services.issue(
            Batch(), county=COUNTY, case_id=CASE, paper=national.PAPERS[paper],
            context=national.full(national.issuing(paper)[0]) | {name: None}, data={}, by=BY, at=AT,
            pack="national@1", labels={name: label},
        )  # fmt: skip
    assert list(refusal.value.fields) == [name]
    assert "这一栏" in refusal.value.words.zh
    assert "this field" in refusal.value.words.en
    assert not Document.objects.exists()


def test_one_demand_without_its_basis_stops_the_opinion() -> None:
    """KZ-23: no opinion without its legal basis."""
    opinions = national.full(national.issuing("D21")[0])["opinions"]
    with pytest.raises(Incomplete, match="处理意见书"):
        issue("D21", opinions=[opinions[0], opinions[1] | {"basis": " "}])


def test_an_agreement_that_takes_a_right_away_is_refused() -> None:
    with pytest.raises(Incomplete) as refusal:
        issue("D20", terms="一次付清。乙方从此不再 信访。")
    assert refusal.value.code == "waiver"
    assert "不再信访" in refusal.value.words.zh


def test_an_opinion_may_quote_such_a_paper() -> None:
    facts = national.full(national.issuing("D28")[0])["finding"] + "，曾被要求签息诉罢访承诺书"
    assert "息诉罢访" in issue("D28", finding=facts).body_zh


def test_a_petitioner_leaves_no_name_in_the_clear() -> None:
    document = issue("D26", by=petitioner(COUNTY, "吴大升"))
    assert (document.issued_by, document.issued_by_name, document.unit_id) == ("", "", "")
    assert document in queries.papers_for_petitioner(COUNTY, CASE)


def test_papers_of_a_case_are_its_own_and_in_order() -> None:
    later = datetime(2026, 11, 24, tzinfo=UTC)
    second, first = issue("D21", at=later), issue("D08")
    issue(case=new_id(COUNTY))
    form = issue("D18")
    assert [p.id for p in queries.papers_of(COUNTY, CASE)] == [first.id, form.id, second.id]
    assert [p.id for p in queries.papers_of(COUNTY, CASE, to="petitioner")] == [first.id, second.id]
    assert [p.id for p in queries.papers_for_petitioner(COUNTY, CASE)] == [first.id, second.id]
    assert list(queries.papers_of(999902, CASE)) == []


def test_the_newest_of_a_kind() -> None:
    issue(at=datetime(2026, 11, 1, tzinfo=UTC))
    newer = issue()
    assert queries.latest_of(COUNTY, CASE, "D08") == newer
    assert queries.latest_of(COUNTY, CASE, "D30") is None


def test_no_unit_sends_a_case_to_itself() -> None:
    assert "转来单位" not in issue(from_unit="文星街道办事处", unit="文星街道办事处").body_zh


def test_the_digest_tells_of_any_change() -> None:
    document = queries.find(issue().id)
    assert document is not None
    assert queries.is_unaltered(document)
    Document.objects.filter(id=document.id).update(issued_by_name="别人")
    changed = queries.find(document.id)
    assert changed is not None
    assert not queries.is_unaltered(changed)


def test_an_issued_paper_cannot_be_saved_again() -> None:
    document = issue()
    document.title = "别的"
    with pytest.raises(IntegrityError), transaction.atomic():
        document.save()


def test_service_is_recorded_and_leaves_the_paper_as_it_was() -> None:
    document = served(issue())
    kept = queries.find(document.id)
    assert kept is not None
    assert kept.served_on == date(2026, 11, 20)
    assert kept.service["proof"] == "本人签收"
    assert kept.service["recorded_by"] == "u1"
    assert queries.is_unaltered(kept)


def test_service_is_recorded_once() -> None:
    document = issue()
    stale = queries.find(document.id)
    served(document)
    with pytest.raises(NotNow):
        served(stale, served_on=date(2026, 11, 22))
    assert Document.objects.get(id=document.id).served_on == date(2026, 11, 20)


@pytest.mark.parametrize(("field", "value"), [("served_on", date(2026, 11, 24)), ("way", ""), ("proof", "  ")])
def test_service_without_its_proof_is_refused(field: str, value: object) -> None:
    document = issue()
    with pytest.raises(Incomplete) as refusal:
        served(document, **{field: value})
    assert list(refusal.value.fields) == [field]
    assert Document.objects.get(id=document.id).served_on is None


def test_a_served_day_without_proof_is_refused_by_the_database() -> None:
    document = issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(id=document.id).update(served_on=date(2026, 11, 20))
