"""Addresses of one case."""

from __future__ import annotations

from django.urls import path, register_converter

from fengqiao.apps.cases.views import acting, deciding, owed, showing, splitting


class CaseNumber:
    """A case number such as 999901-2026-000123."""

    regex = "[A-Z0-9\u4e00-\u9fff]{1,8}-[0-9]{4}-[0-9]{6,9}"

    def to_python(self, value: str) -> str:
        """The number as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The number as it goes into the address."""
        return value


class Act:
    """An act such as accept, mediation.accept in a side proceeding, assist-2.agree in the second of its kind."""

    regex = "[a-z_0-9]{1,40}(?:(?:-[0-9]{1,2})?\\.[a-z_0-9]{1,40})?"

    def to_python(self, value: str) -> str:
        """The act as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The act as it goes into the address."""
        return value


register_converter(CaseNumber, "case_number")
register_converter(Act, "act")

app_name = "cases"
urlpatterns = [
    path("cases/drafts/<uuid:draft>/approve", deciding.approve, name="approve"),
    path("cases/drafts/<uuid:draft>/return", deciding.send_back, name="send-back"),
    path("cases/<case_number:number>/", showing.case, name="case"),
    path("cases/<case_number:number>/act/<act:step>/", acting.act, name="act"),
    path("cases/<case_number:number>/lines/", owed.lines, name="lines"),
    path("cases/<case_number:number>/lines/print", owed.printed, name="lines-print"),
    path("cases/<case_number:number>/lines/export.csv", owed.export, name="lines-export"),
    path("cases/<case_number:number>/members/", showing.members, name="members"),
    path("cases/<case_number:number>/people/<uuid:party>/unmask", showing.unmask, name="unmask"),
    path("cases/<case_number:number>/split/", splitting.split, name="split"),
    path("cases/<case_number:number>/print", showing.printed, name="print"),
]
