"""Addresses of the API."""

from __future__ import annotations

from django.urls import path

from fengqiao.apps.api.views import api, docs

urlpatterns = [
    path("api/v1/docs", docs, name="api-docs"),
    path("api/v1/", api.urls),
]
