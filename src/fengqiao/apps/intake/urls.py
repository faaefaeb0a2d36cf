"""Addresses of registration, receipts and imports."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.intake.views import claiming, importing, receipts, registering

app_name = "intake"
urlpatterns = [
    path("register/", registering.register, name="register"),
    path("register/earlier/", registering.earlier, name="earlier"),
    path("register/place/", registering.place, name="place"),
    path("register/competent/", registering.competent, name="competent"),
    path("register/import/", importing.upload, name="import"),
    path("register/import/<uuid:key>/columns/", importing.columns, name="columns"),
    path("register/import/<uuid:key>/", importing.run, name="run"),
    path("register/import/<uuid:key>/next/", importing.advance, name="advance"),
    path("register/import/<uuid:key>/returned.csv", importing.returned, name="returned"),
    path("register/<str:number>/claims/", claiming.upload, name="claims"),
    path("register/<str:number>/receipt/", receipts.receipt, name="receipt"),
    path("register/<str:number>/receipt/print/", receipts.printed, name="receipt-print"),
]
